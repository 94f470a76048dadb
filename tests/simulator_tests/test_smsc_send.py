"""Sending by SMSC: reading, deciding, charging."""

from decimal import Decimal
import hashlib

import aiohttp
import pytest

from tests.simulator import Fate, ManualClock, Simulator

from .conftest import OTHER, PHONE, Wire


async def test_a_message_is_accepted_charged_and_delivered(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """The whole life of one text."""
    reply = await wire.send(mes="Привет", cost="3", op="1", id="77")
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert reply.json == {
        "id": 77,
        "cnt": 1,
        "cost": "3.20",
        "balance": "996.80",
        "phones": [
            {
                "phone": "79161234567",
                "mccmnc": "25001",
                "cost": "3.20",
                "status": "-1",
                "error": "0",
            }
        ],
    }
    [message] = simulator.ledger.messages
    assert (message.text, message.phone, message.client_id) == (
        "Привет",
        "79161234567",
        "77",
    )
    assert simulator.smsc.account().balance == Decimal("996.80")
    assert not simulator.phones.inbox(PHONE)
    await clock.advance(1)
    assert simulator.ledger.messages[0].status == 0
    await clock.advance(2)
    assert simulator.ledger.messages[0].status == 1
    assert [one.text for one in simulator.phones.inbox(PHONE)] == ["Привет"]
    assert [step.status for step in simulator.ledger.messages[0].history] == [-1, 0, 1]


async def test_secrets_do_not_reach_the_ledger(
    simulator: Simulator, wire: Wire
) -> None:
    """Passwords and keys are starred out; unknown parameters are told."""
    await wire.send(colour="red")
    await wire.rest("/rest/send/", phones=OTHER, mes="Hi")
    form, rest = simulator.ledger.requests
    assert form.parameters["psw"] == rest.parameters["apikey"] == "***"
    assert form.account == rest.account == "demo"
    assert form.unknown_parameters == ("colour",)
    assert simulator.ledger.unknown_parameters == ["/sys/send.php colour"]


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8"])
async def test_forms_are_read_in_their_charset(
    simulator: Simulator, wire: Wire, charset: str
) -> None:
    """A form is in windows-1251, or in what it says."""
    fields = {"login": "demo", "psw": "demo", "phones": PHONE, "mes": "Тревога"}
    if charset != "windows-1251":
        fields["charset"] = charset
    reply = await wire.form("/sys/send.php", fields)
    assert reply.text == "OK - 1 SMS, ID - 100001"
    assert reply.charset == charset
    assert simulator.ledger.messages[0].text == "Тревога"


async def test_utf8_without_saying_so_arrives_garbled(
    simulator: Simulator, wire: Wire
) -> None:
    """What a client forgets to say, the phone shows."""
    body = aiohttp.FormData(
        {"login": "demo", "psw": "demo", "phones": PHONE, "mes": "Ура"},
        charset="utf-8",
    )
    await wire.request("POST", "/sys/send.php", data=body)
    assert simulator.ledger.messages[0].text == "РЈСЂР°"


async def test_query_multipart_and_post_are_read(
    simulator: Simulator, wire: Wire
) -> None:
    """GET works, a multipart form works, and the form goes before the address."""
    query = "login=demo&psw=demo&phones=79161234567&mes=%CF%F0%E8%E2%E5%F2+1"
    reply = await wire.request("GET", f"/sys/send.php?{query}")
    assert reply.text == "OK - 1 SMS, ID - 100001"
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("mes", "Two")
    reply = await wire.request("POST", f"/sys/send.php?{query}", data=form)
    assert reply.text == "OK - 1 SMS, ID - 100002"
    assert [one.text for one in simulator.ledger.messages] == ["Привет 1", "Two"]


async def test_rest_takes_json_only(simulator: Simulator, wire: Wire) -> None:
    """The REST address wants a posted object of strings and numbers."""
    reply = await wire.rest(
        "/rest/send/", phones=PHONE, mes="Дверь", id=5, cost=3, op=1
    )
    assert reply.json["id"] == 5
    assert reply.json["phones"][0]["cost"] == "3.20"
    for options in (
        {"data": "login=demo"},
        {"json": ["login", "demo"]},
        {"json": {"apikey": "SMSC-DEMO-KEY", "phones": [PHONE], "mes": "Hi"}},
    ):
        reply = await wire.request("POST", "/rest/send/", **options)
        assert reply.json == {"error": "parameters error", "error_code": 1}
    reply = await wire.request("GET", "/rest/send/?login=demo&psw=demo")
    assert reply.json["error_code"] == 1


@pytest.mark.parametrize(
    ("access", "code"),
    [
        ({"login": "demo", "psw": "demo"}, None),
        ({"login": "demo", "psw": hashlib.md5(b"demo").hexdigest()}, None),
        ({"apikey": "SMSC-DEMO-KEY"}, None),
        ({"login": "demo", "psw": "wrong"}, 2),
        ({"login": "nobody", "psw": "demo"}, 2),
        ({"apikey": "wrong"}, 2),
        ({"login": "demo"}, 1),
        ({}, 1),
    ],
)
async def test_access(wire: Wire, access: dict[str, str], code: int | None) -> None:
    """A login takes a password, plain or as md5, or a key instead."""
    fields = {"phones": PHONE, "mes": "Hi", "fmt": "3"}
    reply = await wire.form("/sys/send.php", fields | access)
    assert reply.json.get("error_code") == code


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("89121234567", "79121234567"),
        ("9121234567", "79121234567"),
        ("+79121234567", "79121234567"),
        ("7 (912) 123-45-67", "79121234567"),
        ("4915112345678", "4915112345678"),
        ("+49 151 12345678", "4915112345678"),
    ],
)
async def test_numbers_are_read(
    simulator: Simulator, wire: Wire, asked: str, kept: str
) -> None:
    """A number without a plus may be corrected; one with a plus stays."""
    await wire.send(phones=asked)
    assert simulator.ledger.messages[0].phone == kept


@pytest.mark.parametrize("phone", ["+89121234567", "+7912", "abc", "+7912123456789"])
async def test_a_bad_number_alone_is_an_error_with_an_id(
    simulator: Simulator, wire: Wire, phone: str
) -> None:
    """Nothing is charged; the id tells the number's state afterwards."""
    reply = await wire.send(phones=phone, id="a.b-c_1")
    assert reply.json == {"error": "invalid number", "error_code": 7, "id": "a.b-c_1"}
    assert not simulator.ledger.messages
    assert simulator.smsc.account().balance == 1000
    if phone.strip("+").isdigit():
        reply = await wire.status(phone=phone, id="a.b-c_1")
        assert (reply.json["status"], reply.json["err"]) == (22, 249)


async def test_bad_numbers_do_not_stop_good_ones(
    simulator: Simulator, wire: Wire
) -> None:
    """Each number has its own line; only the good are charged."""
    phones = f"{PHONE};+7000,{OTHER}"
    reply = await wire.send(phones=phones, mes="Й" * 71, cost="3", err="1")
    assert reply.json["cnt"] == 4
    assert reply.json["cost"] == "12.80"
    assert [(one["phone"], one["status"]) for one in reply.json["phones"]] == [
        ("7000", "22")
    ]
    reply = await wire.send(phones=phones, mes="Two", op="1", fmt="1", cost="3")
    assert reply.text.split("\n") == [
        "100002,2,6.40,980.80",
        "79161234567,25001,3.20,-1,0",
        "7000,25001,0.00,22,249",
        "79261234567,25002,3.20,-1,0",
    ]
    assert len(simulator.ledger.messages) == 4
    assert {one.message_id for one in simulator.ledger.to(OTHER)} == {
        "100001",
        "100002",
    }


async def test_one_number_twice_gets_one_message(
    simulator: Simulator, wire: Wire
) -> None:
    """However it is written."""
    reply = await wire.send(phones=f"{PHONE},89161234567")
    assert reply.json["cnt"] == 1


@pytest.mark.parametrize(
    ("changes", "code", "state"),
    [
        ({"sender": "Stranger"}, 6, (23, 254)),
        ({"mes": "a FORBIDDEN-WORD here"}, 6, (23, 253)),
        ({"phones": "79169999999"}, 8, (25, 248)),
        ({"mes": "x" * 1000, "phones": PHONE}, 3, (24, 0)),
    ],
)
async def test_refusals_with_an_id(
    simulator: Simulator,
    wire: Wire,
    changes: dict[str, str],
    code: int,
    state: tuple[int, int],
) -> None:
    """Errors 3, 6, 7 and 8 carry the id, under which the reason stays."""
    simulator.phones.behave("79169999999", Fate.UNROUTABLE)
    simulator.smsc.set_account(balance=Decimal(10))
    reply = await wire.send(**changes)
    assert reply.json["error_code"] == code
    number = str(reply.json["id"])
    reply = await wire.status(phone=changes.get("phones", PHONE), id=number)
    assert (reply.json["status"], reply.json["err"]) == state
    assert simulator.smsc.account().balance == 10
    assert [one.cost for one in simulator.ledger.refused] == [0]


async def test_an_unregistered_sender_may_be_refused_later(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """The other reading: the message is taken first."""
    simulator.smsc.speak(unregistered_sender="late")
    assert (await wire.send(sender="Stranger")).json["cnt"] == 1
    await clock.advance(1)
    [message] = simulator.ledger.messages
    assert (message.status, message.error) == (23, 254)
    assert not simulator.phones.inbox(PHONE)


async def test_cost_alone_sends_nothing(simulator: Simulator, wire: Wire) -> None:
    """The price comes, five times for one request in a minute."""
    for _ in range(5):
        reply = await wire.send(cost="1", mes="^" * 80 + "a")
        assert reply.json == {"cost": "6.40", "cnt": 2}
    assert (await wire.send(cost="1", mes="^" * 80 + "a")).json["error_code"] == 9
    assert not simulator.ledger.messages
    assert simulator.smsc.account().balance == 1000


async def test_a_test_mode_account_sends_nothing_for_nothing(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """Its messages have error 200, cost nothing and arrive nowhere."""
    simulator.smsc.set_account(test_mode=True)
    assert (await wire.send(cost="3")).json["balance"] == "1000.00"
    await clock.advance(5)
    [message] = simulator.ledger.messages
    assert (message.status, message.error) == (1, 200)
    assert not simulator.phones.inbox(PHONE)


@pytest.mark.parametrize(
    ("fate", "states"),
    [
        (Fate.READ, [-1, 0, 1, 2]),
        (Fate.LINK, [-1, 0, 1, 4]),
        (Fate.NEVER, [-1, 0]),
        (Fate.OFF, [-1, 0, 3]),
        (Fate.UNDELIVERED, [-1, 0, 20]),
        (Fate.EXPIRED, [-1, 0, 3]),
        (Fate.REJECTED, [-1, 25]),
        (Fate.UNREPORTED, [-1, 0, 20]),
        ([(2, 0, 0), (5, 20, 13)], [-1, 0, 20]),
    ],
)
async def test_fates(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    fate: Fate | list[tuple[float, int, int]],
    states: list[int],
) -> None:
    """A phone's behaviour decides what becomes of a message."""
    simulator.phones.behave(PHONE, fate)
    await wire.send(valid="1")
    await clock.advance(90000)
    [message] = simulator.ledger.messages
    assert [step.status for step in message.history] == states
    assert bool(simulator.phones.inbox(PHONE)) is (1 in states)
