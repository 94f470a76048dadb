"""The timeline: what happened when, one line each, and what should have happened."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import time

from .errors import DemoError


class Timeline:
    """Prints lines with the seconds since the start."""

    def __init__(self) -> None:
        """Start now."""
        self._started = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._started

    def say(self, text: str) -> None:
        """Print that something happened."""
        print(f"{self.elapsed:7.2f} s  {text}", flush=True)

    @asynccontextmanager
    async def step(self, expected: str, within: float) -> AsyncIterator[None]:
        """Give the work inside a deadline, and say what was expected if it fails."""
        try:
            async with asyncio.timeout(within):
                yield
        except TimeoutError as err:
            raise DemoError(f"Expected within {within:g} s: {expected}") from err
        except Exception as err:
            reason = str(err) if isinstance(err, DemoError) else repr(err)
            raise DemoError(f"Expected: {expected}\nInstead: {reason}") from err
