"""The answers that SMSC's documents print, letter by letter."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
import re

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.smsc import callbacks, codes, parameters
from tests.vectors import Vector, load

from .conftest import MOSCOW, NOON, PHONE, Wire

_SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
_VECTORS = load("smsc")
_LETTERS = re.compile(r"[A-Za-z_]")

needs_seeds = pytest.mark.skipif(not _SEEDS.is_dir(), reason="no documents at hand")


def _of(page: str, kind: str) -> list[Vector]:
    """Return the vectors of one page and kind."""
    return [one for one in _VECTORS if one.page == page and one.kind == kind]


def _name(value: object) -> str | None:
    """Return a vector's name for the test's."""
    return value.name if isinstance(value, Vector) else None


@cache
def _lines(seed: str) -> list[str]:
    """Return a document's lines without their indentation."""
    [path] = _SEEDS.glob(f"{seed}_*.txt")
    text = path.read_text(encoding="utf-8").replace("\xa0", " ")
    return [line.strip() for line in text.split("\n")]


@needs_seeds
@pytest.mark.parametrize("vector", _VECTORS, ids=_name)
def test_vectors_stand_in_their_documents(vector: Vector) -> None:
    """Nothing was made up."""
    assert vector.text in "\n".join(_lines(vector.seed))


@needs_seeds
@pytest.mark.parametrize(
    ("seed", "words"),
    [("001", name.russian) for name in codes.SEND_ERRORS.values()]
    + [("002", name.russian) for name in codes.STATUS_ERRORS.values()]
    + [("002", f"{key}{word}") for key, word in codes.STATUS_NAMES.items()]
    + [("002", f"{key}{word}") for key, word in codes.MESSAGE_ERRORS.items()]
    + [("002", f"{key}{word}") for key, word in codes.MAIL_ERRORS.items()],
)
def test_codes_stand_in_their_documents(seed: str, words: str) -> None:
    """Every code's words are the document's own."""
    assert words in "\n".join(_lines(seed))


@needs_seeds
def test_parameters_are_those_of_the_documents() -> None:
    """No documented parameter of sending is missing, and none was made up."""
    lines = _lines("001")
    table = lines[lines.index("ПараметрЗначение") + 1 :]
    end = next(
        index for index, line in enumerate(table) if line.startswith("Обязательными")
    )
    table = table[:end]
    documented = {
        found[0]
        for line in table
        if (found := re.match(r"[a-z]+(?=[А-Я(]|Soc|Flash|HLR|MMS|IP)", line))
    }
    known = {*parameters.SEND, "nl"}
    assert documented <= known
    for name in known - {"nl"}:
        assert any(line.startswith(name) for line in table), name


@needs_seeds
def test_callback_fields_are_those_of_the_document() -> None:
    """Every field that is ever sent begins a line of the table."""
    source = Path(callbacks.__file__).read_text(encoding="utf-8")
    for name in set(re.findall(r'^            "(\w+)":', source, re.MULTILINE)):
        assert any(line.startswith(name) for line in _lines("004")), name


@pytest.mark.parametrize("vector", _of("send", "answer"), ids=_name)
async def test_sending(wire: Wire, vector: Vector) -> None:
    """An accepted request, in every format and with every cost."""
    reply = await wire.send(id="1234", mes="й" * 71, **vector.asked)
    values = {"id": "1234", "n": "2", "cost": "6.40", "balance": "993.60"}
    assert reply.text == vector.fill(values)


@pytest.mark.parametrize("vector", _of("send", "rows"), ids=_name)
async def test_rows_of_sending(wire: Wire, vector: Vector) -> None:
    """The part that op=1 adds."""
    reply = await wire.send(**vector.asked)
    values = {
        "phone": "79161234567",
        "mccmnc": "25001",
        "cost": "3.20",
        "status": "-1",
        "error": "0",
    }
    assert vector.fill(values) in reply.text


@pytest.mark.parametrize("vector", _of("send", "error"), ids=_name)
async def test_errors_of_sending(wire: Wire, vector: Vector) -> None:
    """An error without an id."""
    reply = await wire.send(psw="wrong", **vector.asked)
    assert reply.text == vector.fill({"N": "2", "описание": "authorise error"})


@pytest.mark.parametrize("vector", _of("send_with_id", "error"), ids=_name)
async def test_errors_of_sending_with_an_id(wire: Wire, vector: Vector) -> None:
    """An error with an id."""
    reply = await wire.send(phones="+7000", id="1234", **vector.asked)
    values = {"N": "7", "описание": "invalid number", "id сообщения": "1234"}
    assert reply.text == vector.fill(values)


@pytest.mark.parametrize("vector", _of("status", "error"), ids=_name)
async def test_errors_of_look_ups(wire: Wire, vector: Vector) -> None:
    """An error of the status page, in the document's own words."""
    reply = await wire.status(id="1", psw="wrong", **vector.asked)
    assert reply.text == vector.fill({"N": "2", "описание": "authorise error"})


@pytest.mark.parametrize("vector", _of("delete", "answer"), ids=_name)
async def test_deletion(wire: Wire, vector: Vector) -> None:
    """A message deleted."""
    await wire.send(id="1")
    reply = await wire.status(id="1", **{"del": "1"}, **vector.asked)
    assert reply.text == vector.fill({})


def _status_values(stamp: Callable[[float], str]) -> dict[str, str]:
    """Return the values of a delivered message by the documents' names."""
    return {
        "status": "1",
        "last_date": stamp(NOON + 3),
        "last_timestamp": str(int(NOON) + 3),
        "flag": "0",
        "err": "0",
        "send_date": stamp(NOON),
        "send_timestamp": str(int(NOON)),
        "phone": "79161234567",
        "cost": "3.20",
        "sender": "demo",
        "status_name": "Доставлено",
        "message": "Вода",
        "comment": "",
        "mccmnc": "25001",
        "country": "Россия",
        "operator": "МТС",
        "operator_orig": "МТС",
        "region": "Москва",
        "type": "0",
        "sms_cnt": "1",
    }


@pytest.mark.parametrize("vector", _of("status", "answer"), ids=_name)
@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8"])
async def test_look_ups(
    wire: Wire, clock: ManualClock, vector: Vector, charset: str
) -> None:
    """A delivered message, in every format, detail and charset."""
    await wire.send(id="1", mes="Вода", sender="demo")
    await clock.advance(5)
    reply = await wire.status(id="1", charset=charset, **vector.asked)

    def date(stamp: float) -> str:
        return datetime.fromtimestamp(stamp, MOSCOW).strftime("%d.%m.%Y %H:%M:%S")

    assert reply.charset == charset
    assert reply.text == vector.fill(_status_values(date))


@pytest.mark.parametrize("vector", _of("lookup", "answer"), ids=_name)
async def test_look_ups_of_numbers(
    wire: Wire, simulator: Simulator, clock: ManualClock, vector: Vector
) -> None:
    """A phone abroad, in every format and detail."""
    found = {
        "imsi": "250011234567890",
        "msc": "491710760000",
        "mcc": "250",
        "mnc": "01",
        "cn": "Россия",
        "net": "МТС",
        "rcn": "Германия",
        "rnet": "Telekom",
    }
    simulator.smsc.set_subscriber(PHONE, **found)
    await wire.send(id="1", hlr="1")
    await clock.advance(5)
    reply = await wire.status(id="1", **vector.asked)
    values = _status_values(
        lambda stamp: datetime.fromtimestamp(stamp, MOSCOW).strftime(
            "%d.%m.%Y %H:%M:%S"
        )
    ) | {"flag": "4", "type": "4", "message": "", "sender": "", "cost": "0.30"}
    named = {"check_time": values["last_date"], "sender_id": ""}
    assert reply.text == vector.fill(values | found | named)


@pytest.mark.parametrize("vector", _of("send", "request"), ids=_name)
async def test_printed_requests(
    wire: Wire, simulator: Simulator, vector: Vector
) -> None:
    """The document's own examples are taken, each over its channel."""
    simulator.smsc.set_account(senders=frozenset({"SMSC.RU", "ivan"}))
    for address in vector.text.replace("\n", "").split(" "):
        query = address.partition("?")[2]
        query = query.replace("login=alex&psw=123", "login=demo&psw=demo")
        reply = await wire.request("GET", f"/sys/send.php?{query}")
        assert reply.text.startswith("OK - "), reply.text
    channels = {one.channel for one in simulator.ledger.messages}
    assert channels == {vector.asked["channel"]}


async def test_the_examples_of_the_document(wire: Wire, simulator: Simulator) -> None:
    """The requests that the document prints are taken, apart from other channels."""
    query = (
        "login=demo&psw=demo&phones=79999999999&mes=Hello%20world!"
        "&translit=1&time=0101120000&flash=1&sender=demo&charset=utf-8"
    )
    reply = await wire.request("GET", f"/sys/send.php?{query}")
    assert reply.text == "OK - 1 SMS, ID - 100001"
    [message] = simulator.ledger.messages
    assert (message.text, message.due_at) == ("Hello world!", NOON)
    assert (await wire.status(id="100001", phone="79999999999")).json["status"] == -1
    assert PHONE not in simulator.phones.numbers
