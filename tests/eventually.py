"""Waiting for what real sockets bring, without sleeping for a guess."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.core import Event, HomeAssistant, callback

from .quiet import until_quiet
from .simulator import ManualClock

_AT_MOST = 30.0


class Recorded:
    """The data of the events of one type, in their order."""

    def __init__(self, hass: HomeAssistant, event_type: str) -> None:
        """Listen from now on."""
        self.data: list[dict[str, Any]] = []
        self._heard = asyncio.Event()
        hass.bus.async_listen(event_type, self._record)

    @callback
    def _record(self, event: Event) -> None:
        """Keep an event."""
        self.data.append(dict(event.data))
        self._heard.set()

    @property
    def states(self) -> list[str]:
        """Return the states that messages went through."""
        return [str(data["state"]) for data in self.data]

    async def until(self, condition: Callable[[list[dict[str, Any]]], bool]) -> None:
        """Wait until the events fulfil a condition."""
        async with asyncio.timeout(_AT_MOST):
            while not condition(self.data):
                self._heard.clear()
                await self._heard.wait()

    async def until_state(self, state: str) -> dict[str, Any]:
        """Wait for a message to reach a state, and return the event."""
        await self.until(lambda data: any(item["state"] == state for item in data))
        return next(item for item in self.data if item["state"] == state)


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds that no event tells of."""
    async with asyncio.timeout(_AT_MOST):
        while not condition():
            await asyncio.sleep(0.005)


async def as_time_passes(
    clock: ManualClock,
    condition: Callable[[], bool],
    *,
    at_most: float = 3600.0,
    step: float = 1.0,
) -> None:
    """Turn the clock until a condition holds; what sockets bring may take its time."""
    passed = 0.0
    while not condition():
        assert passed < at_most, "it did not come to that"
        await clock.advance(step)
        passed += step
        # Requests and writes that began now are to end before the clock is turned on.
        await until_quiet()


async def while_time_passes[DoneT](
    clock: ManualClock, doing: Coroutine[Any, Any, DoneT]
) -> DoneT:
    """Turn the clock a little until somebody has done something; return the result."""
    task = asyncio.ensure_future(doing)
    await as_time_passes(clock, task.done, at_most=60.0, step=0.1)
    return await task
