"""The memory of all accounts: written before sent, and told after it was written."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
import logging
from pathlib import Path
import sqlite3
from typing import Final

from ..clock import Clock
from ..providers.model import MessageState
from .database import (
    Database,
    Operation,
    forget_account,
    forget_before,
    forget_event,
    save_counterpart,
    save_event,
    save_message,
    save_pull,
    save_received,
)
from .known import KnownReceived
from .model import Event, Message, MessageUpdate, Received, StateChange
from .states import FINAL_STATES, moves_up

_LOGGER = logging.getLogger(__name__)

MESSAGES_KEPT: Final = 30 * 86400
"""Seconds after which a message is forgotten."""

TEXTS_KEPT: Final = 7 * 86400
"""Seconds after which the text of a message is forgotten."""

_PULL_WRITTEN_EVERY: Final = 3600.0
"""Seconds after which a request for incoming texts is noted though it brought none."""

_TELLING_PAUSE: Final = 1.0
"""Seconds that the note "this event was told" may wait for a write to go along with."""


class JournalError(Exception):
    """What happened is known and told, but is not on the disk."""


@dataclass(slots=True)
class _Batch:
    """Operations that go to the disk together, and who waits for them."""

    operations: list[Operation] = field(default_factory=list)
    written: asyncio.Future[bool] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Journal:
    """All messages by reference, in memory and on disk.

    Memory changes at once, in the event loop; a method that changes it returns when
    the change is on the disk, or raises JournalError when it cannot be. Events are
    given to the listeners after that, and again after a crash in between.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        """Prepare a journal kept at `path`."""
        self._database = Database(path)
        self._clock = clock
        # One thread of its own: Home Assistant's pool may be busy when an alarm goes out.
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="sms_gateway journal")
        self._messages: dict[str, Message] = {}
        self._by_provider_id: dict[tuple[str, str, str], str] = {}
        self._received = KnownReceived()
        self._pulls: dict[str, float] = {}
        self._pulls_written: dict[str, float] = {}
        self._untold: list[Event] = []
        self._last_event_id = 0
        self._listeners: list[Callable[[Event], None]] = []
        self._batch: _Batch | None = None
        self._unwritten: list[Operation] = []
        self._writer: asyncio.Task[None] | None = None
        self._told_timer: asyncio.TimerHandle | None = None
        self._is_closing = False
        self.was_damaged = False

    async def open(self) -> None:
        """Read what is kept; a file that cannot be read is set aside, never fatal."""
        loop = asyncio.get_running_loop()
        try:
            loaded = await loop.run_in_executor(self._executor, self._open)
        except (sqlite3.Error, OSError) as err:
            _LOGGER.error("The journal cannot be opened: %s", err)
            return
        messages, received, self._untold, self._last_event_id = loaded
        for message in messages:
            self._remember(message)
        for item in received:
            self._received.remember(item)
        self._pulls = dict(self._pulls_written)
        self.forget_old()

    def _open(self) -> tuple[list[Message], list[Received], list[Event], int]:
        """Open and read the file, or a new one if it is damaged."""
        try:
            return self._open_file()
        except (sqlite3.DatabaseError, ValueError, KeyError, TypeError) as err:
            if isinstance(err, sqlite3.OperationalError):
                raise
            self._database.close()
            self._database.set_aside(f"damaged-{int(self._clock.now())}")
        self.was_damaged = True
        return self._open_file()

    def _open_file(self) -> tuple[list[Message], list[Received], list[Event], int]:
        """Open and read the file."""
        self._database.open()
        self._pulls_written = self._database.load_pulls()
        return self._database.load()

    async def close(self) -> None:
        """Write what is left, and close the file."""
        self._is_closing = True
        self._start_writer()
        while self._writer is not None and not self._writer.done():
            await asyncio.wait([self._writer])
            # What was written is told only now, and that is to be noted too.
            await asyncio.sleep(0)
            self._start_writer()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._executor, self._database.close)
        await loop.run_in_executor(None, self._executor.shutdown)

    @property
    def messages(self) -> Iterable[Message]:
        """All messages, oldest first."""
        return self._messages.values()

    def get(self, reference: str) -> Message | None:
        """Return a message by our reference."""
        return self._messages.get(reference)

    def find(self, entry_id: str, message_id: str, phone: str) -> Message | None:
        """Return a message by any id that the provider may use for it."""
        key = _provider_key(entry_id, message_id, phone)
        reference = self._by_provider_id.get(key)
        return None if reference is None else self._messages.get(reference)

    def find_by_message_id(self, entry_id: str, message_id: str) -> list[Message]:
        """Return the messages of a request by the provider's id."""
        return [
            self._messages[reference]
            for (entry, known_id, _), reference in self._by_provider_id.items()
            if entry == entry_id and known_id == message_id.lower()
        ]

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Give every event to the listener once it is written."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def take_untold(self) -> list[Event]:
        """Return, once, the events of the last run that were not told in it."""
        untold, self._untold = self._untold, []
        return untold

    async def record(self, messages: Sequence[Message]) -> None:
        """Keep new messages, in one write."""
        events = []
        for message in messages:
            self._remember(message)
            events.append(self._change(message, None))
        await self._write(
            [*map(save_message, messages), *map(save_event, events)], events
        )

    async def update(self, updates: Iterable[MessageUpdate]) -> None:
        """Apply what became known, in one write; what does not move up is no news."""
        operations: list[Operation] = []
        events: list[Event] = []
        for update in updates:
            if (before := self._messages.get(update.reference)) is None:
                continue
            after = _updated(before, update, self._clock.now())
            self._remember(after)
            if after.state is not before.state:
                event = self._change(after, before.state, update.link_opened)
                events.append(event)
                operations.append(save_event(event))
            # Also one that is known already: it may have failed to be written before.
            operations.append(save_message(after))
        if operations:
            await self._write(operations, events)

    async def receive(self, received: Received) -> bool:
        """Keep a text that came in; return whether it was new."""
        operations, event = self._take(received)
        # Also where it is known: its first copy may still be on its way to the disk.
        await self._write(operations, [] if event is None else [event])
        return event is not None

    def pulled_at(self, entry_id: str) -> float | None:
        """Return when incoming texts were asked for last, None if they never were."""
        return self._pulls.get(entry_id)

    async def receive_pulled(
        self, entry_id: str, items: Iterable[Received], pulled_at: float
    ) -> None:
        """Keep what was asked for, in one write; at the first time nothing is told."""
        is_first = entry_id not in self._pulls
        operations: list[Operation] = []
        events: list[Event] = []
        # What an id proves goes before what a content suggests.
        for item in sorted(items, key=lambda item: not self._received.has_id(item)):
            changes, event = self._take(item, is_told=not is_first)
            operations += changes
            if event is not None and not is_first:
                events.append(event)
        self._pulls[entry_id] = pulled_at
        # A disk is spared a write at each request: the next one may go back further.
        written = self._pulls_written.get(entry_id)
        if (
            operations
            or written is None
            or abs(pulled_at - written) >= _PULL_WRITTEN_EVERY
        ):
            self._pulls_written[entry_id] = pulled_at
            await self._write([*operations, save_pull(entry_id, pulled_at)], events)

    def _take(
        self, received: Received, *, is_told: bool = True
    ) -> tuple[list[Operation], Received | None]:
        """Remember what came in; return what to write, and itself if it is new."""
        if (known := self._received.find(received)) is not None:
            if known.is_pulled is received.is_pulled or known.other_id is not None:
                return [], None
            known = replace(known, other_id=received.message_id or "")
            self._received.remember(known)
            return [save_counterpart(known)], None
        self._last_event_id += 1
        received = replace(received, id=self._last_event_id)
        self._received.remember(received)
        operations = [save_received(received)]
        if is_told:
            operations.append(save_event(received))
        return operations, received

    def told(self, event: Event) -> None:
        """Note that an event was told, with the next write."""
        self._queue([forget_event(event.id)])
        if self._told_timer is None and not self._is_closing:
            self._told_timer = asyncio.get_running_loop().call_later(
                _TELLING_PAUSE, self._start_writer
            )

    async def forget_account(self, entry_id: str) -> None:
        """Drop all that belongs to an account that is gone."""
        for message in [m for m in self._messages.values() if m.entry_id == entry_id]:
            self._forget(message)
        self._received.forget_account(entry_id)
        self._pulls.pop(entry_id, None)
        self._pulls_written.pop(entry_id, None)
        await self._write(forget_account(entry_id), [])

    def forget_old(self) -> None:
        """Drop what is too old, with the next write."""
        messages_before = self._clock.now() - MESSAGES_KEPT
        texts_before = self._clock.now() - TEXTS_KEPT
        for message in list(self._messages.values()):
            if message.tracked_until is not None:
                continue
            if message.created_at < messages_before:
                self._forget(message)
            elif message.created_at < texts_before and message.text:
                self._messages[message.reference] = replace(message, text="")
        self._received.forget_before(messages_before)
        self._queue(forget_before(messages_before, texts_before))

    def _change(
        self,
        message: Message,
        previous_state: MessageState | None,
        link_opened: bool = False,
    ) -> StateChange:
        """Number a change of state."""
        self._last_event_id += 1
        return StateChange(
            id=self._last_event_id,
            message=message,
            previous_state=previous_state,
            link_opened=link_opened,
        )

    def _remember(self, message: Message) -> None:
        """Hold a message, and find it by every id ever seen for it."""
        self._messages[message.reference] = message
        for provider_id in (message.request_id, message.message_id):
            if provider_id is not None:
                key = _provider_key(message.entry_id, provider_id, message.phone)
                self._by_provider_id[key] = message.reference

    def _forget(self, message: Message) -> None:
        """Let go of a message."""
        del self._messages[message.reference]
        for provider_id in (message.request_id, message.message_id):
            if provider_id is not None:
                key = _provider_key(message.entry_id, provider_id, message.phone)
                self._by_provider_id.pop(key, None)

    def _queue(self, operations: Iterable[Operation]) -> _Batch:
        """Add to what is written next."""
        if self._batch is None:
            self._batch = _Batch()
        self._batch.operations.extend(operations)
        return self._batch

    async def _write(
        self, operations: Iterable[Operation], events: Sequence[Event]
    ) -> None:
        """Write, then tell; the writing goes on if the caller is cancelled."""
        batch = self._queue(operations)
        # Told by the future, not by the caller: a cancelled caller still made news.
        if events:
            batch.written.add_done_callback(lambda _: self._tell(events))
        self._start_writer()
        if not await asyncio.shield(batch.written):
            raise JournalError

    def _tell(self, events: Iterable[Event]) -> None:
        """Give events to the listeners."""
        for event in events:
            for listener in list(self._listeners):
                listener(event)

    def _start_writer(self) -> None:
        """See to it that what waits is written."""
        if self._told_timer is not None:
            self._told_timer.cancel()
            self._told_timer = None
        if self._batch is not None and (self._writer is None or self._writer.done()):
            self._writer = asyncio.get_running_loop().create_task(
                self._write_batches(), name="sms_gateway journal"
            )

    async def _write_batches(self) -> None:
        """Write batch after batch; what comes meanwhile goes together in the next."""
        loop = asyncio.get_running_loop()
        while (batch := self._batch) is not None:
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
            else:
                self._unwritten = []
                batch.written.set_result(True)


def _updated(message: Message, update: MessageUpdate, now: float) -> Message:
    """Return the message with what became known."""
    message = replace(
        message,
        message_id=update.message_id or message.message_id,
        cost=message.cost if update.cost is None else update.cost,
        parts=message.parts if update.parts is None else update.parts,
    )
    if not moves_up(message.state, message.followed, update.state):
        # The same word again may still be the last one.
        if update.final and update.state is message.state:
            return replace(message, tracked_until=None)
        return message
    is_over = update.final or update.state in FINAL_STATES
    return replace(
        message,
        state=update.state,
        followed=message.state if update.state is MessageState.UNCONFIRMED else None,
        status=update.status,
        fault=update.fault,
        changed_at=now if update.changed_at is None else update.changed_at,
        tracked_until=None if is_over else message.tracked_until,
    )


def _provider_key(entry_id: str, message_id: str, phone: str) -> tuple[str, str, str]:
    """Return what a report is matched by, regardless of letter case and of the plus."""
    return entry_id, message_id.lower(), phone.removeprefix("+")
