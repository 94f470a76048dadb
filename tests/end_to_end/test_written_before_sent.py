"""What the kernel saw: a request is synced to the disk before its first byte leaves.

A killed process keeps its page cache, so a `kill -9` proves no sync. The system calls
do: the process is traced by ptrace, without a change to it. A sync is made slow, so that
a request that does not wait for it leaves before it. Where the kernel allows no tracing,
these tests are skipped; that each commit is synced is tested in test_journal.py too.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
import json
from pathlib import Path
import re
import sys
from typing import Any

import pytest

from .home import Home
from .tracer import CALLS, READY

_ROOT = Path(__file__).parents[2]
_PHONE = "+79160000001"
_REQUEST = "POST /sys/send.php"
_SYNCS = ("fsync", "fdatasync")
_TAG = "traced"

type Call = dict[str, Any]


class Trace:
    """A tracer at work."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        """Read what it writes down."""
        self.process = process
        self._log = log

    def lines(self) -> list[str]:
        """Return what is written so far."""
        text = self._log.read_text() if self._log.exists() else ""
        return text.splitlines()

    def calls(self) -> list[Call]:
        """Return the calls, each at its beginning and at its end."""
        return [json.loads(line) for line in self.lines() if line != READY]

    async def end(self) -> None:
        """Let the traced process go on by itself."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


type Watch = Callable[..., Coroutine[Any, Any, Trace]]


@pytest.fixture
async def watch(home: Home, tmp_path: Path) -> AsyncGenerator[Watch]:
    """Return what begins to trace Home Assistant."""
    if not CALLS:
        pytest.skip("the numbers of this machine's system calls are not known")
    traces: list[Trace] = []

    async def begin(*options: str) -> Trace:
        log = tmp_path / f"trace{len(traces)}"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.end_to_end.tracer"),
            *(str(home.home_assistant.pid), str(log), *options),
            cwd=_ROOT,
            stderr=asyncio.subprocess.PIPE,
        )
        traces.append(trace := Trace(process, log))
        async with asyncio.timeout(30):
            while not trace.lines() and process.returncode is None:
                await asyncio.sleep(0.02)
        if process.returncode is not None:
            assert process.stderr is not None
            error = (await process.stderr.read()).decode().strip()
            if "PermissionError" in error or "Function not implemented" in error:
                pytest.skip(f"no process may be traced here: {error.splitlines()[-1]}")
            raise AssertionError(error)
        return trace

    yield begin
    for trace in traces:
        await trace.end()


def _is_written(call: Call) -> bool:
    """Tell whether a call writes to the journal."""
    return "sms_gateway.db" in call["file"] and call["call"] not in _SYNCS


def _leaves(call: Call) -> bool:
    """Tell whether a call sends a request away, or its beginning."""
    return call["file"].startswith("socket:") and _REQUEST in call["data"]


async def test_a_request_is_synced_before_its_first_byte_leaves(
    home: Home, watch: Watch
) -> None:
    """What names the request is written, then synced with success, and then it leaves."""
    trace = await watch("--slow-sync", "0.5")

    [message] = await home.send_sms("synced", phone=[_PHONE])

    assert message["state"] in ("queued", "sent", "delivered")
    calls = trace.calls()
    leaves = next(place for place, call in enumerate(calls) if _leaves(call))
    sent = "".join(
        call["data"] for call in calls[leaves:] if call["file"] == calls[leaves]["file"]
    )
    found = re.search(r"&id=(\w{26})&", sent)
    assert found is not None
    before = calls[:leaves]
    written = [
        place
        for place, call in enumerate(before)
        if _is_written(call) and found[1] in call["data"]
    ]
    assert written
    file = before[written[0]]["file"]
    synced = [
        call["result"]
        for call in before[written[0] :]
        if call["call"] in _SYNCS and call["file"] == file and call["is_end"]
    ]
    assert 0 in synced
    home.timeline.say("The request was written and synced, and then it left")


async def _sendings(home: Home) -> int:
    """Return how many requests have come to where SMSC is asked to send."""
    requests = (await home.simulator.show("ledger"))["requests"]
    return sum(request["path"] == "/sys/send.php" for request in requests)


async def test_a_kill_between_the_journal_and_the_first_byte_loses_nothing(
    home: Home, watch: Watch
) -> None:
    """Not one byte left; after the restart it is found out, and the message sent once."""
    await home.until_stored()
    # Of the set-up: what a test SMS would cost was asked.
    before = await _sendings(home)
    trace = await watch("--kill-before", _REQUEST)

    action = asyncio.create_task(home.send_sms("alarm", phone=[_PHONE], tag=_TAG))
    async with asyncio.timeout(60):
        await home.home_assistant.wait()
    await trace.end()
    await home.cut_power()
    await asyncio.gather(action, return_exceptions=True)

    assert await _sendings(home) == before
    left = home.left_in_journal()[_PHONE, "alarm"]
    assert (left.state, left.may_have_left) == ("pending", True)

    await home.come_back(later=120)
    async with asyncio.timeout(60):
        while [m["state"] for m in await home.known(_TAG)] != ["delivered"]:
            await asyncio.sleep(0.05)
    [known] = await home.known(_TAG)
    [accepted] = (await home.simulator.show("ledger"))["messages"]
    assert known["reference"] == left.reference
    assert (accepted["text"], accepted["arrived"]) == ("alarm", True)
