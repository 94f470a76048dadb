"""The answers that WEBSMS's document prints, letter by letter, and its tables."""

from decimal import Decimal
from functools import cache
from pathlib import Path
import re

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.websms import codes, parameters
from tests.vectors import Vector, load

from .conftest import PHONE, Handler
from .websms_wire import ACCESS, WebsmsWire

_SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
_VECTORS = load("websms")
# Numbers, dates, amounts, and what the document masks with letters.
_DIGITS = re.compile(r"xxx(?:\.xxx){3}|\d[\d.,:]*(?:X+|y+)?(?: \d[\d:]+)?")
_CYRILLIC = re.compile(r"[А-Яа-я]+(?: [А-Яа-я]+)*")
# What the document prints, apart from its damage, in the readings that are nearest to it.
_PRINTED = {
    "text_layout": "printed",
    "text_message": "mixed",
    "user_packet": "never",
    "results_xml": "printed",
    "statistic_xml": "printed",
    "operator_letter": "cyrillic",
}

needs_seeds = pytest.mark.skipif(not _SEEDS.is_dir(), reason="no documents at hand")


def _of(page: str, **asked: str) -> str:
    """Return a printed answer; tables stand between its parts."""
    return "\n".join(
        one.text
        for one in _VECTORS
        if one.page == page and one.asked == asked and one.kind != "accepted"
    )


def _name(value: object) -> str | None:
    """Return a vector's name for the test's."""
    return value.name if isinstance(value, Vector) else None


@cache
def _seed() -> str:
    """Return the document without indentation and empty lines."""
    [path] = _SEEDS.glob("000_*.txt")
    lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n")]
    return "\n".join(line for line in lines if line)


@cache
def _words() -> str:
    """Return the document with single spaces only."""
    return " ".join(_seed().split())


def _lines(text: str) -> list[str]:
    """Return a text's lines as the vectors have them."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def _skeleton(text: str) -> str:
    """Return a text without its values, and with single spaces only."""
    joined = re.sub(r"\s+(?=/?>)", "", " ".join(text.split()))
    return _CYRILLIC.sub("я", _DIGITS.sub("0", joined))


@needs_seeds
@pytest.mark.parametrize("vector", _VECTORS, ids=_name)
def test_vectors_stand_in_their_document(vector: Vector) -> None:
    """Nothing was made up."""
    assert vector.text in _seed()


@needs_seeds
@pytest.mark.parametrize("code", codes.DOCUMENTED_ERRORS)
def test_errors_stand_in_the_document(code: int) -> None:
    """Every number with its words."""
    assert f" {code} {codes.DOCUMENTED_ERRORS[code]} " in _words()


@needs_seeds
@pytest.mark.parametrize("code", codes.RESULTS)
def test_results_stand_in_the_document(code: int) -> None:
    """Every number with its name and words."""
    result = codes.RESULTS[code]
    assert f" {code} {result.name} {result.info} " in _words()


@needs_seeds
@pytest.mark.parametrize(
    ("table", "begin", "end"),
    [
        (parameters.SEND, "странице http_in5.asp и", "Дополнительные опции"),
        (parameters.RESULTS, "странице http_out5.asp", "summ_ parts=2 packet_cost"),
        (parameters.DELETE, "странице http_delete.asp", "PARTSDELETE"),
        (parameters.STATISTIC, "странице get_statistic.asp", "7.2. "),
        (parameters.BALANCE, "странице http_credit.asp", "Bloke.asp"),
        (parameters.ADDRESS_BOOK, "странице http_addrbook.asp", "[result]"),
    ],
)
def test_parameters_are_those_of_the_document(
    table: dict[str, object], begin: str, end: str
) -> None:
    """Each of them begins a line of its table, in whatever letter case."""
    described = _words().partition(begin)[2].partition(end)[0].lower()
    for name in table:
        assert f" {name.lower()} " in described, name


@needs_seeds
def test_states_of_callbacks_stand_in_the_document() -> None:
    """The five words."""
    for state in set(codes.CALLBACK_STATES.values()):
        assert f" {state} - " in _words()


async def _send_two(websms: WebsmsWire, simulator: Simulator) -> None:
    """Send what the printed answers are about."""
    simulator.websms.speak(**_PRINTED)
    simulator.websms.number_from(packet_id=1234, message_id=7710258)
    await websms.send(
        phone_list="7123456789,7123456780", message="текст сообщения", packet_id="1"
    )


async def test_sending(websms: WebsmsWire, simulator: Simulator) -> None:
    """The three formats."""
    simulator.websms.speak(**_PRINTED)
    fields = {"phone_list": "7123456789,7123456780", "message": "текст сообщения"}
    reply = await websms.send(**fields)
    assert _skeleton(reply.text) == _skeleton(_of("send", format="txt"))
    reply = await websms.send(**fields, format="xml")
    assert _skeleton(reply.text) == _skeleton(_of("send", format="xml"))


async def test_sending_by_json(websms: WebsmsWire, simulator: Simulator) -> None:
    """Letter by letter, but for what the document masks."""
    prices = {"sms 1": Decimal("0.4")}
    simulator.websms.set_account(balance=Decimal("7933.12"), prices=prices)
    values = {"message": "текст", "phone_list": "79171234567"}
    reply = await websms.json("/json_in5.asp", **values)
    text = reply.text.replace("127.0.0.1", "xxx.xxx.xxx.xxx")
    text = text.replace("79171234567", "7917yyyyyyy")
    assert _lines(text) == _lines(_of("send", format="json"))


async def test_results(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """The three formats, XML with its damage."""
    await _send_two(websms, simulator)
    await clock.advance(61)
    for fmt in ("txt", "xml"):
        reply = await websms.page("/http_out5.asp", packet_id="1234", format=fmt)
        assert _skeleton(reply.text) == _skeleton(_of("results", format=fmt))


async def test_results_by_json(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """Names and types, in their order."""
    phones = "79000000000,79000000001"
    await websms.json_send(phone_list=phones, message="test_json 4")
    await clock.advance(61)
    reply = await websms.json("/json_out5.asp", packet_id="12347310")
    assert _skeleton(reply.text) == _skeleton(_of("results", format="json"))


async def test_deletion(websms: WebsmsWire, simulator: Simulator) -> None:
    """Letter by letter."""
    simulator.websms.set_account(prices={"sms 1": Decimal("0.4")})
    await websms.send(send_on="10.03.2026 18:00")
    for fmt in ("txt", "xml"):
        reply = await websms.page("/http_delete.asp", packet_id="12347310", format=fmt)
        assert reply.text == _of("delete", format=fmt)


@pytest.mark.parametrize("fmt", ["TEXT", "XML"])
async def test_balance(websms: WebsmsWire, simulator: Simulator, fmt: str) -> None:
    """Letter by letter."""
    simulator.websms.set_account(balance=Decimal("3530.04"))
    reply = await websms.page("/http_credit.asp", format=fmt)
    assert reply.text == _of("balance", format=fmt)


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        (
            "adduser",
            {
                "phone": "71231234567",
                "nick": "Федор",
                "name": "Дмитрий",
                "family": "Иванов",
                "date": "02.11.2008",
            },
        ),
        ("deluser", {"id": "5749177"}),
        ("addgroup", {"name": "группа1"}),
        ("delgroup", {"group": "17352"}),
    ],
)
async def test_the_address_book(
    websms: WebsmsWire, act: str, fields: dict[str, str]
) -> None:
    """Letter by letter, but for the date of registration."""
    reply = await websms.page("/http_addrbook.asp", act=act, **fields)
    text = reply.text.replace("10.03.2026 12:00:00", "13.10.2009 14:24:30")
    assert _lines(text) == _lines(_of("addrbook", act=act))


async def test_statistics(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """With all their damage."""
    await _send_two(websms, simulator)
    await clock.advance(61)
    reply = await websms.page("/get_statistic.asp", repformat="3")
    names = re.compile(r'(оperator=)"[^"]*"')
    printed = names.sub(r"\1", _of("statistic", repformat="3"))
    # The document's lines are broken within a value.
    printed = printed.replace("11d1-\nA29F", "11d1-A29F")
    assert _skeleton(names.sub(r"\1", reply.text)) == _skeleton(printed)


@pytest.mark.parametrize("form", ["result_id", "error"])
async def test_callbacks(
    websms: WebsmsWire,
    simulator: Simulator,
    clock: ManualClock,
    handler: Handler,
    form: str,
) -> None:
    """Letter by letter, with values in the places of the words for them."""
    simulator.websms.set_account(handler=handler.url)
    simulator.websms.speak(callback_form=form)
    simulator.phones.behave(PHONE, "undelivered")
    [accepted] = [one.text for one in _VECTORS if one.kind == "accepted"]
    handler.body = accepted.encode()
    await websms.send()
    await clock.advance(5)
    [visit] = await handler.wait(1)
    expected = _of("callback", form=form)
    for word, value in (
        ("localId", "220517990"),
        ("id смс", "220517990"),
        ("deliveredDate", "Tue, 10 Mar 2026 12:00:03 +0300"),
        ("дата доставки", "Tue, 10 Mar 2026 12:00:03 +0300"),
        ("'package'", "'12347310'"),
        ("Название_статуса", "undeliverable"),
        ("Значение_Result_id", "7"),
        ("текст ошибки", "не доставлено"),
        (">статус<", ">undeliverable<"),
    ):
        expected = expected.replace(word, value)
    assert _lines(visit.body.decode()) == _lines(expected)
    await clock.advance(3000)
    assert len(handler.visits) == 1


async def test_the_printed_request_is_damaged(websms: WebsmsWire) -> None:
    """Typographic quotes are none of JSON's."""
    printed = _of("send", sent="json").partition("?json=")[2].replace("\n", " ")
    reply = await websms.post("/json_in5.asp", {"json": printed})
    assert reply.json["err_num"] == 22
    mended = printed.replace("“", '"').replace("”", '"')
    mended = mended.replace("ЛОГИН", ACCESS["http_username"])
    mended = mended.replace("ПАРОЛЬ", ACCESS["http_password"])
    reply = await websms.post("/json_in5.asp", {"json": mended})
    assert reply.json["err_num"] == 0
