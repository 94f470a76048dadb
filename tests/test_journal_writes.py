"""How the journal writes: synced each time, once for a request, and little of it.

That a sync ends before the first byte of a request leaves, end_to_end/ proves by the
system calls of a real Home Assistant.
"""

import asyncio
from collections import Counter
from decimal import Decimal
from pathlib import Path
import sqlite3
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import Send
from .eventually import Recorded, eventually
from .simulator import Simulator

PHONES = [f"+7926{n:07}" for n in range(1000)]


class Writes:
    """What the journal's connection does, as SQLite tells."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Watch from now on."""
        self._connection = connection
        self._counts: Counter[str] = Counter()
        connection.set_trace_callback(self._note)

    def _note(self, statement: str) -> None:
        """Count a statement by its first word."""
        self._counts[statement.split(maxsplit=1)[0]] += 1

    @property
    def commits(self) -> int:
        """Return how often something was made durable."""
        return self._counts["COMMIT"]

    def setting(self, name: str) -> Any:
        """Return how the connection is set."""
        (value,) = self._connection.execute(f"PRAGMA {name}").fetchone()
        return value


@pytest.fixture
async def writes(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> Writes:
    """Set the account up, and look over the shoulder of the journal's connection."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def watched(database: Any, *args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(database, *args, **options)
        if str(database).endswith("sms_gateway.db"):
            opened.append(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", watched)
    simulator.smsc.set_account(balance=Decimal(1_000_000))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    monkeypatch.undo()
    [connection] = opened
    return Writes(connection)


async def test_every_commit_is_synced(writes: Writes) -> None:
    """SQLite's own words for it: the log of a write is synced at each commit."""
    assert writes.setting("journal_mode") == "wal"
    assert writes.setting("synchronous") == 2


async def test_a_request_is_written_at_once_however_many_messages_it_has(
    simulator: Simulator, writes: Writes, send_sms: Send, statuses: Recorded
) -> None:
    """When it was asked for, before it leaves, when its answer is there, once told."""
    simulator.faults.add("delay", seconds=0.5, path="/sys/send.php", accept=False)
    begun = writes.commits
    action = asyncio.ensure_future(send_sms(phone=PHONES))
    await eventually(lambda: not simulator.faults.waiting)
    before = writes.commits - begun
    await action
    after = writes.commits - begun

    assert len(simulator.ledger.messages) == 1000
    assert before <= 4
    assert after <= 8


async def test_a_burst_of_requests_shares_its_writes(
    simulator: Simulator,
    writes: Writes,
    send_sms: Send,
    statuses: Recorded,
    tmp_path: Path,
    record_property: Any,
) -> None:
    """What comes while the disk is busy goes along with the next write."""
    begun = writes.commits

    await asyncio.gather(
        *(send_sms(f"Alarm {number}", phone=PHONES[number]) for number in range(300))
    )
    await eventually(lambda: len(simulator.ledger.messages) >= 300)

    commits = writes.commits - begun
    size = sum(
        path.stat().st_size
        for path in (tmp_path / ".storage").glob("sms_gateway.db*")
        if not path.name.endswith("-shm")
    )
    record_property("commits", commits)
    record_property("bytes on the disk", size)
    print(f"{commits} commits, {size} bytes on the disk")  # noqa: T201
    assert len(simulator.ledger.messages) == 300
    assert commits < 300
    assert size < 6_000_000
