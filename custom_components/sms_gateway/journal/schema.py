"""The tables of the journal's file, and how a file of an older version gets them."""

from base64 import b64decode
from collections.abc import Iterable
import sqlite3
from typing import Final

from .rows import MESSAGE_COLUMNS, RECEIVED_COLUMNS


def names(columns: Iterable[str]) -> str:
    """Return columns for a statement; some are words of SQL as well.

    In brackets: what is in quotes and is no column, SQLite takes for a text.
    """
    return ", ".join(f"[{column}]" for column in columns)


SCHEMA_VERSION: Final = 7

_SCHEMA: Final = (
    f"CREATE TABLE messages ({names(MESSAGE_COLUMNS)}, PRIMARY KEY (reference))",
    "CREATE INDEX messages_by_age ON messages (created_at)",
    f"CREATE TABLE received ({names(RECEIVED_COLUMNS)})",
    "CREATE INDEX received_by_age ON received (received_at)",
    "CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, kind, payload)",
    "CREATE TABLE pulls (entry_id, pulled_at, PRIMARY KEY (entry_id))",
    "CREATE TABLE marks (name, PRIMARY KEY (name))",
    "CREATE TABLE charges (entry_id, cost, charged_at)",
    "CREATE TABLE files (digest, content, PRIMARY KEY (digest))",
)

_MIGRATIONS: Final[dict[int, tuple[str, ...]]] = {
    1: (
        # Calls are kept beside texts, and what was pulled beside what was pushed.
        "ALTER TABLE received ADD COLUMN id",
        "ALTER TABLE received ADD COLUMN kind",
        "ALTER TABLE received ADD COLUMN arrived_at",
        "ALTER TABLE received ADD COLUMN is_pulled",
        "ALTER TABLE received ADD COLUMN other_id",
        "UPDATE received SET id = -rowid, kind = 'sms', is_pulled = 0",
        "CREATE TABLE pulls (entry_id, pulled_at, PRIMARY KEY (entry_id))",
        # Accounts to go by, and the attempts: what was pending may have left.
        "ALTER TABLE messages ADD COLUMN is_on_wire",
        "ALTER TABLE messages ADD COLUMN was_denied",
        "ALTER TABLE messages ADD COLUMN attempted_at",
        "ALTER TABLE messages ADD COLUMN earlier_ids",
        "ALTER TABLE messages ADD COLUMN chain",
        "ALTER TABLE messages ADD COLUMN refused_by",
        "ALTER TABLE messages ADD COLUMN valid_for",
        "UPDATE messages SET is_on_wire = (state = 'pending'), was_denied = 0,"
        " attempted_at = created_at, earlier_ids = '[]', refused_by = '[]',"
        " chain = '[\"' || entry_id || '\"]'",
    ),
    2: (
        # Numbered, as clocks are set back; and attempts by the provider's own time.
        "ALTER TABLE messages ADD COLUMN number",
        "ALTER TABLE messages ADD COLUMN dated_at",
        "UPDATE messages SET number = numbered.place FROM (SELECT reference AS name,"
        " row_number() OVER (ORDER BY created_at, reference) AS place FROM messages)"
        " AS numbered WHERE reference = numbered.name",
        # What a message has besides its text.
        "ALTER TABLE messages ADD COLUMN details",
        # What became of a call.
        "ALTER TABLE messages ADD COLUMN keys_pressed",
        "ALTER TABLE messages ADD COLUMN duration",
        "ALTER TABLE messages ADD COLUMN ring_time",
        # What a copy in a backup is known by.
        "CREATE TABLE marks (name, PRIMARY KEY (name))",
    ),
    3: (
        # What was spent on look-ups, which are no messages.
        "CREATE TABLE charges (entry_id, cost, charged_at)",
    ),
    4: (
        # Each file once; until now every message had its files in its own details.
        "CREATE TABLE files (digest, content, PRIMARY KEY (digest))",
        "INSERT OR IGNORE INTO files SELECT file.value ->> 'digest',"
        " from_base64(file.value ->> 'data')"
        " FROM messages, json_each(details, '$.attachments') AS file"
        " WHERE file.value ->> 'data' != ''",
        "UPDATE messages SET details = json_set(details, '$.attachments',"
        " (SELECT json_group_array(json_set(json_remove(value, '$.data'), '$.is_needed',"
        " json(iif(value ->> 'data' != '', 'true', 'false'))))"
        " FROM json_each(details, '$.attachments')))"
        " WHERE json_type(details, '$.attachments') = 'array'",
    ),
    5: (
        # When the home heard of a state: the provider may tell of it much later.
        "ALTER TABLE messages ADD COLUMN known_at",
    ),
    6: (
        # By what some providers take a request back, and by nothing else.
        "ALTER TABLE messages ADD COLUMN packet_id",
    ),
}
"""By the version that a file has: what makes it one of the next."""


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Create the tables in a new file, or change those of an older version.

    Raises sqlite3.DatabaseError for a file that cannot be used as it is. One that a
    newer version wrote is left to that version.
    """
    connection.create_function("from_base64", 1, b64decode, deterministic=True)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise sqlite3.DatabaseError("written by a newer version")
    if version == 0:
        _step(connection, _SCHEMA, SCHEMA_VERSION)
    for older in range(version or SCHEMA_VERSION, SCHEMA_VERSION):
        _step(connection, _MIGRATIONS[older], older + 1)


def _step(
    connection: sqlite3.Connection, statements: Iterable[str], version: int
) -> None:
    """Take a file to a version, wholly or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in (*statements, f"PRAGMA user_version = {version}"):
            connection.execute(statement)
        connection.execute("COMMIT")
    except sqlite3.Error as err:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if err.sqlite_errorcode == sqlite3.SQLITE_ERROR:
            # The disk is well: the tables are not what their version says.
            raise sqlite3.DatabaseError("tables of another shape") from err
        raise
