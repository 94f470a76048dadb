"""Files in the journal: each once, while a message needs it, and nobody waits for them."""

import asyncio
from contextlib import closing
import os
from pathlib import Path
import sqlite3
import time

import pytest

from custom_components.sms_gateway.journal import Journal, Message, MessageUpdate
from custom_components.sms_gateway.providers.details import Attachment, Details
from custom_components.sms_gateway.providers.model import Channel, MessageState

from .conftest import Send
from .journals import record
from .simulator import ManualClock, Simulator

NOW = 1795252000.0


def file(name: str, content: bytes = b"picture") -> Attachment:
    """Return a file that goes along."""
    return Attachment(name=name, content_type="image/jpeg", data=content)


def new_message(reference: str, *files: Attachment, entry_id: str = "e1") -> Message:
    """Return a message with files."""
    return Message(
        reference=reference,
        request_id=f"request-{reference}",
        entry_id=entry_id,
        provider="smsc",
        channel=Channel.MMS,
        phone="+79161234567",
        text="",
        created_at=NOW,
        valid_until=NOW + 900,
        tracked_until=NOW + 900 + 86400,
        chain=(entry_id,),
        details=Details(subject="Door", attachments=files),
        changed_at=NOW,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the journal is kept."""
    return tmp_path / "sms_gateway.db"


async def opened(path: Path, age: float = 0.0) -> Journal:
    """Open a journal."""
    journal = Journal(path, ManualClock(NOW + age))
    await journal.open()
    assert not journal.was_damaged
    return journal


def on_disk(path: Path) -> list[bytes]:
    """Return the files that the journal's file holds."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT content FROM files ORDER BY content")
        return [content for (content,) in rows]


async def test_a_file_is_kept_once_for_as_long_as_a_message_needs_it(
    path: Path,
) -> None:
    """Whatever it is called; and no restart changes that."""
    journal = await opened(path)
    await record(
        journal, [new_message("r1", file("a.jpg")), new_message("r2", file("b.jpg"))]
    )
    await record(journal, [new_message("r3", file("c.jpg", b"other"))])
    assert on_disk(path) == [b"other", b"picture"]
    for reference in ("r1", "r3"):
        await journal.update(
            [MessageUpdate(reference=reference, state=MessageState.QUEUED)]
        )
    assert on_disk(path) == [b"picture"]
    await journal.close()

    journal = await opened(path)
    files = {m.reference: m.details.attachments[0] for m in journal.messages}
    assert {r: (f.name, f.data) for r, f in files.items()} == {
        "r1": ("a.jpg", b""),
        "r2": ("b.jpg", b"picture"),
        "r3": ("c.jpg", b""),
    }
    assert files["r1"].digest == files["r2"].digest
    await journal.update([MessageUpdate(reference="r2", state=MessageState.FAILED)])
    await journal.close()
    assert on_disk(path) == []


async def test_files_go_with_their_account(path: Path) -> None:
    """Nothing of it stays."""
    journal = await opened(path)
    await record(journal, [new_message("r1", file("a.jpg"))])
    await record(journal, [new_message("r2", file("b.jpg", b"kept"), entry_id="e2")])
    await journal.forget_account("e1")
    await journal.close()

    assert on_disk(path) == [b"kept"]


async def test_files_go_with_what_is_forgotten(path: Path) -> None:
    """An outcome that stayed open keeps its file, as its owner may send it again."""
    journal = await opened(path)
    await record(journal, [new_message("r1", file("a.jpg"))])
    for final in (False, True):
        await journal.update(
            [MessageUpdate(reference="r1", state=MessageState.UNCONFIRMED, final=final)]
        )
    assert on_disk(path) == [b"picture"]
    await journal.close()

    journal = await opened(path, age=31 * 86400)
    assert not list(journal.messages)
    await journal.close()
    assert on_disk(path) == []


async def test_what_a_crash_left_behind_is_dropped(path: Path) -> None:
    """No message needs it."""
    await (await opened(path)).close()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO files VALUES ('digest', 'left')")
    await (await opened(path)).close()

    assert on_disk(path) == []


@pytest.mark.usefixtures("account")
async def test_a_large_file_for_many_holds_nobody_up(
    simulator: Simulator, act: Send, media: Path, tmp_path: Path
) -> None:
    """Neither the disk nor whoever waits for Home Assistant."""
    (media / "door.jpg").write_bytes(os.urandom(3 * 1024 * 1024))
    phones = [f"+7916{number:07}" for number in range(1000000, 1000012)]
    slowest = 0.0

    async def watch() -> None:
        nonlocal slowest
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.005)
            slowest = max(slowest, time.monotonic() - begun)

    watching = asyncio.ensure_future(watch())
    picture = "media-source://media_source/local/door.jpg"
    await act("send_mms", phone=phones, subject="Door", attachments=picture)
    watching.cancel()

    assert len(simulator.ledger.over("mms")) == 12
    kept = (tmp_path / ".storage").glob("sms_gateway*")
    assert sum(part.stat().st_size for part in kept) < 20e6
    # A loaded machine may be slow; with every copy written out it was 1.5 seconds.
    assert slowest < 1.0
