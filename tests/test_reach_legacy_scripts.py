"""Scripts of old homes: `service:`, `data_template:`, and notifiers by their old names."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import MOM
from .eventually import Recorded, as_time_passes, eventually, while_time_passes
from .simulator import ManualClock, Simulator
from .yaml_home import YAML_GROUP, only_logged, start

BY_OLD_NAME = """
    - service: notify.family_by_sms
      data:
        title: Water!
        message: The bathroom is under water.
"""

BY_TEMPLATE = """
    - service_template: "notify.{{ 'family' }}_by_sms"
      data_template:
        title: Water!
        message: "The bathroom is {{ 'under water' }}."
"""

BY_ENTITY = """
    - service: notify.send_message
      entity_id: notify.mom
      data:
        title: Water!
        message: The bathroom is under water.
"""

BY_OUR_ACTION = """
    - service: sms_gateway.send_sms
      data:
        recipient: notify.mom
        message: |-
          Water!
          The bathroom is under water.
"""

TEXT = "Water!\nThe bathroom is under water."


def script(sequence: str) -> str:
    """Return a configuration.yaml with a group and a script."""
    return f"{YAML_GROUP}\nscript:\n  alarm:\n    sequence:{sequence}"


@pytest.mark.parametrize(
    "sequence",
    [BY_OLD_NAME, BY_TEMPLATE, BY_ENTITY, BY_OUR_ACTION],
    ids=["old name", "template", "entity", "our action"],
)
async def test_an_old_script_sends(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, sequence: str
) -> None:
    """Whichever of the old forms it is written in."""
    await start(hass, script(sequence))
    await hass.services.async_call("script", "alarm", blocking=True)

    [message] = simulator.ledger.to(MOM)
    assert message.text == TEXT


AUTOMATION = f"""
{YAML_GROUP}
automation:
  - alias: Water alarm
    trigger:
      - platform: state
        entity_id: binary_sensor.bathroom_leak
        to: "on"
    condition: []
    action:{BY_OLD_NAME}
"""


async def test_an_old_automation_sends(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    statuses: Recorded,
) -> None:
    """`trigger`, `platform` and `action` in the singular; states are told all the same."""
    hass.states.async_set("binary_sensor.bathroom_leak", "off")
    await start(hass, AUTOMATION)
    hass.states.async_set("binary_sensor.bathroom_leak", "on")
    await eventually(lambda: bool(simulator.ledger.to(MOM)))

    await statuses.until_state("queued")
    assert statuses.data[0]["recipient"] == "Mom"


@pytest.mark.by_the_clock
async def test_an_old_call_goes_on_while_the_provider_is_away(
    hass: HomeAssistant,
    clock: ManualClock,
    entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """The script ends; the message is sent when the provider is back."""
    await start(hass, script(BY_OLD_NAME))
    await simulator.go_down()
    await while_time_passes(
        clock, hass.services.async_call("script", "alarm", blocking=True)
    )
    assert not simulator.ledger.messages
    await simulator.start()

    await as_time_passes(clock, lambda: bool(simulator.ledger.to(MOM)))


@pytest.mark.parametrize("old", [{"target": MOM}, {"data": {"push": {}}}], ids=str)
async def test_what_old_scripts_gave_besides_is_refused(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    old: dict[str, Any],
) -> None:
    """`target` and `data` are of other notifiers: the docs say what to write instead."""
    await start(hass, YAML_GROUP)
    with only_logged(hass) as logged:
        await hass.services.async_call(
            "notify", "family_by_sms", {"message": TEXT, **old}, blocking=True
        )

    assert len(logged) == 1
    assert not simulator.ledger.messages
