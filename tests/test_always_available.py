"""The notify entity is always there: an alarm must not vanish with the network."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.update_coordinator import UpdateFailed

from .conftest import MOM, MOM_ENTITY, Send
from .eventually import Recorded, eventually
from .simulator import ManualClock, Simulator

type Notify = Callable[[str], Coroutine[Any, Any, None]]

BALANCE = "sensor.smsc_demo_balance"


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return the state of an entity that must be there."""
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


async def test_the_balance_fails_and_notify_still_sends(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    notify: Notify,
) -> None:
    """The balance is unavailable then, the recipient is not."""
    simulator.faults.add("html", path="/sys/balance.php", times=10)
    await account.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()
    assert isinstance(account.runtime_data.coordinator.last_exception, UpdateFailed)
    assert state_of(hass, BALANCE) == STATE_UNAVAILABLE
    assert state_of(hass, MOM_ENTITY) != STATE_UNAVAILABLE

    await notify("Test")

    assert len(simulator.ledger.messages) == 1
    # The answer to the sending carries the balance.
    assert state_of(hass, BALANCE) == "996.8"


async def test_home_assistant_starts_with_the_provider_out_of_reach(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    notify: Notify,
    statuses: Recorded,
) -> None:
    """After a power cut it is up before the router: the entity is there."""
    await simulator.go_down()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, MOM_ENTITY) == "unknown"
    assert state_of(hass, BALANCE) == STATE_UNAVAILABLE

    await simulator.start()
    await notify("Test")

    assert statuses.states == ["pending", "queued"]
    assert state_of(hass, MOM_ENTITY) not in ("unknown", STATE_UNAVAILABLE)


async def test_refused_credentials_start_reauth_and_leave_the_account_loaded(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    notify: Notify,
) -> None:
    """Unloading it would unload the notify entities."""
    simulator.smsc.set_account(password="changed")

    with pytest.raises(HomeAssistantError) as raised:
        await notify("Test")

    assert raised.value.translation_key == "fault_auth"
    await hass.async_block_till_done()
    assert account.state is ConfigEntryState.LOADED
    assert state_of(hass, MOM_ENTITY) != STATE_UNAVAILABLE
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_while_refused_one_request_a_minute_goes_out_and_nothing_is_asked(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """A provider blocks an address that goes on failing."""
    await send_sms("Before", phone=MOM)
    simulator.smsc.set_account(password="changed")
    with pytest.raises(HomeAssistantError):
        await send_sms("First", phone=MOM)

    second = hass.async_create_task(send_sms("Second", phone=MOM))
    await statuses.until(
        lambda data: sum(item["state"] == "pending" for item in data) == 3
    )
    await clock.advance(29)
    assert not second.done()
    await clock.advance(1)
    assert (await second)["messages"][0]["state"] == "pending"
    assert sends(simulator) == 2
    await clock.advance(30)
    await eventually(lambda: sends(simulator) == 3)
    await statuses.until(
        lambda data: sum(item["state"] == "rejected" for item in data) == 2
    )
    assert not [r for r in simulator.ledger.requests if r.path == "/sys/status.php"]

    simulator.smsc.set_account(password="demo")
    await account.runtime_data.coordinator.async_refresh()
    await send_sms("Third", phone=MOM)
    assert statuses.states.count("queued") == 2


def sends(simulator: Simulator) -> int:
    """Count the requests to send."""
    return sum(r.path == "/sys/send.php" for r in simulator.ledger.requests)


async def test_a_message_that_waits_too_long_for_its_turn_is_given_up(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Nothing is handed over later than a quarter of an hour after it was due."""
    simulator.smsc.set_account(password="changed")
    with pytest.raises(HomeAssistantError):
        await send_sms("First", phone=MOM)
    for number in range(20):
        hass.async_create_task(send_sms(f"Text {number}", phone=MOM), eager_start=True)
    await eventually(lambda: statuses.states.count("pending") == 21)

    for minute in range(25):
        await clock.advance(60)
        await eventually(lambda n=minute: len(statuses.states) >= min(n + 23, 37))
    await eventually(lambda: len(statuses.states) == 42)

    failed = [data for data in statuses.data if data["state"] == "failed"]
    assert len(failed) == 5
    assert sends(simulator) == 16
    assert "in time" in failed[0]["error"]
