"""SMSPILOT: messages that come in, by push and by list, and whose they are."""

from typing import Any

import pytest

from tests.simulator import ManualClock, Simulator

from .conftest import NOON, Handler
from .pilot import FIRST, SECOND, Pilot


async def _two(pilot: Pilot, clock: ManualClock) -> None:
    """Take two messages, a minute apart."""
    for text in ("Один", "Two, three"):
        pilot.provider.receive(phone=f"+{FIRST}", text=text, account="demo")
        await clock.advance(60)


def _row(message_id: str, text: str, created: str, seen: str = "0") -> dict[str, str]:
    """Return a row of the list."""
    return {
        "id": message_id,
        "phone": FIRST,
        "num": "79533984570",
        "text": text,
        "created": created,
        "seen": seen,
    }


async def test_the_list(pilot: Pilot, clock: ManualClock) -> None:
    """All, newest first; `new` has each message once."""
    await _two(pilot, clock)
    rows = [
        _row("54322", "Two, three", "2026-03-10 09:01:00"),
        _row("54321", "Один", "2026-03-10 09:00:00"),
    ]
    assert (await pilot.ask(inbound="all")).json == {"inbound": rows}
    assert (await pilot.ask(inbound="new")).json == {"inbound": rows}
    assert (await pilot.ask(inbound="new")).json == {"inbound": []}
    seen = (await pilot.ask(inbound="all")).json["inbound"]
    assert [one["seen"] for one in seen] == ["1", "1"]


async def _texts(pilot: Pilot, inbound: str) -> list[str]:
    """Return the texts of a list."""
    rows = (await pilot.ask(inbound=inbound)).json["inbound"]
    return [row["text"] for row in rows]


@pytest.mark.parametrize(
    ("since", "texts"),
    [
        ("2026-03-10 08:59:59", ["Two, three", "Один"]),
        ("2026-03-10 09:00:00", ["Two, three"]),
        ("2026-03-10 09:01:00", []),
        (str(int(NOON)), ["Two, three"]),
        (str(int(NOON) - 1), ["Two, three", "Один"]),
    ],
)
async def test_since_a_moment(
    pilot: Pilot, clock: ManualClock, since: str, texts: list[str]
) -> None:
    """In UTC or as a stamp; that very second is left out."""
    await _two(pilot, clock)
    assert await _texts(pilot, since) == texts


async def test_that_very_second(pilot: Pilot, clock: ManualClock) -> None:
    """In one dialect it is not left out."""
    await _two(pilot, clock)
    pilot.provider.speak(inbound_since="from")
    assert await _texts(pilot, "2026-03-10 09:01:00") == ["Two, three"]


@pytest.mark.parametrize(
    "since", ["yesterday", "2026-03-10", "2026-03-10 09:00", "2026-02-30 09:00:00"]
)
async def test_no_moment(pilot: Pilot, since: str) -> None:
    """It is error 500."""
    reply = await pilot.ask(inbound=since)
    assert reply.code == 500
    assert reply.json["error"]["description"].startswith("Invalid -since- format")


@pytest.mark.parametrize(
    ("reading", "seen"),
    [
        ("new", {"all": "0", "new": "0", "after": "1"}),
        ("any_list", {"all": "0", "new": None, "after": "1"}),
        ("never", {"all": "0", "new": "0", "after": "0"}),
    ],
)
async def test_what_makes_a_message_seen(
    pilot: Pilot, reading: str, seen: dict[str, Any]
) -> None:
    """Not documented."""
    pilot.provider.speak(inbound_seen=reading)
    pilot.provider.receive(phone=FIRST, text="A", account="demo")
    found = {}
    for name, inbound in (("all", "all"), ("new", "new"), ("after", "all")):
        rows = (await pilot.ask(inbound=inbound)).json["inbound"]
        found[name] = rows[0]["seen"] if rows else None
    assert found == seen


@pytest.mark.parametrize(
    ("readings", "text"),
    [
        ({}, '{"inbound": []}'),
        ({"nothing_inbound": "null"}, '{"inbound": null}'),
        ({"nothing_inbound": "error"}, '{"error": {"code": 10,'),
    ],
)
async def test_nothing(pilot: Pilot, readings: dict[str, str], text: str) -> None:
    """In every reading."""
    pilot.provider.speak(**readings)
    assert (await pilot.ask(inbound="new")).text.startswith(text)


async def test_xml_and_text(pilot: Pilot) -> None:
    """Marks in a text are escaped in XML; commas are not told apart in text."""
    pilot.provider.receive(phone=FIRST, text="<a> & b, c", account="demo")
    assert "<a>" not in (await pilot.ask(inbound="all", format="xml")).text
    reply = await pilot.ask(inbound="all", format="text")
    line = f"54321,{FIRST},79533984570,{{}},2026-03-10 09:00:00,0"
    assert reply.text == line.format("<a> & b, c")
    pilot.provider.speak(text_commas="quoted")
    reply = await pilot.ask(inbound="all", format="text")
    assert reply.text == line.format('"<a> & b, c"')


async def test_a_push(
    simulator: Simulator, pilot: Pilot, clock: ManualClock, handler: Handler
) -> None:
    """To the cabinet's handler, once, whatever it answers."""
    await pilot.control("account", inbound_handler=f"{handler.url}/in")
    handler.answers = [500]
    await pilot.control(
        "incoming", phone=f"+{FIRST}", text="Да, 100%", to="79000000000"
    )
    [visit] = await handler.wait(1)
    assert (visit.method, visit.path) == ("POST", "/in")
    assert visit.form() == {
        "phone": FIRST,
        "message": "Да, 100%",
        "user_id": "5671",
        "id": "54321",
        "num": "79000000000",
    }
    await clock.advance(86400)
    assert len(handler.visits) == 1
    [message] = simulator.ledger.incoming
    assert (message.provider, message.account) == ("smspilot", "demo")


@pytest.mark.parametrize(
    ("setting", "text", "owner", "left"),
    [
        ("answerable", "77 Yes", "second", "77 Yes"),
        ("nothing", "77 Yes", "third", "Yes"),
        ("nothing", "78 Yes", "demo", "78 Yes"),
        ("sent", "Yes", "second", "Yes"),
        ("sent", "77 Yes", "third", "Yes"),
        ("contact", "Yes", "third", "Yes"),
        ("came before", "Yes", "second", "Yes"),
        ("own phone", "Yes", "third", "Yes"),
        ("nothing", "Yes", "demo", "Yes"),
    ],
)
async def test_whose_a_message_is(
    pilot: Pilot, setting: str, text: str, owner: str, left: str
) -> None:
    """One that can be answered, a prefix, then what the system knows of the number."""
    await pilot.control("account", login="second", api_key="2", user_id="76")
    await pilot.control("account", login="third", api_key="3", user_id="77")
    match setting:
        case "answerable":
            await pilot.send(apikey="2", to=SECOND, sender="2WAY")
            await pilot.send(apikey="3", to=SECOND)
        case "sent":
            await pilot.send(apikey="2", to=SECOND)
        case "contact":
            await pilot.control("account", login="third", contacts=[SECOND])
        case "came before":
            await pilot.control("incoming", phone=SECOND, text="A", account="second")
        case "own phone":
            await pilot.control("account", login="third", phone=SECOND)
    message = await pilot.control("incoming", phone=f"+{SECOND}", text=text)
    assert (message["account"], message["text"]) == (owner, left)


async def test_an_answer_typed_on_the_page(simulator: Simulator, pilot: Pilot) -> None:
    """It comes to the account that sent the last message."""
    await pilot.send()
    fields = {"provider": "smspilot", "account": "demo", "phone": FIRST, "text": "Yes"}
    await pilot.page(fields)
    [message] = simulator.ledger.incoming
    assert (message.phone, message.text) == (FIRST, "Yes")
