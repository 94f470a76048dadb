"""Parts (e), (h): what a message that is followed takes, and the disk's part in a burst."""

import asyncio
from collections import Counter
import json
from pathlib import Path
import signal
import sys

from tests.end_to_end.tracer import READY

from .callbacks import deliveries, reports
from .figures import Row, at_most
from .home import BenchHome, StubProcess
from .load import run
from .sends import AT_ONCE

TRACKED = 10_000
_REPETITION = 62.0
"""Seconds after which the same text to the same number is another message."""

_BURST = 200
_CALLS = 2000
_MEBIBYTE = 1024 * 1024
_SYNCS = ("fsync", "fdatasync")


async def measure_memory(home: BenchHome, stub: StubProcess) -> list[Row]:
    """Follow every allocation while messages are sent, each with a text of its own."""
    # What is made once, at the first message, is not part of a message.
    await home.send(count=100)
    await stub.take_bodies()
    await home.do("begin_memory")
    await home.send(count=TRACKED)
    await asyncio.sleep(5)
    at_once = await home.do("memory")
    # What would tell a repetition goes with the first message after that.
    await asyncio.sleep(_REPETITION)
    await home.send(count=1)
    await asyncio.sleep(5)
    memory = await home.do("memory")
    calls = deliveries(home, await stub.take_bodies())
    load = await run(home.process.port, calls, 64)
    if load.statuses != {200: len(calls)}:
        raise RuntimeError(f"Not all were taken: {load.statuses}")
    await asyncio.sleep(5)
    settled = await home.do("memory")
    for one in (memory, settled):
        print(json.dumps(one["by_file"], indent=1), file=sys.stderr)
    return [
        Row(
            part="e",
            what=f"memory that {TRACKED:,} messages take that are followed",
            values=[memory["held"] / _MEBIBYTE],
            unit="MiB",
            digits=1,
            goal="≤ 10",
            is_met=at_most(10.0),
        ),
        Row(
            part="e",
            what="with what tells a repetition, in the minute after they were sent",
            values=[at_once["held"] / _MEBIBYTE],
            unit="MiB",
            digits=1,
        ),
        Row(
            part="e",
            what="of them once all are delivered, with their texts",
            values=[settled["held"] / _MEBIBYTE],
            unit="MiB",
            digits=1,
        ),
    ]


async def measure_writes(home: BenchHome, stub: StubProcess, log: Path) -> list[Row]:
    """Count the syncs of the journal's file, by the system calls of Home Assistant."""
    calls = await reports(home, stub, _CALLS)
    tracer = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.end_to_end.tracer"),
        *(str(home.process.pid), str(log)),
    )
    try:
        async with asyncio.timeout(30):
            while not log.exists() or READY not in log.read_text():
                await asyncio.sleep(0.05)
        await home.send(count=_BURST, together=_BURST)
        await asyncio.sleep(2)
        of_sends = _syncs(log)
        await run(home.process.port, calls, 64)
        await asyncio.sleep(2)
        of_calls = _syncs(log) - of_sends
    finally:
        tracer.send_signal(signal.SIGKILL)
        await tracer.wait()
    return [
        Row(
            part="h",
            what=f"syncs a message, a burst of {_BURST} sends, {AT_ONCE} at once",
            values=[of_sends / _BURST],
            goal="≤ 1",
            is_met=at_most(1.0),
        ),
        Row(
            part="h",
            what=f"syncs a callback, a burst of {_CALLS:,} over 64 connections",
            values=[of_calls / _CALLS],
            goal="≤ 1",
            is_met=at_most(1.0),
        ),
    ]


def _syncs(log: Path) -> int:
    """Return how often the journal's file was synced."""
    counts: Counter[str] = Counter()
    for line in log.read_text().splitlines():
        if line.startswith("{"):
            record = json.loads(line)
            if not record["is_end"] and "sms_gateway.db" in record["file"]:
                counts[record["call"]] += 1
    return sum(counts[name] for name in _SYNCS)
