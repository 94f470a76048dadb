"""The journal's file: SQLite, written by one thread, on disk when a commit returns."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
import sqlite3
from typing import Final

from .model import Charge, Event, Message, Received
from .rows import (
    MESSAGE_COLUMNS,
    RECEIVED_COLUMNS,
    event_from_row,
    event_row,
    message_from_row,
    message_row,
    received_from_row,
    received_row,
)
from .schema import bring_up_to_date, names

type Operation = tuple[str, Sequence[object] | Callable[[], Sequence[object]]]
"""An SQL statement and its values, or what makes them where they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a file holds; `pulls` is when an account asked for incoming texts last.

    `files` are the digests of what goes along with messages, which have the content.
    `is_copy`: it is one of a backup, and time went on without it.
    """

    messages: Sequence[Message] = ()
    files: Collection[str] = ()
    received: Sequence[Received] = ()
    untold: Sequence[Event] = ()
    last_event_id: int = 0
    pulls: Mapping[str, float] = field(default_factory=dict)
    charges: Sequence[Charge] = ()
    marks: Collection[str] = ()
    is_copy: bool = False


_SAVE_MESSAGE: Final = (
    f"INSERT OR REPLACE INTO messages ({names(MESSAGE_COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join('?' * len(MESSAGE_COLUMNS))})"
)

_SAVE_RECEIVED: Final = (
    f"INSERT INTO received ({names(RECEIVED_COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join('?' * len(RECEIVED_COLUMNS))})"
)


_SAVE_EVENT: Final = (
    "INSERT OR REPLACE INTO events (id, kind, payload) VALUES (?, ?, ?)"
)
_FORGET_EVENT: Final = "DELETE FROM events WHERE id = ?"

_ANY_ORDER: Final = frozenset({_SAVE_MESSAGE, _SAVE_EVENT, _FORGET_EVENT})
"""An event is forgotten long after it was saved, and its id is never used again."""

_COPY: Final = "copy"


class Database:
    """The file. Every method blocks; sqlite3.Error is left to the caller."""

    def __init__(self, path: Path) -> None:
        """Remember where the file is."""
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open the file, and create it where there is none."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        connection = sqlite3.connect(
            self._path, autocommit=True, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # FULL syncs the log at each commit; WAL's default does it now and then.
            connection.execute("PRAGMA synchronous = FULL")
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError("damaged")
            bring_up_to_date(connection)
        except sqlite3.Error:
            connection.close()
            raise
        self._connection = connection

    def set_aside(self, suffix: str) -> None:
        """Rename a file that cannot be used, so that a new one can begin."""
        for ending in ("", "-wal", "-shm"):
            path = Path(f"{self._path}{ending}")
            if path.exists():
                path.rename(f"{self._path}.{suffix}{ending}")

    def load(self) -> Loaded:
        """Read all that is kept."""
        connection = self._connected()
        files = dict(connection.execute("SELECT digest, content FROM files").fetchall())
        messages = [
            message_from_row(row, files)
            for row in connection.execute(
                f"SELECT {names(MESSAGE_COLUMNS)} FROM messages"  # noqa: S608
                " ORDER BY number, created_at, reference"
            )
        ]
        received = [
            received_from_row(row)
            for row in connection.execute(
                f"SELECT {names(RECEIVED_COLUMNS)} FROM received"  # noqa: S608
                " ORDER BY received_at"
            )
        ]
        events = [
            event_from_row(row)
            for row in connection.execute("SELECT id, kind, payload FROM events")
        ]
        row = connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'events'"
        ).fetchone()
        pulls = dict(
            connection.execute("SELECT entry_id, pulled_at FROM pulls").fetchall()
        )
        charges = [
            Charge(entry_id=entry_id, cost=Decimal(cost), charged_at=charged_at)
            for entry_id, cost, charged_at in connection.execute(
                "SELECT entry_id, cost, charged_at FROM charges ORDER BY charged_at"
            )
        ]
        marks = {name for (name,) in connection.execute("SELECT name FROM marks")}
        return Loaded(
            messages=messages,
            files=frozenset(files),
            charges=charges,
            received=received,
            untold=events,
            last_event_id=row[0] if row else 0,
            pulls=pulls,
            marks=marks - {_COPY},
            is_copy=_COPY in marks,
        )

    def commit(self, operations: Iterable[Operation]) -> None:
        """Carry out all or nothing, and return when it is on the disk."""
        connection = self._connected()
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement, rows in _together(operations):
                connection.executemany(statement, rows)
            connection.execute("COMMIT")
        except BaseException:
            # Whatever it was: an open transaction would refuse all that comes later.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def begin_copy(self) -> None:
        """Mark the file, and change nothing of it until `end_copy` but its log.

        A copy made meanwhile is whole, and is known for what it is.
        """
        self.commit([save_mark(_COPY)])
        connection = self._connected()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA wal_autocheckpoint = 0")

    def end_copy(self) -> None:
        """Take the mark off, and go on as before."""
        self.commit([forget_copy()])
        self._connected().execute("PRAGMA wal_autocheckpoint = 1000")

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> sqlite3.Connection:
        """Return the connection of a file that is open."""
        if self._connection is None:
            raise sqlite3.OperationalError("not open")
        return self._connection


def _together(
    operations: Iterable[Operation],
) -> Iterator[tuple[str, list[Sequence[object]]]]:
    """Yield each statement with its rows: to carry out one by one is much slower.

    What is about single messages and events may change its place among others of these.
    """
    rows: dict[str, list[Sequence[object]]] = {}
    for statement, values in operations:
        if statement not in _ANY_ORDER:
            yield from rows.items()
            rows = {}
        rows.setdefault(statement, []).append(values() if callable(values) else values)
    yield from rows.items()


def save_message(message: Message) -> Operation:
    """Keep a message as it is now."""
    return _SAVE_MESSAGE, partial(message_row, message)


def save_file(digest: str, content: bytes) -> Operation:
    """Keep the content of a file that goes along with messages."""
    return "INSERT OR REPLACE INTO files VALUES (?, ?)", (digest, content)


def forget_file(digest: str) -> Operation:
    """Drop a file that no message needs any more."""
    return "DELETE FROM files WHERE digest = ?", (digest,)


def save_received(received: Received) -> Operation:
    """Keep a text that came in."""
    return _SAVE_RECEIVED, received_row(received)


def save_counterpart(received: Received) -> Operation:
    """Keep that what came in has come by the other way too."""
    return (
        "UPDATE received SET other_id = ? WHERE id = ?",
        (received.other_id, received.id),
    )


def save_pull(entry_id: str, pulled_at: float) -> Operation:
    """Keep when incoming texts of an account were asked for last."""
    return "INSERT OR REPLACE INTO pulls VALUES (?, ?)", (entry_id, pulled_at)


def save_charge(charge: Charge) -> Operation:
    """Keep what was spent on no message."""
    return (
        "INSERT INTO charges VALUES (?, ?, ?)",
        (charge.entry_id, str(charge.cost), charge.charged_at),
    )


def save_event(event: Event) -> Operation:
    """Keep an event until it has been told."""
    return _SAVE_EVENT, partial(event_row, event)


def save_mark(name: str) -> Operation:
    """Set a mark."""
    return "INSERT OR REPLACE INTO marks VALUES (?)", (name,)


def forget_mark(name: str) -> Operation:
    """Take a mark off."""
    return "DELETE FROM marks WHERE name = ?", (name,)


def forget_copy() -> Operation:
    """Take the mark of a copy off."""
    return forget_mark(_COPY)


def forget_event(event_id: int) -> Operation:
    """Drop an event that has been told."""
    return _FORGET_EVENT, (event_id,)


def forget_account(entry_id: str) -> list[Operation]:
    """Drop all that belongs to an account."""
    return [
        ("DELETE FROM messages WHERE entry_id = ?", (entry_id,)),
        ("DELETE FROM received WHERE entry_id = ?", (entry_id,)),
        ("DELETE FROM pulls WHERE entry_id = ?", (entry_id,)),
        ("DELETE FROM charges WHERE entry_id = ?", (entry_id,)),
    ]


def forget_before(messages: float, texts: float, last: int) -> list[Operation]:
    """Drop messages older than one time, and the texts of those older than another.

    And those up to the number `last`. What is still asked for stays.
    """
    return [
        (
            "DELETE FROM messages WHERE (created_at < ? OR number <= ?)"
            " AND tracked_until IS NULL",
            (messages, last),
        ),
        ("DELETE FROM received WHERE received_at < ?", (messages,)),
        ("DELETE FROM charges WHERE charged_at < ?", (messages,)),
        (
            "UPDATE messages SET text = '', details = json_remove(details, '$.page')"
            " WHERE created_at < ? AND tracked_until IS NULL AND text != ''",
            (texts,),
        ),
        (
            "UPDATE received SET text = '' WHERE received_at < ? AND text != ''",
            (texts,),
        ),
    ]
