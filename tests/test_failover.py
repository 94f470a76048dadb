"""The next account: who comes next, what is left off, and that a message has one account."""

from collections.abc import Callable, Coroutine
from pathlib import Path
import sqlite3
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import MOM, MOM_ENTITY, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import ManualClock, Simulator
from .simulator.kernel.model import Fate
from .simulator.smsc import Account

LAST = "last_message_status"

type AddAccount = Callable[..., Coroutine[Any, Any, MockConfigEntry]]


@pytest.fixture
def add_account(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> AddAccount:
    """Return what adds a further account."""

    async def add(login: str, **settings: Any) -> MockConfigEntry:
        simulator.smsc.accounts.add(
            Account(login=login, password="demo", api_key=f"{login}-KEY", **settings)
        )
        entry = MockConfigEntry(
            domain="sms_gateway",
            title=login,
            data={**account.data, "login": login, "webhook_id": login * 12},
        )
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        return entry

    return add


def fall_back(
    hass: HomeAssistant, entry: MockConfigEntry, *fallbacks: MockConfigEntry
) -> None:
    """Choose an account's fallbacks."""
    hass.config_entries.async_update_entry(
        entry, options={"fallbacks": [fallback.entry_id for fallback in fallbacks]}
    )


def refuse(simulator: Simulator, *logins: str, code: int = 3) -> None:
    """Let accounts refuse whatever comes."""
    for login in logins:
        simulator.faults.add(
            "error_code", code=code, path="/sys/send.php", account=login, times=99
        )


async def test_a_message_has_one_account_at_a_time(
    hass: HomeAssistant,
    account: MockConfigEntry,
    add_account: AddAccount,
    simulator: Simulator,
    send_sms: Send,
    tmp_path: Path,
) -> None:
    """While the second one is asked, the disk names the second one, and only once."""
    second = await add_account("second")
    fall_back(hass, account, second)
    refuse(simulator, "demo")
    simulator.faults.add("delay", seconds=0.3, path="/sys/send.php", account="second")
    action = hass.async_create_task(send_sms(recipient=MOM_ENTITY))
    await eventually(
        lambda: all(fault.account != "second" for fault in simulator.faults.waiting)
    )

    with sqlite3.connect(tmp_path / ".storage" / "sms_gateway.db") as journal:
        rows = journal.execute("SELECT entry_id, is_on_wire FROM messages").fetchall()
    assert rows == [(second.entry_id, 1)]
    await action


async def test_down_the_first_accounts_list_and_no_further(
    hass: HomeAssistant,
    account: MockConfigEntry,
    add_account: AddAccount,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """In its order; the lists of those on it are their own."""
    second, third, fourth = [
        await add_account(login) for login in ("second", "third", "fourth")
    ]
    fall_back(hass, account, third, second)
    fall_back(hass, second, fourth)
    refuse(simulator, "demo", "third")
    answer = await send_sms("One", recipient=MOM_ENTITY)
    assert answer["messages"][0]["config_entry_id"] == second.entry_id

    refuse(simulator, "second")
    with pytest.raises(HomeAssistantError):
        await send_sms("Two", recipient=MOM_ENTITY)
    assert [m.account for m in simulator.ledger.messages] == ["second"]
    assert statuses.states[-1] == "rejected"


@pytest.mark.parametrize("how", ["removed", "disabled", "unloaded"])
async def test_a_fallback_that_is_not_there_is_skipped(
    hass: HomeAssistant,
    account: MockConfigEntry,
    add_account: AddAccount,
    simulator: Simulator,
    send_sms: Send,
    how: str,
) -> None:
    """And the one after it carries the message."""
    second, third = await add_account("second"), await add_account("third")
    fall_back(hass, account, second, third)
    if how == "removed":
        await hass.config_entries.async_remove(second.entry_id)
    elif how == "disabled":
        await hass.config_entries.async_set_disabled_by(
            second.entry_id, ConfigEntryDisabler.USER
        )
    else:
        await hass.config_entries.async_unload(second.entry_id)
    refuse(simulator, "demo")

    answer = await send_sms(recipient=MOM_ENTITY)

    assert answer["messages"][0]["config_entry_id"] == third.entry_id
    assert [m.account for m in simulator.ledger.messages] == ["third"]


async def test_a_sender_that_the_next_account_does_not_have_is_left_off(
    hass: HomeAssistant,
    account: MockConfigEntry,
    add_account: AddAccount,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """It is never a reason to refuse an alarm."""
    simulator.smsc.set_account(senders={"HOME", "SMSC.RU"})
    second = await add_account("second")
    fall_back(hass, account, second)
    refuse(simulator, "demo")

    answer = await send_sms(recipient=MOM_ENTITY, sender="HOME")

    assert answer["messages"][0]["config_entry_id"] == second.entry_id
    assert answer["messages"][0]["state"] == "queued"


async def test_a_message_is_shown_by_the_account_that_carries_it(
    hass: HomeAssistant,
    account: MockConfigEntry,
    add_account: AddAccount,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """As after a reload; the one that refused it shows what it carried itself."""
    second = await add_account("second")
    fall_back(hass, account, second)
    simulator.phones.behave(MOM, Fate.NEVER)
    refuse(simulator, "demo")
    await send_sms("One", recipient=MOM_ENTITY)
    await hass.async_block_till_done()

    def shown(account: str) -> list[str]:
        names = (f"sensor.{account}_{key}" for key in ("messages_in_transit", LAST))
        return [state.state for name in names if (state := hass.states.get(name))]

    assert shown("smsc_demo") == ["0", "unknown"]
    assert shown("second") == ["1", "queued"]

    simulator.faults.clear()
    await send_sms("Two", recipient=MOM_ENTITY)
    refuse(simulator, "demo")
    await send_sms("Three", recipient=MOM_ENTITY)
    await hass.async_block_till_done()
    assert shown("smsc_demo") == ["1", "queued"]
    assert shown("second") == ["2", "queued"]

    for entry in (account, second):
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
    assert shown("smsc_demo")[0] == "1"
    assert shown("second")[0] == "2"


@pytest.mark.by_the_clock
@pytest.mark.parametrize("provider", ["smspilot", "websms"])
async def test_a_flash_text_goes_on_as_any_other(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    websms_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    provider: str,
) -> None:
    """By an account that cannot show it at once; and it is followed to its end."""
    others = {"smspilot": pilot_account, "websms": websms_account}
    fall_back(hass, account, others[provider])
    await hass.async_block_till_done()
    simulator.smsc.block()
    answer = await send_sms(
        "Fire!", phone=MOM, flash=True, config_entry_id=account.entry_id
    )

    [message] = simulator.ledger.messages
    assert (message.provider, message.text) == (provider, "Fire!")
    assert answer["messages"][0]["provider"] == provider
    await as_time_passes(clock, lambda: "delivered" in statuses.states, step=5)
    assert not simulator.ledger.unknown_parameters
