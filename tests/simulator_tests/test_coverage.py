"""The record of what passed over the wire, in memory and in files."""

import asyncio
import os
from pathlib import Path
import sys

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.kernel.coverage import VARIABLE, Coverage, Passed, read_dump

from .conftest import PHONE, Handler, Wire


async def test_what_is_remembered(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """Parameters, fields, codes, formats, channels and callbacks."""
    simulator.smsc.set_account(handler=f"{handler.url}/?charset=utf-8&md5=s")
    await wire.send(id="1", call="1", voice="w", op="1", cost="3", sender="")
    await clock.advance(60)
    await wire.status(id="1", fmt="2")
    await wire.status(id="9", fmt="0")
    await wire.send(psw="wrong", fmt="1")
    simulator.smsc.ring(PHONE)
    await simulator.until(lambda: len(simulator.callbacks.attempts) == 2)
    coverage = simulator.ledger.coverage
    expected = {
        ("smsc", "parameter", "send", "voice"),
        ("smsc", "parameter", "send", "psw"),
        ("smsc", "field", "send", "balance"),
        ("smsc", "field", "send", "mccmnc"),
        ("smsc", "field", "status", "last_timestamp"),
        ("smsc", "code", "send_error", "2"),
        ("smsc", "code", "send_status", "-1"),
        ("smsc", "code", "status", "-3"),
        ("smsc", "code", "status", "1"),
        ("smsc", "code", "message_error", "0"),
        ("smsc", "code", "callback_status", "1"),
        ("smsc", "format", "send", "1"),
        ("smsc", "format", "status", "2"),
        ("smsc", "channel", "send", "call"),
        ("smsc", "channel", "status", "call"),
        ("smsc", "channel", "callback", "call"),
        ("smsc", "page", "send", "/sys/send.php"),
        ("smsc", "method", "send", "POST"),
        ("smsc", "callback", "status", "cost"),
        ("smsc", "callback", "status", "md5"),
        ("smsc", "callback", "call", "waitcall"),
    }
    missing = {one for one in expected if one not in coverage}
    assert not missing
    assert ("smsc", "parameter", "send", "sender") not in coverage
    assert "id" in coverage.names("smsc", "field", "send")
    shown = (await wire.request("GET", "/_control/coverage")).json
    assert [Passed(**one) for one in shown] == list(coverage)
    await wire.control("reset")
    assert len(simulator.ledger.coverage) == 0


async def test_a_text_is_no_field(simulator: Simulator, wire: Wire) -> None:
    """Whatever stands in it."""
    await wire.send(id="1", mes='a\n"fake": 1\n<fake>')
    for fmt in ("2", "3"):
        await wire.status(id="1", all="1", fmt=fmt)
    assert "fake" not in simulator.ledger.coverage.names("smsc", "field", "status")


def test_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One a process; every line once, whoever saw it."""
    folder = tmp_path / "coverage"
    Coverage().note("smsc", "page", "send", "not asked for")
    monkeypatch.setenv(VARIABLE, str(folder))
    for _ in range(2):
        Coverage().note("smsc", "parameter", "send", "voice", "param")
    [path] = folder.iterdir()
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2
    assert read_dump(folder) == {
        Passed("smsc", "parameter", "send", "voice"),
        Passed("smsc", "parameter", "send", "param"),
    }


def test_these_tests_are_not_recorded() -> None:
    """What they ask for is not what the integration does."""
    assert VARIABLE not in os.environ


async def test_several_processes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each has its own file."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    program = (
        "import sys; from tests.simulator.kernel.coverage import Coverage;"
        "Coverage().note('smsc', 'page', 'send', sys.argv[1], 'both')"
    )
    Coverage().note("smsc", "page", "send", "one", "both")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, "two"), cwd=Path(__file__).parents[2]
    )
    assert await process.wait() == 0
    assert len(list(tmp_path.iterdir())) == 2
    assert {one.name for one in read_dump(tmp_path)} == {"one", "two", "both"}


async def test_what_did_not_arrive_is_not_remembered(
    simulator: Simulator, wire: Wire, handler: Handler
) -> None:
    """An answer that was spoilt, a callback that nobody took."""
    coverage = simulator.ledger.coverage
    simulator.faults.add("truncated")
    await wire.send()
    assert ("smsc", "parameter", "send", "mes") in coverage
    assert not coverage.names("smsc", "field", "send")
    simulator.faults.add("error_code", code=6)
    await wire.send()
    assert coverage.names("smsc", "code", "send_error") == {"6"}
    simulator.smsc.set_account(handler="http://127.0.0.1:9/")
    simulator.smsc.ring(PHONE)
    await simulator.until(lambda: simulator.callbacks.attempts)
    assert not coverage.names("smsc", "callback", "call")
    simulator.smsc.set_account(handler=handler.url)
    simulator.smsc.ring(PHONE)
    await simulator.until(lambda: len(simulator.callbacks.attempts) == 2)
    assert "waitcall" in coverage.names("smsc", "callback", "call")
