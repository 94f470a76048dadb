"""The entities of an account and of a recipient, and what they show."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.sms_gateway.gateway import CLOCK
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import MOM, MOM_ENTITY, MOM_ID, Send
from .eventually import Recorded, eventually
from .simulator import ManualClock, Simulator
from .simulator.kernel.model import Fate

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp()
"""In some winter; the day is shown."""

ACCOUNT_STATUS = "sensor.smsc_demo_last_message_status"
MOM_STATUS = "sensor.mom_last_message_status"
IN_TRANSIT = "sensor.smsc_demo_messages_in_transit"
MESSAGE_STATUS = "event.smsc_demo_message_status"


@pytest.mark.parametrize("platform", [Platform.EVENT, Platform.NOTIFY, Platform.SENSOR])
async def test_the_entities_are_as_they_were(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    platform: Platform,
) -> None:
    """Names, ids, classes and units of each platform."""
    hass.data[CLOCK] = ManualClock(NOON)
    with patch("custom_components.sms_gateway.PLATFORMS", [platform]):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)

    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_a_recipient_is_a_device_of_its_own_behind_the_account(
    hass: HomeAssistant,
    account: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Both are services, not things."""
    devices = {
        device.name: device
        for device in dr.async_entries_for_config_entry(
            device_registry, account.entry_id
        )
    }

    assert set(devices) == {"SMSC (demo)", "Mom"}
    assert devices["Mom"].via_device_id == devices["SMSC (demo)"].id
    assert devices["Mom"].config_subentry_id == MOM_ID
    assert {device.entry_type for device in devices.values()} == {
        dr.DeviceEntryType.SERVICE
    }


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return the state of an entity that must be there."""
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


async def test_the_newest_message_is_shown(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """On the account whosever it is, on a recipient only its own."""
    assert state_of(hass, ACCOUNT_STATUS) == "unknown"
    await send_sms("First", recipient=MOM_ENTITY)
    await statuses.until_state("delivered")
    simulator.phones.behave("+79261234567", Fate.NEVER)
    await send_sms("Second", phone="+79261234567")
    await hass.async_block_till_done()

    assert state_of(hass, ACCOUNT_STATUS) == "queued"
    assert state_of(hass, MOM_STATUS) == "delivered"
    assert state_of(hass, IN_TRANSIT) == "1"


async def test_of_one_sending_the_worst_is_shown(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Delivered to one and rejected for another is not delivered."""
    await send_sms(phone=[MOM, "112233"])
    await statuses.until_state("delivered")
    await hass.async_block_till_done()

    assert state_of(hass, ACCOUNT_STATUS) == "rejected"
    assert state_of(hass, IN_TRANSIT) == "0"


async def test_they_know_the_past_after_a_reload(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """From the journal, not from what was shown last."""
    simulator.phones.behave(MOM, Fate.NEVER)
    await send_sms(recipient=MOM_ENTITY)
    await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done()

    assert state_of(hass, MOM_STATUS) in ("queued", "sent")
    assert state_of(hass, IN_TRANSIT) == "1"


async def test_the_event_entity_shows_no_number_and_no_text(
    hass: HomeAssistant,
    callbacks: str,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """But enough to recognize both."""
    await send_sms("Секрет", recipient=MOM_ENTITY, tag="water")
    await statuses.until_state("delivered")
    await hass.async_block_till_done()

    state = hass.states.get(MESSAGE_STATUS)
    assert state is not None
    assert state.attributes["event_type"] == "delivered"
    assert state.attributes["previous_state"] == "queued"
    assert state.attributes["phone"] == "+7 916 •••-45-67"
    assert state.attributes["recipient"] == "Mom"
    assert state.attributes["tag"] == "water"
    assert "Секрет" not in str(state.as_dict())
    assert MOM not in str(state.as_dict())


async def test_the_notify_entity_shows_when_a_message_was_last_taken(
    hass: HomeAssistant,
    account: MockConfigEntry,
    send_sms: Send,
) -> None:
    """Also one that another action sent."""
    assert state_of(hass, MOM_ENTITY) == "unknown"
    await send_sms(phone=MOM)
    await eventually(lambda: state_of(hass, MOM_ENTITY) != "unknown")


async def test_events_name_the_device_of_the_recipient(
    hass: HomeAssistant,
    account: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Else that of the account."""
    await send_sms(phone=[MOM, "+79261234567"])

    names = {
        data["phone"]: device.name
        for data in statuses.data
        if (device := device_registry.async_get(data["device_id"]))
    }
    assert names == {MOM: "Mom", "+79261234567": "SMSC (demo)"}


type Notify = Callable[[str], Coroutine[Any, Any, None]]


async def test_errors_are_in_the_homes_language(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    notify: Notify,
    statuses: Recorded,
) -> None:
    """The provider's own words, or ours."""
    hass.config.language = "ru"
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.faults.add("drop_after", path="/sys/send.php")
    await notify("Раз")
    simulator.phones.behave(MOM, Fate.REJECTED)
    await notify("Два")
    simulator.smsc.report(simulator.ledger.messages[-1].key, 20, 1)
    await hass.config_entries.async_reload(entry.entry_id)
    await statuses.until_state("undelivered")

    errors = {data["state"]: data["error"] for data in statuses.data}
    assert errors["unconfirmed"].startswith("провайдер не ответил")
    assert errors["undelivered"] == "Абонент не существует"


async def test_a_balance_that_did_not_come_is_no_message_that_may_have_gone(
    account: MockConfigEntry, simulator: Simulator
) -> None:
    """It was a question, and nothing was sent."""
    simulator.faults.add("drop_after", path="/sys/balance.php", times=3)
    await account.runtime_data.coordinator.async_refresh()

    assert "Nothing was sent" in str(account.runtime_data.coordinator.last_exception)
