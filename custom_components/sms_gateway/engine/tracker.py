"""Asks what became of messages, so that no state depends on a callback."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from heapq import nsmallest
import math
from typing import Final

from ..clock import Clock, wait_for_any
from ..journal import Event, Journal, JournalError, Message, MessageUpdate, StateChange
from ..providers.account import Limits
from ..providers.exchange import TOTAL_TIMEOUT
from ..providers.model import Fault, MessageState, Reason

_AGES: Final = (60.0, 120.0, 300.0, 900.0, 3600.0)
"""Seconds after which a message is asked for; from the last on, hourly."""

_HOUR: Final = 3600.0

_RETRY: Final = 60.0
"""Seconds after which an answer that did not come is asked for again."""

_SINGLY: Final = 4
"""How many messages are asked for one by one."""

_TOGETHER: Final = 5.0
"""Seconds by which a message may be asked for early, to go along with others."""

_BEFORE_AN_ANSWER: Final = (MessageState.PENDING, MessageState.UNCONFIRMED)
"""What a message is while its request is on its way."""


class Tracker:
    """The messages of one account that have no final state yet."""

    def __init__(
        self,
        entry_id: str,
        journal: Journal,
        clock: Clock,
        limits: Limits,
        look_up: Callable[[Sequence[Message]], Awaitable[bool]],
    ) -> None:
        """Know what to ask for and how; `look_up` tells whether an answer came."""
        self._entry_id = entry_id
        self._journal = journal
        self._clock = clock
        self._batch_size = limits.batch_look_up_size
        self._not_before = limits.first_look_up_after
        self._look_up = look_up
        self._due: dict[str, float] = {}
        self._not_due_before = 0.0
        self._born: dict[str, float] = {}
        self._may_be_asked: dict[str, float] = {}
        self._waits: set[asyncio.Task[None]] = set()
        self._reported: set[str] = set()
        self._paused = False
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Ask, for as long as the account is loaded."""
        # What happened while nobody listened is asked for at once.
        now = self._clock.monotonic()
        for message in self._journal.messages:
            if message.entry_id == self._entry_id and message.tracked_until:
                age = max(self._clock.now() - message.created_at, 0.0)
                moment = now + self._too_young_for(message)
                self._set_due(message.reference, moment)
                if self._not_before:
                    self._may_be_asked[message.reference] = moment
                if (ahead := self._ahead(message)) > 0:
                    age = -ahead
                self._born.setdefault(message.reference, now - age)
        stop_listening = self._journal.listen(self._heard)
        try:
            while True:
                self._changed.clear()
                if not self._paused and (due := self._take_due()):
                    await self._ask(due)
                else:
                    await self._wait()
        finally:
            stop_listening()
            for wait in self._waits:
                wait.cancel()

    def pause(self, paused: bool) -> None:
        """Stop or go on asking, as the credentials are refused or accepted."""
        if self._paused != paused:
            self._paused = paused
            self._changed.set()

    @property
    def is_paused(self) -> bool:
        """Tell whether nothing is asked while the credentials are refused."""
        return self._paused

    @property
    def next_in(self) -> float | None:
        """Return in how many seconds something is asked next; None: nothing is due."""
        due = min(self._due.values(), default=None)
        return None if due is None else due - self._clock.monotonic()

    def has_reported(self, reference: str) -> None:
        """Ask less for a message whose callback came: the next ones will come too."""
        if reference in self._due:
            self._set_due(reference, self._clock.monotonic() + _HOUR)
            self._reported.add(reference)

    def is_reported(self, reference: str) -> bool:
        """Tell whether a message that is followed has had a callback."""
        return reference in self._reported

    def ask_in_a_minute(self, reference: str) -> None:
        """Ask for a message whose outcome is open, be it for the second time."""
        self._set_due(reference, self._clock.monotonic() + _AGES[0])
        self._note_sent(reference)

    def ask_within(self, references: Sequence[str], seconds: float) -> None:
        """Ask for these messages in so many seconds, apart from all others."""
        task = asyncio.get_running_loop().create_task(
            self._ask_apart(references, seconds), name="sms_gateway look-up"
        )
        self._waits.add(task)
        task.add_done_callback(self._waits.discard)

    async def _ask_apart(self, references: Sequence[str], seconds: float) -> None:
        """Ask for messages whose sender waits; a few singly, which has no limit."""
        await self._clock.sleep(seconds)
        messages = [
            message
            for reference in references
            if reference in self._due
            and (message := self._journal.get(reference)) is not None
            and message.entry_id == self._entry_id
            and message.state is not MessageState.PENDING
            and self._may_be_asked.get(reference, 0.0) <= self._clock.monotonic()
        ]
        if self._paused or not messages:
            return
        if len(messages) <= _SINGLY:
            for message in messages:
                await self._look_up([message])
        else:
            await self._look_up(messages[: self._batch_size])

    def _heard(self, event: Event) -> None:
        """Begin with a new message, and let go of one that is final."""
        if not isinstance(event, StateChange):
            return
        message = event.message
        if message.entry_id != self._entry_id:
            return
        # By the monotonic clock, as the other may be set while a message is out.
        self._born.setdefault(message.reference, self._clock.monotonic())
        if message.tracked_until is None:
            self._let_go(message.reference)
        elif message.state is MessageState.SCHEDULED:
            # Nothing happens until it is due.
            due = self._clock.monotonic() + self._ahead(message)
            self._born[message.reference] = due
            self._set_due(message.reference, due + _AGES[0])
        elif (
            message.reference not in self._due
            # What became of it is wanted soon, but a minute after the attempt.
            or message.state is MessageState.UNCONFIRMED
        ):
            self._set_due(message.reference, self._clock.monotonic() + _AGES[0])
        if event.previous_state in _BEFORE_AN_ANSWER:
            self._note_sent(message.reference)

    def _note_sent(self, reference: str) -> None:
        """Note that a message may have left just now; it is too young to be asked for."""
        if not self._not_before:
            return
        moment = self._clock.monotonic() + self._not_before
        self._may_be_asked[reference] = moment
        if reference in self._due:
            self._set_due(reference, max(self._due[reference], moment))

    def _set_due(self, reference: str, due: float) -> None:
        """Say when a message is to be asked for; wake whoever waits for a later one."""
        self._due[reference] = due
        if due < self._not_due_before:
            self._not_due_before = due
            self._changed.set()

    def _next_due(self) -> float:
        """Return a moment before which nothing is due; the next one, once it has come.

        With thousands of messages on their way, it is not looked for at each of them.
        """
        if self._not_due_before <= self._clock.monotonic():
            self._not_due_before = min(self._due.values(), default=math.inf)
        return self._not_due_before

    def _too_young_for(self, message: Message) -> float:
        """Return for how many seconds a message of the last run is not to be asked for."""
        if not self._not_before:
            return 0.0
        left_at = message.attempted_at or message.created_at
        age = max(self._clock.now() - left_at, 0.0)
        # It may have been taken as late as its request may take.
        return max(self._not_before + TOTAL_TIMEOUT - age, 0.0)

    async def _wait(self) -> None:
        """Wait for the next message that is due, or for a change."""
        changed = asyncio.ensure_future(self._changed.wait())
        seconds = _HOUR
        if not self._paused and (due := self._next_due()) < math.inf:
            seconds = due - self._clock.monotonic()
        try:
            await wait_for_any(self._clock, [changed], max(seconds, 0.0))
        finally:
            changed.cancel()

    def _take_due(self) -> list[Message]:
        """Return the messages to ask for now, those longest due first."""
        now = self._clock.monotonic()
        if self._next_due() > now:
            return []
        references = nsmallest(
            self._batch_size,
            (
                reference
                for reference, due in self._due.items()
                if due <= now + _TOGETHER
                and self._may_be_asked.get(reference, 0.0) <= now
            ),
            key=self._due.__getitem__,
        )
        messages = []
        for reference in references:
            message = self._journal.get(reference)
            # Another account may carry it now: of that one's this one knows nothing.
            if message is None or message.entry_id != self._entry_id:
                self._let_go(reference)
            else:
                messages.append(message)
        return messages

    async def _ask(self, messages: Sequence[Message]) -> None:
        """Ask for messages, and say of each when to ask again."""
        begun = self._clock.monotonic()
        ages = {message.reference: self._age(message) for message in messages}
        over = [
            m
            for m in messages
            if m.tracked_until is not None
            and ages[m.reference] >= m.tracked_until - m.created_at
        ]
        # On its way, or waiting for its turn: the provider cannot know it.
        asked = [
            m
            for m in messages
            if m not in over
            and m.state is not MessageState.PENDING
            and not m.is_on_wire
        ]
        # Beforehand, as a callback that comes meanwhile puts it off.
        for message in messages:
            self._set_due(message.reference, begun + _pause(ages[message.reference]))
            # It is old enough by now, and stays so.
            self._may_be_asked.pop(message.reference, None)
        if asked and not await self._look_up(asked):
            for message in asked:
                if message.reference in self._due:
                    self._set_due(message.reference, begun + _RETRY)
        # Given up after a last look-up only.
        with suppress(JournalError):
            await self._journal.update(
                MessageUpdate(
                    reference=message.reference,
                    state=MessageState.UNCONFIRMED,
                    fault=Fault(Reason.NO_REPORT),
                    final=True,
                )
                for message in over
            )
        for message in over:
            # Nobody is told of one that was open all the time.
            self._let_go(message.reference)

    def _let_go(self, reference: str) -> None:
        """Ask for a message no more."""
        self._due.pop(reference, None)
        self._born.pop(reference, None)
        self._may_be_asked.pop(reference, None)
        self._reported.discard(reference)

    def _ahead(self, message: Message) -> float:
        """Return for how many seconds a message is not due yet."""
        return max((message.details.send_at or 0.0) - self._clock.now(), 0.0)

    def _age(self, message: Message) -> float:
        """Return how old a message is, in seconds."""
        return self._clock.monotonic() - self._born.get(
            message.reference, self._clock.monotonic()
        )


def _pause(age: float) -> float:
    """Return how many seconds later a message of that age is asked for again."""
    return next((limit - age for limit in _AGES if age < limit), _HOUR)
