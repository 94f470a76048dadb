"""Letting the integration ask for incoming texts."""

import asyncio
from typing import Final

from .eventually import eventually
from .quiet import until_quiet
from .simulator import ManualClock, Simulator

MINUTE: Final = 60


def pulls(simulator: Simulator) -> int:
    """Count the requests for incoming texts."""
    return sum(r.path == "/sys/get.php" for r in simulator.ledger.requests)


async def asked(simulator: Simulator, count: int) -> None:
    """Wait for so many requests to have been made, and their answers read."""
    await eventually(lambda: pulls(simulator) >= count)
    await until_quiet()


async def pull(clock: ManualClock, simulator: Simulator) -> None:
    """Let the next regular request be made."""
    count = pulls(simulator)
    await clock.advance(5 * MINUTE)
    async with asyncio.timeout(30):
        while pulls(simulator) <= count:
            # One that was still busy with the last answer waits from now on.
            await clock.advance(0.01)
            await until_quiet()
    await asked(simulator, count + 1)
