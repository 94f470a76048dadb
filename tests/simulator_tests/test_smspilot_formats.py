"""SMSPILOT: methods, formats, charsets and languages."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from tests.simulator import Simulator

from .pilot import FIRST, KEY, Pilot

_LONG = ",".join(f"7916{number:07}" for number in range(120))


@pytest.mark.parametrize(
    ("fmt", "content_type"),
    [
        ("json", "application/json"),
        ("xml", "text/xml"),
        ("text", "text/plain"),
        ("v", "text/plain"),
        ("", "text/plain"),
        ("yaml", "text/plain"),
    ],
)
async def test_content_types(pilot: Pilot, fmt: str, content_type: str) -> None:
    """Each format has its own, errors too; or they are all the same."""
    for fields in ({}, {"to": "1"}):
        reply = await pilot.send(format=fmt, **fields)
        assert reply.content_type == f"{content_type}; charset=utf-8"
    pilot.provider.speak(content_type="own")
    assert (await pilot.send(format=fmt)).content_type == content_type
    pilot.provider.speak(content_type="html")
    assert (await pilot.send(format=fmt)).content_type == "text/html"


@pytest.mark.parametrize(
    "charset",
    [
        "utf-8",
        "windows-1251",
        "CP1251",
        "koi8-r",
        "iso-8859-5",
        "cp866",
        "UTF-16LE",
        "utf-16be",
    ],
)
async def test_charsets(simulator: Simulator, pilot: Pilot, charset: str) -> None:
    """Of the request's text, and of the answer."""
    reply = await pilot.send(send="Привет", charset=charset, fields="message")
    assert simulator.ledger.messages[0].text == "Привет"
    assert reply.content_type.endswith(f"charset={charset.lower()}")
    assert reply.json["send"] == [{"message": "Привет"}]
    reply = await pilot.send(to="1", charset=charset, format="v", lang="ru")
    assert reply.text == "Неправильная длина номера телефона"


@pytest.mark.parametrize("charset", ["windows-1251", "utf-8"])
async def test_xml_can_be_read_as_bytes(pilot: Pilot, charset: str) -> None:
    """Its first line says the charset; awkward texts come through attributes."""
    text = "a <b> & \"c\"\n'd' Ё"
    await pilot.send(send=text, charset=charset)
    reply = await pilot.send(send=text, charset=charset, format="xml", fields="message")
    [row] = ET.fromstring(reply.body)  # noqa: S314
    assert row.attrib["message"] == text


async def test_methods(simulator: Simulator, pilot: Pilot) -> None:
    """What is posted goes before what stands in the address."""
    fields = {"apikey": KEY, "send": "Hello", "to": FIRST, "format": "json"}
    for ask in (pilot.get, pilot.post):
        assert "send" in (await ask(**fields)).json
    assert len(simulator.ledger.messages) == 2


@pytest.mark.parametrize(
    ("fmt", "lang", "text"),
    [
        ("text", "", "ERROR=215: INVALID PHONE LENGTH"),
        ("text", "en", "ERROR=215: INVALID PHONE LENGTH"),
        ("text", "ru", "ERROR=215: НЕПРАВИЛЬНАЯ ДЛИНА НОМЕРА ТЕЛЕФОНА"),
        ("v", "", "Invalid phone length"),
        ("v", "ru", "Неправильная длина номера телефона"),
    ],
)
async def test_languages(pilot: Pilot, fmt: str, lang: str, text: str) -> None:
    """Where a format has but one."""
    assert (await pilot.send(to="1", format=fmt, lang=lang)).text == text


@pytest.mark.parametrize(
    ("reading", "status", "taken"),
    [
        ("taken", 200, range(120, 121)),
        ("cut", 200, range(1, 120)),
        ("refused", 414, [0]),
    ],
)
async def test_a_long_get(
    simulator: Simulator, pilot: Pilot, reading: str, status: int, taken: Sequence[int]
) -> None:
    """The document warns of it; POST has no such limit."""
    pilot.provider.speak(long_get=reading)
    fields = {"apikey": KEY, "send": "A", "format": "json", "to": _LONG}
    assert (await pilot.get(**fields)).status == status
    assert len(simulator.ledger.messages) in taken
    assert len((await pilot.post(**fields)).json["send"]) == 120


async def test_several_requests_in_one(simulator: Simulator, pilot: Pilot) -> None:
    """Sending goes first, and numbers without a text are a sending."""
    await pilot.ask(send="A", to=FIRST, check="1", balance="rur")
    assert len(simulator.ledger.messages) == 1
    assert (await pilot.ask(to=FIRST)).code == 230
    assert "check" in (await pilot.ask(check="1", balance="rur")).json


@pytest.mark.parametrize(
    "kind", ["drop_after", "truncated", "empty", "garbage", "html", "http_status"]
)
async def test_faults(simulator: Simulator, pilot: Pilot, kind: str) -> None:
    """The kernel's faults hold here as well."""
    accepts = kind not in ("html", "http_status")
    simulator.faults.add(kind, provider="smspilot")
    try:
        reply = await pilot.send()
    except aiohttp.ClientError:
        assert kind == "drop_after"
    else:
        assert reply.status == (503 if kind == "http_status" else 200)
        with pytest.raises(ValueError):
            _ = reply.json
    assert bool(simulator.ledger.messages) == accepts
    assert "send" in (await pilot.send(to="79161230000")).json
