"""The integration `alert`, which can only call a notifier by its old name."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml

from .conftest import MOM
from .eventually import Recorded, as_time_passes, eventually
from .simulator import ManualClock, Simulator
from .yaml_home import YAML_GROUP, start

LEAK = "binary_sensor.bathroom_leak"

ALERT = f"""
{YAML_GROUP}
alert:
  bathroom_leak:
    name: Water in the bathroom
    message: "Water in the bathroom since {{{{ states('sensor.leak_since') }}}}"
    done_message: The bathroom is dry again
    title: Home
    entity_id: {LEAK}
    repeat: 30
    notifiers:
      - family_by_sms
"""


@pytest.fixture
async def dry(hass: HomeAssistant) -> AsyncGenerator[None]:
    """Begin with a dry bathroom, and end with one: an alert repeats itself for ever."""
    hass.states.async_set(LEAK, "off")
    hass.states.async_set("sensor.leak_since", "7:30")
    yield
    hass.states.async_set(LEAK, "off")
    await hass.async_block_till_done()


@pytest.fixture
async def alert(hass: HomeAssistant, entry: MockConfigEntry, dry: None) -> None:
    """Start a home with an alert on a leak."""
    await start(hass, ALERT)


def texts(simulator: Simulator) -> list[str]:
    """Return what arrived at the phone, oldest first."""
    return [message.text for message in simulator.ledger.to(MOM)]


@pytest.mark.usefixtures("alert")
async def test_an_alert_arrives_and_so_does_its_end(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """With the title before the text, in the order of what happened."""
    hass.states.async_set(LEAK, "on")
    await eventually(lambda: len(texts(simulator)) == 1)
    hass.states.async_set(LEAK, "off")
    await eventually(lambda: len(texts(simulator)) == 2)

    assert texts(simulator) == [
        "Home\nWater in the bathroom since 7:30",
        "Home\nThe bathroom is dry again",
    ]


@pytest.mark.usefixtures("alert")
async def test_an_alert_repeats_itself_until_it_is_acknowledged(
    hass: HomeAssistant, simulator: Simulator, statuses: Recorded
) -> None:
    """Each repetition is a message of its own."""
    hass.states.async_set(LEAK, "on")
    # Half an hour is over for a request, too, whose answer is still on its way.
    await eventually(lambda: "queued" in statuses.states)
    hass.states.async_set("sensor.leak_since", "7:31")
    await pass_half_an_hour(hass)
    await eventually(lambda: len(texts(simulator)) == 2)
    await act(hass, "turn_off")
    await pass_half_an_hour(hass)
    await hass.async_block_till_done()

    assert [text[-4:] for text in texts(simulator)] == ["7:30", "7:31"]


@pytest.mark.by_the_clock
@pytest.mark.usefixtures("alert")
async def test_an_alert_outlives_an_outage(
    hass: HomeAssistant, clock: ManualClock, simulator: Simulator
) -> None:
    """`alert` forgets a call; the message waits in the journal."""
    await simulator.go_down()
    hass.states.async_set(LEAK, "on")
    transit = "sensor.smsc_demo_messages_in_transit"
    await as_time_passes(clock, lambda: hass.states.is_state(transit, "1"), step=0.1)
    await simulator.start()
    await as_time_passes(clock, lambda: bool(texts(simulator)))

    assert texts(simulator) == ["Home\nWater in the bathroom since 7:30"]
    hass.states.async_set(LEAK, "off")
    await as_time_passes(clock, lambda: len(texts(simulator)) == 2, step=0.1)


@pytest.mark.usefixtures("dry")
async def test_an_alert_cannot_name_the_entity(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """That is why it needs the group: the name of an entity is no action."""
    config: Any = parse_yaml(ALERT)
    config["alert"]["bathroom_leak"]["notifiers"] = ["mom"]
    await start(hass, config)
    hass.states.async_set(LEAK, "on")
    await hass.async_block_till_done()

    assert not simulator.ledger.messages
    assert not hass.services.has_service("notify", "mom")


async def pass_half_an_hour(hass: HomeAssistant) -> None:
    """Let the time of the next repetition come."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=31))
    await hass.async_block_till_done()


async def act(hass: HomeAssistant, action: str) -> None:
    """Acknowledge the alert, or take that back."""
    await hass.services.async_call(
        "alert", action, {"entity_id": "alert.bathroom_leak"}, blocking=True
    )
