"""What tests can do to WEBSMS over HTTP, and the page that people look at."""

from decimal import Decimal

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.kernel.provider import ControlError

from .conftest import PHONE
from .websms_wire import ACCESS, WebsmsWire


async def test_the_index(websms: WebsmsWire) -> None:
    """One can read what there is."""
    index = (await websms.wire.request("GET", "/_control")).json
    assert index["POST /_control/websms/book"] == "Return an account's address book."


async def test_accounts(websms: WebsmsWire, simulator: Simulator) -> None:
    """Changed, opened, listed."""
    control = websms.wire.control
    account = await control(
        "websms/account",
        balance="12.5",
        prices={"sms 1": "1.25"},
        senders=["Home"],
        moderators={"night": {"password": "m", "oper_id": "3"}},
        files={"5": "sound"},
        repeats=3,
        gmt=5,
        zones=["1"],
        http_enabled=False,
    )
    assert (account["balance"], account["prices"]) == ("12.5", {"sms 1": "1.25"})
    assert account["moderators"]["night"]["oper_id"] == "3"
    second = await control("websms/account", login="second")
    assert (second["password"], second["balance"]) == ("second", "1000")
    logins = [one["login"] for one in await control("websms/accounts")]
    assert logins == ["demo", "second"]
    assert simulator.websms.account().balance == Decimal("12.5")


async def test_other_verbs(websms: WebsmsWire, simulator: Simulator) -> None:
    """Numbers, reports, the dialect, the book."""
    control = websms.wire.control
    await control("websms/number_from", packet_id=7, message_id=2147483648)
    answer = await websms.json_send()
    assert answer["packet_id"] == "7"
    assert answer["sms"][0]["message_id"] == "2147483648"
    assert (await control("websms/report", key=1, status=7))["status"] == 7
    assert (await control("report", key=1, status=6))["status"] == 6
    spoken = await control("websms/dialect", json_money="number")
    assert spoken["spoken"]["json_money"] == "number"
    assert spoken["readings"]["callback_way"] == ["body", "field"]
    book = await control("websms/book")
    assert book["groups"] == {"17352": "Семья"}


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("websms/incoming", {"phone": PHONE, "text": "Yes"}),
        ("websms/account", {"colour": "red"}),
        ("websms/account", {"files": {"5": "film"}}),
        ("websms/account", {"moderators": {"night": "m"}}),
        ("websms/account", {"moderators": {"night": {"password": "m"}}}),
        ("websms/account", {"gmt": "3"}),
        ("websms/book", {"login": "nobody"}),
        ("websms/number_from", {"page": 1}),
        ("websms/number_from", {"packet_id": "1"}),
        ("websms/report", {"key": 9, "status": 6}),
        ("websms/report", {"key": 1, "status": 77}),
        ("websms/dialect", {"json_money": "gold"}),
        ("websms/dialect", {"mood": "good"}),
    ],
)
async def test_wrong_control_requests(
    websms: WebsmsWire, path: str, fields: dict[str, object]
) -> None:
    """They are told what is wrong."""
    await websms.send()
    reply = await websms.wire.request("POST", f"/_control/{path}", json=fields)
    assert reply.status == 400
    assert reply.json["error"]


async def test_nothing_comes_in(websms: WebsmsWire, simulator: Simulator) -> None:
    """The interface has no incoming messages, nor has the page a form for them."""
    with pytest.raises(ControlError, match="no incoming"):
        simulator.websms.receive(phone=PHONE, text="Yes")
    await websms.send(message="Water")
    page = (await websms.wire.request("GET", "/")).body.decode()
    assert 'action="/answer"' not in page
    form = {"provider": "websms", "account": "demo", "phone": PHONE, "text": "Yes"}
    reply = await websms.wire.request("POST", "/answer", data=form)
    assert reply.status == 400
    assert not simulator.ledger.incoming


async def test_the_page(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """It shows phone, message and account; SMSC's messages can still be answered."""
    await websms.send(message="Water")
    await clock.advance(5)
    page = (await websms.wire.request("GET", "/")).body.decode()
    for shown in ("+79161234567", "Water", "delivered", "websms", "997.50 RUB"):
        assert shown in page
    await websms.wire.send(mes="Fire")
    page = (await websms.wire.request("GET", "/")).body.decode()
    assert 'name="provider" value="smsc"' in page


async def test_the_ledger(websms: WebsmsWire) -> None:
    """No passwords, not even those within JSON."""
    await websms.json_send()
    await websms.send(message="2")
    reply = await websms.wire.request("GET", "/_control/ledger")
    for request in reply.json["requests"]:
        assert request["parameters"]["http_username"] == ACCESS["http_username"]
        assert request["parameters"]["http_password"] == "***"
    assert reply.json["unknown_parameters"] == []


async def test_reset(websms: WebsmsWire, simulator: Simulator) -> None:
    """Everything is as it was at the start."""
    await websms.send()
    await websms.book("delgroup", group="17352")
    simulator.websms.speak(json_ids="number")
    simulator.websms.set_account(repeats=0)
    await websms.wire.control("reset")
    assert not simulator.ledger.messages
    assert simulator.websms.account().balance == Decimal(1000)
    assert simulator.websms.book().groups
    answer = await websms.json_send()
    assert (answer["err_num"], answer["packet_id"]) == (0, "12347310")
