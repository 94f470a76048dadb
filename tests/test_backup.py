"""A restored backup sends nothing again: the home went on after it was made."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
import shutil
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.journal import Journal, Message
from custom_components.sms_gateway.providers.model import Channel, MessageState
from homeassistant.components.backup.const import DATA_MANAGER
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import ACCOUNT_ID, MOM, Send
from .eventually import Recorded, eventually
from .journals import record
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

type Copy = Callable[[], Coroutine[Any, Any, Path]]

MINUTE = 60


def copied(tmp_path: Path) -> Path:
    """Copy the journal's files as a backup does, without the one it leaves out."""
    folder = tmp_path / "backup"
    folder.mkdir()
    for file in (tmp_path / ".storage").glob("sms_gateway.db*"):
        if not file.name.endswith("-shm"):
            shutil.copy(file, folder)
    return folder / "sms_gateway.db"


@pytest.fixture
async def backup(hass: HomeAssistant, tmp_path: Path) -> Copy:
    """Have Home Assistant tell the integrations of a backup, and copy the journal."""
    assert await async_setup_component(hass, "backup", {})
    await hass.async_block_till_done()
    manager = hass.data[DATA_MANAGER]

    async def make() -> Path:
        await manager.async_pre_backup_actions()
        copy = await hass.async_add_executor_job(copied, tmp_path)
        await manager.async_post_backup_actions()
        return copy

    return make


async def states(path: Path, clock: ManualClock) -> list[MessageState]:
    """Return the states of the messages in a journal's file."""
    journal = Journal(path, clock)
    await journal.open()
    found = [message.state for message in journal.messages]
    await journal.close()
    return found


@pytest.mark.usefixtures("account")
async def test_what_is_pending_in_a_copy_is_open(
    simulator: Simulator, clock: ManualClock, send_sms: Send, backup: Copy
) -> None:
    """And what was settled stays so; the copy is opened once, and is none any more."""
    await send_sms("Settled", phone=MOM)
    await simulator.go_down()
    await send_sms("Pending", phone=MOM)

    copy = await backup()

    settled, pending = await states(copy, clock)
    assert settled is not MessageState.UNCONFIRMED
    assert pending is MessageState.UNCONFIRMED
    assert await states(copy, clock) == [settled, pending]


@pytest.mark.usefixtures("account")
async def test_the_home_itself_goes_on_sending(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
    backup: Copy,
) -> None:
    """A backup every night changes nothing for the messages of the night."""
    await simulator.go_down()
    await send_sms("Pending", phone=MOM)
    await backup()
    await simulator.start()
    await clock.advance(MINUTE)
    await statuses.until_state("queued")

    assert statuses.states[:2] == ["pending", "queued"]
    assert len(simulator.ledger.messages) == 1


@pytest.mark.usefixtures("account")
async def test_a_message_can_be_sent_while_a_backup_is_made(
    hass: HomeAssistant,
    tmp_path: Path,
    clock: ManualClock,
    send_sms: Send,
) -> None:
    """And the copy is whole, whenever it was made in between."""
    assert await async_setup_component(hass, "backup", {})
    await hass.async_block_till_done()
    manager = hass.data[DATA_MANAGER]
    await manager.async_pre_backup_actions()
    for number in range(20):
        await send_sms(f"Text {number}", phone=MOM)
    copy = await hass.async_add_executor_job(copied, tmp_path)
    answer = await send_sms("Last", phone=MOM)
    await manager.async_post_backup_actions()

    assert answer["messages"][0]["state"] == "queued"
    assert len(await states(copy, clock)) == 20


@pytest.fixture
async def _restored(tmp_path: Path, entry: MockConfigEntry, clock: ManualClock) -> None:
    """Leave the journal of a backup: a message that waited, and one that was open."""
    journal = Journal(tmp_path / ".storage" / "sms_gateway.db", clock)
    await journal.open()
    now = clock.now() - MINUTE
    waiting = Message(
        reference="waiting",
        request_id="request-waiting",
        entry_id=ACCOUNT_ID,
        provider="smsc",
        channel=Channel.SMS,
        phone=MOM,
        text="Waiting",
        chain=(ACCOUNT_ID,),
        created_at=now,
        valid_until=now + 15 * MINUTE,
        tracked_until=now + 24 * 60 * MINUTE,
        changed_at=now,
    )
    unanswered = replace(
        waiting,
        reference="open",
        request_id="request-open",
        text="Open",
        attempted_at=now,
        state=MessageState.UNCONFIRMED,
        followed=MessageState.PENDING,
    )
    await record(journal, [waiting, unanswered])
    await journal.copy(begins=True)
    await journal.close()


@pytest.mark.usefixtures("_restored")
@pytest.mark.parametrize("promise", ["at_most_once", "at_least_once"])
async def test_a_restored_home_sends_nothing_again(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    statuses: Recorded,
    promise: str,
) -> None:
    """Whatever the provider denies: it was asked under the id of before the backup."""
    hass.config_entries.async_update_entry(entry, options={"promise": promise})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await statuses.until(lambda data: any(item["error"] for item in data))
    assert statuses.data[-1]["reference"] == "waiting"
    assert statuses.data[-1]["state"] == "unconfirmed"
    assert "backup" in statuses.data[-1]["error"]

    asked = len(simulator.ledger.requests)
    for _ in range(10):
        await clock.advance(MINUTE)
    await eventually(
        lambda: any(
            r.path == "/sys/status.php" for r in simulator.ledger.requests[asked:]
        )
    )

    assert not any(r.path == "/sys/send.php" for r in simulator.ledger.requests)
    assert statuses.data[-1]["state"] == "unconfirmed"
