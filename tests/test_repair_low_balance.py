"""The owner is warned before the money runs out, and no more once it is topped up."""

from decimal import Decimal

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant

from .conftest import ANNA, MOM, Send
from .repairs_page import LANGUAGES, told, words
from .simulator import Simulator

MESSAGE = Decimal("3.20")
"""What one costs on the simulator's account."""


async def ask(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Ask for the balance, as happens every hour."""
    await entry.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()


def choose(hass: HomeAssistant, entry: MockConfigEntry, **options: object) -> None:
    """Choose options of an account."""
    hass.config_entries.async_update_entry(entry, options=options)


async def test_it_is_told_by_what_messages_cost_lately(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """With the answer that leaves too little, and gone with the next balance."""
    simulator.smsc.set_account(balance=21 * MESSAGE)
    await send_sms("One", phone=MOM)
    await hass.async_block_till_done()
    assert told(hass) == {}
    await send_sms("Two", phone=MOM)
    await hass.async_block_till_done()
    assert told(hass) == {
        "low_balance": {
            "account": "SMSC (demo)",
            "balance": "60.80\N{NO-BREAK SPACE}₽",
            "messages": "19",
            "site": simulator.url,
        }
    }
    for language in LANGUAGES:
        assert "60.80\N{NO-BREAK SPACE}₽" in words(hass, "low_balance", language)

    simulator.smsc.set_account(balance=Decimal(500))
    await ask(hass, account)
    assert told(hass) == {}


async def test_the_providers_own_count_needs_no_message(
    hass: HomeAssistant, pilot_account: MockConfigEntry, simulator: Simulator
) -> None:
    """SMSPILOT tells for how many the money is enough."""
    simulator.smspilot.set_account(balance=Decimal(20))
    await ask(hass, pilot_account)

    assert told(hass)["low_balance"]["messages"] == "15"


async def test_a_count_is_asked_for_again_once_the_money_grew(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """An answer to a message tells that it did, long before the hour is over."""
    simulator.smspilot.set_account(balance=Decimal(20))
    await ask(hass, pilot_account)
    await send_sms(phone=ANNA, config_entry_id=pilot_account.entry_id)
    await hass.async_block_till_done()
    assert set(told(hass)) == {"low_balance"}
    simulator.smspilot.set_account(balance=Decimal(500))
    await send_sms("Topped up", phone=ANNA, config_entry_id=pilot_account.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert told(hass) == {}
    assert pilot_account.runtime_data.coordinator.data.messages > 100


async def test_an_empty_account_is_told_before_the_first_message(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Nobody knows what a message costs, but that is too much."""
    simulator.smsc.set_account(balance=Decimal(5))
    await ask(hass, account)
    assert told(hass) == {}
    simulator.smsc.set_account(balance=Decimal(0))
    await ask(hass, account)

    assert set(told(hass)) == {"low_balance_unpriced"}
    for language in LANGUAGES:
        assert simulator.url in words(hass, "low_balance_unpriced", language)


async def test_the_owners_own_limit(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """Goes before ours, at once, also where it is lower."""
    await send_sms(phone=MOM)
    choose(hass, account, low_balance=997.5)
    await hass.async_block_till_done()
    assert told(hass)["low_balance"]["messages"] == "311"
    choose(hass, account, low_balance=10.0)
    await hass.async_block_till_done()
    assert told(hass) == {}
    simulator.smsc.set_account(balance=Decimal("10.00"))
    await ask(hass, account)
    assert told(hass) == {}


async def test_the_limit_is_set_in_the_options(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """On a page of its own; empty is the default."""
    for values, kept in (({"low_balance": 50}, {"low_balance": 50}), ({}, {})):
        flow = await hass.config_entries.options.async_init(account.entry_id)
        for step in ({"next_step_id": "balance"}, values):
            flow = await hass.config_entries.options.async_configure(
                flow["flow_id"], step
            )
        assert account.options == kept


async def test_an_account_that_practises_needs_no_money(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """It spends none."""
    simulator.smspilot.set_account(balance=Decimal(20))
    choose(hass, pilot_account, practice=True)
    await ask(hass, pilot_account)
    await send_sms(phone=ANNA)
    assert set(told(hass)) == {"practice"}
    choose(hass, pilot_account)
    await hass.async_block_till_done()

    assert set(told(hass)) == {"low_balance"}


@pytest.mark.parametrize("change", ["unreachable", "removed"])
async def test_what_ends_it(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, change: str
) -> None:
    """A provider that is down says nothing of money; an account that is gone needs none."""
    simulator.smsc.set_account(balance=Decimal(0))
    await ask(hass, account)
    if change == "removed":
        await hass.config_entries.async_remove(account.entry_id)
    else:
        await simulator.go_down()
        await ask(hass, account)
    await hass.async_block_till_done()

    assert bool(told(hass)) is (change == "unreachable")


async def test_it_goes_with_an_account_that_is_switched_off(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """And comes back with it."""
    simulator.smsc.set_account(balance=Decimal(0))
    await ask(hass, account)
    assert set(told(hass)) == {"low_balance_unpriced"}
    disable = hass.config_entries.async_set_disabled_by
    await disable(account.entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done()
    assert told(hass) == {}

    await disable(account.entry_id, None)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert set(told(hass)) == {"low_balance_unpriced"}
