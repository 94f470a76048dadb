"""The answers that SMSPILOT's document prints, letter by letter."""

from functools import cache
from pathlib import Path
import re
from typing import Any
from urllib.parse import unquote

import pytest

from tests.simulator import ManualClock
from tests.simulator.smspilot import codes, parameters, rows
from tests.vectors import Vector, load

from .conftest import Handler
from .pilot import FIRST, Pilot, stamp

_SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
_VECTORS = load("smspilot")
_COMPARED = frozenset({"answer", "error", "damaged"})
_ADDRESS = re.compile(r'("ip": ?"|<ip>)[\d.]+')
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

needs_seeds = pytest.mark.skipif(not _SEEDS.is_dir(), reason="no documents at hand")


def _name(value: object) -> str | None:
    """Return a vector's name for the test's."""
    return value.name if isinstance(value, Vector) else None


@cache
def _seed() -> str:
    """Return the document."""
    [path] = _SEEDS.glob("003_*.txt")
    return path.read_text(encoding="utf-8").replace("\xa0", " ")


def _squeeze(text: str) -> str:
    """Return a text without white space, which wraps at random in the document."""
    return "".join(text.split())


@needs_seeds
@pytest.mark.parametrize("vector", _VECTORS, ids=_name)
def test_vectors_stand_in_their_document(vector: Vector) -> None:
    """Nothing was made up."""
    assert _squeeze(vector.text) in _squeeze(_seed())


@needs_seeds
def test_words_of_errors_stand_in_the_document() -> None:
    """Those that are said to be documented, in whatever letter case, and no others."""
    seed = _seed().lower()
    squeezed = _squeeze(unquote(seed))
    for code, name in {**codes.ERRORS, **codes.REASONS}.items():
        if name.documented:
            assert re.search(rf"(?<!\d){code}(?!\d)", seed), code
            assert _squeeze(name.english.lower()) in squeezed, code
            assert _squeeze(name.russian.lower()) in squeezed, code
    printed = {int(one) for one in re.findall(r"error=(\d+):", seed)}
    printed |= {int(one) for one in re.findall(r'(?:"code": "?|<code>)(\d+)', seed)}
    assert printed == {code for code, name in codes.ERRORS.items() if name.documented}


@needs_seeds
def test_parameters_are_those_of_the_document() -> None:
    """No parameter of an example or a table is missing, and none was made up."""
    seed = _seed()
    known = {
        *parameters.SEND,
        *parameters.CHECK,
        *parameters.BALANCE,
        *parameters.INBOUND,
    }
    tables = set(re.findall(r"^([a-z_]+)\t(?:Да|Нет)", seed, re.MULTILINE))
    # Misprints of ttl, and the names of the older versions.
    examples = set(re.findall(r"api\.php\?(\w+)=", seed))
    examples |= set(re.findall(r"(?<=&)(\w+)=", seed)) - {"status", "error"}
    assert tables <= known
    assert known <= tables | examples | {"check", "lang"}
    for name in known:
        assert re.search(rf"\b{name}\b", seed), name


@needs_seeds
def test_fields_are_those_of_the_document() -> None:
    """Every field of a message is named there."""
    for name in rows.EVERY:
        assert re.search(rf"\b{name}\b", _seed()), name


async def _arrange(pilot: Pilot, clock: ManualClock, arranged: dict[str, Any]) -> None:
    """Make everything so that the printed values come out."""
    control = pilot.control
    await control("next_id", **_renamed(arranged))
    await control("account", **arranged.get("account", {}))
    for phone, code in arranged.get("number_errors", {}).items():
        await control("number_error", phone=phone, code=code)
    if phones := arranged.get("sent"):
        await pilot.send(to=",".join(phones))
        await clock.advance(10)
    for one in arranged.get("incoming", []):
        age = clock.now() - stamp(one["at"])
        fields = {name: one[name] for name in ("phone", "text", "to")}
        await control("incoming", account="demo", age=age, **fields)
        if one.get("seen"):
            await pilot.ask(inbound="new")
    await control("dialect", **arranged.get("readings", {}))


def _renamed(arranged: dict[str, Any]) -> dict[str, int]:
    """Return the ids to come, as the control interface calls them."""
    names = {"next_id": "id", "next_inbound": "inbound"}
    return {names[one]: arranged[one] for one in names if one in arranged}


def _comparable(vector: Vector, text: str) -> str:
    """Return a text without what may differ: white space, and the client's address."""
    if vector.arranged.get("shape"):
        text = _NUMBER.sub("0", text)
    if vector.asked.get("format") in ("json", "xml"):
        text = _squeeze(_ADDRESS.sub(r"\1", text))
        return text.replace('encoding="utf-8"', 'encoding="UTF-8"')
    return "\n".join(line.strip() for line in text.split("\n"))


@pytest.mark.parametrize(
    "vector", [one for one in _VECTORS if one.kind in _COMPARED], ids=_name
)
async def test_answers(pilot: Pilot, clock: ManualClock, vector: Vector) -> None:
    """Every printed answer is given, the damaged ones in a dialect of their own."""
    await _arrange(pilot, clock, dict(vector.arranged))
    asked = {"format": "text"} | dict(vector.asked)
    reply = await pilot.ask(**asked)
    assert _comparable(vector, reply.text) == _comparable(vector, vector.text)


@pytest.mark.parametrize(
    "vector", [one for one in _VECTORS if one.kind == "callback"], ids=_name
)
async def test_callbacks(
    pilot: Pilot, clock: ManualClock, handler: Handler, vector: Vector
) -> None:
    """What is called at the end is what is printed."""
    await _arrange(pilot, clock, dict(vector.arranged))
    pilot.simulator.phones.behave(FIRST, vector.arranged["fate"])
    await pilot.send(callback=f"{handler.url}/sms-status.php", **vector.asked)
    await clock.advance(10)
    await handler.wait(2)
    [last] = [one for one in handler.visits if "status=1&" not in one.query]
    line = f"{last.method} {last.path}?{unquote(last.query)} HTTP/1.1"
    assert _squeeze(line) == _squeeze(unquote(_squeeze(vector.text)))


@pytest.mark.parametrize(
    "vector", [one for one in _VECTORS if one.kind == "push"], ids=_name
)
async def test_pushes(
    pilot: Pilot, clock: ManualClock, handler: Handler, vector: Vector
) -> None:
    """An incoming message, as it is printed."""
    await _arrange(pilot, clock, dict(vector.arranged))
    address = f"{handler.url}/sms-inbound.php"
    await pilot.control("account", inbound_handler=address, user_id="12345")
    await pilot.control("incoming", phone=FIRST, text="12345 restart server alfa")
    [visit] = await handler.wait(1)
    assert (visit.method, visit.path) == ("POST", "/sms-inbound.php")
    assert visit.content_type == "application/x-www-form-urlencoded"
    assert visit.body.decode("ascii") == vector.text
