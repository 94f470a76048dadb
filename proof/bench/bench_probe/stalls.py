"""How long the event loop stands still: a tick that should come every millisecond."""

import asyncio
import time
from typing import Final

_EVERY: Final = 0.001


class Stalls:
    """The longest time between two ticks, and the most that the loop worked in one."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self._timer: asyncio.TimerHandle | None = None
        self._last = self._last_cpu = 0.0
        self._gaps: list[float] = []
        self._work: list[float] = []

    def begin(self) -> None:
        """Watch from now on."""
        self._gaps, self._work = [], []
        self._last, self._last_cpu = time.perf_counter(), time.thread_time()
        self._timer = asyncio.get_running_loop().call_later(_EVERY, self._tick)

    def end(self) -> dict[str, float]:
        """Watch no more; return milliseconds: by the clock, and by the thread's own.

        What other programs take away from the thread is in the first one only.
        """
        if self._timer is not None:
            self._timer.cancel()
        return {
            "longest": 1000 * max(self._gaps, default=0.0),
            "longest_work": 1000 * max(self._work, default=0.0),
        }

    def _tick(self) -> None:
        """Note how late it is."""
        now, cpu = time.perf_counter(), time.thread_time()
        self._gaps.append(max(now - self._last - _EVERY, 0.0))
        self._work.append(cpu - self._last_cpu)
        self._last, self._last_cpu = now, cpu
        self._timer = asyncio.get_running_loop().call_later(_EVERY, self._tick)
