"""Above the accounts: takes every order to send, and owns its sending to the end."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Final

from .clock import Clock, wait_for_any
from .delivery import Delivery, was_refused
from .engine import AccountEngine, AccountSettings, Verdict, Wishes
from .guard import SpendingGuard
from .journal import (
    FINAL_STATES,
    MAY_BE_SENT_STATES,
    Event,
    Journal,
    Message,
    MessageUpdate,
    StateChange,
    is_withdrawn,
)
from .order import TRACKED_FOR, Order, end_of, key_for, key_of, new_messages
from .providers.model import Fault, MessageState, Reason
from .repetitions import Repetitions
from .turns import Turns, is_unsent, is_waiting

ANSWER_WITHIN: Final = 30.0
"""Seconds after which an order is answered, whatever the network does."""

_ASK_BEFORE_END: Final = 5.0
"""Seconds before the end of a wait in which its messages are asked for once more."""


_TIDY_EVERY: Final = 60.0
"""Seconds; a pass over all that is known of messages costs no sending much."""


class NoAccountError(Exception):
    """No account that an order may go by is loaded; nothing was written down."""


class Router:
    """Carries orders to accounts. What it has begun goes on without the caller."""

    def __init__(self, journal: Journal, clock: Clock, guard: SpendingGuard) -> None:
        """Begin without accounts."""
        self._guard = guard
        self._journal = journal
        self._clock = clock
        self.begun_at = clock.monotonic()
        self._accounts: dict[str, AccountEngine] = {}
        self._unloaded: dict[str, AccountEngine] = {}
        self._runs: set[asyncio.Task[None]] = set()
        self._deliveries: dict[str, Delivery] = {}
        self.turns = Turns(journal, clock)
        self._repetitions = Repetitions(journal, clock)
        self._tidy_at = 0.0
        self._wakers: list[tuple[int, asyncio.Future[None]]] = []
        self._is_stopping = False
        self.deadlines: dict[str, float] = {}
        self._answered: set[str] = set()
        self.on_journal: Callable[[bool], None] = lambda works: None
        self.on_refused_late: Callable[[Message], None] = lambda message: None
        journal.listen(self._heard)

    def add(self, account: AccountEngine) -> None:
        """Let an account carry messages."""
        account.on_journal = self.on_journal
        account.on_reached = self.wake
        account.statuses.on_denied = self._denied
        if (earlier := self._unloaded.pop(account.entry_id, None)) is not None:
            account.take_over(earlier)
        self._accounts[account.entry_id] = account
        self.wake()

    def remove(self, entry_id: str) -> None:
        """Give an account nothing more to carry."""
        if (account := self._accounts.pop(entry_id, None)) is not None:
            self._unloaded[entry_id] = account

    def account(self, entry_id: str) -> AccountEngine | None:
        """Return the engine of an account that is loaded."""
        return self._accounts.get(entry_id)

    async def recover(self) -> None:
        """Go on where the last run ended: what may have left is open, the rest waits.

        Raises JournalError where that cannot be written, and goes on all the same.
        """
        messages = list(self._journal.messages)
        try:
            await self._journal.update(
                MessageUpdate(
                    reference=message.reference,
                    state=MessageState.UNCONFIRMED,
                    fault=Fault(Reason.INTERRUPTED),
                )
                for message in messages
                if message.is_on_wire
            )
        finally:
            # A disk that is full holds up no message that waits.
            self._go_on(messages)

    def _go_on(self, messages: Sequence[Message]) -> None:
        """Send what the last run left waiting, and keep its order."""
        waiting: dict[str, list[Message]] = {}
        # The oldest first, as they are in the journal.
        for message in self._current(messages):
            self.turns.join(message)
            if is_unsent(message):
                waiting.setdefault(message.request_id, []).append(message)
                self._repetitions.await_answer(message)
        self._left_open(messages)
        for part in waiting.values():
            self._deliver(part)

    async def send(self, order: Order) -> list[Message]:
        """Send an order, and return its messages as they are after one attempt.

        Raises NoAccountError where no account of the chain is loaded. A cancelled
        caller cancels nothing that has begun.
        """
        account = next((a for e in order.chain if (a := self._accounts.get(e))), None)
        if account is None:
            raise NoAccountError
        self._tidy()
        # Nobody gets the same twice.
        wanted = {key_for(order, item): item for item in order.addressees}
        same = {key: self._repetitions.find(key) for key in wanted}
        now = account.time()
        new = self._guard.admit(
            account,
            new_messages(
                order,
                [wanted[key] for key in wanted if same[key] is None],
                account,
                now,
            ),
            {a.phone for a in order.addressees if a.is_urgent or order.is_urgent},
        )
        valid_for = end_of(order, account, now) - now
        deadline = self._clock.monotonic() + valid_for
        for message in (*new, *(m for m in same.values() if m is not None)):
            self.deadlines[message.reference] = max(
                self.deadlines.get(message.reference, deadline), deadline
            )
        for again in same.values():
            if again is not None:
                self._journal.extend(again.reference, now + valid_for)
        if new:
            new = self._journal.add(new)
        if waiting := [m for m in new if is_waiting(m)]:
            for message in waiting:
                self.turns.join(message)
                self._repetitions.await_answer(message)
            self._deliver(waiting)
        known = {key_of(m): m for m in new} | {key: m for key, m in same.items() if m}
        messages = [known[key] for key in wanted]
        try:
            await self._first_round(messages)
        finally:
            # Also where the caller was cancelled: nobody hears of a later refusal.
            self._left_open(messages)
        return self._current(messages)

    async def wait_until_final(
        self, messages: Sequence[Message], seconds: float
    ) -> list[Message]:
        """Return the messages once all are final, or after so many seconds."""
        over = asyncio.Event()

        def check(_: Event | None = None) -> None:
            # Of one that nobody asks for any more there is no more to hear.
            if all(
                m.state in FINAL_STATES or m.tracked_until is None
                for m in self._current(messages)
            ):
                over.set()

        by_account: dict[str, list[str]] = {}
        for message in messages:
            by_account.setdefault(message.entry_id, []).append(message.reference)
        for entry_id, references in by_account.items():
            if account := self._accounts.get(entry_id):
                account.tracker.ask_within(
                    references, max(seconds - _ASK_BEFORE_END, 0.0)
                )
        stop_listening = self._journal.listen(check)
        waiting = asyncio.ensure_future(over.wait())
        check()
        try:
            await wait_for_any(self._clock, [waiting], seconds)
        finally:
            waiting.cancel()
            stop_listening()
        return self._current(messages)

    async def stop(self) -> None:
        """Begin nothing more; what waits is in the journal, and goes on next time."""
        self._is_stopping = True
        await asyncio.gather(*(account.drain() for account in self._accounts.values()))
        for run in self._runs:
            run.cancel()
        if self._runs:
            await asyncio.wait(self._runs)

    def wake(self) -> None:
        """Let all that wait try again, oldest first."""
        wakers, self._wakers = self._wakers, []
        for _, waker in sorted(wakers, key=itemgetter(0)):
            if not waker.done():
                waker.set_result(None)

    def woken(self, references: Iterable[str]) -> asyncio.Future[None]:
        """Return what is done when it is worth while to try these again."""
        waker = asyncio.get_running_loop().create_future()
        known = [m for r in references if (m := self._journal.get(r)) is not None]
        oldest = min((message.number for message in known), default=0)
        self._wakers = [(n, w) for n, w in self._wakers if not w.done()]
        self._wakers.append((oldest, waker))
        return waker

    async def attempt(
        self, account: AccountEngine, messages: Sequence[Message], wishes: Wishes
    ) -> None:
        """Make an attempt, and know what was taken."""
        if self._is_stopping:
            return
        faults = self._guard.check_failover(account, messages)
        for reference, fault in faults.items():
            self._journal.not_taken(
                reference, fault, account.entry_id, is_last_word=True
            )
        messages = [m for m in messages if m.reference not in faults]
        if not messages:
            return
        outcomes = await account.attempt(messages, wishes)
        left = {
            outcome.reference
            for outcome in outcomes
            if outcome.verdict in (Verdict.TAKEN, Verdict.OPEN)
        }
        for message in messages:
            if message.reference in left:
                self._repetitions.note_left(message)
                if known := self._journal.get(message.reference):
                    self.turns.note(known)

    def _heard(self, event: Event) -> None:
        """Let newer messages go once an older one is settled."""
        if not isinstance(event, StateChange):
            return
        # As it is now: what is told was true when it was written.
        message = self._journal.get(event.message.reference) or event.message
        if self.turns.note(message):
            self.wake()
        if message.state not in MAY_BE_SENT_STATES:
            self.deadlines.pop(message.reference, None)
            self._guard.forget(message.reference)
            if message.reference in self._answered and was_refused(message):
                self.on_refused_late(message)
            self._answered.discard(message.reference)

    def _left_open(self, messages: Iterable[Message]) -> None:
        """Note messages of which no answer tells the end any more."""
        self._answered.update(
            message.reference
            for message in self._current(messages)
            if message.state in MAY_BE_SENT_STATES
        )

    def _denied(self, messages: Sequence[Message]) -> None:
        """Send again what was certainly not taken, while it is of use."""
        # What was asked for may have been reported or sent again meanwhile.
        messages = [message for message in messages if self._is_still_open(message)]
        for message in messages:
            self.turns.join(self._journal.denied(message.reference))
        self._deliver(messages)

    def _is_still_open(self, message: Message) -> bool:
        """Tell whether nothing became known of a message since it was as given."""
        now = self._journal.get(message.reference)
        return (
            now is not None
            and now.state is MessageState.UNCONFIRMED
            and not is_waiting(now)
            and not now.is_on_wire
            and (now.request_id, now.message_id, now.followed)
            == (message.request_id, message.message_id, message.followed)
        )

    def send_again(self, reference: str) -> None:
        """Send a message whose outcome is open once more, by its owner's decision."""
        message = self._journal.get(reference)
        if message is None or message.state is not MessageState.UNCONFIRMED:
            return
        if is_waiting(message) or message.is_on_wire or is_withdrawn(message):
            return
        account = self._accounts.get(message.entry_id)
        valid_for = (account.settings if account else AccountSettings()).valid_for
        self.deadlines[reference] = self._clock.monotonic() + valid_for
        # Now it is the newest: its owner knows of those that were taken meanwhile.
        valid_until = (account.time() if account else self._clock.now()) + valid_for
        message = self._journal.send_again(
            reference, valid_until, valid_until + TRACKED_FOR
        )
        self.turns.join(message)
        self._deliver([message])

    def _deliver(self, messages: Sequence[Message]) -> None:
        """Begin to send messages."""
        if self._is_stopping:
            return
        references = [message.reference for message in messages]
        delivery = Delivery(self, self._journal, self._clock, references)
        run = asyncio.get_running_loop().create_task(
            delivery.run(), name="sms_gateway delivery"
        )
        self._runs.add(run)
        for reference in references:
            if (older := self._deliveries.get(reference)) is not None:
                older.let_go(reference)
            self._deliveries[reference] = delivery

        def end(_: asyncio.Task[None]) -> None:
            self._runs.discard(run)
            for reference in references:
                if self._deliveries.get(reference) is delivery:
                    del self._deliveries[reference]

        run.add_done_callback(end)

    async def _first_round(self, messages: Iterable[Message]) -> None:
        """Wait until every message was tried once, or until an answer is due."""
        known = (self._deliveries.get(message.reference) for message in messages)
        deliveries = {delivery for delivery in known if delivery is not None}
        if not deliveries:
            return

        async def all_tried() -> None:
            for delivery in deliveries:
                await delivery.was_tried.wait()

        tried = asyncio.ensure_future(all_tried())
        try:
            await wait_for_any(self._clock, [tried], ANSWER_WITHIN)
        finally:
            tried.cancel()

    def _tidy(self) -> None:
        """Let go, once a minute, of messages that the journal has forgotten."""
        now = self._clock.monotonic()
        if now < self._tidy_at:
            return
        self._tidy_at = now + _TIDY_EVERY
        known = self._journal.get
        self.deadlines = {r: end for r, end in self.deadlines.items() if known(r)}
        self._answered = {r for r in self._answered if known(r)}

    def _current(self, messages: Iterable[Message]) -> list[Message]:
        """Return messages as they are now."""
        return [self._journal.get(m.reference) or m for m in messages]
