"""The memory of all accounts: written before sent, and told after it was written."""

import asyncio
from collections.abc import Callable, Iterable, Reversible, Sequence
from dataclasses import replace
import logging
from pathlib import Path
import sqlite3
from typing import Final

from ..clock import Clock
from ..providers.model import Fault, MessageState
from .age import MESSAGES_KEPT, TEXTS_KEPT, Room, surplus
from .changes import is_news, on_the_wire, refused, restored, updated, withdrawn
from .charges import Charges
from .database import (
    Database,
    Operation,
    forget_account,
    forget_before,
    forget_copy,
    forget_event,
    save_counterpart,
    save_event,
    save_message,
    save_received,
)
from .files import Files
from .known import KnownReceived
from .marks import Marks
from .model import Event, Message, MessageUpdate, Received, StateChange
from .provider_ids import ProviderIds
from .pulls import Pulls
from .wire import Wire
from .writer import JournalError, Writer

_LOGGER = logging.getLogger(__name__)

_PATIENCE: Final = 3.0
"""Seconds that a request waits for the disk."""


class Journal:
    """All messages by reference, in memory and on disk.

    Memory changes at once, in the event loop; a method that changes it returns when
    the change is on the disk, or raises JournalError when it cannot be. Events are
    given to the listeners after that, and again after a crash in between.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        """Prepare a journal kept at `path`."""
        self._clock = clock
        self._writer = Writer(Database(path))
        self._messages: dict[str, Message] = {}
        self._ids, self._room = ProviderIds(self._messages), Room()
        self.received = KnownReceived()
        self._pulls = Pulls({})
        self.charges = Charges((), self._writer.note)
        self._files = Files((), self._writer.note)
        self.marks = Marks((), self._writer.note)
        self._untold: list[Event] = []
        self.wire = Wire()
        self._last_event_id = self._last_number = 0
        self._listeners: list[Callable[[Event], None]] = []
        self.was_damaged = False

    async def open(self) -> None:
        """Read what is kept; a file that cannot be read is set aside, never fatal."""
        suffix = f"damaged-{int(self._clock.now())}"
        try:
            loaded, self.was_damaged = await self._writer.open(suffix)
        except (sqlite3.Error, OSError) as err:
            _LOGGER.error("The journal cannot be opened: %s", err)
            return
        self._untold = list(loaded.untold)
        self._last_event_id = loaded.last_event_id
        self._files = Files(loaded.files, self._writer.note)
        for message in loaded.messages:
            self._remember(message)
            self._last_number = message.number
        self._files.drop_unneeded()
        for item in loaded.received:
            self.received.remember(item)
        self._pulls = Pulls(loaded.pulls)
        self.marks = Marks(loaded.marks, self._writer.note)
        self.charges = Charges(loaded.charges, self._writer.note)
        if loaded.is_copy:
            self._reopen()
        self.forget_old()

    def _reopen(self) -> None:
        """Go on in a restored backup: what was not settled in it may be by now."""
        operations: list[Operation] = [forget_copy()]
        for before in list(self._messages.values()):
            if (message := restored(before, self._clock.now())) is not None:
                self._remember(message)
                operations.append(save_message(message))
                if message.state is not before.state:
                    event = self._change(message, before.state)
                    self._untold.append(event)
                    operations.append(save_event(event))
        self._writer.queue(operations)
        self._writer.start()

    async def copy(self, *, begins: bool) -> None:
        """Mark the file while a backup is made; raises JournalError if it cannot be."""
        try:
            await self._writer.copy(begins=begins)
        except (sqlite3.Error, OSError) as err:
            raise JournalError from err

    async def close(self) -> None:
        """Write what is left, and close the file."""
        await self._writer.close()

    @property
    def messages(self) -> Reversible[Message]:
        """All messages, oldest first."""
        return self._messages.values()

    def get(self, reference: str) -> Message | None:
        """Return a message by our reference."""
        return self._messages.get(reference)

    def find(self, entry_id: str, message_id: str, phone: str | None) -> Message | None:
        """Return a message by any id that the provider may use for it."""
        reference = self._ids.reference(entry_id, message_id, phone)
        return None if reference is None else self._messages.get(reference)

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Give every event to the listener once it is written."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def take_untold(self) -> list[Event]:
        """Return, once, the events of the last run that were not told in it."""
        untold, self._untold = self._untold, []
        return untold

    def add(self, messages: Sequence[Message]) -> list[Message]:
        """Keep new messages, with the write that begins now; return them numbered."""
        events = []
        if self._room.is_full(len(self._messages)):
            self.forget_old()
        now = self._clock.now()
        messages = [
            replace(m, number=self._next_number(), known_at=now) for m in messages
        ]
        for message in messages:
            self._remember(message)
            events.append(self._change(message, None))
        batch = self._writer.queue(
            [*map(save_message, messages), *map(save_event, events)]
        )
        batch.written.add_done_callback(lambda _: self._tell(events))
        self._writer.start()
        return messages

    def begin(
        self,
        messages: Sequence[Message],
        entry_id: str,
        provider: str,
        request_id: str,
        dated_at: float | None = None,
    ) -> list[Message]:
        """Note that a request with these messages is about to leave.

        It may leave once `written` has returned. This is also what hands a message
        over to another account. `dated_at` is the provider's time, where it is known.
        """
        # As they are now: who waits for a turn holds an older copy.
        known = [self._messages.get(m.reference, m) for m in messages]
        wire = entry_id, provider, request_id, self._clock.now(), dated_at
        begun = [on_the_wire(message, *wire) for message in known]
        for message in begun:
            self._remember(message)
        self._writer.queue(map(save_message, begun))
        return begun

    def not_taken(
        self, reference: str, fault: Fault, entry_id: str, *, is_last_word: bool
    ) -> None:
        """Note that an account did not take a message; after a crash it is open."""
        if (message := self._messages.get(reference)) is not None:
            self._note(refused(message, fault, entry_id if is_last_word else None))

    def denied(self, reference: str) -> Message:
        """Note that a message whose outcome was open was not taken; return it."""
        message = replace(self._messages[reference], was_denied=True)
        self._note(message)
        return message

    def send_again(
        self, reference: str, valid_until: float, tracked_until: float
    ) -> Message:
        """Note that a message is sent anew, after all others; return it."""
        message = replace(
            self._messages[reference],
            was_denied=True,
            # Of the request before; after a backup it would discredit any denial.
            fault=None,
            number=self._next_number(),
            valid_until=valid_until,
            tracked_until=tracked_until,
        )
        self._note(message)
        return message

    def withdraw(self, reference: str) -> None:
        """Note that a message which may have left is never to be sent again."""
        self._note(withdrawn(self._messages[reference]))

    def extend(self, reference: str, valid_until: float) -> None:
        """Note that a message is of use for longer."""
        message = self._messages[reference]
        if message.tracked_until is not None and message.valid_until < valid_until:
            later = valid_until - message.valid_until
            self._note(
                replace(
                    message,
                    valid_until=valid_until,
                    tracked_until=message.tracked_until + later,
                )
            )

    def hand_over(self, message: Message, chain: tuple[str, ...]) -> None:
        """Give a message that waits to the first of other accounts, with the next write.

        Without its sender ID, where that was the one of an account before.
        """
        sender = message.sender if chain[0] == message.chain[0] else None
        self._note(replace(message, entry_id=chain[0], chain=chain, sender=sender))

    async def written(self) -> None:
        """Return when all that is known is on the disk; raise JournalError if not.

        A disk that hangs must not hold up an alarm, so this does not wait for long.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._write([], [])
        except TimeoutError:
            raise JournalError from None

    async def update(self, updates: Iterable[MessageUpdate]) -> None:
        """Apply what became known, in one write; what does not move up is no news."""
        operations, events = list[Operation](), list[Event]()
        for update in updates:
            if (before := self._messages.get(update.reference)) is None:
                continue
            after = updated(before, update, self._clock.now())
            self._remember(after)
            if is_news(before, after, update):
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
        return self._pulls.asked_at(entry_id)

    async def receive_pulled(
        self, entry_id: str, items: Iterable[Received], pulled_at: float
    ) -> None:
        """Keep what was asked for, in one write; at the first time nothing is told."""
        is_first = self._pulls.asked_at(entry_id) is None
        operations: list[Operation] = []
        events: list[Event] = []
        # What an id proves goes before what a content suggests.
        for item in sorted(items, key=lambda item: not self.received.has_id(item)):
            changes, event = self._take(item, is_told=not is_first)
            operations += changes
            if event is not None and not is_first:
                events.append(event)
        operations += self._pulls.note(entry_id, pulled_at, is_news=bool(operations))
        if operations:
            await self._write(operations, events)

    def _take(
        self, received: Received, *, is_told: bool = True
    ) -> tuple[list[Operation], Received | None]:
        """Remember what came in; return what to write, and itself if it is new."""
        if (known := self.received.find(received)) is not None:
            if known.is_pulled is received.is_pulled or known.other_id is not None:
                return [], None
            known = replace(known, other_id=received.message_id or "")
            self.received.remember(known)
            return [save_counterpart(known)], None
        self._last_event_id += 1
        received = replace(received, id=self._last_event_id)
        self.received.remember(received)
        operations = [save_received(received)]
        if is_told:
            operations.append(save_event(received))
        return operations, received

    def told(self, event: Event) -> None:
        """Note that an event was told, with the next write."""
        self._writer.note([forget_event(event.id)])

    async def forget_account(self, entry_id: str) -> None:
        """Drop all that belongs to an account that is gone."""
        for message in [m for m in self._messages.values() if m.entry_id == entry_id]:
            self._forget(message)
        self.received.forget_account(entry_id)
        self._pulls.forget(entry_id)
        self.charges.forget_account(entry_id)
        await self._write(forget_account(entry_id), [])

    def forget_old(self) -> None:
        """Drop what is too old or too much, with the next write."""
        last = surplus(self._messages.values())
        messages_before = self._clock.now() - MESSAGES_KEPT
        texts_before = self._clock.now() - TEXTS_KEPT
        for message in list(self._messages.values()):
            if message.tracked_until is not None:
                continue
            if message.created_at < messages_before or message.number <= last:
                self._forget(message)
            elif message.created_at < texts_before and message.text:
                self._messages[message.reference] = message.without_text()
        self._room.made(len(self._messages))
        self.received.forget_before(messages_before)
        self.charges.forget_before(messages_before)
        self._writer.note(forget_before(messages_before, texts_before, last))

    def _next_number(self) -> int:
        """Count messages."""
        self._last_number += 1
        return self._last_number

    def _note(self, message: Message) -> None:
        """Keep a message as it is now; nothing is told, nobody waits for the write."""
        self._remember(message)
        self._writer.queue([save_message(message)])
        self._writer.start()

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
        self._ids.note(message, self._messages.get(message.reference))
        self._messages[message.reference] = message
        self._files.note(message)
        self.wire.note(message)

    def _forget(self, message: Message) -> None:
        """Let go of a message."""
        del self._messages[message.reference]
        self._files.forget(message)
        self._ids.forget(message)

    async def _write(
        self, operations: Iterable[Operation], events: Sequence[Event]
    ) -> None:
        """Write, then tell; the writing goes on if the caller is cancelled."""
        batch = self._writer.queue(operations)
        # Told by the future, not by the caller: a cancelled caller still made news.
        if events:
            batch.written.add_done_callback(lambda _: self._tell(events))
        self._writer.start()
        if not await asyncio.shield(batch.written):
            raise JournalError

    def _tell(self, events: Iterable[Event]) -> None:
        """Give events to the listeners."""
        for event in events:
            for listener in list(self._listeners):
                listener(event)
