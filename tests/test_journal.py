"""What the journal promises: written before sent, told after written, never fatal."""

from collections.abc import Callable, Coroutine
from pathlib import Path
import sqlite3
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.clock import SystemClock
from custom_components.sms_gateway.journal import (
    Journal,
    JournalError,
    Message,
    MessageUpdate,
    StateChange,
)
from custom_components.sms_gateway.journal.age import MESSAGES_KEPT, TEXTS_KEPT
from custom_components.sms_gateway.providers.details import Details, Feedback
from custom_components.sms_gateway.providers.model import Channel, MessageState
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .conftest import MOM, MOM_ID, Send
from .eventually import Recorded
from .journals import record
from .simulator import Simulator

type Notify = Callable[[str], Coroutine[Any, Any, None]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the integration keeps its journal."""
    return tmp_path / ".storage" / "sms_gateway.db"


def new_message(reference: str = "r1", age: float = 0.0, **values: Any) -> Message:
    """Return a message that was just asked for, or so many seconds ago."""
    now = time.time() - age
    known: dict[str, Any] = {
        "reference": reference,
        "request_id": f"request-{reference}",
        "entry_id": "e1",
        "provider": "smsc",
        "channel": Channel.SMS,
        "phone": MOM,
        "text": "Вода!",
        "created_at": now,
        "valid_until": now + 900,
        "tracked_until": now + 900 + 86400,
        "changed_at": now,
    }
    return Message(**known | values)


async def opened(path: Path) -> Journal:
    """Open a journal."""
    journal = Journal(path, SystemClock())
    await journal.open()
    return journal


async def test_a_message_is_on_the_disk_before_its_request_leaves(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    path: Path,
) -> None:
    """Another process reads it there while the provider has not answered yet."""
    simulator.faults.add("delay", seconds=0.3, path="/sys/send.php")
    action = hass.async_create_task(send_sms(phone=MOM))
    await statuses.until_state("pending")

    with sqlite3.connect(path) as journal:
        rows = journal.execute("SELECT state, phone FROM messages").fetchall()
    assert rows == [("pending", MOM)]
    assert not simulator.ledger.messages
    await action


async def test_what_was_kept_is_known_again(path: Path) -> None:
    """With everything that was known of it."""
    journal = await opened(path)
    await record(journal, [new_message(recipient_id=MOM_ID, tag="water")])
    await journal.update(
        [
            MessageUpdate(
                reference="r1",
                state=MessageState.SENT,
                message_id="Their-ID",
                status="0",
                parts=2,
            )
        ]
    )
    kept = journal.get("r1")
    await journal.close()

    journal = await opened(path)
    assert journal.get("r1") == kept
    for message_id in ("their-id", "REQUEST-R1"):
        assert journal.find("e1", message_id, MOM.removeprefix("+")) == kept
    await journal.close()


async def test_events_are_told_once_they_are_written_and_again_after_a_crash(
    path: Path,
) -> None:
    """At most twice, with the same id, and not at all once noted as told."""
    journal = await opened(path)
    told: list[StateChange] = []
    journal.listen(told.append)  # type: ignore[arg-type]
    await record(journal, [new_message()])
    await journal.update([MessageUpdate(reference="r1", state=MessageState.QUEUED)])
    journal.told(told[0])
    await journal.close()

    journal = await opened(path)
    [again] = journal.take_untold()
    assert again.id == told[1].id
    assert isinstance(again, StateChange)
    assert again.message.state is MessageState.QUEUED
    assert again.message.changed_at == told[1].message.changed_at
    await record(journal, [new_message("r2")])
    await journal.close()
    journal = await opened(path)
    assert [event.id > again.id for event in journal.take_untold()[1:]] == [True]
    await journal.close()


async def test_a_damaged_file_is_set_aside(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    issue_registry: ir.IssueRegistry,
    send_sms: Send,
    path: Path,
) -> None:
    """The start does not fail, and a repair tells."""
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no database" * 1000)

    assert await hass.config_entries.async_setup(entry.entry_id)
    answer = await send_sms(phone=MOM)

    assert answer["messages"][0]["state"] == "queued"
    assert issue_registry.async_get_issue("sms_gateway", "journal_damaged")
    [aside] = path.parent.glob("sms_gateway.db.damaged-*")
    assert aside.read_bytes().startswith(b"this is no database")
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_journal_that_cannot_be_written_stops_no_alarm(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    issue_registry: ir.IssueRegistry,
    notify: Notify,
    statuses: Recorded,
    path: Path,
) -> None:
    """The message goes out, once, and a repair tells."""
    path.mkdir(parents=True)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    await notify("Test")

    assert len(simulator.ledger.messages) == 1
    assert statuses.states == ["pending", "queued"]
    assert issue_registry.async_get_issue("sms_gateway", "journal_broken")


async def test_a_callback_that_cannot_be_written_is_to_be_repeated(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    path: Path,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, Any]],
) -> None:
    """The provider is answered 503."""
    path.mkdir(parents=True)
    assert await hass.config_entries.async_setup(entry.entry_id)
    client = await hass_client_no_auth()

    answer = await client.post(
        f"/api/webhook/{entry.data['webhook_id']}",
        data={"id": "1", "phone": "900", "mes": "Hi", "to": "79037676877", "sent": "1"},
    )

    assert answer.status == 503
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_what_could_not_be_written_is_written_later(path: Path) -> None:
    """Together with what comes next."""
    journal = Journal(path, SystemClock())
    with pytest.raises(JournalError):
        await record(journal, [new_message()])
    await journal.open()
    await record(journal, [new_message("r2")])
    await journal.close()

    journal = await opened(path)
    assert [message.reference for message in journal.messages] == ["r1", "r2"]
    await journal.close()


async def test_a_message_that_a_crash_interrupted_is_unconfirmed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    statuses: Recorded,
    path: Path,
) -> None:
    """Its request may have left; it is asked for, and never sent again."""
    journal = await opened(path)
    await record(journal, [new_message(entry_id=entry.entry_id, is_on_wire=True)])
    await journal.close()

    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert statuses.states == ["pending", "unconfirmed"]
    assert "stopped" in statuses.data[-1]["error"]
    assert not [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]


async def test_events_are_held_until_home_assistant_has_started(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    statuses: Recorded,
    path: Path,
) -> None:
    """Automations arm their triggers last."""
    journal = await opened(path)
    await record(journal, [new_message(entry_id=entry.entry_id, is_on_wire=True)])
    await journal.close()
    hass.set_state(CoreState.not_running)

    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not statuses.data

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert statuses.states == ["pending", "unconfirmed"]


async def test_old_messages_and_texts_are_forgotten(path: Path) -> None:
    """Texts after a week, messages after a month, but none that is still asked for."""
    journal = await opened(path)
    await record(
        journal,
        [
            new_message("new"),
            new_message("week", TEXTS_KEPT + 1, tracked_until=None),
            new_message("month", MESSAGES_KEPT + 1, tracked_until=None),
            new_message("asked for", MESSAGES_KEPT + 1),
        ],
    )
    await journal.close()
    journal = await opened(path)
    kept = {message.reference: message.text for message in journal.messages}
    await journal.close()
    journal = await opened(path)

    assert kept == {"new": "Вода!", "week": "", "asked for": "Вода!"}
    assert kept == {message.reference: message.text for message in journal.messages}
    await journal.close()


async def test_a_page_is_forgotten_with_its_text(path: Path) -> None:
    """In a run, and in the file; what else is known of the message stays."""
    details = Details(page="A secret of the house", feedback=Feedback.CHAT)
    journal = await opened(path)
    old = new_message("week", TEXTS_KEPT + 1, tracked_until=None, details=details)
    await record(journal, [new_message("new", details=details), old])
    journal.forget_old()
    await journal.close()
    in_a_run = {m.reference: m.details for m in journal.messages}
    journal = await opened(path)
    from_the_file = {m.reference: m.details for m in journal.messages}
    await journal.close()

    kept = {"new": details, "week": Details(feedback=Feedback.CHAT)}
    assert in_a_run == from_the_file == kept


async def test_there_is_room_for_so_many_messages(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond that the oldest go, but none that is still asked for."""
    monkeypatch.setattr(
        "custom_components.sms_gateway.journal.age.MESSAGES_AT_MOST", 10
    )
    journal = await opened(path)
    await record(journal, [new_message("asked for")])
    for number in range(20):
        await record(journal, [new_message(f"{number}", tracked_until=None)])
    assert len(list(journal.messages)) <= 12
    await journal.close()
    journal = await opened(path)

    kept = [message.reference for message in journal.messages]
    await journal.close()
    assert kept == ["asked for", *(str(number) for number in range(11, 20))]


async def test_the_file_is_the_owners_only(path: Path) -> None:
    """It holds texts and numbers."""
    journal = await opened(path)
    await journal.close()

    assert path.stat().st_mode & 0o077 == 0


async def test_what_can_never_be_written_harms_nothing_else(path: Path) -> None:
    """It is left out, and all that came with it and comes later is kept."""
    journal = await opened(path)
    journal.add([new_message("before")])
    with pytest.raises(JournalError):
        await record(journal, [new_message("bad", text="half of an emoji: \ud83d")])
    await record(journal, [new_message("after")])
    await journal.close()

    journal = await opened(path)
    assert [message.reference for message in journal.messages] == ["before", "after"]
    await journal.close()
