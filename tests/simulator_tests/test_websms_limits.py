"""WEBSMS's protection: one sending at a time, repeats, numbers in a row."""

import asyncio

from tests.simulator import ManualClock, Simulator

from .conftest import OTHER, PHONE
from .websms_wire import WebsmsWire


async def test_one_sending_at_a_time(websms: WebsmsWire, simulator: Simulator) -> None:
    """Per account, whatever the page; look-ups go beside it."""
    await websms.wire.control("websms/account", login="second")
    access = {"http_username": "second", "http_password": "second"}
    simulator.faults.add("delay", seconds=0.3, path="/json_in5.asp", account="demo")
    slow = asyncio.create_task(websms.error(message="1"))
    await asyncio.sleep(0.1)
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
