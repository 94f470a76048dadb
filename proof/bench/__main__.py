"""`python -m proof.bench`: what scripts/bench runs once everything is set up."""

import argparse
import asyncio
from contextlib import AsyncExitStack
import os
from pathlib import Path
import platform
import sys
import tempfile

import aiohttp

from demo.process import Process
from demo.simulator import SimulatorProcess

from . import callbacks, memory, sends, startup
from .figures import Row, table
from .home import BenchHome, StubProcess

_FEW, _MANY = 100, 100_000
_PARTS = "abcdefgh"

_DELAYS = (0.05, 0.2)
"""Seconds: a provider is some way off, and does something for each request."""


_LONG_DELAYS = (1.0, 3.0)
"""Seconds that it takes for a thousand numbers."""


def _answered(delay: float) -> str:
    """Return how fast the other side is."""
    return f"answered after {1000 * delay:.0f} ms" if delay else "answered at once"


class Bench:
    """One run: every process it needs, and what it has measured."""

    def __init__(
        self, stack: AsyncExitStack, session: aiohttp.ClientSession, folder: Path
    ) -> None:
        """Prepare in a folder."""
        self._stack = stack
        self._session = session
        self._folder = folder
        self._count = 0
        self.rows: list[Row] = []

    def add(self, *rows: Row) -> None:
        """Keep rows, and show them at once."""
        self.rows += rows
        print(table(rows).partition("| --- | --- | --- | --- | --- |\n")[2], flush=True)

    async def _stop(self, process: Process) -> None:
        """End a process, if it still runs."""
        if process.is_running:
            await process.kill()

    async def stub(self, delay: float = 0.0) -> StubProcess:
        """Start a stub."""
        self._count += 1
        stub = StubProcess(
            self._session, self._folder / f"stub{self._count}.log", delay
        )
        self._stack.push_async_callback(self._stop, stub)
        await stub.start_and_wait()
        return stub

    async def simulator(self) -> SimulatorProcess:
        """Start the simulator."""
        log = self._folder / "simulator.log"
        simulator = SimulatorProcess(self._session, log, speed=1.0)
        self._stack.push_async_callback(self._stop, simulator)
        await simulator.start_and_wait()
        return simulator

    async def home(self, url: str, *, has_recorder: bool = False) -> BenchHome:
        """Start a Home Assistant with an account at an address."""
        self._count += 1
        folder = self._folder / f"home{self._count}"
        home = BenchHome(self._session, folder, url, has_recorder=has_recorder)
        self._stack.push_async_callback(self._stop, home.process)
        await home.start()
        return home

    async def run(self, arguments: argparse.Namespace) -> None:
        """Measure the parts that are wished."""
        parts, rounds = arguments.parts, arguments.rounds
        if "d" in parts:
            stub = await self.stub()
            libraries = arguments.libraries
            took = await startup.measure(stub.url, rounds, libraries)
            self.add(*startup.rows(took))
            await self._stop(stub)
        if "e" in parts:
            stub = await self.stub()
            home = await self.home(stub.url)
            self.add(*await memory.measure_memory(home, stub))
            await self._stop(home.process)
            await self._stop(stub)
        if set(parts) & set("abfgh"):
            await self._with_stub(arguments)
        if "c" in parts:
            simulator = await self.simulator()
            home = await self.home(simulator.url)
            for delay in (0.0, *_LONG_DELAYS):
                what = _answered(delay)
                done = await sends.measure_thousand(home, simulator, rounds, delay)
                self.add(*sends.rows_of_thousand(what, done))

    async def _sends(
        self,
        home: BenchHome,
        stub: StubProcess,
        arguments: argparse.Namespace,
        what: str,
    ) -> None:
        """Measure sends with a stub."""
        result = await sends.measure(
            home, stub, arguments.rounds, arguments.sends, sends.AT_ONCE
        )
        self.add(*sends.rows_of_sends(what, result))

    async def _with_stub(self, arguments: argparse.Namespace) -> None:
        """Measure what a home at the stub can do."""
        parts, rounds = arguments.parts, arguments.rounds
        stub = await self.stub()
        home = await self.home(stub.url)
        if "b" in parts:
            await self._sends(home, stub, arguments, _answered(0.0))
            for delay in _DELAYS:
                far = await self.stub(delay)
                other = await self.home(far.url)
                await self._sends(other, far, arguments, _answered(delay))
                await self._stop(other.process)
                await self._stop(far)
        if set(parts) & set("afg"):
            await callbacks.fill(home, _FEW)
            homes = {_FEW: home}
            if "f" in parts:
                homes[_MANY] = await self.home(stub.url)
                await callbacks.fill(homes[_MANY], _MANY)
            results = await callbacks.measure(homes, stub, rounds, arguments.callbacks)
            self.add(*callbacks.rows(results, _FEW, _MANY))
            if _MANY in homes:
                await self._stop(homes[_MANY].process)
            recording = await self.home(stub.url, has_recorder=True)
            results = await callbacks.measure(
                {_FEW: recording}, stub, rounds, arguments.callbacks
            )
            few = results[_FEW]
            self.add(
                Row(
                    part="a",
                    what="the same ratio with Home Assistant's recorder at work",
                    values=few.ratios,
                )
            )
            await self._stop(recording.process)
        if "h" in parts:
            log = self._folder / "calls.jsonl"
            self.add(*await memory.measure_writes(home, stub, log))


async def _run(arguments: argparse.Namespace) -> list[Row]:
    """Measure, and end every process that was started."""
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            # A burst on a busy machine may take its time.
            timeout = aiohttp.ClientTimeout(total=3600)
            session = aiohttp.ClientSession(timeout=timeout)
            await stack.enter_async_context(session)
            bench = Bench(stack, session, Path(folder))
            await bench.run(arguments)
            return bench.rows


def main() -> int:
    """Run from the command line; the exit code is 1 where a goal is missed."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="How fast it is, beside something bare."
    )
    parser.add_argument("--parts", default=_PARTS, help=f"some of {_PARTS}")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sends", type=int, default=500, help="in each round")
    parser.add_argument("--callbacks", type=int, default=2000, help="in each round")
    parser.add_argument(
        "--libraries", type=Path, required=True, help="where aiontfy is"
    )
    arguments = parser.parse_args()
    rows = asyncio.run(_run(arguments))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"\n{platform.machine()}, {os.cpu_count()} cores, load {load},"
        f" Python {platform.python_version()}, {arguments.rounds} rounds\n"
    )
    print(table(rows))
    return 1 if any(row.verdict == "**no**" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
