"""A clock that a test turns."""

import asyncio
from heapq import heappop, heappush
from itertools import count
import time


class ManualClock:
    """Stands still until it is advanced; whoever sleeps wakes in the right order."""

    def __init__(self) -> None:
        """Begin at the real time."""
        self._now = time.time()
        self._monotonic = 1000.0
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        """Return wall-clock time."""
        return self._now

    def monotonic(self) -> float:
        """Return monotonic time."""
        return self._monotonic

    def jump(self, seconds: float) -> None:
        """Set the wall clock, as a time server does."""
        self._now += seconds

    async def sleep(self, seconds: float) -> None:
        """Sleep until the clock has been advanced so far."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self._monotonic + seconds, next(self._order), future))
        await future

    async def advance(self, seconds: float) -> None:
        """Let time pass, and wake sleepers on the way."""
        end = self._monotonic + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            moment, _, future = heappop(self._sleepers)
            self._pass_until(moment)
            if not future.done():
                future.set_result(None)
            await self._settle()
        self._pass_until(end)
        await self._settle()

    def _pass_until(self, moment: float) -> None:
        """Move both times forward."""
        self._now += max(moment - self._monotonic, 0.0)
        self._monotonic = max(self._monotonic, moment)

    async def _settle(self) -> None:
        """Let everything run that can."""
        for _ in range(20):
            await asyncio.sleep(0)
