"""The time that a test moves."""

import asyncio

from tests.simulator import ManualClock


async def test_a_sleep_is_counted_from_its_call() -> None:
    """Not from the first step of the task that waits: time may move in between."""
    clock = ManualClock()
    asleep = clock.sleep(300)
    await clock.advance(300)

    await asyncio.wait_for(asleep, 1)
