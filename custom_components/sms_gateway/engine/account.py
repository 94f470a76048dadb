"""One account at its provider: one attempt to send, and what is asked about it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
import logging

from homeassistant.util.ulid import ulid_now

from ..clock import Clock
from ..journal import Journal, JournalError, Message, MessageUpdate, is_withdrawn
from ..providers.account import Ability, Balance
from ..providers.errors import OutcomeOpenError, ProviderError, RefusedError
from ..providers.exchange import TOTAL_TIMEOUT
from ..providers.model import Fault, IncomingMessage, Reason, SendAnswer, SendRequest
from ..providers.provider import Provider, ProviderInfo
from .address_book import AddressBook
from .attempts import Attempts, ProviderClock
from .exchanges import Exchanges
from .groups import Groups
from .inbox import Inbox
from .limits import Gate
from .look_ups import LookUps
from .notices import Notices
from .outcome import NOT_TAKEN, Outcome, Verdict, answer_outcomes, error_outcomes
from .prices import Prices
from .refusals import Patience, apart, judge_repetition
from .requests import Requests
from .settings import AccountSettings, Wishes
from .standing import Standing
from .statuses import Statuses
from .tracker import Tracker
from .true_time import TrueTime

_LOGGER = logging.getLogger(__name__)

type Attempted = tuple[list[Outcome], Sequence[Sequence[Message]]]
"""What came of messages, and those that are to be tried again apart from each other."""


class AccountEngine:
    """Sends for one account and follows what it sent; knows no other account."""

    def __init__(
        self,
        entry_id: str,
        info: ProviderInfo,
        provider: Provider,
        journal: Journal,
        clock: Clock,
        settings: AccountSettings | None = None,
    ) -> None:
        """Prepare an engine; `start` sets it going."""
        self.entry_id = entry_id
        self.info = info
        self.settings = settings or AccountSettings()
        self._provider = provider
        self._journal = journal
        self._clock = clock
        self._gate, self.standing = Gate(info.limits, clock), Standing(clock)
        self.exchanges = Exchanges(clock)
        self.requests = Requests(entry_id, info, lambda: self.settings, self.time)
        self.look_ups = LookUps(self.ask, self.ask_in_turn, self._gate, clock, info)
        self.prices = Prices(self.ask, self._gate, clock, info)
        # Where a book is read, no sending has to wait for it.
        has_book = Ability.ADDRESS_BOOK in info.abilities
        in_turn = self.ask_in_turn if has_book else self.prices.ask_in_turn
        self.groups = Groups(in_turn, clock)
        self.address_book = AddressBook(self.ask_in_turn, self.groups.forget)
        self.tracker = Tracker(entry_id, journal, clock, info.limits, self.look_up)
        self.inbox = Inbox(
            entry_id,
            info,
            journal,
            clock,
            self._fetch_incoming,
            self.settings,
        )
        self._tracking: asyncio.Task[None] | None = None
        self._pulling: asyncio.Task[None] | None = None
        self.on_balance: Callable[[Balance], None] = lambda _: None
        self._wires, self._is_stopped = set[asyncio.Task[Attempted]](), False
        self._provider_clock = ProviderClock(clock)
        self._true_time = TrueTime(clock, self._provider_clock, self.fetch_balance)
        self._attempts = Attempts(journal, clock, self._provider_clock)
        self.on_journal: Callable[[bool], None] = lambda works: None
        self.on_reached: Callable[[], None] = lambda: None
        self.statuses = Statuses(
            entry_id, info, journal, self._gate, self.ask, self._keep, self._attempts
        )
        self.statuses.trusts_denials = self._trusts_denials
        self.notices = Notices(entry_id, journal)

    def start(self) -> None:
        """Begin to follow messages, at once with those of before."""
        self._tracking = asyncio.get_running_loop().create_task(
            self.tracker.run(), name=f"sms_gateway tracker {self.entry_id}"
        )
        if self.info.has_incoming:
            self._pulling = asyncio.get_running_loop().create_task(
                self.inbox.run(), name=f"sms_gateway inbox {self.entry_id}"
            )

    async def drain(self) -> None:
        """Wait for the requests on the wire, for so long as each may take at most."""
        if self._wires:
            await asyncio.wait(self._wires, timeout=TOTAL_TIMEOUT)

    async def stop(self) -> None:
        """Send and follow no more, once what is on the wire has its answer."""
        self._is_stopped = True
        await asyncio.gather(
            self.drain(),
            self.look_ups.stop(),
            self.address_book.stop(),
            self._true_time.stop(),
        )
        if self._tracking is not None:
            self._tracking.cancel()
            await asyncio.wait([self._tracking])
            self._tracking = None
        if self._pulling is not None:
            self._pulling.cancel()
            await asyncio.wait([self._pulling])
            self._pulling = None

    @property
    def is_distrusted(self) -> bool:
        """Tell whether the provider refuses the credentials."""
        return self._gate.is_distrusted

    def follow(self, settings: AccountSettings) -> None:
        """Go on as the owner has chosen now."""
        self.settings = settings
        self.inbox.follow(settings)

    def take_over(self, earlier: AccountEngine) -> None:
        """Keep to the limits where an engine of the account before this one left off."""
        self._gate.follow(earlier._gate)

    def use(self, provider: Provider) -> None:
        """Go on with other credentials."""
        self._provider = provider
        self.standing.forget()
        self.notices.begin_anew()
        self._set_trust(trusted=True)
        self.on_reached()

    def trust(self) -> None:
        """Go on with the same credentials, which were proved just now."""
        self._set_trust(trusted=True)
        self.on_reached()

    async def ask[AnswerT](
        self, question: Callable[[Provider], Awaitable[AnswerT]]
    ) -> AnswerT:
        """Ask the provider something; raises ProviderError."""
        try:
            return await self.exchanges.watch(question(self._provider))
        except ProviderError as err:
            self._note(err)
            raise
        finally:
            self._hear()

    async def ask_in_turn[AnswerT](
        self, question: Callable[[Provider], Awaitable[AnswerT]]
    ) -> AnswerT:
        """Ask about one message, as its sender wishes; raises ProviderError."""
        if self.is_distrusted:
            raise RefusedError(Fault(Reason.AUTH))
        async with self._gate.look_up(1):
            return await self.ask(question)

    async def fetch_balance(self) -> Balance:
        """Ask for the balance; raises ProviderError."""
        if self.is_distrusted:
            # Trust that is lost comes back by proof alone.
            balance = await self.prove_access()
        else:
            balance = await self.ask(lambda provider: provider.fetch_balance())
            if self.notices.refused_by is not None:
                with suppress(ProviderError):
                    await self.prove_access()
        if Ability.MESSAGE_COUNT in self.info.abilities:
            with suppress(ProviderError):
                count = await self.ask(lambda p: p.fetch_message_count())
                balance = replace(balance, messages=count)
        self.on_reached()
        return balance

    async def prove_access(self) -> Balance:
        """Find out whether the account can be used; raises ProviderError if not."""
        balance = await self.ask(lambda provider: provider.prove())
        self._set_trust(trusted=True)
        return balance

    def time(self) -> float:
        """Return the time, by the provider's clock where that is known."""
        return self._provider_clock.best()

    async def true_time(self) -> float | None:
        """Return the time, for what waited over a restart; None where nobody tells."""
        return await self._true_time.get()

    async def attempt(
        self, messages: Sequence[Message], wishes: Wishes
    ) -> list[Outcome]:
        """Send what may share a request, once, and journal it; return what came of each.

        What has no outcome was too late to be sent, or is left for the next attempt.
        """
        outcomes: list[Outcome] = []
        parts, patience = deque([messages]), Patience()
        while parts:
            known, again = await self._attempt_once(parts.popleft(), wishes)
            outcomes += known
            if patience.is_over(known):
                break
            # One bad number never silences the others.
            parts.extendleft(reversed(again))
        return outcomes

    async def _attempt_once(
        self, messages: Sequence[Message], wishes: Wishes
    ) -> Attempted:
        """Make one request in its turn; return too what is to be tried again apart.

        Who waits for a turn may be cancelled; what has begun to leave goes on.
        """
        async with self._gate.send(
            messages, lambda: self._is_stopped or wishes.is_too_late()
        ) as may_send:
            if not may_send or not wishes.may_leave(messages):
                return [], ()
            # Of time and chance: a counter would meet its own past in a restored
            # backup. Begun here, so that nothing can come in between.
            request_id = ulid_now()
            begun = self._journal.begin(
                messages,
                self.entry_id,
                self.info.id,
                request_id,
                self._provider_clock.now(),
            )
            self._attempts.note(request_id)
            # Already now: a report may come before the answer.
            self._gate.note_sent(begun)
            wire = asyncio.get_running_loop().create_task(
                self._exchange(request_id, messages, begun, wishes),
                name="sms_gateway request",
            )
            self._wires.add(wire)
            wire.add_done_callback(self._wires.discard)
            return await asyncio.shield(wire)

    async def _exchange(
        self,
        request_id: str,
        before: Sequence[Message],
        messages: Sequence[Message],
        wishes: Wishes,
    ) -> Attempted:
        """Write a request down, make it, and write down what became known."""
        try:
            await self._journal.written()
        except JournalError:
            # An alarm that cannot be written down goes out all the same, once.
            self.on_journal(False)
        else:
            self.on_journal(True)
        if wishes.is_too_late():
            # The disk may have taken its time; nothing has left.
            self._gate.note_not_taken(messages)
            for message in messages:
                fault = message.fault or Fault(Reason.TOO_LATE)
                self._journal.not_taken(
                    message.reference, fault, self.entry_id, is_last_word=False
                )
            return [], ()
        again: Sequence[Sequence[Message]] = ()
        left = None if wishes.valid_for is None else wishes.valid_for()
        request = self.requests.request(request_id, messages, left)
        try:
            answer = await self.requests.send(self._hand_over, request)
        except Exception as err:
            if not isinstance(err, ProviderError):
                # A defect; but the request may have left, and must not stay pending.
                _LOGGER.exception("A request ended in a way nobody thought of")
                err = OutcomeOpenError(Fault(Reason.NO_ANSWER))
            self._note(err)
            outcomes, used = error_outcomes(messages, err), None
            again = apart(messages, err, self.info.refused_for_one)
        else:
            self._set_trust(trusted=True)
            outcomes = answer_outcomes(messages, answer, self.info.part_lengths)
            used = answer.sender
            if answer.balance is not None:
                self.on_balance(answer.balance)
        postponed = {message.reference for part in again for message in part}
        outcomes = [
            outcome
            if outcome.reference in postponed
            else judge_repetition(self._journal, message, self.entry_id, outcome)
            for message, outcome in zip(before, outcomes, strict=True)
        ]
        self.notices.note_outcomes(request, used, messages, outcomes)
        self._hear()
        self.standing.note(outcomes)
        for message, outcome in zip(messages, outcomes, strict=True):
            if outcome.verdict in (Verdict.TAKEN, Verdict.OPEN):
                self._gate.note_sent([message])
            else:
                self._gate.note_not_taken([message])
        await self._keep([o.update for o in outcomes if o.update is not None])
        if all(o.update is not None and o.update.message_id for o in outcomes):
            self._attempts.forget(request_id)
        for outcome in outcomes:
            if outcome.verdict is Verdict.OPEN:
                self.tracker.ask_in_a_minute(outcome.reference)
        if any(outcome.verdict is Verdict.TAKEN for outcome in outcomes):
            self.on_reached()
        # Here, where nothing cuts it off: else it would be open after a restart.
        for outcome in outcomes:
            if outcome.fault is not None and outcome.verdict in NOT_TAKEN:
                is_refused = outcome.verdict is Verdict.REFUSED
                self._journal.not_taken(
                    outcome.reference,
                    outcome.fault,
                    self.entry_id,
                    is_last_word=is_refused and outcome.reference not in postponed,
                )
        return [o for o in outcomes if o.reference not in postponed], again

    async def _hand_over(self, request: SendRequest) -> SendAnswer:
        """Make a request at the provider; raises ProviderError."""
        return await self.exchanges.watch(self._provider.send(request))

    async def look_up(self, messages: Sequence[Message]) -> bool:
        """Ask for messages, and journal the answer; tell whether one came."""
        return await self.statuses.look_up(messages, self.tracker)

    def _trusts_denials(self, message: Message) -> bool:
        """Tell whether a denial is to count without proof, for the second sending."""
        now = self._journal.get(message.reference) or message
        return self.settings.at_least_once and not is_withdrawn(now)

    async def _fetch_incoming(
        self, since: datetime, now: datetime
    ) -> Sequence[IncomingMessage] | None:
        """Ask for what came in; None where no answer came."""
        try:
            return await self.ask(lambda p: p.fetch_incoming(since, now))
        except ProviderError:
            return None

    async def _keep(self, updates: Sequence[MessageUpdate]) -> None:
        """Journal what became known; it is told even where it cannot be written."""
        try:
            await self._journal.update(updates)
        except JournalError:
            _LOGGER.debug("An outcome is known but could not be written down")

    def _hear(self) -> None:
        """Remember what the provider said the time was."""
        self._provider_clock.hear(self._provider.date)

    def _note(self, error: ProviderError) -> None:
        """Learn from an error whether the account is still trusted."""
        _LOGGER.debug("A request to %s did not end well: %s", self.info.name, error)
        self.notices.note_error(error)
        if not self.notices.is_trusted:
            self._set_trust(trusted=False)

    def _set_trust(self, *, trusted: bool) -> None:
        """Send and ask as usual, or hold back while the credentials are refused."""
        if trusted:
            self.notices.note_access()
        self._gate.trust(trusted=trusted)
        self.tracker.pause(not trusted)
        self.inbox.pause(not trusted)
