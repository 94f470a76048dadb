"""The sensor of the money spent since midnight."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.sms_gateway.gateway import GATEWAY
from custom_components.sms_gateway.journal import Journal
from custom_components.sms_gateway.spending import Spending
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from .conftest import LATER, MOM, Send
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

SENSOR = "sensor.smsc_demo_spent_today"
OTHER = "+79261234567"
DAY = 86400


def sensor(hass: HomeAssistant) -> State:
    """Return the sensor's state."""
    state = hass.states.get(SENSOR)
    assert state is not None
    return state


async def test_adds_up_what_messages_cost(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, send_sms: Send
) -> None:
    """In the account's currency, with the moment it began at."""
    assert float(sensor(hass).state) == 0

    await send_sms(phone=[MOM, OTHER])
    await send_sms("Another", phone=MOM)
    await hass.async_block_till_done()

    shown = sensor(hass)
    assert float(shown.state) == float(sum(m.cost for m in simulator.ledger.messages))
    assert shown.attributes["unit_of_measurement"] == "RUB"
    assert shown.attributes["device_class"] == "monetary"
    assert shown.attributes["state_class"] == "total"
    assert datetime.fromisoformat(shown.attributes["last_reset"]).hour == 0


async def test_what_was_refused_costs_nothing(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, send_sms: Send
) -> None:
    """Only what was taken counts."""
    simulator.faults.add("error_code", code=3, path="/sys/send.php")
    with pytest.raises(HomeAssistantError):
        await send_sms(phone=MOM)
    await hass.async_block_till_done()

    assert float(sensor(hass).state) == 0


async def test_what_is_cancelled_costs_nothing(
    hass: HomeAssistant, account: MockConfigEntry, send_sms: Send, act: Send
) -> None:
    """The provider gives its price back."""
    answer = await send_sms(phone=MOM, send_at=LATER)
    await hass.async_block_till_done()
    assert float(sensor(hass).state) > 0

    await act("cancel_message", reference=answer["messages"][0]["reference"])
    await hass.async_block_till_done()

    assert float(sensor(hass).state) == 0


async def test_is_the_same_after_a_reload(
    hass: HomeAssistant, account: MockConfigEntry, send_sms: Send
) -> None:
    """It comes from the journal."""
    await send_sms(phone=MOM)
    await hass.async_block_till_done()
    before = sensor(hass).state
    await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done()

    assert sensor(hass).state == before != "0.0"


async def test_look_ups_count_after_a_restart_too(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    tmp_path: Path,
    act: Send,
) -> None:
    """They are no messages, but money; yesterday's are of yesterday."""
    wait = {"wait_for_result": {"seconds": 0}}
    await act("lookup_number", phone=[MOM, OTHER], **wait)
    await act("send_sms", message="Test", phone=MOM)
    await hass.async_block_till_done()
    shown = float(sensor(hass).state)
    journal = hass.data[GATEWAY].journal
    await journal.written()

    restarted = Journal(tmp_path / ".storage" / "sms_gateway.db", clock)
    await restarted.open()
    assert float(Spending(restarted, clock).today(account.entry_id)) == shown == 3.8
    clock.jump(DAY)
    assert float(Spending(restarted, clock).today(account.entry_id)) == 0
    clock.jump(60 * DAY)
    restarted.forget_old()
    assert not list(restarted.charges.all)
    await restarted.close()


async def test_begins_anew_at_local_midnight(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    send_sms: Send,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Without a message."""
    await send_sms(phone=MOM)
    await hass.async_block_till_done()
    assert float(sensor(hass).state) > 0

    clock.jump(DAY)
    midnight = dt_util.now().replace(
        hour=0, minute=0, second=0, microsecond=0
    ) + timedelta(days=1)
    freezer.move_to(midnight.astimezone(UTC) + timedelta(seconds=0.5))
    async_fire_time_changed(hass, midnight + timedelta(seconds=0.5))
    await hass.async_block_till_done()

    shown = sensor(hass)
    assert float(shown.state) == 0
    assert datetime.fromisoformat(shown.attributes["last_reset"]) == midnight


async def test_a_clock_that_is_set_over_midnight_and_back_forgets_nothing(
    hass: HomeAssistant, clock: ManualClock, account: MockConfigEntry, send_sms: Send
) -> None:
    """The limit of money of the spending guard hangs on it."""
    await send_sms("One", phone=MOM)
    await hass.async_block_till_done()
    one = float(sensor(hass).state)

    clock.jump(-DAY)
    await send_sms("Two", phone=OTHER)
    clock.jump(DAY)
    await send_sms("Three", phone=OTHER)
    await hass.async_block_till_done()

    assert float(sensor(hass).state) >= 2 * one


async def test_look_ups_count_at_once(
    hass: HomeAssistant, account: MockConfigEntry, act: Send
) -> None:
    """Not only with the next message."""
    await act("lookup_number", phone=MOM, kind="ping", wait_for_result=0)
    await hass.async_block_till_done()

    assert float(sensor(hass).state) == 3.2
