"""Delivery reports that came by themselves, and those that came too early."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback

from .clock import Clock
from .engine import report_update
from .journal import ARRIVED_STATES, Event, Journal, JournalError, Message, StateChange
from .providers.model import MessageState, StatusReport
from .router import Router
from .turns import is_waiting

_LOGGER = logging.getLogger(__name__)

_HELD_FOR: Final = 60.0
"""Seconds: a report may overtake the answer to the request of its message."""

_HELD_AT_MOST: Final = 300
"""Of all accounts; whoever sends more is not our provider, or not about our messages."""

_MARKS: Final = ("#", "@")
"""Before an ID or a name in Telegram; numbers are known with and without a plus."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A report of a message that is not known yet."""

    entry_id: str
    report: StatusReport
    until: float


def _is_of_the_past(entry_id: str, message: Message, report: StatusReport) -> bool:
    """Tell whether a report says nothing of what becomes of its message from now on.

    A message that another account carries, or that waits to be sent again, was not taken
    by the first one: that it was refused there is known, and only its arrival is news.
    What was a practice did not leave, whatever is said of it.
    """
    if message.details.is_practice:
        return True
    if message.entry_id != entry_id:
        return report.state not in ARRIVED_STATES
    return is_waiting(message) and report.state is MessageState.REJECTED


class Reports:
    """Gives reports to their messages; what comes too early waits for a minute."""

    def __init__(
        self,
        hass: HomeAssistant,
        clock: Clock,
        journal: Journal,
        router: Router,
        count: Callable[[str, str], None],
    ) -> None:
        """Hold nothing yet; `count` is told how it ended with one that was held."""
        self._hass = hass
        self._clock = clock
        self._journal = journal
        self._router = router
        self._count = count
        self._held: deque[_Held] = deque()
        self._is_dropping = False
        journal.listen(self._heard)

    async def take(self, entry_id: str, report: StatusReport) -> bool:
        """Give a report to its message, or hold it; raises JournalError."""
        if (message := self._find(entry_id, report)) is None:
            self._hold(_Held(entry_id, report, self._clock.monotonic() + _HELD_FOR))
            return False
        await self._give(entry_id, message, report)
        return True

    @callback
    def forget_account(self, entry_id: str) -> None:
        """Drop what is held for an account that is gone."""
        self._held = deque(held for held in self._held if held.entry_id != entry_id)

    def _find(self, entry_id: str, report: StatusReport) -> Message | None:
        """Return the message of a report, if it is known."""
        if report.request_id is None:
            return self._find_by(entry_id, report.message_id, report.phone)
        message = self._find_by(entry_id, report.request_id, report.phone)
        if message is None or message.message_id in (None, report.message_id):
            return message
        # Our own id is the proof that a report is genuine; so the other must fit.
        return None

    def _find_by(
        self, entry_id: str, message_id: str, phone: str | None
    ) -> Message | None:
        """Return a message by an id, whether or not a name in Telegram has its mark."""
        if phone is None:
            return self._journal.find(entry_id, message_id, phone)
        marked = [phone, *(mark + phone for mark in _MARKS)]
        found = (self._journal.find(entry_id, message_id, name) for name in marked)
        return next(filter(None, found), None)

    async def _give(
        self, entry_id: str, message: Message, report: StatusReport
    ) -> None:
        """Write down what a report says, and ask less for its message."""
        if _is_of_the_past(entry_id, message, report):
            return
        await self._journal.update([report_update(message, report)])
        if account := self._router.account(entry_id):
            account.tracker.has_reported(message.reference)

    @callback
    def _hold(self, held: _Held) -> None:
        """Hold a report in memory; where too many are, the oldest goes."""
        self._held.append(held)
        if len(self._held) > _HELD_AT_MOST:
            self._count(self._held.popleft().entry_id, "unmatched")
        if not self._is_dropping:
            self._is_dropping = True
            self._hass.async_create_background_task(
                self._drop_in_time(), "sms_gateway early reports"
            )

    async def _drop_in_time(self) -> None:
        """Drop what nobody waited for, for as long as something is held."""
        try:
            while self._held:
                await self._clock.sleep(self._held[0].until - self._clock.monotonic())
                # An id may have become known without a change of state.
                self._match(self._held)
                while self._held and self._held[0].until <= self._clock.monotonic():
                    self._count(self._held.popleft().entry_id, "unmatched")
        finally:
            self._is_dropping = False

    @callback
    def _heard(self, event: Event) -> None:
        """See whether something was held for a message of which more is known now."""
        if self._held and isinstance(event, StateChange):
            self._match(
                held for held in self._held if held.entry_id == event.message.entry_id
            )

    @callback
    def _match(self, candidates: Iterable[_Held]) -> None:
        """Give what was held to messages that are known by now."""
        for held in list(candidates):
            if message := self._find(held.entry_id, held.report):
                self._held.remove(held)
                self._hass.async_create_task(
                    self._give_held(held, message), "sms_gateway early report"
                )

    async def _give_held(self, held: _Held, message: Message) -> None:
        """Give to its message what was answered long ago."""
        try:
            await self._give(held.entry_id, message, held.report)
        except JournalError:
            _LOGGER.debug("An early report is known but could not be written down")
        self._count(held.entry_id, "report")
