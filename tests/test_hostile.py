"""What somebody who wished us ill did, and what has to come of it."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
import sqlite3
from types import MappingProxyType
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.sms_gateway.clock import SystemClock
from custom_components.sms_gateway.journal import Journal
from custom_components.sms_gateway.numbers import read_number
from custom_components.sms_gateway.repairs import async_create_fix_flow
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from .conftest import MOM, MOM_ENTITY, Send
from .entries import add_entry, recipient
from .eventually import Recorded, eventually
from .simulator import ManualClock, Simulator
from .simulator.smsc import Account

OTHER = "+79261234567"


async def second_account(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, phone: str
) -> MockConfigEntry:
    """Add a second account with a recipient Dad."""
    simulator.smsc.accounts.add(
        Account(login="second", password="demo", api_key="SECOND-KEY")
    )
    data = {**account.data, "login": "second", "webhook_id": "b" * 64}
    dad = recipient("01KAJ0000000000000000000DD", "Dad", phone)
    entry = add_entry(hass, data, dad, title="Second")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (
            "\ud83d\udca7 \u0432\u043e\u0434\u0430",
            "\U0001f4a7 \u0432\u043e\u0434\u0430",
        ),
        ("half \ud83d", "half \ufffd"),
    ],
)
async def test_halves_of_an_emoji_reach_the_phone_and_harm_no_later_message(
    account: MockConfigEntry, simulator: Simulator, send_sms: Send, text: str, sent: str
) -> None:
    """A template may give them; no disk and no form can take them."""
    await send_sms(text, phone=MOM)
    await send_sms("Next", phone=MOM)

    assert [m.text for m in simulator.ledger.messages] == [sent, "Next"]


async def test_a_number_that_fits_no_column_harms_no_later_callback(
    hass: HomeAssistant,
    callbacks: str,
    send_sms: Send,
    statuses: Recorded,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, Any]],
) -> None:
    """It is read as if it were not there."""
    answer = await send_sms(phone=MOM)
    client = await hass_client_no_auth()
    path = callbacks[callbacks.index("/api") :]
    report = {
        "id": answer["messages"][0]["message_id"],
        "phone": MOM,
        "status": "1",
        "cnt": "9223372036854775808",
        "cost": "1e400",
    }

    assert (await client.post(path, data=report)).status == 200
    await statuses.until_state("delivered")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE messages SET cost = 'abc'",
        "UPDATE messages SET phone = NULL",
        "UPDATE messages SET created_at = 'abc'",
        "UPDATE messages SET state = 'unknown to us'",
        "DROP TABLE messages",
        "ALTER TABLE messages DROP COLUMN text",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 99",
    ],
)
async def test_a_journal_damaged_in_any_way_is_set_aside(
    hass: HomeAssistant,
    account: MockConfigEntry,
    send_sms: Send,
    tmp_path: Path,
    damage: str,
) -> None:
    """The next start works, journals, and says what happened."""
    await send_sms(phone=MOM)
    path = tmp_path / ".storage" / "sms_gateway.db"
    copy = tmp_path / "copy.db"
    with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute(damage)
    target.close()
    journal = Journal(copy, SystemClock())
    await journal.open()

    assert journal.was_damaged
    await journal.written()
    await journal.close()


async def test_one_bad_recipient_stops_nobody_on_two_accounts(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Nor does a number that a template did not find."""
    await second_account(hass, account, simulator, OTHER)

    answer = await send_sms(
        recipient=[MOM_ENTITY, "notify.dad", "notify.typo"], phone=None
    )

    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states == {MOM: "queued", OTHER: "queued", "notify.typo": "rejected"}
    answer = await send_sms(
        "More", config_entry_id=["nonsense", account.entry_id], phone=[MOM, None]
    )
    assert [m["state"] for m in answer["messages"]] == ["queued", "rejected"]


async def test_a_number_twice_over_two_accounts_gets_one_message(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Two recipients with one number are one phone."""
    await second_account(hass, account, simulator, MOM)

    await send_sms(recipient=[MOM_ENTITY, "notify.dad"])

    assert len(simulator.ledger.messages) == 1


async def test_notify_to_several_is_one_request_and_raises_for_all_or_none(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """A script must not stop because one of two numbers is refused."""
    hass.config_entries.async_add_subentry(
        account,
        _subentry("Dad", "+71234567890"),
    )
    await hass.async_block_till_done()

    async def notify(message: str) -> None:
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": [MOM_ENTITY, "notify.dad"], "message": message},
            blocking=True,
        )

    await notify("One of two")
    sends = [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]
    [phones] = [str(r.parameters["phones"]).split(",") for r in sends]
    assert sorted(phones) == ["+71234567890", MOM]
    simulator.faults.add("error_code", code=3, times=9, path="/sys/send.php")
    with pytest.raises(HomeAssistantError):
        await notify("None of two")


def _subentry(title: str, phone: str) -> Any:
    """Return a new recipient."""
    return ConfigSubentry(
        data=MappingProxyType({"phone": [phone]}),
        subentry_type="recipient",
        title=title,
        unique_id=None,
    )


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        (9613123456, "+79613123456"),
        (9607654321, "+79607654321"),
        (79161234567, MOM),
        (89161234567, MOM),
        (4915123456789, "+4915123456789"),
    ],
)
def test_an_integer_is_first_read_as_it_is_dialled_at_home(
    written: int, e164: str
) -> None:
    """Ten digits of a Russian number are no number of Lebanon."""
    number = read_number(written, "RU")
    assert number is not None
    assert number.e164 == e164


async def test_a_clock_set_back_hides_no_failed_alarm(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """The newest message is the one that was asked for last."""
    await send_sms("Before", recipient=MOM_ENTITY)
    clock.jump(-2400)
    simulator.faults.add("error_code", code=6, path="/sys/send.php")
    with pytest.raises(HomeAssistantError):
        await send_sms("Alarm", recipient=MOM_ENTITY)
    await hass.async_block_till_done()

    for entity in ("smsc_demo", "mom"):
        state = hass.states.get(f"sensor.{entity}_last_message_status")
        assert state is not None
        assert state.state == "rejected"


async def test_a_wrong_password_does_not_storm_the_provider(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """Those on their way come back refused; the others wait for their minute."""
    simulator.smsc.set_account(password="changed")
    tasks = [
        hass.async_create_task(send_sms(f"Text {n}", phone=f"+7926000{n:04}"))
        for n in range(30)
    ]
    await eventually(lambda: _sends(simulator) == 14)
    await clock.advance(4)
    assert _sends(simulator) == 14
    refused = sum(r.error_code == 2 for r in simulator.ledger.requests)

    simulator.smsc.unblock()
    simulator.smsc.set_account(password="demo")
    await account.runtime_data.coordinator.async_refresh()
    await eventually(lambda: len(simulator.ledger.messages) == 30 - refused)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(r, HomeAssistantError) for r in results) == refused


def _sends(simulator: Simulator) -> int:
    """Count the requests to send."""
    return sum(r.path == "/sys/send.php" for r in simulator.ledger.requests)


async def test_errors_follow_the_homes_language(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """Also when it is changed while Home Assistant runs."""
    await hass.config.async_update(language="ru")
    await hass.async_block_till_done()
    simulator.faults.add("drop_after", path="/sys/send.php")

    answer = await send_sms(phone=MOM)

    assert answer["messages"][0]["error"].startswith(
        "\u043f\u0440\u043e\u0432\u0430\u0439\u0434\u0435\u0440"
    )


async def test_an_owner_settles_a_message_that_nobody_knows_about(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    issue_registry: ir.IssueRegistry,
) -> None:
    """The repair offers to believe that it arrived, or to send it again."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    answer = await send_sms(phone=MOM)
    reference = answer["messages"][0]["reference"]
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=301))
    await hass.async_block_till_done()
    issue = issue_registry.async_get_issue("sms_gateway", f"unconfirmed_{reference}")
    assert issue is not None
    assert issue.is_fixable

    flow = await async_create_fix_flow(hass, issue.issue_id, dict(issue.data or {}))
    flow.hass = hass
    flow.flow_id = "flow"
    flow.handler = "sms_gateway"
    assert (await flow.async_step_init())["menu_options"] == [  # type: ignore[attr-defined]
        "arrived",
        "send_again",
        "forget",
    ]
    simulator.faults.add("html", path="/sys/status.php", times=9)
    await clock.advance(61)
    await flow.async_step_send_again()  # type: ignore[attr-defined]
    await statuses.until_state("queued")
    await hass.async_block_till_done()

    assert len(simulator.ledger.messages) == 1
    assert not issue_registry.async_get_issue("sms_gateway", issue.issue_id)
    assert account.state is ConfigEntryState.LOADED
