"""How long ago messages left, by clocks that nobody sets: a denial counts only then."""

from datetime import UTC, datetime
from typing import Final

from ..clock import Clock
from ..journal import Journal, Message, is_lost
from ..providers.exchange import TOTAL_TIMEOUT
from ..providers.model import Reason
from ..providers.provider import ProviderInfo

_ROUNDING: Final = TOTAL_TIMEOUT + 1.0
"""Seconds by which a Date may be older than the moment in which it was heard."""


_DENIAL_AFTER: Final = 60.0
"""Seconds after an attempt before which "not found" proves nothing."""

_TIDY_FROM: Final = 1000
"""How many requests are remembered before those that are over are let go."""

SAME_TIME: Final = 3.0
"""Seconds between two clocks that are right: a Date has no fractions, and travels."""


class ProviderClock:
    """The provider's time: what its answers say, and what has passed since."""

    def __init__(self, clock: Clock) -> None:
        """Have heard nothing yet."""
        self._clock = clock
        self._heard: tuple[datetime, float] | None = None

    def hear(self, date: datetime | None) -> None:
        """Note what the last answer said; after no answer it is the one of before."""
        if date is not None and (self._heard is None or date != self._heard[0]):
            self._heard = date, self._clock.monotonic()

    def now(self) -> float | None:
        """Return the time, None before the first answer."""
        if self._heard is None:
            return None
        date, heard_at = self._heard
        return date.timestamp() + self._clock.monotonic() - heard_at

    def best(self) -> float:
        """Return the time, by the home's clock before the first answer.

        What is reckoned by it stays right when the home's clock is set over a restart.
        """
        now, heard = self._clock.now(), self.now()
        return now if heard is None or 0.0 <= now - heard <= SAME_TIME else heard


class Attempts:
    """The requests of one account whose outcome is not known yet, by our ids."""

    def __init__(
        self, journal: Journal, clock: Clock, provider_clock: ProviderClock
    ) -> None:
        """Know of none; those that are in the journal were made before."""
        self._journal = journal
        self._clock = clock
        self._provider_clock = provider_clock
        self._since = clock.monotonic()
        self._begun: dict[str, float] = {}
        self._tidy_at = _TIDY_FROM

    @property
    def knows_time(self) -> bool:
        """Tell whether the provider has said in this run what the time is."""
        return self._provider_clock.now() is not None

    def note(self, request_id: str) -> None:
        """Note that a request is leaving."""
        if len(self._begun) >= self._tidy_at:
            open_ids = {m.request_id for m in self._journal.messages if m.tracked_until}
            self._begun = {
                known: begun
                for known, begun in self._begun.items()
                if known in open_ids
            }
            # Not at each request: with many on their way that would be all it does.
            self._tidy_at = 2 * len(self._begun) + _TIDY_FROM
        self._begun[request_id] = self._clock.monotonic()

    def forget(self, request_id: str) -> None:
        """Let go of a request whose messages all have ids: they are found by those."""
        self._begun.pop(request_id, None)

    def age(self, message: Message) -> float:
        """Return for how many seconds at least a message has been away."""
        now = self._clock.monotonic()
        if (begun := self._begun.get(message.request_id)) is not None:
            return now - begun
        # Of an earlier run: so long as this one at least.
        age = now - self._since
        provider_now = self._provider_clock.now()
        if message.dated_at is not None and provider_now is not None:
            age = max(age, provider_now - message.dated_at - _ROUNDING)
        return age

    def may_be_denied(self, message: Message) -> bool:
        """Tell whether nobody knows if a message was taken, a minute after it left."""
        return (
            is_lost(message)
            and message.attempted_at is not None
            # After the backup it may have been sent under another id.
            and not (message.fault and message.fault.reason is Reason.RESTORED)
            and self.age(message) >= _DENIAL_AFTER
        )

    def proves_absence(self, message: Message, info: ProviderInfo) -> bool:
        """Tell whether "not found" means that an open message was not taken."""
        times = self.taken_and_now(message)
        return times is not None and info.proves_absence(*times)

    def taken_and_now(self, message: Message) -> tuple[datetime, datetime] | None:
        """Return when a message left and what the time is, by the provider's clock.

        None where that is not certain: the home's own clock may have been hours behind.
        """
        if (now := self._provider_clock.now()) is None:
            return None
        taken = message.dated_at
        if taken is None:
            if (begun := self._begun.get(message.request_id)) is None:
                return None
            taken = now - (self._clock.monotonic() - begun)
        return datetime.fromtimestamp(taken, UTC), datetime.fromtimestamp(now, UTC)
