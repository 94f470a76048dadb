"""One cell: a message, a fault, a cut, a restart; and what became of it."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
import tempfile
from typing import Final

from custom_components.sms_gateway.providers.model import MessageState
from tests.simulator import ManualClock, Simulator

from .faults import Fault
from .home import PHONE, TEXT, Home
from .power import Cut, HomeLoop
from .rules import Outcome

PROVIDERS: Final = ("smsc", "smspilot", "websms")

_PAGES: Final = {
    "smsc": "/sys/send.php",
    "smspilot": "/api.php",
    "websms": "/json_in5.asp",
}

_START: Final = datetime(2026, 11, 21, 9, tzinfo=UTC).timestamp()
"""Noon in Moscow: far from the hour in which SMSC puts messages into its archive."""

_AWAY: Final = 30.0
"""Seconds for which the power is away."""

_STEPS: Final = ((5.0, 40), (60.0, 30), (600.0, 12))
"""Seconds by which time passes, and how often: two and a half hours."""

type _Run = tuple[Outcome, tuple[tuple[Cut, Cut], ...]]
"""How it ended, and between which steps a request was out."""


def run(provider: str, fault: Fault, cut: Cut | None) -> Outcome:
    """Run a cell."""
    uncut = _uncut(provider, fault)
    if cut is None:
        return uncut[0]
    was_out = any(first.place <= cut.place <= last.place for first, last in uncut[1])
    return _run_anew(provider, fault, cut, was_out=was_out)[0]


@cache
def _uncut(provider: str, fault: Fault) -> _Run:
    """Run what is the same for all cuts until they come."""
    return _run_anew(provider, fault, None, was_out=False)


def _run_anew(provider: str, fault: Fault, cut: Cut | None, *, was_out: bool) -> _Run:
    """Run a cell in a loop of its own."""
    loop = HomeLoop()
    try:
        with tempfile.TemporaryDirectory() as folder:
            return loop.run_until_complete(
                _run(provider, fault, cut, was_out, Path(folder))
            )
    finally:
        loop.run_until_complete(_end_all())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


async def _end_all() -> None:
    """End what is still there: a timer may have begun something without power."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _run(
    provider: str, fault: Fault, cut: Cut | None, was_out: bool, folder: Path
) -> _Run:
    """Send, cut, come back, and see what becomes of it."""
    clock = ManualClock(_START)
    loop = HomeLoop.current()
    async with Simulator(clock=clock, latency=0) as simulator:
        with loop.stopped():
            home = Home(provider, simulator, clock, folder / "journal.db")
            await home.start()
            # Whatever it asks for at its start is asked for without a fault.
            await home.pass_time(2.0)
            await home.pass_time(0.0)
            values = fault.values(provider)
            if fault.kind is not None and values is not None:
                home.slowed_by = simulator.faults.add(
                    fault.kind,
                    provider=provider,
                    path=_PAGES[provider],
                    # Of what is asked at the same page, only the sending meets it.
                    holding=TEXT.encode(),
                    accept=fault.accept,
                    **values,
                )
            home.power.go_at(cut)
            await home.send()
            await _live(home)
            writes, was_cut = home.power.writes, home.power.is_gone
            outs = tuple(home.outs)
            await home.crash()
            if was_cut:
                # The provider goes on meanwhile, with what had reached it.
                loop.turn(_AWAY)
                await clock.advance(_AWAY)
                await home.start()
                await _live(home)
                await home.crash()
            # Once more: all that was told is to be known as told.
            await home.start()
            message = home.message
            accepted = [m for m in simulator.ledger.to(PHONE) if m.text == TEXT]
            await home.crash()
            return (
                Outcome(
                    state=None if message is None else message.state,
                    told=tuple(home.told),
                    accepted=len(accepted),
                    writes=writes,
                    cut=cut if was_cut else None,
                    was_out=was_cut and was_out,
                    was_met=not simulator.faults.waiting,
                ),
                outs,
            )


async def _live(home: Home) -> None:
    """Let time pass until the power is gone, or nothing more is to be expected."""
    for seconds, times in _STEPS:
        for _ in range(times):
            await home.pass_time(seconds)
            if home.power.is_gone:
                return
            message = home.message
            if message is not None and message.state in (
                MessageState.DELIVERED,
                MessageState.REJECTED,
                MessageState.FAILED,
            ):
                # What is told is written down too.
                await home.pass_time(2.0)
                await home.pass_time(0.0)
                return
    await home.pass_time(2.0)
    await home.pass_time(0.0)


def steps(provider: str, fault: Fault) -> Iterator[Cut]:
    """Yield every step of a message's life under a fault, as long as there are any."""
    for write in range(1, run(provider, fault, None).writes + 1):
        for is_after in (False, True):
            yield Cut(write, is_after)
