"""WEBSMS's sending: whom, over which page, in which format and charset."""

from decimal import Decimal
import json
from urllib.parse import urlencode

from defusedxml import ElementTree
import pytest

from tests.simulator import ManualClock, Simulator

from .conftest import OTHER, PHONE, Wire
from .websms_wire import ACCESS, WebsmsWire, sections


async def test_text(websms: WebsmsWire, simulator: Simulator) -> None:
    """Two numbers, one packet, charged once."""
    answer = await websms.send_text(phone_list=f"{PHONE},{OTHER}", message="Вода!")
    assert answer["Common"] == {
        "error_num": "OK",
        "packet_id": "12347310",
        "balance_before": "1000",
        "sender_ip": "127.0.0.1",
    }
    assert answer["2"] == {
        "packet_#": "2",
        "message_id": "220517991",
        "message_phone": "79261234567",
        "message_text": "Вода!",
        "message_parts": "1",
        "message_zone": "1",
        "message_cost": "2,5",
    }
    assert answer["Summary"] == {
        "summ_phone": "2",
        "summ_parts": "2",
        "packet_cost": "5",
        "balance_after": "995",
    }
    assert [one.text for one in simulator.ledger.messages] == ["Вода!", "Вода!"]
    assert simulator.websms.account().balance == Decimal(995)


async def test_xml(websms: WebsmsWire) -> None:
    """The same as attributes."""
    reply = await websms.send(format="xml", phone_list=f"{PHONE},{OTHER}")
    [answer] = ElementTree.fromstring(reply.body)
    assert answer.tag == "httpIn"
    assert answer.get("error_num") == "0"
    assert answer.get("balance_after") == "995"
    assert [one.get("message_phone") for one in answer.findall("sms")] == [
        "79161234567",
        "79261234567",
    ]


async def test_json(websms: WebsmsWire) -> None:
    """The same as an object; the error is a number, all else are strings."""
    answer = await websms.json_send(message="Вода!", packet_id=7, phone_list=PHONE)
    assert (answer["error"], answer["err_num"]) == ("OK", 0)
    assert (answer["packet_id"], answer["user_packet_id"]) == ("12347310", "7")
    assert answer["sms"] == [
        {
            "message_id": "220517990",
            "message_phone": "79161234567",
            "message_parts": "1",
            "message_zone": "1",
            "message_cost": "2,5",
        }
    ]


async def test_the_case_of_names(websms: WebsmsWire, simulator: Simulator) -> None:
    """Letter case matters within JSON, and nowhere else."""
    await websms.json_send(fromphone="demo", message="1")
    await websms.json_send(fromPhone="demo", message="2")
    await websms.post(
        "/http_in5.asp",
        {key.upper(): value for key, value in ACCESS.items()}
        | {"Phone_List": PHONE, "MESSAGE": "3", "FROMPHONE": "demo"},
    )
    senders = [one.sender for one in simulator.ledger.messages]
    assert senders == ["WEBSMS", "demo", "demo"]
    assert simulator.ledger.unknown_parameters == ["/json_in5.asp fromphone"]


async def test_charsets(websms: WebsmsWire, simulator: Simulator) -> None:
    """One page takes UTF-8, the others windows-1251, and none guesses."""
    fields = ACCESS | {"phone_list": PHONE, "message": "Вода 中"}
    reply = await websms.post("/http_in6.asp", fields, charset="utf-8")
    assert (reply.charset, sections(reply.text)["1"]["message_text"]) == (
        "utf-8",
        "Вода 中",
    )
    await websms.post(
        "/http_in5.asp", ACCESS | {"phone_list": PHONE, "message": "Вода"}
    )
    await websms.post(
        "/http_in5.asp",
        ACCESS | {"phone_list": PHONE, "message": "Вода"},
        charset="utf-8",
    )
    texts = [one.text for one in simulator.ledger.messages]
    assert texts[:2] == ["Вода 中", "Вода"]
    assert texts[2] != "Вода"


async def test_by_get(wire: Wire, simulator: Simulator) -> None:
    """Both methods, also with two slashes."""
    query = urlencode(ACCESS | {"phone_list": PHONE, "message": "1"})
    reply = await wire.request("GET", f"//http_in5.asp?{query}")
    assert sections(reply.text)["Common"]["error_num"] == "OK"
    query = urlencode(
        {"json": json.dumps(ACCESS | {"phone_list": PHONE, "message": "2"})}
    )
    reply = await wire.request("GET", f"/json_in5.asp?{query}")
    assert reply.json["err_num"] == 0
    assert [one.text for one in simulator.ledger.messages] == ["1", "2"]


async def test_doubles_and_blocked_numbers_vanish(
    websms: WebsmsWire, simulator: Simulator
) -> None:
    """The rest goes, and the answer has fewer rows than there were numbers."""
    simulator.websms.set_account(blacklist=frozenset({"79261234567"}))
    answer = await websms.json_send(phone_list=f"{PHONE},{OTHER},89161234567,")
    assert [row["message_phone"] for row in answer["sms"]] == ["79161234567"]
    assert answer["summ_phone"] == "1"
    assert len(simulator.ledger.messages) == 1
    assert await websms.error(phone_list=OTHER) == 12


async def test_groups(websms: WebsmsWire, simulator: Simulator) -> None:
    """A group of the address book, alone and beside numbers."""
    answer = await websms.json_send(group="17352", phone_list=PHONE)
    assert answer["summ_phone"] == "3"
    await websms.send(group="17352", message="Two")
    assert len(simulator.ledger.messages) == 5
    simulator.websms.book().groups["1"] = "Empty"
    assert await websms.error(group="1", phone_list="") == 12


async def test_own_numbers(websms: WebsmsWire, simulator: Simulator) -> None:
    """A packet's and a message's own; whether they are unique is an option."""
    answer = await websms.send_text(packet_id="33", message_id="44")
    assert answer["Common"]["packet_id"] == "12347310"
    assert answer["Common"]["user_packet_id"] == "33"
    assert answer["1"]["message_id"] == "44"
    assert await websms.error(packet_id="33", message_id="44", message="2") == 0
    simulator.websms.set_account(unique_packet_ids=True)
    assert await websms.error(packet_id="33") == 19
    assert await websms.error(message_id="44") == 0
    simulator.websms.set_account(unique_message_ids=True)
    assert await websms.error(message_id="44") == 19
    assert await websms.error(message_id="45", phone_list=f"{PHONE},{OTHER}") == 10
    client_ids = [one.client_id for one in simulator.ledger.messages]
    assert client_ids == ["44", "44", "44"]


@pytest.mark.parametrize(
    ("asked", "digits", "zone", "status"),
    [
        ("79161234567", "79161234567", "1", 6),
        ("+79161234567", "79161234567", "1", 6),
        ("89161234567", "79161234567", "1", 6),
        ("+491711234567", "491711234567", "2", 6),
        ("00491711234567", "491711234567", "2", 6),
        ("491711234567", "491711234567", "2", 15),
    ],
)
async def test_numbers(
    websms: WebsmsWire,
    simulator: Simulator,
    clock: ManualClock,
    asked: str,
    digits: str,
    zone: str,
    status: int,
) -> None:
    """At home the plus is not needed, abroad it is."""
    answer = await websms.send_text(phone_list=asked)
    assert (answer["1"]["message_phone"], answer["1"]["message_zone"]) == (digits, zone)
    await clock.advance(5)
    assert simulator.ledger.messages[0].status == status


async def test_a_test_sends_nothing(websms: WebsmsWire, simulator: Simulator) -> None:
    """The answer is a real one, and nothing is charged."""
    answer = await websms.json_send(test="1")
    assert (answer["balance_before"], answer["balance_after"]) == ("1000", "997,5")
    assert not simulator.ledger.messages
    assert simulator.websms.account().balance == Decimal(1000)
    assert await websms.error(test="1", http_password="x") == 1
    assert simulator.ledger.requests[0].outcome == "answered: a test, nothing sent"


@pytest.mark.parametrize("path", ["/http_in5.asp", "/http_in6.asp"])
async def test_an_imitation_needs_no_login(wire: Wire, path: str) -> None:
    """Anybody gets an answer, whatever else is wrong."""
    reply = await wire.request("GET", f"{path}?test=-1&phone_list=1,2")
    answer = sections(reply.text)
    assert answer["Common"]["error_num"] == "OK"
    assert answer["Summary"]["summ_phone"] == "2"


async def test_line_ends(websms: WebsmsWire, simulator: Simulator) -> None:
    """They are written as two characters, in the answer as well."""
    answer = await websms.send_text(message="a\\nb")
    assert simulator.ledger.messages[0].text == "a\nb"
    assert answer["1"]["message_text"] == "a\\nb"


async def test_senders(websms: WebsmsWire, simulator: Simulator) -> None:
    """Letters and digits, and only what the cabinet has."""
    for wrong in ("Other", "twelveletter", "with space", "Дом"):
        assert await websms.error(fromPhone=wrong) == 23
    assert await websms.error(fromPhone="TESTSMS") == 23
    assert await websms.error(fromPhone="TESTSMS", test="1") == 0
    simulator.websms.set_account(test_mode=True)
    assert await websms.error(fromPhone="demo") == 23
    assert await websms.error(fromPhone="79021100083") == 0
