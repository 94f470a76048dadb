"""Every reading of what SMSPILOT's document leaves open."""

from dataclasses import fields as fields_of
from pathlib import Path
import re

import pytest

from tests.simulator import ManualClock
from tests.simulator.smspilot import Dialect
from tests.simulator.smspilot.dialect import READINGS

from .pilot import BLACKLISTED, FIRST, SECOND, Pilot

_DOCUMENT = Path(__file__).parents[2] / "docs" / "ambiguities.md"
_MIXED = f"{FIRST},{SECOND},{BLACKLISTED}"


def test_every_switch_is_documented() -> None:
    """And everything that the document calls a switch is one, with its default."""
    sections = _DOCUMENT.read_text(encoding="utf-8").split("\n## ")
    text = "\n".join(one for one in sections if one.startswith("SMSPILOT:"))
    entries = re.split(r"\n(?=\d+\. )", text)
    numbers = [int(one.partition(".")[0]) for one in entries if one[0].isdigit()]
    assert numbers == list(range(201, 201 + len(numbers)))
    assert numbers[-1] <= 300
    documented: dict[str, str] = {}
    for entry in entries:
        if found := re.search(r"switch\s+`(\w+)`", entry):
            documented[found[1]] = entry
    assert set(documented) == {field.name for field in fields_of(Dialect)}
    for name, readings in READINGS.items():
        default = re.search(r"Default\s+`([\w.]+)`", documented[name])
        assert default is not None, name
        assert getattr(Dialect(), name) == readings[0] == default[1], name
        for reading in readings:
            assert f"`{reading}`" in documented[name], (name, reading)


@pytest.mark.parametrize(
    ("readings", "text"),
    [
        ({}, '{"server_id": "9316849", "phone": "79087964781", "price": "1.31", "st'),
        ({"ids": "number"}, '{"server_id": 9316849, '),
        ({"ids": "number"}, '"server_packet_id": 9316849}'),
        ({"money": "number"}, '"price": 1.31, '),
        ({"money": "number"}, '"balance": 997.38, "cost": 2.62'),
        ({"money": "number", "decimal_mark": "comma"}, '"cost": "2,62"'),
        ({"decimal_mark": "comma"}, '"balance": "997,38"'),
        ({"status_value": "number"}, '"status": -2, "error": "212"'),
        ({"row_error": "number"}, '"status": "-2", "error": 212,'),
        ({"json_unicode": "escaped"}, '"error_ru": "\\u0422\\u0435'),
        ({"packet_id": "absent"}, '"cost": "2.62"}'),
        ({"row_errors": "asked"}, '"price": "0.00", "status": "-2"}'),
    ],
)
async def test_what_was_sent(pilot: Pilot, readings: dict[str, str], text: str) -> None:
    """In JSON."""
    pilot.provider.speak(**readings)
    reply = await pilot.send(to=_MIXED)
    assert text in reply.text
    assert len(reply.json["send"]) == 3


async def test_trimmed_decimals(pilot: Pilot) -> None:
    """Noughts at the end are left off."""
    pilot.provider.speak(decimals="trimmed")
    await pilot.control("account", price="2.50")
    assert '"balance": "997.5", "cost": "2.5"' in (await pilot.send()).text
    assert '"balance": "995"' in (await pilot.send()).text


@pytest.mark.parametrize(
    ("readings", "fields", "text"),
    [
        ({}, {}, '{"error": {"code": 215, "description": "Invalid phone length", '),
        ({}, {}, '"phone": "7908", "ip": "127.0.0.1"}}'),
        ({}, {"to": BLACKLISTED}, 'списке", "ip": "127.0.0.1"}}'),
        ({"error_code": "string"}, {}, '{"error": {"code": "215", "desc'),
        ({"error_ip": "absent"}, {}, '"phone": "7908"}}'),
        ({"error_phone": "never"}, {}, 'телефона", "ip": '),
        ({"error_phone": "always"}, {"to": BLACKLISTED}, f'"phone": "{BLACKLISTED}"'),
        ({"text_error": "tight"}, {"format": "text"}, "ERROR=215:INVALID PHONE LENGTH"),
        ({"xml_prolog": "never"}, {"format": "xml"}, "<error>\n  <code>215</code>"),
    ],
)
async def test_errors(
    pilot: Pilot, readings: dict[str, str], fields: dict[str, str], text: str
) -> None:
    """Codes, and what comes with them."""
    pilot.provider.speak(**readings)
    assert text in (await pilot.send(**{"to": "7908"} | fields)).text


@pytest.mark.parametrize(
    ("readings", "text"),
    [
        ({}, '"description_ru": "Пользователь заблокирован за спам\\/ошибки"'),
        ({"json_slash": "plain"}, "спам/ошибки"),
        ({"json_slash": "printed"}, "спам\\ошибки"),
        ({"error_code": "string"}, '"status": "-5"'),
    ],
)
async def test_a_slash(pilot: Pilot, readings: dict[str, str], text: str) -> None:
    """As the document prints it there is no reading it."""
    pilot.provider.set_account(blocked=-5)
    pilot.provider.speak(**readings)
    reply = await pilot.ask()
    assert text in reply.text
    if readings.get("json_slash") == "printed":
        with pytest.raises(ValueError, match="escape"):
            _ = reply.json
    else:
        assert reply.code == 106


@pytest.mark.parametrize(
    ("prolog", "sent", "checked"),
    [("printed", True, False), ("always", True, True), ("never", False, False)],
)
async def test_xml(pilot: Pilot, prolog: str, sent: bool, checked: bool) -> None:
    """Its first line, and its rows."""
    pilot.provider.speak(xml_prolog=prolog)
    reply = await pilot.send(format="xml")
    assert reply.text.startswith("<?xml") == sent
    reply = await pilot.ask(check="9316849", format="xml")
    assert reply.text.startswith("<?xml") == checked
    pilot.provider.speak(xml_rows="elements")
    reply = await pilot.ask(check="9316849", format="xml")
    assert "<sms>\n    <server_id>9316849</server_id>\n    <phone>" in reply.text


@pytest.mark.parametrize(
    ("readings", "asked", "text"),
    [
        ({}, "1,5", '{"server_id": "5", "phone": "", "price": "0.00", "status": "-2"}'),
        ({"unknown_id": "no_error"}, "5", '"phone": "0", "price": "0.00", "sta'),
        ({"unknown_id": "absent"}, "1,5", '{"check": [\n  {"server_id": "1"'),
        ({"unknown_id": "absent"}, "5", '{"check": []}'),
        ({"unknown_id": "error"}, "1,5", '"code": 303'),
        ({"unknown_id": "html"}, "5", "<html>"),
        (
            {"check_fields": "stated"},
            "1",
            '"phone": "79087964781", "status": "2", "err',
        ),
        ({"check_fields": "stated"}, "5", '"phone": "", "status": "-2", "error": "0"}'),
        ({"single_check": "object"}, "1", '{"check": {"server_id": "1", '),
        ({"single_check": "object"}, "1,2", '{"check": [\n  {"server_id": "1", '),
        ({"check_order": "newest_first"}, "1,2", '[\n  {"server_id": "2"'),
        ({"list_order": "oldest_first"}, "all", '[\n  {"server_id": "1"'),
        ({"ids": "number"}, "1", '"server_id": 1, "phone": "7'),
        ({"status_value": "number"}, "1", '"status": 2}'),
    ],
)
async def test_what_look_ups_say(
    pilot: Pilot, clock: ManualClock, readings: dict[str, str], asked: str, text: str
) -> None:
    """Known ids and unknown ones."""
    pilot.provider.number_from(1)
    await pilot.send(to=f"{FIRST},{SECOND}")
    await clock.advance(10)
    pilot.provider.speak(**readings)
    assert text in (await pilot.ask(check=asked)).text


@pytest.mark.parametrize(
    ("reading", "text"), [("lines", "2\n2\n-2"), ("commas", "2,2,-2"), ("first", "2")]
)
async def test_many_statuses_in_v(
    pilot: Pilot, clock: ManualClock, reading: str, text: str
) -> None:
    """The document prints one alone."""
    pilot.provider.speak(v_many=reading)
    await pilot.send(to=_MIXED)
    await clock.advance(10)
    reply = await pilot.ask(check="packet", id="9316849", format="v")
    assert reply.text == text


async def test_the_last_day(pilot: Pilot, clock: ManualClock) -> None:
    """24 hours, or since midnight in Moscow."""
    await pilot.send()
    await clock.advance(13 * 3600)
    assert await pilot.statuses("recent") == ["2"]
    pilot.provider.speak(recent="today")
    assert await pilot.statuses("recent") == []


async def test_limits_that_are_none(pilot: Pilot) -> None:
    """They may not be looked at."""
    await pilot.send()
    pilot.provider.speak(bad_limit="ignored")
    for fields in ({"limit": "9999"}, {"limit": "x"}, {"offset": "-1"}):
        assert await pilot.statuses("all", **fields) == ["0"]


@pytest.mark.parametrize(
    ("readings", "fields", "code"),
    [
        *(
            ({"bad_request": one}, {"lang": "de"}, int(one))
            for one in READINGS["bad_request"]
        ),
        *(
            ({"empty_text": one}, {"send": ""}, int(one))
            for one in READINGS["empty_text"]
        ),
        *(({"empty_to": one}, {"to": ""}, int(one)) for one in READINGS["empty_to"]),
        ({"ttl_least": "10"}, {"ttl": "9"}, 270),
        ({"ttl_least": "10"}, {"ttl": "10"}, 0),
        ({"plus_sign": "taken"}, {"to": f"+{FIRST}"}, 0),
        ({"strange_sender": "refused"}, {"sender": "Stranger"}, 116),
        ({"bad_sender": "replaced"}, {"sender": "Имя"}, 0),
    ],
)
async def test_what_is_refused(
    pilot: Pilot, readings: dict[str, str], fields: dict[str, str], code: int
) -> None:
    """And by which code; 0 is taken."""
    pilot.provider.speak(**readings)
    reply = await pilot.send(**fields)
    assert (reply.code if "error" in reply.json else 0) == code


@pytest.mark.parametrize(
    ("readings", "fields", "names"),
    [
        ({"channel_fields": "stated"}, {"send": "HLR"}, "server_id,phone,status,error"),
        ({"channel_fields": "stated"}, {}, "server_id,phone,price,status"),
        ({"field_order": "listed"}, {"fields": "status,phone"}, "phone,status"),
    ],
)
async def test_fields(
    pilot: Pilot, readings: dict[str, str], fields: dict[str, str], names: str
) -> None:
    """Which there are, and in which order."""
    pilot.provider.speak(**readings)
    [row] = (await pilot.send(**fields)).json["send"]
    assert ",".join(row) == names


async def test_every_field(pilot: Pilot) -> None:
    """`all` may have the two that its list leaves out."""
    pilot.provider.speak(all_fields="every", sms_times="moscow")
    [row] = (await pilot.send(fields="all")).json["send"]
    assert row["message"] == "Hello"
    assert row["send_datetime"] == ""
    assert row["created"] == "2026-03-10 12:00:00"


@pytest.mark.parametrize(
    ("readings", "text"),
    [
        ({}, '[\n  {"id": "54322"'),
        ({"inbound_order": "oldest_first"}, '[\n  {"id": "54321"'),
        ({"inbound_created": "minutes"}, '"created": "2026-03-10 09:00", '),
        ({"status_value": "number"}, '"seen": 0}'),
    ],
)
async def test_what_came_in(pilot: Pilot, readings: dict[str, str], text: str) -> None:
    """Order and moments."""
    pilot.provider.speak(**readings)
    for _ in range(2):
        pilot.provider.receive(phone=FIRST, text="A", account="demo")
    assert text in (await pilot.ask(inbound="all")).text
