"""A practice stays one: it is sent by nobody, costs nothing, and asks no questions."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir

from .conftest import MOM, Send
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock


def choose(hass: HomeAssistant, entry: MockConfigEntry, **options: object) -> None:
    """Choose options of an account."""
    hass.config_entries.async_update_entry(entry, options=options)


async def test_it_takes_no_place_and_no_money(
    hass: HomeAssistant, pilot_account: MockConfigEntry, send_sms: Send
) -> None:
    """The alarm after it passes the guard."""
    choose(hass, pilot_account, practice=True, messages_per_hour=2)
    await hass.async_block_till_done()
    for number in range(3):
        answer = await send_sms(f"Practice {number}", phone=[MOM])
        assert answer["messages"][0]["state"] == "unconfirmed"
    choose(hass, pilot_account, messages_per_hour=2)
    await hass.async_block_till_done()

    answer = await send_sms("Alarm", phone=[MOM])

    assert answer["messages"][0]["state"] == "queued"


async def test_it_is_sent_by_nobody_else(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
) -> None:
    """Not by a fallback while the provider is down, nor for real once it is over."""
    choose(hass, pilot_account, practice=True, fallbacks=[account.entry_id])
    await hass.async_block_till_done()
    simulator.faults.add("error_code", code=118, provider="smspilot", times=3)
    await send_sms("Practice", phone=[MOM], config_entry_id=pilot_account.entry_id)
    choose(hass, pilot_account, fallbacks=[account.entry_id])
    await hass.async_block_till_done()
    await clock.advance(60)

    assert simulator.ledger.messages == []
    assert not [
        issue
        for _, issue in ir.async_get(hass).issues
        if issue.startswith(("practice", "test_mode", "unconfirmed"))
    ]


async def test_a_look_up_cannot_be_practised(
    hass: HomeAssistant, pilot_account: MockConfigEntry, act: Send
) -> None:
    """It costs money, so it is refused."""
    choose(hass, pilot_account, practice=True)
    await hass.async_block_till_done()

    with pytest.raises(ServiceValidationError, match="practises"):
        await act("lookup_number", phone=MOM)


async def test_a_sender_that_makes_a_call_is_no_sender(
    hass: HomeAssistant, pilot_account: MockConfigEntry, send_sms: Send
) -> None:
    """To SMSPILOT it is an order."""
    with pytest.raises(HomeAssistantError, match="GOLOS"):
        await send_sms("Alarm", phone=[MOM], sender="GOLOS")
