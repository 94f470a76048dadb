"""One account at its provider: one attempt to send, and what is asked about it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
import logging

from ..clock import Clock
from ..journal import Journal, JournalError, Message, MessageUpdate
from ..providers.errors import ProviderError
from ..providers.model import (
    Balance,
    Fault,
    IncomingMessage,
    MessageState,
    Reason,
    SendRequest,
    StatusQuery,
)
from ..providers.provider import Provider, ProviderInfo
from .inbox import Inbox
from .limits import Gate
from .outcome import answer_updates, error_updates, report_update
from .tracker import Tracker

_LOGGER = logging.getLogger(__name__)


class AccountEngine:
    """Sends for one account and follows what it sent; knows no other account."""

    def __init__(
        self,
        entry_id: str,
        info: ProviderInfo,
        provider: Provider,
        journal: Journal,
        clock: Clock,
    ) -> None:
        """Prepare an engine; `start` sets it going."""
        self.entry_id = entry_id
        self.info = info
        self._provider = provider
        self._journal = journal
        self._clock = clock
        self._gate = Gate(info.limits, clock)
        self.tracker = Tracker(
            entry_id, journal, clock, info.limits.batch_look_up_size, self._look_up
        )
        self.inbox = Inbox(entry_id, info.id, journal, clock, self._fetch_incoming)
        self._tracking: asyncio.Task[None] | None = None
        self._pulling: asyncio.Task[None] | None = None
        self.on_balance: Callable[[Balance], None] = lambda _: None
        self.on_auth_failed: Callable[[], None] = lambda: None
        self.on_final_by_polling: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin to follow messages, at once with those of before."""
        self._tracking = asyncio.get_running_loop().create_task(
            self.tracker.run(), name=f"sms_gateway tracker {self.entry_id}"
        )
        if self.info.has_incoming:
            self._pulling = asyncio.get_running_loop().create_task(
                self.inbox.run(), name=f"sms_gateway inbox {self.entry_id}"
            )

    async def stop(self) -> None:
        """Follow no more. Requests on the wire are the router's to wait for."""
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

    def use(self, provider: Provider) -> None:
        """Go on with other credentials."""
        self._provider = provider
        self._set_trust(trusted=True)

    async def fetch_balance(self) -> Balance:
        """Ask for the balance; raises ProviderError."""
        try:
            balance = await self._provider.fetch_balance()
        except ProviderError as err:
            self._note(err)
            raise
        self._set_trust(trusted=True)
        return balance

    async def attempt(self, request: SendRequest, messages: Sequence[Message]) -> None:
        """Send a request once, and journal what came of it."""
        deadline = messages[0].valid_until
        async with self._gate.send(lambda: self._clock.now() > deadline) as may_send:
            if not may_send:
                await self._give_up(messages)
                return
            try:
                answer = await self._provider.send(request)
            except ProviderError as err:
                self._note(err)
                await self._keep(error_updates(messages, err))
                return
        self._set_trust(trusted=True)
        await self._keep(answer_updates(messages, answer))
        if answer.balance is not None:
            self.on_balance(answer.balance)

    async def _give_up(self, messages: Sequence[Message]) -> None:
        """Journal that messages are of no use any more."""
        await self._keep(
            [
                MessageUpdate(
                    reference=message.reference,
                    state=MessageState.FAILED,
                    fault=Fault(Reason.TOO_LATE),
                )
                for message in messages
            ]
        )

    async def _look_up(self, messages: Sequence[Message]) -> bool:
        """Ask for messages, and journal the answer; tell whether one came."""
        known = {
            (message_id.lower(), message.phone): message
            for message in messages
            if (message_id := message.message_id or message.request_id)
        }
        queries = [
            StatusQuery(message.message_id or message.request_id, message.phone)
            for message in messages
        ]
        async with self._gate.look_up(len(queries)):
            try:
                reports = await self._provider.fetch_statuses(queries)
            except ProviderError as err:
                self._note(err)
                return False
        # A callback may have come while the answer was on its way.
        unreported = [
            m.reference
            for m in messages
            if not self.tracker.is_reported(m.reference)
            and (now := self._journal.get(m.reference))
            and now.tracked_until is not None
        ]
        await self._keep(
            [
                report_update(message, report)
                for report in reports
                if (message := known.get((report.message_id.lower(), report.phone)))
            ]
        )
        if any(
            (now := self._journal.get(reference)) and now.tracked_until is None
            for reference in unreported
        ):
            self.on_final_by_polling()
        return True

    async def _fetch_incoming(
        self, since: datetime, now: datetime
    ) -> Sequence[IncomingMessage] | None:
        """Ask for what came in; None where no answer came."""
        try:
            return await self._provider.fetch_incoming(since, now)
        except ProviderError as err:
            self._note(err)
            return None

    async def _keep(self, updates: Sequence[MessageUpdate]) -> None:
        """Journal what became known; it is told even where it cannot be written."""
        try:
            await self._journal.update(updates)
        except JournalError:
            _LOGGER.debug("An outcome is known but could not be written down")

    def _note(self, error: ProviderError) -> None:
        """Learn from an error whether the account is still trusted."""
        _LOGGER.debug("A request to %s did not end well: %s", self.info.name, error)
        if error.fault.reason is Reason.AUTH:
            self._set_trust(trusted=False)

    def _set_trust(self, *, trusted: bool) -> None:
        """Send and ask as usual, or hold back while the credentials are refused."""
        was_distrusted, self._gate.is_distrusted = self._gate.is_distrusted, not trusted
        self.tracker.pause(not trusted)
        self.inbox.pause(not trusted)
        if not trusted and not was_distrusted:
            self.on_auth_failed()
