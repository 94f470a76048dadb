"""What the simulator waits by: real time that runs K times faster, or time a test moves."""

import asyncio
from collections.abc import Awaitable
import heapq
import itertools
import time
from typing import Protocol


class Clock(Protocol):
    """Time as the simulator needs it."""

    def now(self) -> float:
        """Return the wall-clock time, the one that is written into answers."""

    def monotonic(self) -> float:
        """Return the seconds that waiting and rate limits are counted in."""

    def sleep(self, seconds: float) -> Awaitable[None]:
        """Wait for so many of the provider's seconds."""


class SystemClock:
    """Real time, with all waiting shortened."""

    def __init__(self, speed: float = 1.0) -> None:
        """Let every wait pass `speed` times faster."""
        if speed <= 0:
            raise ValueError("speed must be above zero")
        self.speed = speed

    def now(self) -> float:
        """Return the real wall-clock time."""
        return time.time()

    def monotonic(self) -> float:
        """Return provider seconds: real ones times the speed."""
        return asyncio.get_running_loop().time() * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait for the shortened time."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)


class ManualClock:
    """Time that stands still until a test moves it."""

    def __init__(self, start: float | None = None) -> None:
        """Stand at the given wall-clock time, or at the present one."""
        self._now = time.time() if start is None else start
        self._monotonic = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        """Return the wall-clock time that the test has set."""
        return self._now

    def monotonic(self) -> float:
        """Return how far the test has moved on."""
        return self._monotonic

    def sleep(self, seconds: float) -> Awaitable[None]:
        """Wait until the test has moved on by so many seconds, counted from this call.

        Not from the first step of a task: the test may move on in between, and the
        sleeper would oversleep by as much.
        """
        if seconds <= 0:
            return asyncio.sleep(0)
        future = asyncio.get_running_loop().create_future()
        entry = (self._monotonic + seconds, next(self._order), future)
        heapq.heappush(self._sleepers, entry)
        return future

    async def advance(self, seconds: float) -> None:
        """Move on, waking every sleeper at its own time and in order."""
        target = self._monotonic + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= target:
            due, _, future = heapq.heappop(self._sleepers)
            self._move_to(due)
            if not future.done():
                future.set_result(None)
            await self._settle()
        self._move_to(target)
        await self._settle()

    def jump(self, seconds: float) -> None:
        """Set the wall clock alone, as a time server does."""
        self._now += seconds

    def _move_to(self, monotonic: float) -> None:
        """Set both times, which run alike."""
        self._now += monotonic - self._monotonic
        self._monotonic = monotonic

    async def _settle(self) -> None:
        """Let woken tasks run on until they wait again."""
        for _ in range(20):
            await asyncio.sleep(0)
