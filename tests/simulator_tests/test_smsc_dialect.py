"""Every reading of what SMSC's documents leave open."""

from dataclasses import fields as fields_of
from decimal import Decimal
import hashlib
import json
from pathlib import Path
import re
import zlib

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.smsc import Dialect
from tests.simulator.smsc.dialect import READINGS

from .conftest import NOON, PHONE, Handler, Wire

_DOCUMENT = Path(__file__).parents[2] / "docs" / "ambiguities.md"


def test_every_switch_is_documented() -> None:
    """And everything that the document calls a switch is one."""
    sections = _DOCUMENT.read_text(encoding="utf-8").split("\n## ")
    text = "\n".join(one for one in sections if one.startswith("SMSC:"))
    documented = set(re.findall(r"switch\s+`(\w+)`", text))
    assert documented == {field.name for field in fields_of(Dialect)}
    for name, readings in READINGS.items():
        assert getattr(Dialect(), name) == readings[0]
        for reading in readings:
            assert f"`{reading}`" in text, (name, reading)


@pytest.mark.parametrize(
    ("readings", "text"),
    [
        ({}, '{\n"id": 7,\n"cnt": 2,\n"cost": "6.40",\n"balance": "993.60"\n}'),
        ({"numeric_id": "string"}, '"id": "7"'),
        ({"numbers": "string"}, '"cnt": "2"'),
        ({"count": "parts"}, '"cnt": 1'),
        ({"money": "number"}, '"cost": 6.40'),
        ({"decimals": "trimmed"}, '"cost": "6.4"'),
        ({"decimal_mark": "comma"}, '"balance": "993,60"'),
    ],
)
async def test_written_values(
    simulator: Simulator, wire: Wire, readings: dict[str, str], text: str
) -> None:
    """Numbers and money."""
    simulator.smsc.speak(**readings)
    reply = await wire.send(phones="79161234567,79261234567", id="7", cost="3")
    assert text in reply.text


async def test_a_text_as_id_without_quotes(simulator: Simulator, wire: Wire) -> None:
    """Broken JSON to a charged request, as the documents print it."""
    simulator.smsc.speak(text_id="bare")
    reply = await wire.send(id="door-1")
    assert reply.text == '{\n"id": door-1,\n"cnt": 1\n}'
    assert simulator.ledger.messages


@pytest.mark.parametrize(
    ("readings", "text"),
    [
        (
            {"error_code": "string"},
            '{\n"error": "authorise error",\n"error_code": "2"\n}',
        ),
        ({"error_words": "russian"}, '"error": "Неверный логин или пароль"'),
        (
            {"error_words": "russian", "json_unicode": "escaped"},
            '"error": "\\u041d\\u0435\\u0432',
        ),
    ],
)
async def test_written_errors(
    simulator: Simulator, wire: Wire, readings: dict[str, str], text: str
) -> None:
    """Codes and words."""
    simulator.smsc.speak(**readings)
    assert text in (await wire.send(psw="x")).text


@pytest.mark.parametrize(
    ("reading", "head"),
    [
        ("html_charset", "text/html; charset=windows-1251"),
        ("html", "text/html"),
        ("json", "application/json; charset=windows-1251"),
    ],
)
async def test_content_types(
    simulator: Simulator, wire: Wire, reading: str, head: str
) -> None:
    """What the head says of the body."""
    simulator.smsc.speak(content_type=reading)
    reply = await wire.send(charset="windows-1251")
    assert reply.headers["Content-Type"] == head


@pytest.mark.parametrize(
    ("readings", "single", "batch"),
    [
        ({}, '"status": -3', '[{\n"status": -3'),
        ({"unknown_id": "error"}, '"error_code": 1', '"error_code": 1'),
        ({"unknown_id": "empty"}, "[]", "[]"),
        ({"unknown_id": "html"}, "<html>", "<html>"),
        ({"status_rows": "found"}, '"status": -3', "[]"),
    ],
)
async def test_unknown_ids(
    simulator: Simulator,
    wire: Wire,
    readings: dict[str, str],
    single: str,
    batch: str,
) -> None:
    """What is said of a message that nobody knows."""
    simulator.smsc.speak(**readings)
    assert single in (await wire.status(id="5")).text
    assert batch in (await wire.status(id="5,", phone=f"{PHONE},")).text


@pytest.mark.parametrize(
    ("readings", "row"),
    [
        ({"status_dates": "missing"}, {"status": 1, "flag": 0, "err": 0}),
        (
            {"status_dates": "null", "status_flag": "missing"},
            {"status": 1, "last_date": None, "last_timestamp": None, "err": 0},
        ),
        (
            {
                "status_dates": "missing",
                "status_flag": "missing",
                "status_error": "when_set",
                "numbers": "string",
            },
            {"status": "1"},
        ),
    ],
)
async def test_rows_of_look_ups(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    readings: dict[str, str],
    row: dict[str, object],
) -> None:
    """Fields that may be missing or empty."""
    simulator.smsc.speak(**readings)
    await wire.send(id="1")
    await clock.advance(5)
    assert (await wire.status(id="1")).json == row


async def test_batches(simulator: Simulator, wire: Wire) -> None:
    """Order, echo of the number, and which batches count as one."""
    simulator.smsc.speak(
        status_order="reversed", status_phone="digits", batch_limit="same"
    )
    await wire.send(id="1")
    phones = f"{PHONE},{PHONE}"
    reply = await wire.status(id="1,2", phone=phones)
    assert [(one["id"], one["phone"]) for one in reply.json] == [
        (2, "79161234567"),
        (1, "79161234567"),
    ]
    assert isinstance((await wire.status(id="1,3", phone=phones)).json, list)
    assert (await wire.status(id="1,3", phone=phones)).json["error_code"] == 9


async def test_refused_messages_may_be_unknown(
    simulator: Simulator, wire: Wire
) -> None:
    """Where an error's id leads nowhere."""
    simulator.smsc.speak(refused_known="no")
    await wire.send(phones="+7000", id="9")
    assert (await wire.status(phone="+7000", id="9")).json == {"status": -3}


async def test_the_rest(simulator: Simulator, wire: Wire) -> None:
    """REST in other formats, a missing login, rows of op=1, XML's head, balance."""
    simulator.smsc.speak(
        rest_answer="fmt",
        missing_login="login",
        op_fields="when_bad",
        xml_prolog="present",
        balance_currency="RUB",
        balance_credit="present",
    )
    reply = await wire.rest("/rest/send/", phones=PHONE, mes="Hi", fmt=1, op=1)
    assert reply.text == "100001,1\n79161234567,25001,3.20"
    assert (await wire.rest("/rest/send/", phones=PHONE, mes="Two")).json["cnt"] == 1
    reply = await wire.form("/sys/send.php", {"phones": PHONE, "mes": "x", "fmt": "2"})
    assert reply.text.startswith('<?xml version="1.0" encoding="windows-1251"?>\n')
    assert "<error_code>2</error_code>" in reply.text
    access = {"apikey": "SMSC-DEMO-KEY", "fmt": "3", "cur": "1"}
    assert (await wire.form("/sys/balance.php", access)).json == {
        "balance": "993.60",
        "currency": "RUB",
        "credit": "0.00",
    }


@pytest.mark.parametrize(
    ("reading", "hours", "status"),
    [("day", 23, 1), ("day", 25, -3), ("never", 1000, 1), ("nightly", 40, -3)],
)
async def test_archives(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    reading: str,
    hours: int,
    status: int,
) -> None:
    """When a delivered message is not found any more."""
    simulator.smsc.speak(archive=reading)
    await wire.send(id="1")
    await clock.advance(hours * 3600)
    assert (await wire.status(id="1")).json["status"] == status


@pytest.mark.parametrize(
    ("reading", "status"), [("delivered", 1), ("undelivered", 20), ("sent", 0)]
)
async def test_test_mode(
    simulator: Simulator, wire: Wire, clock: ManualClock, reading: str, status: int
) -> None:
    """The state that goes with error 200."""
    simulator.smsc.speak(test_mode_status=reading)
    simulator.smsc.set_account(test_mode=True)
    await wire.send(id="1")
    await clock.advance(5)
    reply = await wire.status(id="1")
    assert (reply.json["status"], reply.json["err"]) == (status, 200)


_GOOD, _BAD = "79161234567", "7000"


@pytest.mark.parametrize(
    ("readings", "rows"),
    [
        ({}, [(_GOOD, "-1"), (_BAD, "22")]),
        ({"op_rows": "good"}, [(_GOOD, "-1")]),
        ({"op_rows": "none"}, None),
        ({"op_order": "reversed"}, [(_BAD, "22"), (_GOOD, "-1")]),
        ({"op_phone": "asked"}, [("89161234567", "-1"), ("+7000", "22")]),
        ({"op_fields": "when_bad"}, [(_GOOD, None), (_BAD, "22")]),
        ({"op_status": "operator"}, [(_GOOD, "0"), (_BAD, "22")]),
        ({"op_values": "numbers"}, [(_GOOD, -1), (_BAD, 22)]),
    ],
)
async def test_rows_of_sending(
    simulator: Simulator,
    wire: Wire,
    readings: dict[str, str],
    rows: list[tuple[str, object]] | None,
) -> None:
    """What op=1 lists, and how."""
    simulator.smsc.speak(**readings)
    answer = (await wire.send(phones="89161234567,+7000", op="1")).json
    if rows is None:
        assert "phones" not in answer
    else:
        assert [(one["phone"], one.get("status")) for one in answer["phones"]] == rows


async def test_bad_numbers(simulator: Simulator, wire: Wire) -> None:
    """One may refuse all; all bad may be a success of nothing."""
    simulator.smsc.speak(bad_numbers="whole_request")
    assert (await wire.send(phones=f"{PHONE},+7000")).json["error_code"] == 7
    assert not simulator.ledger.messages
    simulator.smsc.speak(bad_numbers="rows", all_bad="rows")
    reply = await wire.send(phones="+7000", op="1", cost="3")
    assert (reply.json["cnt"], reply.json["cost"]) == (0, "0.00")
    assert reply.json["phones"][0]["error"] == "249"


async def test_money_for_a_part(simulator: Simulator, wire: Wire) -> None:
    """As many as can be paid, or none."""
    simulator.smsc.set_account(balance=Decimal(5))
    phones = f"{PHONE},+79261234567"
    assert (await wire.send(phones=phones)).json["error_code"] == 3
    assert not simulator.ledger.messages
    simulator.smsc.speak(no_money="rows")
    reply = await wire.send(phones=phones, op="1", cost="3")
    assert [one["status"] for one in reply.json["phones"]] == ["-1", "24"]
    assert reply.json["balance"] == "1.80"
    assert (await wire.send(mes="Two")).json["error_code"] == 3


@pytest.mark.parametrize(
    ("reading", "sent"), [("denied", 1), ("error", 0), ("sent", 2)]
)
async def test_numbers_of_which_some_are_repeated(
    simulator: Simulator, wire: Wire, reading: str, sent: int
) -> None:
    """They are denied, refuse the request, or are sent again."""
    simulator.smsc.speak(partly_repeated=reading)
    await wire.send()
    reply = await wire.send(phones=f"{PHONE},+79261234567")
    assert reply.json.get("error_code") == (None if sent else 9)
    assert len(simulator.ledger.messages) == 1 + sent


async def test_deletion(simulator: Simulator, wire: Wire, clock: ManualClock) -> None:
    """What has left may stay, and money may too."""
    simulator.smsc.speak(deletes="waiting", deletion_refund="no")
    await wire.send(id="1")
    await wire.send(id="2", mes="Two", time="+5")
    await clock.advance(5)
    assert (await wire.status(id="1", **{"del": "1"})).json["error_code"] == 5
    assert (await wire.status(id="2", **{"del": "1"})).json == {"result": "OK"}
    assert simulator.smsc.account().balance == Decimal("993.60")


async def test_callbacks(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """Settings withheld, empty fields omitted, times spaced, hashes in capitals."""
    simulator.smsc.speak(
        callback_settings="withheld",
        callback_empty="omitted",
        callback_time="spaced",
        callback_type="absent",
        hash_case="upper",
        hash_bytes="utf-8",
        incoming_sent="original",
    )
    address = f"{handler.url}/?charset=windows-1251&md5=s"
    simulator.smsc.set_account(handler=address)
    await wire.send(id="1")
    await clock.advance(3)
    await handler.wait(1)
    visit = handler.visits[0]
    assert visit.content_type in ("", "application/octet-stream")
    fields = visit.form("windows-1251")
    assert fields["time"] == "10.03.26 12: 00: 03"
    assert not {"cmt", "charset"} & fields.keys()
    simulator.smsc.receive(phone=PHONE, text="Да", reply_to="1")
    await handler.wait(2)
    fields = handler.visits[1].form("windows-1251")
    assert fields["sent"] == str(int(NOON))
    assert fields["time"] == str(int(NOON) + 3)
    signed = "79161234567:Да:79037676877:s".encode()
    assert fields["md5"] == hashlib.md5(signed).hexdigest().upper()


async def test_json_callbacks_with_numbers(
    simulator: Simulator, handler: Handler
) -> None:
    """A text of digits stays a text; crc32 may be hexadecimal."""
    simulator.smsc.speak(callback_json="numbers", crc32="hex")
    simulator.smsc.set_account(handler=f"{handler.url}/?fmt=3&crc32=s")
    simulator.smsc.receive(phone=PHONE, text="12")
    [visit] = await handler.wait(1)
    values = json.loads(visit.body)
    assert (values["phone"], values["mes"]) == (79161234567, "12")
    assert values["crc32"] == f"{zlib.crc32(b'79161234567:12:79037676877:s'):08x}"
