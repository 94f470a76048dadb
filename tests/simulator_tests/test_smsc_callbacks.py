"""Callbacks: their fields, charsets, signatures, repetition and faults."""

import hashlib
import json
from urllib.parse import parse_qs
import zlib

import pytest

from tests.simulator import Fate, ManualClock, Simulator
from tests.simulator.smsc.callbacks import HandlerAddress

from .conftest import NOON, OTHER, PHONE, Handler, Wire


async def _deliver(
    wire: Wire, clock: ManualClock, handler: Handler, count: int = 1, **fields: str
) -> None:
    """Send a message and wait until the handler was told of it."""
    await wire.send(**fields)
    await clock.advance(5)
    await handler.wait(count)


async def test_a_status(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """Every documented field of a text, in windows-1251, by POST."""
    simulator.smsc.set_account(handler=f"{handler.url}/hook")
    await _deliver(wire, clock, handler, id="door-1", sender="demo")
    [visit] = handler.visits
    assert (visit.method, visit.path, visit.query) == ("POST", "/hook", "")
    assert visit.content_type == "application/x-www-form-urlencoded"
    assert visit.form() == {
        "id": "door-1",
        "phone": "79161234567",
        "status": "1",
        "time": "10.03.26 12:00:03",
        "ts": str(int(NOON) + 3),
        "cnt": "1",
        "type": "0",
        "cost": "3.20",
        "flag": "0",
        "sender": "demo",
        "cmt": "",
    }


async def test_an_error_is_told_only_where_there_is_one(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """And in every dialect but the default the way there is told too."""
    simulator.smsc.set_account(handler=handler.url)
    simulator.phones.behave(PHONE, Fate.UNDELIVERED)
    simulator.smsc.speak(callback_statuses="every")
    await _deliver(wire, clock, handler, 2)
    told = {visit.form()["status"]: visit.form().get("err") for visit in handler.visits}
    assert told == {"0": None, "20": "1"}


@pytest.mark.parametrize("charset", ["", "windows-1251", "koi8-r", "utf-8"])
async def test_an_incoming_message(
    simulator: Simulator, handler: Handler, charset: str
) -> None:
    """It has the text, the answered id, and is in the charset of the address."""
    query = f"?charset={charset}" if charset else ""
    simulator.smsc.set_account(handler=f"{handler.url}/{query}")
    simulator.smsc.receive(phone=PHONE, text="Открой дверь", reply_to="door-1")
    [visit] = await handler.wait(1)
    fields = visit.form(charset or "windows-1251")
    assert fields.pop("charset", "") == charset
    assert fields == {
        "id": "47436134",
        "sms_id": "door-1",
        "phone": "79161234567",
        "mes": "Открой дверь",
        "to": "79037676877",
        "smsc": "79030000000",
        "sent": str(int(NOON)),
        "time": str(int(NOON)),
    }


async def test_an_incoming_message_that_answers_nothing(
    simulator: Simulator, handler: Handler
) -> None:
    """It has no sms_id at all."""
    simulator.smsc.set_account(handler=handler.url)
    simulator.smsc.receive(phone="MTS", text="Balance")
    [visit] = await handler.wait(1)
    assert "sms_id" not in visit.form()
    assert visit.form()["phone"] == "MTS"


async def test_a_call(simulator: Simulator, handler: Handler) -> None:
    """A call has its own flag and its own signature."""
    simulator.smsc.set_account(handler=f"{handler.url}/?md5=s3")
    simulator.smsc.ring(PHONE)
    [visit] = await handler.wait(1)
    stamp = str(int(NOON))
    signed = f"79161234567:{stamp}:s3"
    assert visit.form() == {
        "waitcall": "1",
        "phone": "79161234567",
        "ts": stamp,
        "md5": hashlib.md5(signed.encode()).hexdigest(),
    }


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "crc32"])
async def test_signatures(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    handler: Handler,
    algorithm: str,
) -> None:
    """The secret is replaced by the hash and does not travel itself."""

    def digest(text: str, encoding: str) -> str:
        content = text.encode(encoding)
        if algorithm == "crc32":
            return str(zlib.crc32(content))
        return hashlib.new(algorithm, content).hexdigest()

    address = f"{handler.url}/hook?{algorithm}=se-cr_et1&charset=utf-8&home=1"
    simulator.smsc.set_account(handler=address)
    await _deliver(wire, clock, handler, id="5")
    fields = handler.visits[0].form()
    assert fields[algorithm] == digest("5:79161234567:1:se-cr_et1", "utf-8")
    assert (fields["home"], fields["charset"]) == ("1", "utf-8")
    assert handler.visits[0].query == ""
    simulator.smsc.set_account(handler=f"{handler.url}/hook?{algorithm}=se-cr_et1")
    simulator.smsc.receive(phone=PHONE, text="Да")
    await handler.wait(2)
    fields = handler.visits[1].form("windows-1251")
    signed = "79161234567:Да:79037676877:se-cr_et1"
    assert fields[algorithm] == digest(signed, "windows-1251")
    assert b"se-cr_et1" not in handler.visits[1].body


def test_an_address_taken_apart() -> None:
    """The document's own example, with values added."""
    address = HandlerAddress.read(
        "https://mysite.ru/!param1&param2?param3&param4=%D0%B9"
    )
    assert address.bare == "https://mysite.ru/"
    assert address.by_get == {"param1": "", "param2": ""}
    assert address.by_post == {"param3": "", "param4": "й"}


async def test_parameters_by_get(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """What stands after the exclamation mark stays in the address."""
    simulator.smsc.set_account(handler=f"{handler.url}/hook!a=1&b=2?c=3")
    await _deliver(wire, clock, handler)
    [visit] = handler.visits
    assert visit.path == "/hook"
    assert parse_qs(visit.query) == {"a": ["1"], "b": ["2"]}
    assert visit.form()["c"] == "3"
    assert "a" not in visit.form()


@pytest.mark.parametrize(
    ("reading", "query", "posted"),
    [("moved", "", True), ("kept", "c=3", False), ("both", "c=3", True)],
)
async def test_where_the_query_goes(
    simulator: Simulator, handler: Handler, reading: str, query: str, posted: bool
) -> None:
    """All readings of where parameters after the question mark travel."""
    simulator.smsc.speak(callback_query=reading)
    simulator.smsc.set_account(handler=f"{handler.url}/hook?c=3")
    simulator.smsc.ring(PHONE)
    [visit] = await handler.wait(1)
    assert visit.query == query
    assert ("c" in visit.form()) is posted


async def test_json_and_xml_bodies(simulator: Simulator, handler: Handler) -> None:
    """The address may ask for a body instead of a form."""
    simulator.smsc.set_account(handler=f"{handler.url}/?fmt=3&charset=utf-8")
    simulator.smsc.receive(phone=PHONE, text="Да")
    await handler.wait(1)
    assert json.loads(handler.visits[0].body)["mes"] == "Да"
    simulator.smsc.set_account(handler=f"{handler.url}/?fmt=2&charset=koi8-r")
    simulator.smsc.receive(phone=PHONE, text="<Да>")
    await handler.wait(2)
    assert "<mes>&lt;Да&gt;</mes>" in handler.visits[1].body.decode("cp1251")


async def test_repetition(
    simulator: Simulator, clock: ManualClock, handler: Handler
) -> None:
    """Every four minutes until 200 or 404, whatever else is answered."""
    simulator.smsc.set_account(handler=handler.url)
    handler.answers = [500, 401, 302, 404]
    simulator.smsc.ring(PHONE)
    await handler.wait(1)
    for count in (2, 3, 4):
        await simulator.ledger.until(
            lambda _: len(simulator.callbacks.attempts) == len(handler.visits)
        )
        await clock.advance(239)
        assert len(handler.visits) == count - 1
        await clock.advance(1)
        await handler.wait(count)
    await simulator.ledger.until(lambda _: len(simulator.callbacks.attempts) == 4)
    await clock.advance(10000)
    assert len(handler.visits) == 4
    assert [one.status for one in simulator.callbacks.attempts] == [500, 401, 302, 404]


async def test_repetition_ends(simulator: Simulator, clock: ManualClock) -> None:
    """Fifty attempts at most, also where nobody answers at all."""
    simulator.smsc.set_account(handler="http://127.0.0.1:9/")
    simulator.smsc.ring(PHONE)
    attempts = simulator.callbacks.attempts

    async def tried(count: int) -> None:
        await simulator.until(lambda: len(attempts) == count)

    for count in range(1, 51):
        await tried(count)
        await clock.advance(240)
    await clock.advance(1000)
    assert [one.number for one in attempts] == list(range(1, 51))
    assert {one.status for one in attempts} == {None}


async def test_faults(simulator: Simulator, handler: Handler) -> None:
    """Callbacks can be reordered, repeated, held and lost."""

    def texts() -> list[str]:
        return [visit.form()["mes"] for visit in handler.visits]

    def receive(*words: str) -> None:
        for word in words:
            simulator.smsc.receive(phone=PHONE, text=word)

    simulator.smsc.set_account(handler=handler.url)
    simulator.callbacks.reorder(3)
    receive("1", "2", "3")
    await handler.wait(3)
    assert texts() == ["3", "2", "1"]
    simulator.callbacks.repeat(2)
    receive("4")
    await handler.wait(6)
    assert texts()[3:] == ["4", "4", "4"]
    simulator.callbacks.hold()
    receive("5", "6")
    assert len(simulator.callbacks.held) == 2
    simulator.callbacks.release()
    await handler.wait(8)
    assert texts()[6:] == ["5", "6"]
    simulator.callbacks.lose()
    receive("7", "8")
    await handler.wait(9)
    assert texts()[8:] == ["8"]


async def test_accounts_have_their_own_handlers(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """One account's reports do not go to another's handler."""
    await wire.control("smsc/account", login="other", handler=f"{handler.url}/other")
    await wire.send()
    await wire.send(login="other", psw="other", phones=OTHER)
    await clock.advance(5)
    await handler.wait(1)
    assert [visit.path for visit in handler.visits] == ["/other"]


@pytest.mark.parametrize(
    ("reading", "details", "told"),
    [
        ("absent", {}, None),
        ("present", {}, "12"),
        ("absent", {"syserr": "0x0b"}, "0x0b"),
    ],
)
async def test_the_operators_own_error(
    simulator: Simulator,
    wire: Wire,
    handler: Handler,
    reading: str,
    details: dict[str, str],
    told: str | None,
) -> None:
    """Not always present."""
    simulator.smsc.speak(callback_syserr=reading)
    simulator.smsc.set_account(handler=handler.url)
    await wire.send()
    simulator.smsc.report(1, 20, 12, details)
    [visit] = await handler.wait(1)
    assert visit.form().get("syserr") == told


@pytest.mark.parametrize(
    "asked", [{"call": "1"}, {"hlr": "1"}, {"viber": "1"}, {"tg": "1"}, {"flash": "1"}]
)
async def test_every_channel_is_told_again(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    handler: Handler,
    asked: dict[str, str],
) -> None:
    """Until the handler has taken it."""
    simulator.smsc.set_account(handler=handler.url)
    handler.answers = [503]
    await wire.send(id="1", **asked)
    await clock.advance(60)
    await handler.wait(1)
    await simulator.until(lambda: len(simulator.callbacks.attempts) == 1)
    await clock.advance(240)
    first, second = await handler.wait(2)
    assert first.body == second.body
    await simulator.until(lambda: len(simulator.callbacks.attempts) == 2)
    await clock.advance(1000)
    assert len(handler.visits) == 2


async def test_states_that_follow_delivery(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """A link pressed and a message read are told, each on its own."""
    simulator.smsc.set_account(handler=handler.url, shorten_links=True)
    simulator.phones.behave(PHONE, Fate.READ, channel="viber")
    await wire.send(id="a", mes="See http://a.example/door")
    await wire.send(id="b", viber="1", tinyurl="0", mes="See http://a.example/door")
    await clock.advance(10)
    await handler.wait(3)
    await wire.control("smsc/press_link", key=1)
    await handler.wait(4)
    told = sorted((one.form()["id"], one.form()["status"]) for one in handler.visits)
    assert told == [("a", "1"), ("a", "4"), ("b", "1"), ("b", "2")]
    texts = [one.text for one in simulator.ledger.messages]
    assert texts == ["See https://s.example/0001", "See http://a.example/door"]
    for key in (2, 9):
        reply = await wire.request(
            "POST", "/_control/smsc/press_link", json={"key": key}
        )
        assert reply.status == 400
