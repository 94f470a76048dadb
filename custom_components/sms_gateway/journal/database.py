"""The journal's file: SQLite, written by one thread, on disk when a commit returns."""

from collections.abc import Iterable, Sequence
from pathlib import Path
import sqlite3
from typing import Final

from .model import Event, Message, Received
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

type Operation = tuple[str, Sequence[object]]
"""An SQL statement and its values."""

type Loaded = tuple[list[Message], list[Received], list[Event], int, dict[str, float]]
"""Messages, received texts, events not told yet, the id of the last event, and by
account when incoming texts were asked for last."""

_SAVE_MESSAGE: Final = (
    f"INSERT OR REPLACE INTO messages ({names(MESSAGE_COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join('?' * len(MESSAGE_COLUMNS))})"
)

_SAVE_RECEIVED: Final = (
    f"INSERT INTO received ({names(RECEIVED_COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join('?' * len(RECEIVED_COLUMNS))})"
)


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
        messages = [
            message_from_row(row)
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
        return messages, received, events, row[0] if row else 0, pulls

    def commit(self, operations: Iterable[Operation]) -> None:
        """Carry out all or nothing, and return when it is on the disk."""
        connection = self._connected()
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement, values in operations:
                connection.execute(statement, values)
            connection.execute("COMMIT")
        except BaseException:
            # Whatever it was: an open transaction would refuse all that comes later.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

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


def save_message(message: Message) -> Operation:
    """Keep a message as it is now."""
    return _SAVE_MESSAGE, message_row(message)


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


def save_event(event: Event) -> Operation:
    """Keep an event until it has been told."""
    return (
        "INSERT OR REPLACE INTO events (id, kind, payload) VALUES (?, ?, ?)",
        event_row(event),
    )


def forget_event(event_id: int) -> Operation:
    """Drop an event that has been told."""
    return "DELETE FROM events WHERE id = ?", (event_id,)


def forget_account(entry_id: str) -> list[Operation]:
    """Drop all that belongs to an account."""
    return [
        ("DELETE FROM messages WHERE entry_id = ?", (entry_id,)),
        ("DELETE FROM received WHERE entry_id = ?", (entry_id,)),
        ("DELETE FROM pulls WHERE entry_id = ?", (entry_id,)),
    ]


def forget_before(messages: float, texts: float) -> list[Operation]:
    """Drop messages older than one time, and the texts of those older than another."""
    return [
        (
            "DELETE FROM messages WHERE created_at < ? AND tracked_until IS NULL",
            (messages,),
        ),
        ("DELETE FROM received WHERE received_at < ?", (messages,)),
        (
            "UPDATE messages SET text = '' WHERE created_at < ? AND tracked_until IS"
            " NULL AND text != ''",
            (texts,),
        ),
        (
            "UPDATE received SET text = '' WHERE received_at < ? AND text != ''",
            (texts,),
        ),
    ]
