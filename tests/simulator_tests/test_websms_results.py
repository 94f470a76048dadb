"""Look-ups: by packet, by the client's own number, by message; every result."""

from defusedxml import ElementTree
import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.websms.codes import RESULTS

from .conftest import OTHER, PHONE, Wire
from .websms_wire import WebsmsWire, sections


async def _send(websms: WebsmsWire, clock: ManualClock) -> None:
    """Send a packet of two and one of one, and wait for the minute to pass."""
    await websms.send(phone_list=f"{PHONE},{OTHER}", packet_id="33", message="Вода")
    await websms.send(message_id="44", packet_id="34")
    await clock.advance(61)


async def test_text(websms: WebsmsWire, clock: ManualClock) -> None:
    """Sections, with the table's letter case."""
    await _send(websms, clock)
    reply = await websms.page("/http_out5.asp", packet_id="12347310")
    answer = sections(reply.text)
    assert answer["Common"] == {
        "packet_id": "12347310",
        "user_packet_id": "33",
        "sender_ip": "127.0.0.1",
    }
    assert answer["1"] == {
        "num_#": "1",
        "message_id": "220517990",
        "message_phone": "79161234567",
        "message_text": "Вода",
        "message_parts": "1",
        "message_zone": "1",
        "delivered_date": "10.03.2026 12:00:03",
        "result_Id": "6",
        "result_Info": "доставлено",
        "message_cost": "2,5",
    }
    assert answer["Summary"] == {
        "summ_phone": "2",
        "summ_parts": "2",
        "packet_cost": "5",
    }


async def test_xml(websms: WebsmsWire, clock: ManualClock) -> None:
    """Attributes, and a summary of its own."""
    await _send(websms, clock)
    reply = await websms.page("/http_out5.asp", packet_id="12347310", format="xml")
    [answer] = ElementTree.fromstring(reply.body)
    assert answer.tag == "httpOut"
    assert [one.get("num") for one in answer.findall("sms")] == ["1", "2"]
    assert answer[0].get("result_info") == "доставлено"
    assert [one.get("packet_cost") for one in answer.findall("Summary")] == ["5"]


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ({"packet_id": "12347310"}, ["220517990", "220517991"]),
        ({"user_packet_id": "33"}, ["220517990", "220517991"]),
        ({"message_id": "220517991"}, ["220517991"]),
        ({"message_id": "44"}, ["44"]),
        ({"message_id": "44", "user_packet_id": "33"}, ["220517990", "220517991"]),
        ({"message_id": "220517991", "packet_id": "12347311"}, ["44"]),
        ({"packet_id": "33"}, []),
        ({"user_packet_id": "12347310"}, []),
        ({}, []),
    ],
)
async def test_ids(
    websms: WebsmsWire, clock: ManualClock, fields: dict[str, str], ids: list[str]
) -> None:
    """A packet's number goes before a message's."""
    await _send(websms, clock)
    answer = await websms.results(**fields)
    assert [row["message_id"] for row in answer["sms"]] == ids
    assert answer["summary"][0]["summ_phone"] == str(len(ids))


async def test_another_account(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """Nobody sees what another one has sent."""
    await websms.wire.control("websms/account", login="second")
    await _send(websms, clock)
    access = {"http_username": "second", "http_password": "second"}
    assert (await websms.results(packet_id="12347310", **access))["sms"] == []


@pytest.mark.parametrize("status", RESULTS)
async def test_every_result(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock, status: int
) -> None:
    """The number and its words."""
    simulator.phones.behave(PHONE, [(1, status, 0)])
    answer = await websms.json_send()
    await clock.advance(61)
    [row] = (await websms.results(packet_id=answer["packet_id"]))["sms"]
    assert row["result_id"] == str(status)
    assert row["result_info"] == RESULTS[status].info
    dated = status not in (2, 3, 4, 8, 12)
    assert bool(row["delivered_date"]) == dated


@pytest.mark.parametrize(
    ("fate", "results"),
    [
        ("delivered", ["3", "4", "6"]),
        ("read", ["3", "4", "6"]),
        ("never", ["3", "4", "4"]),
        ("off", ["3", "4", "8"]),
        ("undelivered", ["3", "4", "7"]),
        ("expired", ["3", "4", "11"]),
        ("rejected", ["3", "5", "5"]),
        ("unroutable", ["15", "15", "15"]),
        ("invalid", ["10", "10", "10"]),
        ("unreported", ["3", "4", "4"]),
    ],
)
async def test_fates(
    websms: WebsmsWire,
    simulator: Simulator,
    clock: ManualClock,
    fate: str,
    results: list[str],
) -> None:
    """What a phone does, half a second, one, and four seconds later."""
    simulator.phones.behave(PHONE, fate)
    packet = (await websms.json_send())["packet_id"]
    seen = [*await websms.result_ids(packet_id=packet)]
    assert seen == ["2"]
    told: list[str] = []
    for seconds in (0.5, 0.5, 3):
        await clock.advance(seconds)
        told += await websms.result_ids(packet_id=packet)
    assert told == results
    if fate == "unreported":
        await clock.advance(86400)
        assert await websms.result_ids(packet_id=packet) == ["13"]
    arrived = fate in ("delivered", "read")
    assert bool(simulator.phones.inbox(PHONE)) == arrived


async def test_closed_zones(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """Taken, then told to be a closed direction."""
    simulator.websms.set_account(zones=frozenset({"1"}))
    answer = await websms.json_send(phone_list="+491711234567")
    await clock.advance(61)
    assert await websms.result_ids(packet_id=answer["packet_id"]) == ["14"]


async def test_too_early(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """It is answered, and the ledger tells of it."""
    await websms.send()
    await clock.advance(59)
    assert await websms.result_ids(packet_id="12347310") == ["6"]
    early = simulator.ledger.requests[-1].outcome
    assert early == "answered: asked 59 s after sending, a minute is the least"
    await clock.advance(1)
    await websms.results(packet_id="12347310")
    assert simulator.ledger.requests[-1].outcome == "answered"


@pytest.mark.parametrize("page", ["/http_out5.asp", "/json_out5.asp"])
async def test_an_imitation(wire: Wire, page: str) -> None:
    """Anything in `test` will do, and nobody's login."""
    query = "test=1&packet_id=5" if "http" in page else 'json={"test":"yes"}'
    reply = await wire.request("GET", f"{page}?{query}")
    assert "delivered_date" in reply.text
    assert "7710258" in reply.text


async def test_the_imitation_of_one_message(wire: Wire) -> None:
    """Only the message that was asked for."""
    reply = await wire.request("GET", "/http_out5.asp?test=1&message_id=9")
    assert sections(reply.text)["1"]["message_id"] == "9"
    assert "2" not in sections(reply.text)
