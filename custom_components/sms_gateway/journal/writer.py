"""Writes to the journal's file in batches, on a thread of its own."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
import logging
import sqlite3
from typing import Final

from .database import Database, Loaded, Operation

_LOGGER = logging.getLogger(__name__)

_SOON: Final = 1.0
"""Seconds that a note may wait for a write to go along with."""


_PASSING: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)


class JournalError(Exception):
    """What happened is known and told, but is not on the disk."""


def _is_passing(error: sqlite3.OperationalError) -> bool:
    """Tell whether the trouble is with the disk, not with what is in the file."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _PASSING


@dataclass(slots=True)
class Batch:
    """Operations that go to the disk together, and who waits for them.

    Once it `is_due` it is written as soon as the one before it is.
    """

    operations: list[Operation] = field(default_factory=list)
    is_due: bool = False
    written: asyncio.Future[bool] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Writer:
    """What arrives while a batch is written goes together in the next one."""

    def __init__(self, database: Database) -> None:
        """Prepare to write."""
        self._database = database
        # One thread of its own: Home Assistant's pool may be busy when an alarm goes out.
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="sms_gateway journal")
        self._batch: Batch | None = None
        self._unwritten: list[Operation] = []
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_closing = False

    async def open(self, suffix: str) -> tuple[Loaded, bool]:
        """Read the file; one that is damaged is set aside, and True returned.

        Raises sqlite3.Error or OSError where no file can be opened.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, self._open, suffix)

    def _open(self, suffix: str) -> tuple[Loaded, bool]:
        """Open and read the file, or a new one if it is damaged."""
        try:
            self._database.open()
            return self._database.load(), False
        except (
            sqlite3.Error,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
        ) as err:
            if isinstance(err, sqlite3.OperationalError) and _is_passing(err):
                raise
            self._database.close()
            self._database.set_aside(suffix)
        self._database.open()
        return self._database.load(), True

    async def close(self) -> None:
        """Write what is left, and close the file."""
        self._is_closing = True
        self.start()
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])
            # What was written is told only now, and that is to be noted too.
            await asyncio.sleep(0)
            self.start()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._executor, self._database.close)
        await loop.run_in_executor(None, self._executor.shutdown)

    async def copy(self, *, begins: bool) -> None:
        """Let the file be copied from now on, or no more.

        Raises sqlite3.Error or OSError where it cannot be written.
        """
        database = self._database
        step = database.begin_copy if begins else database.end_copy
        await asyncio.get_running_loop().run_in_executor(self._executor, step)

    def queue(self, operations: Iterable[Operation]) -> Batch:
        """Add to what is written next."""
        if self._batch is None:
            self._batch = Batch()
        self._batch.operations.extend(operations)
        return self._batch

    def note(self, operations: Iterable[Operation]) -> None:
        """Add to what is written next, though nobody waits for it."""
        self.queue(operations)
        if self._timer is None and not self._is_closing:
            self._timer = asyncio.get_running_loop().call_later(_SOON, self.start)

    def start(self) -> None:
        """See to it that what waits is written now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._batch is None:
            return
        self._batch.is_due = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(
                self._write(), name="sms_gateway journal"
            )

    async def _write(self) -> None:
        """Write batch after batch, as long as they are due."""
        loop = asyncio.get_running_loop()
        while (batch := self._batch) is not None and batch.is_due:
            self._batch = None
            # What could not be written is tried again: it must reach the disk some day.
            operations = self._unwritten + batch.operations
            try:
                await loop.run_in_executor(
                    self._executor, self._database.commit, operations
                )
            except (sqlite3.Error, OSError) as err:
                _LOGGER.error("The journal cannot be written: %s", err)
                self._unwritten = operations
                batch.written.set_result(False)
            except (ValueError, OverflowError, TypeError) as err:
                # Never writable, so not kept; it must not poison what comes later.
                _LOGGER.error(
                    "A note is no good for the journal: %s", type(err).__name__
                )
                await self._write_singly(operations)
                batch.written.set_result(False)
            else:
                self._unwritten = []
                batch.written.set_result(True)

    async def _write_singly(self, operations: Iterable[Operation]) -> None:
        """Write what can be written of a batch that has something in it that cannot."""
        loop = asyncio.get_running_loop()
        self._unwritten = []
        for operation in operations:
            try:
                await loop.run_in_executor(
                    self._executor, self._database.commit, [operation]
                )
            except sqlite3.Error, OSError:
                self._unwritten.append(operation)
            except ValueError, OverflowError, TypeError:
                continue
