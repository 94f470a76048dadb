"""Every error of WEBSMS, by its cause where it has one."""

from decimal import Decimal
from typing import Any

from defusedxml import ElementTree
import pytest

from tests.simulator import Simulator
from tests.simulator.websms import Moderator
from tests.simulator.websms.codes import DOCUMENTED_ERRORS

from .conftest import PHONE
from .websms_wire import WebsmsWire, sections


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"http_password": "x"}, 1),
        ({"http_username": "nobody"}, 1),
        ({"phone_list": f"{PHONE},abc"}, 10),
        ({"phone_list": "7916 123"}, 10),
        ({"message": ""}, 11),
        ({"phone_list": ""}, 12),
        ({"send_on": "tomorrow"}, 14),
        ({"send_on": "31.02.2026 10:00"}, 14),
        ({"group": "friends"}, 20),
        ({"group": "5"}, 20),
        ({"http_password": ""}, 21),
        ({"http_username": ""}, 22),
        ({"fromPhone": "Дом"}, 23),
        ({"phone_list": ",".join(str(79161230000 + n) for n in range(10))}, 24),
    ],
)
async def test_what_the_request_causes(
    websms: WebsmsWire, simulator: Simulator, fields: dict[str, str], code: int
) -> None:
    """Nothing is sent, nothing is charged."""
    answer = await websms.json_send(**fields)
    assert answer == {"error": DOCUMENTED_ERRORS[code], "err_num": code}
    assert not simulator.ledger.messages
    assert simulator.websms.account().balance == Decimal(1000)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"blocked": True}, 2),
        ({"balance": Decimal(2)}, 3),
        ({"blocked_ips": frozenset({"127.0.0.1"})}, 4),
        ({"http_enabled": False}, 5),
        ({"allowed_ips": frozenset({"10.0.0.1"})}, 6),
        ({"stopped": True}, 13),
        ({"dealer_off": True}, 16),
    ],
)
async def test_what_the_account_causes(
    websms: WebsmsWire, simulator: Simulator, settings: dict[str, Any], code: int
) -> None:
    """The cabinet's settings; whatever concerns sending alone leaves look-ups be."""
    simulator.websms.set_account(**settings)
    assert await websms.error() == code
    assert not simulator.ledger.messages
    looked_up = await websms.results(packet_id="1")
    assert looked_up["err_num"] == (0 if code in (3, 5) else code)


async def test_moderators(websms: WebsmsWire, simulator: Simulator) -> None:
    """A further access may be closed on its own."""
    open_one = Moderator(password="m", oper_id="12")
    simulator.websms.set_account(
        moderators={
            "night": open_one,
            "day": Moderator(password="m", oper_id="13", blocked=True),
        }
    )
    assert await websms.error(http_username="night", http_password="m") == 0
    assert await websms.error(http_username="night", http_password="demo") == 1
    assert await websms.error(http_username="day", http_password="m") == 9
    [message] = simulator.ledger.messages
    assert (message.account, message.details["oper_id"]) == ("demo", "12")


@pytest.mark.parametrize("code", DOCUMENTED_ERRORS)
async def test_by_order(websms: WebsmsWire, simulator: Simulator, code: int) -> None:
    """Each number comes when a fault says so, in every format."""
    simulator.faults.add("error_code", code=code, times=3, provider="websms")
    assert await websms.error() == code
    [answer] = ElementTree.fromstring((await websms.send(format="xml")).body)
    assert answer.get("error_num") == str(code)
    common = (await websms.send_text())["Common"]
    words = "OK" if code == 0 else DOCUMENTED_ERRORS[code]
    assert common == {"error_num": words}
    assert not simulator.ledger.messages


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"mode": "fax"}, 11),
        ({"translit": "2"}, 11),
        ({"nosplit": "yes"}, 11),
        ({"to_sms": "4"}, 11),
        ({"mode": "voice", "voice": "6"}, 11),
        ({"mode": "voice", "temp": "2.1"}, 11),
        ({"mode": "voice", "emotion": "sad"}, 11),
        ({"mode": "voice", "lang": "4"}, 11),
        ({"mode": "voice", "id_fileid": "101"}, 11),
        ({"mode": "viber", "id_fileid": "102"}, 11),
        ({"mode": "viber", "id_fileid": "7"}, 11),
        ({"chat": "4"}, 11),
        ({"test": "2"}, 11),
        ({"packet_id": "abc"}, 10),
        ({"message_id": "-1"}, 10),
        ({"gmt": "13"}, 14),
        ({"UseReceiverGMT": "2"}, 14),
        ({"birthday": "2"}, 14),
        ({"valid_period": "9"}, 14),
        ({"valid_period": "1441"}, 14),
    ],
)
async def test_what_is_out_of_range(
    websms: WebsmsWire, simulator: Simulator, fields: dict[str, str], code: int
) -> None:
    """The nearest number; the ledger says which parameter it was."""
    assert await websms.error(**fields) == code
    assert not simulator.ledger.messages
    name = list(fields)[-1]
    assert name in simulator.ledger.requests[0].outcome


@pytest.mark.parametrize(
    "body", ["json={", "json=[]", "json=%7B%22a%22%3A%5B%5D%7D", ""]
)
async def test_json_that_cannot_be_read(websms: WebsmsWire, body: str) -> None:
    """Nobody's login can be seen in it."""
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = await websms.wire.request("POST", "/json_in5.asp", data=body, headers=head)
    assert reply.json["err_num"] == 22


async def test_errors_of_the_other_pages(websms: WebsmsWire) -> None:
    """Each in its own way."""
    wrong = {"http_password": "x"}
    reply = await websms.page("/http_out5.asp", packet_id="1", **wrong)
    assert sections(reply.text) == {"Common": {"error_num": "error login, password"}}
    reply = await websms.page("/http_out5.asp", packet_id="1", format="xml", **wrong)
    assert ElementTree.fromstring(reply.body)[0].attrib == {"error_num": "1"}
    reply = await websms.page("/http_delete.asp", packet_id="1", **wrong)
    assert reply.text == "SMSDELETE: 0\nMONEYBACK:0.00\nERROR: 1"
    reply = await websms.page("/http_credit.asp", **wrong)
    assert reply.text == "error login, password"
    reply = await websms.page("/get_statistic.asp", **wrong)
    assert "error login, password" in reply.text
    reply = await websms.page("/get_statistic.asp", repformat="3", **wrong)
    assert ElementTree.fromstring(reply.body).attrib == {"error_num": "1"}
    answer = await websms.book("getgroups", **wrong)
    assert answer == {"result": {"result": "1", "mess": "error login, password"}}
