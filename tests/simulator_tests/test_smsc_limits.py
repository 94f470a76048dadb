"""SMSC's protection: repeated requests, floods, blocked addresses, concurrency."""

import asyncio

import aiohttp
import pytest

from tests.simulator import FaultKind, ManualClock, Simulator

from .conftest import OTHER, PHONE, Wire


async def test_the_same_text_to_a_number_within_a_minute(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """It is error 9, under whatever id, and passes a minute later."""
    await wire.send(id="1")
    for changes in ({"id": "1"}, {"id": "2"}, {"phones": "89161234567"}):
        assert (await wire.send(**changes)).json == {
            "error": "duplicate request, wait a minute",
            "error_code": 9,
        }
    assert "error" not in (await wire.send(mes="Other")).json
    assert "error" not in (await wire.send(phones=OTHER)).json
    await clock.advance(60)
    assert "error" not in (await wire.send()).json
    assert len(simulator.ledger.messages) == 4


async def test_a_repeated_number_among_new_ones_is_left_out(
    simulator: Simulator, wire: Wire
) -> None:
    """It is denied by its own line."""
    await wire.send()
    reply = await wire.send(phones=f"{PHONE},{OTHER}", op="1")
    assert [one["status"] for one in reply.json["phones"]] == ["23", "-1"]
    assert len(simulator.ledger.messages) == 2


async def test_refused_requests_count_in_one_dialect_only(
    simulator: Simulator, wire: Wire
) -> None:
    """By default one may try again at once what was refused."""
    for _ in range(2):
        assert (await wire.send(sender="Stranger")).json["error_code"] == 6
    simulator.smsc.speak(repeats_counted="all")
    assert (await wire.send(sender="Stranger")).json["error_code"] == 6
    assert (await wire.send(sender="Stranger")).json["error_code"] == 9


async def test_a_request_may_differ_by_its_id_in_one_dialect(
    simulator: Simulator, wire: Wire
) -> None:
    """Where only the whole request is compared."""
    simulator.smsc.speak(duplicates="whole_request")
    assert "error" not in (await wire.send(id="1")).json
    assert "error" not in (await wire.send(id="2")).json
    assert (await wire.send(id="2")).json["error_code"] == 9


async def test_a_flood_to_one_number_is_denied(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """Fifty in a row are taken; a minute's pause ends the row."""
    for number in range(50):
        assert "error" not in (await wire.send(mes=f"Text {number}")).json
        await clock.advance(50)
    reply = await wire.send(mes="One more", id="51")
    assert reply.json["error_code"] == 6
    assert (await wire.status(id="51")).json["err"] == 251
    await clock.advance(11)
    assert "error" not in (await wire.send(mes="One more")).json
    assert len(simulator.ledger.messages) == 51


async def test_failures_in_a_row_block_the_address(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """Ten within a minute; a good login in between starts anew."""
    for _ in range(9):
        assert (await wire.send(psw="x")).json["error_code"] == 2
    assert "error" not in (await wire.send()).json
    for _ in range(10):
        assert (await wire.send(psw="x")).json["error_code"] == 2
    assert (await wire.send()).json == {"error": "ip is blocked", "error_code": 4}
    assert (await wire.status(id="1")).json["error_code"] == 4
    await clock.advance(300)
    assert "error" not in (await wire.send(mes="Two")).json
    simulator.smsc.block()
    assert (await wire.send(mes="Three")).json["error_code"] == 4
    simulator.smsc.unblock()
    assert "error" not in (await wire.send(mes="Three")).json


async def test_the_list_of_addresses(simulator: Simulator, wire: Wire) -> None:
    """An address that is not on it is told that the login is wrong."""
    simulator.smsc.set_account(allowed_ips=frozenset({"10.0.0.1"}))
    assert (await wire.send()).json["error_code"] == 2
    simulator.smsc.set_account(allowed_ips=frozenset({"10.0.0.1", "127.0.0.1"}))
    assert "error" not in (await wire.send()).json


async def test_look_ups_are_limited(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """Five of one message and one batch a minute."""
    await wire.send(id="1")
    for _ in range(5):
        assert "error" not in (await wire.status(id="1")).json
    assert (await wire.status(id="1", phone="79161234567")).json["error_code"] == 9
    assert "error" not in (await wire.status(id="2")).json
    assert (await wire.status(id="1,2", phone=f"{PHONE},{PHONE}")).json[0]["id"] == 1
    reply = await wire.status(id="1,", phone=f"{PHONE},")
    assert reply.json["error_code"] == 9
    await clock.advance(60)
    assert "error" not in (await wire.status(id="1")).json


@pytest.mark.parametrize(("page", "allowed"), [("send", 14), ("status", 4)])
async def test_requests_at_once(
    session: aiohttp.ClientSession, page: str, allowed: int
) -> None:
    """Fifteen sendings or five look-ups at once are one too many."""
    async with Simulator(latency=0.3) as simulator:
        wire = Wire(session, simulator.url)
        asked = [
            wire.send(mes=f"Text {number}")
            if page == "send"
            else wire.status(id=str(number + 1))
            for number in range(allowed + 3)
        ]
        codes = [reply.json.get("error_code") for reply in await asyncio.gather(*asked)]
        assert codes.count(None) == allowed
        assert codes.count(9) == 3
        assert max(one.concurrent for one in simulator.ledger.requests) == allowed + 3


async def test_speed_shortens_the_minute(session: aiohttp.ClientSession) -> None:
    """Sixty times faster, a minute is a second."""
    async with Simulator(speed=60) as simulator:
        wire = Wire(session, simulator.url)
        assert "error" not in (await wire.send()).json
        assert (await wire.send()).json["error_code"] == 9
        await asyncio.sleep(1.02)
        assert "error" not in (await wire.send()).json
        await simulator.ledger.until(lambda ledger: ledger.messages[1].status == 1)


async def test_a_held_request_counts_as_concurrent(
    simulator: Simulator, wire: Wire
) -> None:
    """While an answer is late its request is still there."""
    simulator.faults.add(FaultKind.DELAY, seconds=1.0)
    late = asyncio.create_task(wire.send())
    await simulator.ledger.until(lambda ledger: ledger.messages)
    await wire.send(mes="Two")
    await late
    assert [one.concurrent for one in simulator.ledger.requests] == [2, 1]
