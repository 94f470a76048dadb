"""Journals that other versions wrote: taken over whole, or set aside, never fatal."""

from contextlib import closing
from decimal import Decimal
from pathlib import Path
import sqlite3

import pytest

from custom_components.sms_gateway.journal import (
    Journal,
    MessageUpdate,
    Received,
    ReceivedKind,
    StateChange,
)
from custom_components.sms_gateway.journal.schema import SCHEMA_VERSION
from custom_components.sms_gateway.providers.model import Fault, MessageState, Reason

from .simulator import ManualClock

DATABASES = Path(__file__).parent / "databases"
OLD_VERSIONS = range(1, SCHEMA_VERSION)
WRITTEN_AT = 1795252000.0
ACCOUNT = "01KAJ0000000000000000000AC"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the journal is kept."""
    return tmp_path / "sms_gateway.db"


def write(path: Path, script: str) -> None:
    """Make a file of SQL."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)


def old_journal(version: int) -> str:
    """Return the SQL of a journal as a version wrote it."""
    return (DATABASES / f"v{version}.sql").read_text("utf-8")


def shape(path: Path) -> dict[str, set[str]]:
    """Return the columns of each table and index."""
    with closing(sqlite3.connect(path)) as database:
        names = database.execute(
            "SELECT name, type FROM sqlite_schema WHERE sql IS NOT NULL"
        ).fetchall()
        return {
            name: {row[1] for row in database.execute(f"PRAGMA table_info({name})")}
            for name, _ in names
        }


async def opened(path: Path) -> Journal:
    """Open a journal a minute after it was written."""
    journal = Journal(path, ManualClock(WRITTEN_AT + 60))
    await journal.open()
    return journal


@pytest.mark.parametrize("version", OLD_VERSIONS)
async def test_an_older_file_gets_the_tables_of_a_new_one(
    path: Path, tmp_path: Path, version: int
) -> None:
    """So that nothing depends on which version began it."""
    write(path, old_journal(version))
    await (await opened(path)).close()
    await (await opened(tmp_path / "new.db")).close()

    assert shape(path) == shape(tmp_path / "new.db")
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


async def test_version_1_is_known_again(path: Path) -> None:
    """Messages in every state, what was received, what was not told yet."""
    write(path, old_journal(1))
    journal = await opened(path)

    assert not journal.was_damaged
    assert {m.reference: m.state for m in journal.messages} == {
        "delivered": MessageState.DELIVERED,
        "pending": MessageState.PENDING,
        "queued": MessageState.QUEUED,
        "rejected": MessageState.REJECTED,
        "unconfirmed": MessageState.UNCONFIRMED,
    }
    delivered = journal.find(ACCOUNT, "THEIR-1", "79161234567")
    assert delivered is not None
    assert delivered.cost == Decimal("3.20")
    assert delivered.text == "Вода в подвале!"
    rejected = journal.get("rejected")
    assert rejected is not None
    assert rejected.fault == Fault(Reason.RECIPIENT, "7", "send")
    assert [m.reference for m in journal.messages if m.is_on_wire] == ["pending"]
    assert {m.chain for m in journal.messages} == {(ACCOUNT,)}
    assert {m.earlier_ids + m.refused_by for m in journal.messages} == {()}
    change, first, second = journal.take_untold()
    assert isinstance(change, StateChange)
    assert change.message.state is MessageState.UNCONFIRMED
    assert isinstance(first, Received)
    assert isinstance(second, Received)
    assert (first.text, second.text) == ("Да", "Открой")
    assert {first.kind, second.kind} == {ReceivedKind.SMS}
    await journal.close()


async def test_version_2_is_numbered_by_age(path: Path) -> None:
    """What waited keeps its order; what was on the wire is known to have been."""
    write(path, old_journal(2))
    journal = await opened(path)

    assert not journal.was_damaged
    messages = list(journal.messages)
    assert [m.number for m in messages] == list(range(1, 8))
    assert {m.reference for m in messages[-2:]} == {"tried", "waiting"}
    tried = journal.get("tried")
    assert tried is not None
    assert (tried.is_on_wire, tried.dated_at) == (True, None)
    assert tried.earlier_ids == ()
    assert len(journal.take_untold()) == 5
    await journal.close()


async def test_version_3_loses_nothing(path: Path) -> None:
    """And keeps from now on what is spent on no message."""
    write(path, old_journal(3))
    journal = await opened(path)
    assert not journal.was_damaged
    assert len(list(journal.messages)) == 7
    assert list(journal.charges.all) == []
    journal.charges.note(ACCOUNT, Decimal("0.3"), WRITTEN_AT)
    await journal.close()

    journal = await opened(path)
    [charge] = journal.charges.all
    assert (charge.entry_id, charge.cost) == (ACCOUNT, Decimal("0.3"))
    assert charge.charged_at == WRITTEN_AT
    await journal.forget_account(ACCOUNT)
    await journal.close()
    journal = await opened(path)
    assert not list(journal.charges.all)
    await journal.close()


async def test_version_4_keeps_its_files_once(path: Path) -> None:
    """What waits has its pictures, what was sent knows them by their digest only."""
    write(path, old_journal(4))
    journal = await opened(path)

    assert not journal.was_damaged
    assert len(list(journal.messages)) == 10
    assert len(list(journal.charges.all)) == 1
    door, plan = b"\xff\xd8\xff\x00door", b"plan"
    files = {
        reference: [(file.name, file.data) for file in message.details.attachments]
        for reference in ("picture-1", "picture-2", "picture-sent")
        if (message := journal.get(reference))
    }
    assert files == {
        "picture-1": [("door.jpg", door)],
        "picture-2": [("door.jpg", door), ("план.txt", plan)],
        "picture-sent": [("door.jpg", b"")],
    }
    sent, waiting = journal.get("picture-sent"), journal.get("picture-1")
    assert sent is not None
    assert waiting is not None
    # Sent again within a minute, it is the same.
    assert sent.details == waiting.details
    await journal.close()
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT content FROM files").fetchall()
        assert sorted(rows) == [(plan,), (door,)]
        texts = database.execute("SELECT details FROM messages").fetchall()
        assert not [text for (text,) in texts if text and '"data"' in text]


async def test_version_5_learns_when_a_state_was_heard_of(path: Path) -> None:
    """Of what it knew that is not known; of a report it is the home's own time."""
    write(path, old_journal(5))
    journal = await opened(path)
    assert not journal.was_damaged
    assert {message.known_at for message in journal.messages} == {None}
    update = MessageUpdate(
        reference="queued",
        state=MessageState.UNDELIVERED,
        changed_at=WRITTEN_AT - 3600,
    )
    await journal.update([update])
    await journal.close()

    journal = await opened(path)
    queued = journal.get("queued")
    assert queued is not None
    assert (queued.changed_at, queued.known_at) == (WRITTEN_AT - 3600, WRITTEN_AT + 60)
    await journal.close()


async def test_version_6_learns_the_numbers_of_packets(path: Path) -> None:
    """Those of what it sent are not known; of what follows they are kept."""
    write(path, old_journal(6))
    journal = await opened(path)
    assert not journal.was_damaged
    assert {message.packet_id for message in journal.messages} == {None}
    update = MessageUpdate(
        reference="queued", state=MessageState.QUEUED, packet_id="12347310"
    )
    await journal.update([update])
    await journal.close()

    journal = await opened(path)
    queued = journal.get("queued")
    assert queued is not None
    assert queued.packet_id == "12347310"
    await journal.close()


@pytest.mark.parametrize(
    ("message_id", "phone", "text", "sent_after", "is_new"),
    [
        ("77", "79161234567", "Да", 5, False),
        ("79", "79161234567", "Да", 50, True),
        (None, "MTS", "Баланс 5", 5, False),
        (None, "MTS", "Баланс 5", 6, True),
    ],
)
async def test_what_version_1_received_is_no_news(
    path: Path,
    message_id: str | None,
    phone: str,
    text: str,
    sent_after: int,
    is_new: bool,
) -> None:
    """The provider may go on repeating through an update."""
    write(path, old_journal(1))
    journal = await opened(path)
    repeated = Received(
        id=0,
        entry_id=ACCOUNT,
        provider="smsc",
        message_id=message_id,
        phone=phone,
        text=text,
        to=None,
        answered=None,
        sent_at=WRITTEN_AT + sent_after,
        received_at=WRITTEN_AT + 60,
    )

    assert await journal.receive(repeated) is is_new
    await journal.close()


async def test_a_file_of_a_newer_version_is_left_as_it_is(path: Path) -> None:
    """After a downgrade a new one begins; going up again can use the old one."""
    write(path, f"{old_journal(1)}; PRAGMA user_version = {SCHEMA_VERSION + 1};")
    journal = await opened(path)

    assert journal.was_damaged
    assert list(journal.messages) == []
    await journal.close()
    [aside] = path.parent.glob("sms_gateway.db.damaged-*")
    with closing(sqlite3.connect(aside)) as database:
        assert database.execute("SELECT count(*) FROM messages").fetchone() == (5,)
        assert database.execute("PRAGMA user_version").fetchone() == (
            SCHEMA_VERSION + 1,
        )


@pytest.mark.parametrize(
    "damage", ["DROP TABLE received", "ALTER TABLE received ADD COLUMN kind"]
)
async def test_a_file_that_cannot_be_brought_up_to_date_is_set_aside_whole(
    path: Path, damage: str
) -> None:
    """A step is taken wholly or not at all."""
    write(path, f"{old_journal(1)}; {damage};")
    before = shape(path)
    journal = await opened(path)

    assert journal.was_damaged
    await journal.close()
    [aside] = path.parent.glob("sms_gateway.db.damaged-*")
    assert shape(aside) == before


async def test_a_full_disk_sets_no_older_file_aside(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be brought up to date when there is room again."""
    write(path, old_journal(1))
    with monkeypatch.context() as patched:
        patched.setattr(
            "custom_components.sms_gateway.journal.schema._MIGRATIONS",
            {
                1: (
                    "PRAGMA max_page_count = 1",
                    "CREATE TABLE big AS SELECT zeroblob(1e6)",
                )
            },
        )
        await (await opened(path)).close()
    journal = await opened(path)

    assert not journal.was_damaged
    assert len(list(journal.messages)) == 5
    await journal.close()
