"""The sending of one order: from account to account, again and again, until its end."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
import logging
from typing import Final, Protocol

from .clock import Clock, wait_for_any
from .engine import SAME_TIME, AccountEngine, Wishes
from .guard import is_guarded
from .journal import Journal, JournalError, Message, MessageUpdate, is_withdrawn
from .providers.model import Fault, MessageState, Reason
from .turns import Turns, is_unsent, is_waiting

_LOGGER = logging.getLogger(__name__)

FIRST_PAUSE: Final = 5.0
LONGEST_PAUSE: Final = 60.0
"""Seconds between two rounds; each pause is twice the one before."""

_LAST_TRY: Final = 1.0
"""Seconds before its deadline in which a message is tried for the last time."""


class Surroundings(Protocol):
    """What a delivery knows of the others."""

    begun_at: float
    """The moment of the monotonic clock in which this run began."""
    deadlines: dict[str, float]
    """Of the monotonic clock, by reference; none for what is older than this run."""

    def account(self, entry_id: str) -> AccountEngine | None:
        """Return an account that is loaded."""

    @property
    def turns(self) -> Turns:
        """Return who goes first among the messages to one number."""

    async def attempt(
        self, account: AccountEngine, messages: Sequence[Message], wishes: Wishes
    ) -> None:
        """Make an attempt, and know what was taken."""

    def woken(self, references: Iterable[str]) -> asyncio.Future[None]:
        """Return what is done when it is worth while to try these again."""


class Delivery:
    """Messages that wait to be sent together."""

    def __init__(
        self,
        surroundings: Surroundings,
        journal: Journal,
        clock: Clock,
        references: Sequence[str],
    ) -> None:
        """Take charge of messages."""
        self._surroundings = surroundings
        self._journal = journal
        self._clock = clock
        self._references = dict.fromkeys(references)
        self.was_tried = asyncio.Event()

    async def run(self) -> None:
        """Go on until nothing waits any more."""
        pause = FIRST_PAUSE
        try:
            await self._end_withdrawn()
            while waiting := self._waiting(self._references):
                woken = self._surroundings.woken(self._references)
                try:
                    tried = await self._round(waiting)
                except Exception:
                    # A defect must not keep an alarm from its next try, or its end.
                    _LOGGER.exception("A round of sending ended unexpectedly")
                    tried = True
                await self._give_up_late()
                if tried or not self._is_held_up():
                    self.was_tried.set()
                if waiting := self._waiting(self._references):
                    # Who waits for others to be settled is not to wait much longer.
                    await self._rest(waiting, pause if tried else FIRST_PAUSE, woken)
                # Nobody waits for it any more; a night without a network has many.
                woken.cancel()
                if tried:
                    pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self.was_tried.set()

    def _is_held_up(self) -> bool:
        """Tell whether all that waits here waits for others that are being tried."""
        turns = self._surroundings.turns
        waiting = self._waiting(self._references)
        return bool(waiting) and all(turns.follows_try(m) for m in waiting)

    def let_go(self, reference: str) -> None:
        """Leave a message to another delivery; two would send it twice."""
        self._references.pop(reference, None)

    def _waiting(self, references: Iterable[str]) -> list[Message]:
        """Return those that are still to be sent, as they are now."""
        messages = [self._journal.get(r) for r in references if r in self._references]
        return [m for m in messages if m is not None and is_waiting(m)]

    async def _rest(
        self, waiting: Sequence[Message], pause: float, woken: asyncio.Future[None]
    ) -> None:
        """Wait for the next round; the last one falls on the deadline."""
        left = self._left([m.reference for m in waiting])
        if left > _LAST_TRY:
            left -= _LAST_TRY
        await wait_for_any(self._clock, [woken], max(min(pause, left), 0.0))

    async def _round(self, messages: Sequence[Message]) -> bool:
        """Try every account once, one after the other; tell whether one was tried."""
        tried = False
        for entry_id in dict.fromkeys(e for m in messages for e in m.chain):
            if (account := self._surroundings.account(entry_id)) is None:
                continue
            references = [
                message.reference
                for message in self._waiting([m.reference for m in messages])
                if entry_id in message.chain
                and entry_id not in message.refused_by
                and not self._has_better(account, message)
            ]
            if not references:
                continue
            if not await self._know_time(account, references):
                # It was asked for the time: that is a try too, and pauses grow.
                tried = True
                continue
            await self._give_up_late()
            while batch := [
                message
                for message in self._waiting(references)
                if self._surroundings.turns.is_first(message)
            ]:
                tried = True
                await self._attempt(account, batch)
                # One that follows another to the same number may now go as well.
                done = {message.reference for message in batch}
                references = [r for r in references if r not in done]
        await self._end_withdrawn()
        await self._end_refused()
        return tried

    def _has_better(self, account: AccountEngine, message: Message) -> bool:
        """Tell whether a message need not wait for an account that is refused.

        That one is tried once a minute; the next one takes the message at once.
        """
        return account.is_distrusted and any(
            entry_id not in message.refused_by
            and (other := self._surroundings.account(entry_id)) is not None
            and not other.is_distrusted
            for entry_id in message.chain
        )

    async def _attempt(
        self, account: AccountEngine, messages: Sequence[Message]
    ) -> None:
        """Try one account; what says something else leaves beside, and waits for none."""
        with self._surroundings.turns.at_turn(messages):
            await asyncio.gather(
                *(
                    self._request(account, batch)
                    for batch in account.requests.divide(messages)
                )
            )

    async def _request(
        self, account: AccountEngine, messages: Sequence[Message]
    ) -> None:
        """Try one account with what may leave together."""
        left = partial(self._left, [message.reference for message in messages])
        await self._surroundings.attempt(
            account,
            messages,
            Wishes(
                valid_for=_asked_validity(messages[0].valid_for, left),
                is_too_late=lambda: left() < 0,
                may_leave=self._may_leave,
            ),
        )

    def _may_leave(self, messages: Sequence[Message]) -> bool:
        """Tell whether messages are all still to be sent, and before all others."""
        turns = self._surroundings.turns
        now = self._waiting([message.reference for message in messages])
        return len(now) == len(messages) and all(
            turns.is_first(message) and not turns.is_overtaken(message)
            for message in now
        )

    async def _know_time(
        self, account: AccountEngine, references: Sequence[str]
    ) -> bool:
        """Measure what waited over a restart by a clock that can be trusted."""
        unknown = [r for r in references if r not in self._surroundings.deadlines]
        if not unknown:
            return True
        if (now := await account.true_time()) is None:
            return False
        if now > self._clock.now():
            # By a Date, which may have been that old when it was heard.
            now += SAME_TIME
        for message in self._waiting(unknown):
            # Written by a clock that was ahead: its age is unknown, and may be any.
            is_known = message.created_at <= now + SAME_TIME
            left = message.valid_until - now if is_known else 0.0
            self._surroundings.deadlines[message.reference] = min(
                self._clock.monotonic() + left, self._latest(message)
            )
        return True

    def _left(self, references: Sequence[str]) -> float:
        """Return the seconds left until the first of the deadlines."""
        known = self._surroundings.deadlines
        now = self._clock.monotonic()
        return min(
            (known[r] - now for r in references if r in known), default=LONGEST_PAUSE
        )

    async def _end_withdrawn(self) -> None:
        """End what was cancelled while it might have left, and has not."""
        messages = [self._journal.get(reference) for reference in self._references]
        withdrawn = [m for m in messages if m and is_unsent(m) and is_withdrawn(m)]
        await self._end(withdrawn, MessageState.CANCELLED, None)

    async def _end_refused(self) -> None:
        """End what every account has refused for good."""
        refused = [
            message
            for message in self._waiting(self._references)
            if _is_refused_by_all(message)
        ]
        guarded = [message for message in refused if is_guarded(message)]
        # Our own no is none of a provider's.
        await self._end(guarded, MessageState.FAILED, None)
        await self._end(
            [m for m in refused if m not in guarded], MessageState.REJECTED, None
        )

    async def _give_up_late(self) -> None:
        """End what is of no use any more."""
        await self._end(
            [
                message
                for message in self._waiting(self._references)
                if self._is_late(message)
                or self._surroundings.turns.is_overtaken(message)
            ],
            MessageState.FAILED,
            Fault(Reason.TOO_LATE),
        )

    def _is_late(self, message: Message) -> bool:
        """Tell whether a message is of no use any more.

        What waited over a restart, while nobody can be asked for the time, is late by
        the home's clock: that one may be behind, and is then no worse than none.
        """
        if message.reference in self._surroundings.deadlines:
            return self._left([message.reference]) <= 0
        return (
            self._clock.now() >= message.valid_until
            or self._clock.monotonic() >= self._latest(message)
        )

    def _latest(self, message: Message) -> float:
        """Return when a message of the last run is late, whatever its times say.

        The home's clock may have been ahead when it was written.
        """
        validity = message.valid_until - message.created_at
        return self._surroundings.begun_at + validity

    async def _end(
        self, messages: Sequence[Message], state: MessageState, fault: Fault | None
    ) -> None:
        """Journal that messages will not be sent."""
        if not messages:
            return
        # Told all the same; the journal's own repair says what is wrong.
        with suppress(JournalError):
            await self._journal.update(
                MessageUpdate(
                    reference=message.reference,
                    state=state,
                    # What its sender wanted is no fault.
                    fault=None
                    if state is MessageState.CANCELLED
                    else fault or message.fault,
                )
                for message in messages
            )


def was_refused(message: Message) -> bool:
    """Tell whether a message ended because no account would take it."""
    return message.state is MessageState.REJECTED and _is_refused_by_all(message)


def _is_refused_by_all(message: Message) -> bool:
    """Tell whether every account that might carry a message has refused it."""
    return set(message.refused_by) >= set(message.chain)


def _asked_validity(
    asked: float | None, left: Callable[[], float]
) -> Callable[[], float] | None:
    """Return what is left of a validity that was asked for, from when it is due on."""
    return None if asked is None else lambda: min(asked, left())
