"""The last requests of an account and how they ended, for whoever looks for a fault."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..clock import Clock
from ..providers.errors import ConnectionFailedError, NotTakenError, ProviderError
from ..providers.model import Fault

_KEPT: Final = 10
"""Of each kind: what is asked for every minute does not push a sending out."""


class Ending(StrEnum):
    """What came of a request."""

    ANSWERED = "answered"
    REFUSED = "refused"
    NO_CONNECTION = "no_connection"
    OPEN = "open"
    """It left, and there is no answer, or none that can be read."""
    CUT_OFF = "cut_off"
    """By ourselves, or by a defect."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request; nothing of what was in it or in its answer.

    `asked_at` is by the home's clock, in seconds since 1970.
    """

    asked_at: float
    seconds: float
    ending: Ending
    fault: Fault | None


class Exchanges:
    """The last requests by what was asked, as the provider's contract calls it."""

    def __init__(self, clock: Clock) -> None:
        """Know of none."""
        self._clock = clock
        self._last: defaultdict[str, deque[Exchange]] = defaultdict(
            lambda: deque(maxlen=_KEPT)
        )

    @property
    def last(self) -> Mapping[str, Sequence[Exchange]]:
        """Return the last requests of each kind, oldest first."""
        return self._last

    async def watch[AnswerT](self, asked: Awaitable[AnswerT]) -> AnswerT:
        """Wait for what was asked, and note how it ended."""
        begun_at, begun = self._clock.now(), self._clock.monotonic()
        ending, fault = Ending.CUT_OFF, None
        try:
            answer = await asked
            ending = Ending.ANSWERED
        except ProviderError as err:
            ending, fault = _ending(err), err.fault
            raise
        finally:
            seconds = self._clock.monotonic() - begun
            # A coroutine bears the name of the method that made it.
            kind = getattr(asked, "__name__", "other")
            self._last[kind].append(Exchange(begun_at, seconds, ending, fault))
        return answer


def _ending(error: ProviderError) -> Ending:
    """Return what an error says of a request."""
    if isinstance(error, ConnectionFailedError):
        return Ending.NO_CONNECTION
    return Ending.REFUSED if isinstance(error, NotTakenError) else Ending.OPEN
