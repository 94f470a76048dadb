"""`python -m proof.soak`: what scripts/soak runs once everything is set up."""

import argparse
import asyncio
import os
from pathlib import Path
import signal
import sys
import tempfile
import time

from demo.timeline import Timeline
from tests.end_to_end.home import open_home, run_clocks_ahead

from .night import spend_nights
from .plan import Plan
from .run import Run
from .table import table
from .verdict import judge, unconfirmed_too_often

_SPEED = 100.0
_SHOWN = 100
_PACKAGES = {"soak": "soak_witness:\nbackup:\n"}

# By the clocks that run ahead the recorder makes statistics over and over, as not all
# of Python's clocks do; and then no backup is made, and the home does not end.
_WITHOUT = ("history", "logbook", "recorder")
_WITNESS = Path(__file__).parent / "soak_witness"


class _Silent(Timeline):
    """Says nothing of what happens ten thousand times."""

    def say(self, text: str) -> None:
        """Say nothing."""


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="is kept; else nothing is")
    return parser.parse_args()


async def soak(folder: Path, *, messages: int, seed: int, kills: int) -> bool:
    """Make a run, print its table, and tell whether all held."""
    begun = time.monotonic()
    # What ends this ends the home and the simulator too.
    if (this := asyncio.current_task()) is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    timeline = Timeline()
    os.environ["PYTHONPATH"] = str(run_clocks_ahead(folder))
    plan = Plan(seed, messages, kills)
    async with open_home(
        folder,
        _Silent(),
        packages=_PACKAGES,
        speed=_SPEED,
        also=[_WITNESS],
        without=_WITHOUT,
    ) as home:
        timeline.say("A home with three accounts is up")
        findings = await Run(home, plan, kills, timeline).send_all()
        verdict = judge(plan.orders, findings)
        wrong = [*verdict.violations, *unconfirmed_too_often(findings)]
        print(*table(verdict, findings, time.monotonic() - begun), sep="\n", flush=True)
        for line in wrong[:_SHOWN]:
            print("WRONG:", line, flush=True)
        if len(wrong) > _SHOWN:
            print(f"and {len(wrong) - _SHOWN} more", flush=True)
    return not wrong


def nights(seed: int, count: int) -> bool:
    """Live through nights in virtual time, say what came of them, tell if all held."""
    lived, wrong = spend_nights(seed, count)
    print(
        f"Nights with an outage across the hour of SMSC's archive (virtual time):"
        f" {lived.nights}, sent {lived.sent}, accepted {lived.accepted}, failed"
        f" {lived.failed}, unconfirmed {lived.unconfirmed}, violations {len(wrong)}.",
        *(f"WRONG: {line}" for line in wrong[:_SHOWN]),
        sep="\n",
        flush=True,
    )
    return not wrong


def main() -> int:
    """Run from the command line."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="soak") as temporary:
        folder: Path = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        is_well = asyncio.run(
            soak(
                folder.resolve(),
                messages=arguments.messages,
                seed=arguments.seed,
                kills=arguments.kills,
            )
        )
    is_night_well = nights(arguments.seed, max(arguments.messages // 200, 5))
    return 0 if is_well and is_night_well else 1


if __name__ == "__main__":
    sys.exit(main())
