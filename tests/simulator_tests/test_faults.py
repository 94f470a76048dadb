"""Faults in front of the pages."""

import asyncio
import time

import aiohttp
import pytest

from tests.simulator import FaultKind, ManualClock, Simulator

from .conftest import Wire


@pytest.mark.parametrize(
    ("kind", "accepted"), [(FaultKind.DROP_BEFORE, 0), (FaultKind.DROP_AFTER, 1)]
)
async def test_dropped_connections(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    kind: FaultKind,
    accepted: int,
) -> None:
    """No answer comes, whether the message was taken or not."""
    simulator.faults.add(kind)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await wire.send()
    await clock.advance(5)
    assert [one.status for one in simulator.ledger.messages] == [1] * accepted
    assert simulator.ledger.requests[0].fault == kind.value
    assert "error" not in (await wire.send(mes="Next")).json


@pytest.mark.parametrize(
    ("kind", "status", "accepted"),
    [
        (FaultKind.HTTP_STATUS, 503, False),
        (FaultKind.HTML, 200, False),
        (FaultKind.EMPTY, 200, True),
        (FaultKind.TRUNCATED, 200, True),
        (FaultKind.GARBAGE, 200, True),
    ],
)
@pytest.mark.parametrize("contrary", [False, True])
async def test_spoilt_answers(
    simulator: Simulator,
    wire: Wire,
    kind: FaultKind,
    status: int,
    accepted: bool,
    contrary: bool,
) -> None:
    """The answer cannot be read; whether the message was taken can be chosen."""
    simulator.faults.add(kind, accept=not accepted if contrary else None)
    reply = await wire.send()
    assert reply.status == status
    with pytest.raises(ValueError):
        _ = reply.json
    assert bool(simulator.ledger.messages) is (accepted ^ contrary)


async def test_a_body_cut_off_on_the_wire(simulator: Simulator, wire: Wire) -> None:
    """The head promises more than comes."""
    simulator.faults.add(FaultKind.CUT_OFF)
    with pytest.raises(aiohttp.ClientPayloadError):
        await wire.send()
    assert simulator.ledger.messages


@pytest.mark.parametrize("code", range(1, 10))
async def test_every_error_code_by_order(
    simulator: Simulator, wire: Wire, code: int
) -> None:
    """With the id where that code has one."""
    simulator.faults.add(FaultKind.ERROR_CODE, code=code)
    reply = await wire.send(id="12")
    assert reply.json["error_code"] == code
    assert reply.json.get("id") == (12 if code in (3, 6, 7, 8) else None)
    assert not simulator.ledger.messages


async def test_a_late_answer(simulator: Simulator, wire: Wire) -> None:
    """Real seconds; the message is taken at once."""
    simulator.faults.add(FaultKind.DELAY, seconds=1.0)
    began = time.monotonic()
    task = asyncio.create_task(wire.send())
    await simulator.ledger.until(lambda ledger: ledger.messages)
    assert not task.done()
    assert (await task).json["cnt"] == 1
    assert time.monotonic() - began >= 1.0


async def test_a_late_acceptance(simulator: Simulator, wire: Wire) -> None:
    """Who has gone by then has not sent anything."""
    simulator.faults.add(FaultKind.DELAY, seconds=1.0, accept=False)
    task = asyncio.create_task(wire.send())
    await simulator.until(lambda: not simulator.faults.waiting)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await simulator.ledger.until(lambda ledger: ledger.requests)
    assert not simulator.ledger.messages
    simulator.faults.add(FaultKind.DELAY, seconds=0.1, accept=False)
    assert (await wire.send()).json["cnt"] == 1


async def test_faults_choose_their_page(simulator: Simulator, wire: Wire) -> None:
    """They wait for their page, for as many requests as they are for."""
    simulator.faults.add(FaultKind.HTTP_STATUS, path="/sys/status.php", times=2)
    simulator.faults.add(FaultKind.EMPTY, provider="nobody")
    assert (await wire.send()).status == 200
    assert [(await wire.status(id="1")).status for _ in range(3)] == [503, 503, 200]
    assert [one.kind for one in simulator.faults.waiting] == [FaultKind.EMPTY]
    simulator.faults.add(FaultKind.HTTP_STATUS, account="other")
    assert (await wire.send(mes="Two", id="9")).status == 200
    assert (await wire.send(login="other")).status == 503
    simulator.faults.clear()
    assert not simulator.faults.waiting


async def test_an_outage(simulator: Simulator, wire: Wire) -> None:
    """Connections are refused until it is over, at the same address."""
    await simulator.go_down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await wire.send()
    await simulator.start()
    assert (await wire.send()).json["cnt"] == 1
