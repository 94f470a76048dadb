"""What the time is, asked of the provider once for all messages that wait to know it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from ..clock import Clock
from ..providers.errors import ProviderError
from .attempts import ProviderClock

_SAME_ANSWER: Final = 1.0
"""Seconds in which nobody asks again after a failure: as many as a last try is early."""


class TrueTime:
    """The time, by the provider's clock where the home's is behind it."""

    def __init__(
        self,
        clock: Clock,
        provider_clock: ProviderClock,
        ask: Callable[[], Awaitable[object]],
    ) -> None:
        """Ask nothing yet; any answer tells the time."""
        self._clock = clock
        self._provider_clock = provider_clock
        self._ask = ask
        self._asking: asyncio.Task[bool] | None = None
        self._again_at = clock.monotonic()

    async def get(self) -> float | None:
        """Return the time; a box without a battery boots hours behind.

        None where the provider has not been heard of in this run and cannot be asked.
        """
        if self._provider_clock.now() is None and not await self._has_answer():
            return None
        return max(self._clock.now(), self._provider_clock.now() or 0.0)

    async def stop(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    async def _has_answer(self) -> bool:
        """Wait for the one question that is on its way; whoever comes first asks it."""
        if self._asking is None:
            if self._clock.monotonic() < self._again_at:
                return False
            self._asking = asyncio.get_running_loop().create_task(
                self._question(), name="sms_gateway true time"
            )
        # Who is cancelled takes the answer from nobody else.
        return await asyncio.shield(self._asking)

    async def _question(self) -> bool:
        """Ask; tell whether there was an answer."""
        try:
            await self._ask()
        except ProviderError:
            self._again_at = self._clock.monotonic() + _SAME_ANSWER
            return False
        finally:
            self._asking = None
        return True
