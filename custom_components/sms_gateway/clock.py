"""The time, from outside, so that tests run hours in seconds."""

import asyncio
from collections.abc import Awaitable, Iterable
import time
from typing import Any, Final, Protocol

_CLOCK: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock(Protocol):
    """What the journal, the engine and the router know of time, in seconds."""

    def now(self) -> float:
        """Wall-clock time since 1970; it may jump."""

    def monotonic(self) -> float:
        """Time that only moves forward; its zero means nothing."""

    def sleep(self, seconds: float) -> Awaitable[None]:
        """Wait for so long of this clock's time."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> float:
        """Wall-clock time since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Time that only moves forward, also while the machine is suspended.

        Linux's monotonic clock stands still then: an alarm would be of use for longer.
        """
        return time.clock_gettime(_CLOCK)

    async def sleep(self, seconds: float) -> None:
        """Wait for so long."""
        await asyncio.sleep(seconds)


async def wait_for_any(
    clock: Clock, futures: Iterable[asyncio.Future[Any]], seconds: float
) -> None:
    """Wait until one of the futures is done, or for so long. Cancels none of them."""
    sleeper = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait([sleeper, *futures], return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleeper.cancel()
