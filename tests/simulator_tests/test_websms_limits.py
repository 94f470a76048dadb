"""WEBSMS's protection (one sending at a time, repeats, numbers in a row), and its faults."""

import asyncio
from decimal import Decimal

import aiohttp
import pytest

from tests.simulator import ManualClock, Simulator

from .conftest import OTHER, PHONE
from .websms_wire import WebsmsWire


async def test_one_sending_at_a_time(websms: WebsmsWire, simulator: Simulator) -> None:
    """Per account, whatever the page; look-ups go beside it."""
    await websms.wire.control("websms/account", login="second")
    access = {"http_username": "second", "http_password": "second"}
    simulator.faults.add("delay", seconds=1.5, path="/json_in5.asp", account="demo")
    slow = asyncio.create_task(websms.error(message="1"))
    await simulator.ledger.until(lambda ledger: ledger.messages)
    assert "error multiaccess" in (await websms.send(message="2")).text
    assert await websms.error(message="3", **access) == 0
    assert (await websms.results(packet_id="1"))["err_num"] == 0
    assert await slow == 0
    assert await websms.error(message="4") == 0
    texts = {one.text for one in simulator.ledger.messages}
    assert texts == {"1", "3", "4"}


async def test_repeats(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """Ten of one text to one number in a day; others go on."""
    for _ in range(10):
        assert await websms.error() == 0
    assert await websms.error() == 19
    assert await websms.error(phone_list=f"{PHONE},{OTHER}") == 19
    assert await websms.error(phone_list=OTHER) == 0
    assert await websms.error(message="Two") == 0
    await clock.advance(86401)
    assert await websms.error() == 0
    simulator.websms.set_account(repeats=1)
    assert await websms.error() == 19
    await websms.wire.control("websms/forget_limits")
    assert await websms.error() == 0


async def test_a_test_is_no_repeat(websms: WebsmsWire, simulator: Simulator) -> None:
    """Nothing was sent."""
    simulator.websms.set_account(repeats=1)
    for _ in range(3):
        assert await websms.error(test="1") == 0


async def test_numbers_in_a_row(websms: WebsmsWire, simulator: Simulator) -> None:
    """So many of them look made up."""
    row = [str(79161230000 + n) for n in range(9)]
    assert await websms.error(phone_list=",".join(row)) == 0
    simulator.websms.set_account(flood_run=3)
    assert await websms.error(phone_list=",".join(row[:2]), message="Two") == 0
    assert await websms.error(phone_list=",".join(row[:3]), message="3") == 24


@pytest.mark.parametrize(
    ("kind", "accepted"),
    [
        ("truncated", True),
        ("garbage", True),
        ("empty", True),
        ("html", False),
        ("http_status", False),
    ],
)
@pytest.mark.parametrize("path", ["/http_in5.asp", "/http_in6.asp", "/json_in5.asp"])
async def test_answers_that_nobody_can_read(
    websms: WebsmsWire, simulator: Simulator, path: str, kind: str, accepted: bool
) -> None:
    """The ledger knows whether the request was taken and charged all the same."""
    simulator.faults.add(kind, provider="websms", path=path)
    fields = {"phone_list": PHONE, "message": "1"}
    if path == "/json_in5.asp":
        await websms.json(path, **fields)
    else:
        await websms.page(path, **fields)
    assert len(simulator.ledger.messages) == accepted
    charged = Decimal("2.50") if accepted else 0
    assert simulator.websms.account().balance == 1000 - charged


async def test_connections_that_break(websms: WebsmsWire, simulator: Simulator) -> None:
    """Before the request is taken, and after."""
    for kind in ("drop_before", "drop_after"):
        simulator.faults.add(kind, provider="websms")
        with pytest.raises(aiohttp.ClientError):
            await websms.send(message=kind)
    assert [one.text for one in simulator.ledger.messages] == ["drop_after"]
