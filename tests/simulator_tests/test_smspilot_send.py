"""SMSPILOT: sending to one number and to many, what it costs, and what refuses it."""

from decimal import Decimal

import pytest

from tests.simulator import ManualClock, Simulator

from .conftest import NOON
from .pilot import BLACKLISTED, FIRST, SECOND, Pilot


async def test_one_message(
    simulator: Simulator, pilot: Pilot, clock: ManualClock
) -> None:
    """It is charged, kept, delivered, and to be seen on its phone."""
    reply = await pilot.send(send="Вода", sender="demo", ttl="60")
    assert reply.json == {
        "send": [
            {"server_id": "9316849", "phone": FIRST, "price": "1.31", "status": "0"}
        ],
        "balance": "998.69",
        "cost": "1.31",
        "server_packet_id": "9316849",
    }
    [message] = simulator.ledger.messages
    assert (message.provider, message.message_id) == ("smspilot", "9316849")
    assert (message.text, message.sender, message.channel) == ("Вода", "demo", "sms")
    assert (message.cost, message.parts) == (Decimal("1.31"), 1)
    assert message.validity == 3600
    assert pilot.provider.account().balance == Decimal("998.69")
    await clock.advance(10)
    assert [one.text for one in simulator.phones.inbox(FIRST)] == ["Вода"]
    states = [one.status for one in simulator.ledger.messages[0].history]
    assert states == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 135, 3),
        ("€" * 81, 2),
    ],
)
async def test_parts_are_charged(
    simulator: Simulator, pilot: Pilot, text: str, parts: int
) -> None:
    """160 and 153 Latin letters, 70 and 67 others."""
    reply = await pilot.send(send=text, fields="parts,price")
    assert reply.json["send"] == [
        {"parts": str(parts), "price": str(parts * Decimal("1.31"))}
    ]
    assert simulator.ledger.messages[0].parts == parts


async def test_many_numbers(simulator: Simulator, pilot: Pilot) -> None:
    """Each has a row; a bad one among more good ones is a row, too, and costs nothing."""
    reply = await pilot.send(to=f"{FIRST}, {SECOND},{BLACKLISTED},{FIRST}")
    rows = reply.json["send"]
    assert [row["status"] for row in rows] == ["0", "0", "-2"]
    assert rows[2] == {
        "server_id": "9316851",
        "phone": BLACKLISTED,
        "price": "0.00",
        "status": "-2",
        "error": "212",
        "error_en": "Phone in black list",
        "error_ru": "Телефон в черном списке",
    }
    assert reply.json["cost"] == "2.62"
    assert len(simulator.ledger.messages) == 2
    [refused] = simulator.ledger.refused
    assert (refused.phone, refused.status, refused.error) == (BLACKLISTED, -2, 212)
    assert await pilot.statuses("packet", id="9316849") == ["0", "0", "-2"]


async def test_a_batch_is_refused_when_errors_outnumber_the_valid(
    simulator: Simulator, pilot: Pilot
) -> None:
    """With the first error; nothing is kept or charged."""
    reply = await pilot.send(to=f"{FIRST},7908,{BLACKLISTED}")
    assert reply.json["error"] == {
        "code": 215,
        "description": "Invalid phone length",
        "description_ru": "Неправильная длина номера телефона",
        "phone": "7908",
        "ip": "127.0.0.1",
    }
    assert not simulator.ledger.messages
    assert not simulator.ledger.refused
    assert pilot.provider.account().balance == 1000


@pytest.mark.parametrize(("tie", "taken"), [("accepted", 1), ("refused", 0)])
async def test_a_tie(simulator: Simulator, pilot: Pilot, tie: str, taken: int) -> None:
    """As many bad numbers as good ones: nobody knows."""
    pilot.provider.speak(tie=tie)
    reply = await pilot.send(to=f"{FIRST},{BLACKLISTED}")
    assert ("send" in reply.json) == bool(taken)
    assert len(simulator.ledger.messages) == taken


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"send": ""}, 230),
        ({"to": ""}, 111),
        ({"to": ","}, 111),
        ({"to": "+79087964781"}, 111),
        ({"to": "7908796478a"}, 111),
        ({"to": "09087964781"}, 111),
        ({"to": "7908796478"}, 215),
        ({"to": "4917"}, 215),
        ({"to": "4917012345678901"}, 215),
        ({"to": BLACKLISTED}, 212),
        ({"send": "a FORBIDDEN-WORD"}, 222),
        ({"send": "ADVERTISEMENT"}, 223),
        ({"sender": "FORBIDDEN"}, 201),
        ({"sender": "much too long for a name"}, 115),
        ({"sender": "Имя"}, 115),
        ({"ttl": "0"}, 270),
        ({"ttl": "1441"}, 270),
        ({"ttl": "an hour"}, 270),
        ({"send_datetime": "2026-03-10 08:59:58"}, 250),
        ({"send_datetime": "2026-13-10 08:59:58"}, 250),
        ({"send_datetime": "10.03.2027 10:00"}, 250),
        ({"send_datetime": "1000000000"}, 250),
        ({"callback": "example"}, 260),
        ({"callback": "ftp://example.com/a"}, 260),
        ({"callback": "http://"}, 260),
        ({"callback_method": "put"}, 10),
        ({"charset": "ebcdic"}, 10),
        ({"lang": "de"}, 10),
        ({"test": "2"}, 10),
        ({"cost": "yes"}, 10),
        ({"debug": "nobody"}, 10),
        ({"r": "partner"}, 10),
    ],
)
async def test_what_is_refused(
    simulator: Simulator, pilot: Pilot, fields: dict[str, str], code: int
) -> None:
    """By its code; nothing is sent."""
    if fields.get("charset") == "ebcdic":
        body = await pilot.get(
            apikey="SMSPILOT-DEMO-KEY", format="json", to=FIRST, **fields
        )
        assert body.code == code
        return
    assert (await pilot.send(**fields)).code == code
    assert not simulator.ledger.messages


@pytest.mark.parametrize(
    "fields",
    [
        {"to": "4915112345678"},
        {"ttl": "1"},
        {"ttl": "1440"},
        {"ttl": ""},
        {"sender": "79087964781"},
        {"sender": "any.NAME-1"},
        {"callback": "https://user:password@example.com/s.php?fields=all"},
        {"callback_method": "post"},
        {"debug": "info@example.com", "r": "51", "lang": "ru"},
        {"fields": "nonsense"},
        {"send_datetime": "2026-03-10 09:00:00"},
    ],
)
async def test_what_is_taken(
    simulator: Simulator, pilot: Pilot, fields: dict[str, str]
) -> None:
    """Everything that the document allows."""
    assert "send" in (await pilot.send(**fields)).json
    assert len(simulator.ledger.messages) == 1


async def test_unknown_parameters_are_noted(simulator: Simulator, pilot: Pilot) -> None:
    """They change nothing; the misprints of the document are among them."""
    await pilot.send(tto="60", ttd="60", t1="60")
    assert simulator.ledger.unknown_parameters == [
        "/api.php tto",
        "/api.php ttd",
        "/api.php t1",
    ]
    [request] = simulator.ledger.requests
    assert request.parameters["apikey"] == "***"
    assert len(simulator.ledger.messages) == 1


@pytest.mark.parametrize(
    ("code", "asked"),
    [(code, "number") for code in (108, 111, 213, 214, 215)]
    + [(code, "text") for code in (220, 221, 224, 225, 247, 248)]
    + [(code, "sender") for code in (115, 116, 200, 201, 204, 226)],
)
async def test_codes_of_a_setting(pilot: Pilot, code: int, asked: str) -> None:
    """What the document gives no cause of is a setting."""
    match asked:
        case "number":
            await pilot.control("number_error", phone=FIRST, code=code)
        case "text":
            await pilot.control("account", refused_texts={"Hello": code})
        case _:
            await pilot.control("account", refused_senders={"demo": code})
    assert (await pilot.send(sender="demo")).code == code


@pytest.mark.parametrize(("fate", "code"), [("invalid", 111), ("unroutable", 214)])
async def test_numbers_that_are_refused_by_their_fate(
    simulator: Simulator, pilot: Pilot, fate: str, code: int
) -> None:
    """As for every provider."""
    simulator.phones.behave(FIRST, fate)
    assert (await pilot.send()).code == code


async def test_a_scheduled_message(
    simulator: Simulator, pilot: Pilot, clock: ManualClock
) -> None:
    """It has status 3 until its moment, by date in UTC or by stamp."""
    at = "2026-03-10 10:00:00"
    reply = await pilot.send(send_datetime=at, fields="status,send_datetime")
    assert reply.json["send"] == [{"status": "3", "send_datetime": at}]
    stamped = str(int(NOON) + 3600)
    assert (await pilot.send(send_datetime=stamped)).json["send"][0]["status"] == "3"
    await clock.advance(3599)
    assert await pilot.statuses("all") == ["3", "3"]
    await clock.advance(10)
    assert await pilot.statuses("all") == ["2", "2"]
    assert [one.status for one in simulator.ledger.messages[0].history] == [3, 0, 1, 2]


async def test_a_cost_is_told_and_nothing_sent(
    simulator: Simulator, pilot: Pilot
) -> None:
    """For all numbers that are good."""
    reply = await pilot.send(to=f"{FIRST},{SECOND},7908", cost="1")
    assert reply.json == {"cost": "2.62"}
    assert (await pilot.send(cost="1", to="7908")).code == 215
    assert not simulator.ledger.messages
    assert pilot.provider.account().balance == 1000


async def test_no_money(simulator: Simulator, pilot: Pilot) -> None:
    """The whole packet is refused, or what is too much."""
    pilot.provider.set_account(balance=Decimal("3.00"))
    three = f"{FIRST},{SECOND},79261234567"
    reply = await pilot.send(to=three)
    assert reply.json["error"]["description"] == "You don't have enough money"
    assert reply.code == 241
    pilot.provider.speak(no_money="rows")
    reply = await pilot.send(to=three)
    assert [row.get("error") for row in reply.json["send"]] == [None, None, "241"]
    assert reply.json["balance"] == "0.38"
    assert len(simulator.ledger.messages) == 2


async def test_a_sender_that_is_not_the_accounts(
    simulator: Simulator, pilot: Pilot
) -> None:
    """It is replaced, and the answer says by what; or refused."""
    reply = await pilot.send(sender="Stranger", fields="sender,sender_orig")
    assert reply.json["send"] == [{"sender": "INFORM", "sender_orig": "Stranger"}]
    reply = await pilot.send(sender="demo", fields="sender,sender_orig")
    assert reply.json["send"] == [{"sender": "demo", "sender_orig": ""}]
    assert (await pilot.send()).json["send"]
    assert [one.sender for one in simulator.ledger.messages] == [
        "INFORM",
        "demo",
        "INFORM",
    ]
    pilot.provider.set_account(any_sender=True)
    reply = await pilot.send(sender="Stranger", fields="sender")
    assert reply.json["send"] == [{"sender": "Stranger"}]


async def test_the_loop_protection(
    simulator: Simulator, pilot: Pilot, clock: ManualClock
) -> None:
    """Off until the cabinet sets it; then the same text for the same number is 243."""
    for _ in range(2):
        assert "send" in (await pilot.send()).json
    await pilot.control("account", loop_protection=60)
    assert (await pilot.send()).code == 243
    assert "send" in (await pilot.send(send="Other")).json
    assert "send" in (await pilot.send(to=SECOND)).json
    await clock.advance(60)
    assert "send" in (await pilot.send()).json
    assert (await pilot.send()).code == 243
    await pilot.control("forget_limits")
    assert "send" in (await pilot.send()).json
    assert len(simulator.ledger.messages) == 6


async def test_the_limit_of_a_day(pilot: Pilot, clock: ManualClock) -> None:
    """112, until a day has gone by."""
    await pilot.control("account", sms_limit=2)
    assert "send" in (await pilot.send(to=f"{FIRST},{SECOND}")).json
    assert (await pilot.send()).code == 112
    await clock.advance(86400)
    assert "send" in (await pilot.send()).json


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ("", ["server_id", "phone", "price", "status"]),
        ("status,server_id", ["status", "server_id"]),
        ("phone,phone,else", ["phone"]),
        ("message,send_datetime,error", ["message", "send_datetime", "error"]),
    ],
)
async def test_fields(pilot: Pilot, fields: str, names: list[str]) -> None:
    """What was asked for, in its order."""
    [row] = (await pilot.send(fields=fields)).json["send"]
    assert list(row) == names


async def test_all_fields(pilot: Pilot) -> None:
    """Of a message in two parts under a replaced name."""
    [row] = (await pilot.send(send="я" * 71, sender="No", fields="all")).json["send"]
    assert row == {
        "server_id": "9316849",
        "phone": FIRST,
        "price": "2.62",
        "status": "0",
        "sender": "INFORM",
        "sender_orig": "No",
        "created": "2026-03-10 09:00:00",
        "modified": "2026-03-10 09:00:00",
        "parts": "2",
        "country": "Россия",
        "operator": "МТС",
        "error": "0",
        "error_en": "",
        "error_ru": "",
    }
