"""What an account's settings and SMSC's rules forbid, and with which error."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.smsc import codes

from .conftest import NOON, OTHER, PHONE, Handler, Wire

_MANY = ",".join(f"791600000{n:02d}" for n in range(11))


@pytest.mark.parametrize(
    ("settings", "asked", "error"),
    [
        ({"known_ips": ["10.0.0.1"]}, {}, 239),
        ({"known_ips": ["127.0.0.1"]}, {}, 0),
        ({"templates_only": True}, {}, 238),
        ({"templates_only": True, "templates": {"Hello": "service"}}, {}, 0),
        ({"templates_only": True}, {"hlr": "1"}, 0),
        ({"contract": False}, {}, 0),
        ({"contract": False}, {"phones": _MANY}, 243),
        ({"contract": False, "templates": {"Hello": "advertising"}}, {}, 243),
        ({"mailings": False}, {"phones": _MANY}, 244),
        ({"mailings": False}, {}, 0),
        ({}, {"mes": "See http://forbidden.example/x"}, 244),
        ({"sending_hours": [13, 18]}, {}, 246),
        ({"sending_hours": [13, 18]}, {"time": "+60"}, 0),
        ({"sending_hours": None}, {}, 0),
        ({"blacklist": ["79161234567"]}, {}, 252),
        ({}, {"phones": "79037676877"}, 252),
        ({"forbidden_numbers": ["7916"]}, {}, 250),
        ({"forbidden_numbers": ["7916"]}, {"phones": OTHER}, 0),
        ({"forbidden_words": ["Hell"]}, {}, 253),
        ({"senders": ["79161234567"]}, {"sender": "79161234567"}, 253),
        ({}, {"sender": "Stranger"}, 254),
        ({}, {"sender": "Stranger", "call": "1"}, 254),
        ({}, {"call": "1"}, 0),
    ],
)
async def test_restrictions(
    simulator: Simulator,
    wire: Wire,
    settings: Mapping[str, Any],
    asked: dict[str, str],
    error: int,
) -> None:
    """Set over HTTP; error 6, and the message's own error under the same id."""
    await wire.control("smsc/account", **settings)
    reply = await wire.send(id="5", **asked)
    assert reply.json.get("error_code") == (6 if error else None), reply.text
    if error:
        assert reply.json["id"] == 5
        assert {one.error for one in simulator.ledger.refused} == {error}
        assert {one.status for one in simulator.ledger.refused} == {23}
        phone = asked.get("phones", PHONE).split(",")[0]
        answer = (await wire.status(id="5", phone=phone)).json
        assert (answer["status"], answer["err"]) == (23, error)


@pytest.mark.parametrize(
    ("settings", "asked", "error"),
    [
        ({"daily_limit": 2}, {"phones": OTHER}, 247),
        ({"number_limit": 2}, {}, 251),
        ({"number_limit": 2}, {"phones": OTHER}, 0),
        ({"user_ip_limit": 2}, {"userip": "10.0.0.1"}, 247),
        ({"user_ip_limit": 2}, {"userip": "10.0.0.2"}, 0),
        ({"user_ip_limit": 2}, {"userip": "", "phones": OTHER}, 0),
    ],
)
async def test_limits_of_a_day(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    settings: Mapping[str, Any],
    asked: dict[str, str],
    error: int,
) -> None:
    """The third is too many, until a day is over."""
    await wire.control("smsc/account", **settings)
    values = {"userip": "10.0.0.1"} | asked
    for text in ("One", "Two"):
        reply = await wire.send(mes=text, userip="10.0.0.1")
        assert "error" not in reply.json
    reply = await wire.send(mes="Three", **values)
    assert reply.json.get("error_code") == (6 if error else None)
    assert [one.error for one in simulator.ledger.refused] == ([error] * bool(error))
    await clock.advance(86401)
    assert "error" not in (await wire.send(mes="Four", **values)).json


async def test_a_limit_within_one_request(simulator: Simulator, wire: Wire) -> None:
    """As many as are left go."""
    simulator.smsc.set_account(daily_limit=2)
    reply = await wire.send(phones="G1,79161234567", op="1")
    assert [one["error"] for one in reply.json["phones"]] == ["0", "0", "247"]


@pytest.mark.parametrize(
    ("reading", "code", "states"),
    [("refused", 2, []), ("late", 6, [(23, 239)])],
)
async def test_a_forbidden_address(
    simulator: Simulator,
    wire: Wire,
    reading: str,
    code: int,
    states: list[tuple[int, int]],
) -> None:
    """It is told of the request, or of the message; look-ups are refused in both."""
    simulator.smsc.speak(forbidden_address=reading)
    simulator.smsc.set_account(allowed_ips=frozenset({"10.0.0.1"}))
    assert (await wire.send(id="1")).json["error_code"] == code
    assert [(one.status, one.error) for one in simulator.ledger.refused] == states
    assert (await wire.status(id="1")).json["error_code"] == 2


async def test_the_check_against_spam(simulator: Simulator, wire: Wire) -> None:
    """A wrong code is error 6; without the check any code will do."""
    asked = {"userip": "10.0.0.1", "imgcode": "AB12"}
    assert (await wire.send(**asked)).json["cnt"] == 1
    await wire.control("smsc/account", captcha="x9y8")
    assert (await wire.send(mes="Two", **asked)).json["error_code"] == 6
    reply = await wire.send(mes="Two", **asked | {"imgcode": "X9Y8"})
    assert reply.json["cnt"] == 1


@pytest.mark.parametrize("userip", ["10.0.0", "here", "1.2.3.4.5"])
async def test_addresses_of_users(wire: Wire, userip: str) -> None:
    """They have to be some."""
    assert (await wire.send(userip=userip)).json["error_code"] == 1


@pytest.mark.parametrize(
    ("days", "hidden"), [(None, False), (5, False), (10, False), (11, True)]
)
async def test_confirmed_numbers(
    simulator: Simulator, wire: Wire, days: int | None, hidden: bool
) -> None:
    """A text is hidden where the last confirmation is too long ago."""
    if days is not None:
        await wire.control("smsc/confirm_number", phone=PHONE, days_ago=days)
    await wire.send(smsreq="10")
    [message] = simulator.ledger.messages
    assert ("hidden" in message.details) is hidden


async def test_a_new_sim_card(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """For a day it takes nothing from a name, unless it is topped up."""
    simulator.smsc.set_account(senders=frozenset({"SMSC.RU", "79990000001"}))
    await wire.control("smsc/swap_sim", phone=PHONE)
    await wire.send(mes="1")
    await wire.send(mes="2", sender="79990000001")
    await wire.send(mes="3", viber="1")
    await wire.control("smsc/top_up", phone=PHONE)
    await wire.send(mes="4")
    simulator.smsc.swap_sim(PHONE)
    await clock.advance(86401)
    await wire.send(mes="5")
    await clock.advance(10)
    assert [one.error for one in simulator.ledger.messages] == [219, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("settings", "flag"),
    [
        ({"second_balance": True}, 32 + 1),
        ({"templates": {"Hello": "service"}}, 256 + 1),
        ({"templates": {"Hello": "transaction"}}, 256 + 512 + 1),
        ({"templates": {"Hello": "authorisation"}}, 256 + 1024 + 1),
        ({"templates": {"Hello": "advertising"}}, 256 + 512 + 1024 + 1),
        ({"templates": {"Bye": "advertising"}}, 1),
    ],
)
async def test_flags(
    wire: Wire,
    clock: ManualClock,
    handler: Handler,
    settings: Mapping[str, Any],
    flag: int,
) -> None:
    """Kind, purse and template in one number; the type stays what it is."""
    await wire.control("smsc/account", handler=handler.url, **settings)
    await wire.send(id="1", flash="1")
    await clock.advance(5)
    answer = (await wire.status(id="1", all="1")).json
    assert (answer["flag"], answer["type"]) == (flag, 1)
    [visit] = await handler.wait(1)
    assert (visit.form()["flag"], visit.form()["type"]) == (str(flag), "1")


async def test_a_mailing_is_stopped_and_goes_on(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """What has left is not stopped; what is stopped can be deleted."""
    simulator.smsc.set_account(handler=handler.url)
    simulator.smsc.speak(callback_statuses="every")
    await wire.send(id="m", phones="G1", period="1", freq="30")
    await clock.advance(5)
    assert len(await wire.control("smsc/pause", id="m")) == 1
    await clock.advance(7200)
    assert (await wire.status(id="m", phone="79161110002")).json["status"] == -2
    assert len(simulator.smsc.resume("m")) == 1
    await clock.advance(5)
    assert (await wire.status(id="m", phone="79161110002")).json["status"] == 1
    await handler.wait(4)
    assert {one.form()["status"] for one in handler.visits} == {"0", "1"}
    await wire.send(id="n", time="+60")
    await wire.control("smsc/pause", id="n")
    assert (await wire.status(id="n", **{"del": "1"})).json == {"result": "OK"}
    assert await wire.control("smsc/resume", id="n") == []


@pytest.mark.parametrize("error", sorted(codes.MESSAGE_ERRORS))
async def test_every_error_can_be_told(
    wire: Wire, clock: ManualClock, handler: Handler, error: int
) -> None:
    """By order, with the state that goes with it, in look-ups and callbacks."""
    await wire.control("smsc/account", handler=handler.url)
    await wire.control("smsc/fail", phone=PHONE, error=error)
    await wire.send(id="1")
    await clock.advance(10)
    answer = (await wire.status(id="1")).json
    assert answer["err"] == error
    assert answer["status"] == codes.status_of_error(error)
    [visit] = await handler.wait(1)
    assert visit.form().get("err", "0") == str(error)


@pytest.mark.parametrize("code", sorted(codes.SEND_ERRORS))
@pytest.mark.parametrize("fmt", ["0", "1", "2", "3"])
async def test_every_refusal_by_order(
    simulator: Simulator, wire: Wire, code: int, fmt: str
) -> None:
    """In every format, with an id where the code has one."""
    simulator.faults.add("error_code", code=code, path="/sys/send.php")
    reply = await wire.send(fmt=fmt, id="77")
    texts = {
        "0": f"ERROR = {code} (",
        "1": f",-{code}",
        "2": f"<error_code>{code}</error_code>",
        "3": f'"error_code": {code}',
    }
    assert texts[fmt] in reply.text
    assert ("77" in reply.text) is (code in codes.CODES_WITH_ID)
    assert not simulator.ledger.messages


@pytest.mark.parametrize(
    "wrong",
    [
        {"sending_hours": [1]},
        {"groups": ["a"]},
        {"templates": {"x": "love"}},
        {"daily_limit": "many"},
        {"prices": {"sms": "much"}},
    ],
)
async def test_wrong_settings(wire: Wire, wrong: dict[str, object]) -> None:
    """They are told."""
    reply = await wire.request("POST", "/_control/smsc/account", json=wrong)
    assert reply.status == 400


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("callee", {"phone": PHONE, "pickup": "sings"}),
        ("callee", {"phone": PHONE, "mood": "good"}),
        ("subscriber", {"phone": PHONE, "name": "Anna"}),
        ("report", {"key": 9, "status": 1}),
        ("fail", {"phone": PHONE, "error": "all"}),
    ],
)
async def test_wrong_verbs(wire: Wire, verb: str, fields: dict[str, object]) -> None:
    """So are other mistakes."""
    reply = await wire.request("POST", f"/_control/smsc/{verb}", json=fields)
    assert reply.status == 400


@pytest.mark.parametrize(("reading", "status"), [("sent", 0), ("undelivered", 20)])
async def test_a_queue_that_is_full(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    handler: Handler,
    reading: str,
    status: int,
) -> None:
    """One message too many for a phone that is off: tried again, then given up."""
    simulator.smsc.speak(queue_full=reading, callback_statuses="every")
    simulator.phones.behave(PHONE, "off")
    for number in range(20):
        await wire.send(mes=f"Text {number}")
    await clock.advance(10)
    simulator.smsc.set_account(handler=handler.url)
    await wire.send(id="last", valid="2")
    await clock.advance(7210)
    message = simulator.ledger.messages[-1]
    states = [(one.status, one.error) for one in message.history]
    assert states == [(-1, 0), (0, 0), *[(status, 220)] * 3, (3, 220)]
    assert message.changed_at == NOON + 10 + 7200
    await handler.wait(5)
    assert simulator.ledger.messages[0].status == 0
