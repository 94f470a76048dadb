"""SMSPILOT: what it calls a handler with when a message's state changes."""

from base64 import b64encode
from urllib.parse import parse_qsl

import pytest

from tests.simulator import ManualClock, Simulator

from .conftest import Handler, Visit
from .pilot import BLACKLISTED, FIRST, SECOND, Pilot


def _query(visit: Visit) -> dict[str, str]:
    """Return the fields of a GET."""
    return dict(parse_qsl(visit.query, keep_blank_values=True))


async def test_every_change_by_get(
    pilot: Pilot, clock: ManualClock, handler: Handler
) -> None:
    """One call a state, none for the acceptance."""
    await pilot.send(callback=f"{handler.url}/status")
    await clock.advance(10)
    visits = await handler.wait(2)
    assert [_query(one) for one in visits] == [
        {"server_id": "9316849", "phone": FIRST, "status": status, "error": "0"}
        for status in ("1", "2")
    ]
    assert {(one.method, one.path, one.body) for one in visits} == {
        ("GET", "/status", b"")
    }


async def test_by_post(
    simulator: Simulator, pilot: Pilot, clock: ManualClock, handler: Handler
) -> None:
    """A form in UTF-8, whatever the charset of the request was."""
    simulator.phones.behave(FIRST, [(1, -1, 604)])
    await pilot.send(
        callback=handler.url, callback_method="post", charset="windows-1251"
    )
    await clock.advance(10)
    [visit] = await handler.wait(1)
    assert (visit.method, visit.query) == ("POST", "")
    assert visit.content_type == "application/x-www-form-urlencoded"
    assert visit.form() == {
        "server_id": "9316849",
        "phone": FIRST,
        "status": "-1",
        "error": "604",
        "error_en": "Undeliverable",
        "error_ru": "Невозможно доставить",
    }


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ("message,modified", {"message", "modified"}),
        ("country%2Coperator", {"country", "operator"}),
        ("price,nonsense", set()),
        (
            "all",
            {
                "message",
                "sender",
                "sender_orig",
                "created",
                "modified",
                "country",
                "operator",
            },
        ),
    ],
)
async def test_fields_that_the_address_asks_for(
    simulator: Simulator,
    pilot: Pilot,
    clock: ManualClock,
    handler: Handler,
    fields: str,
    names: set[str],
) -> None:
    """They come besides those that always do."""
    simulator.phones.behave(FIRST, [(1, 2, 0)])
    address = f"{handler.url}/?fields={fields}"
    await pilot.send(send="Вода", callback=address, callback_method="post")
    await clock.advance(10)
    [visit] = await handler.wait(1)
    form = visit.form()
    assert set(form) - {"server_id", "phone", "status", "error"} == names
    assert form.get("message", "Вода") == "Вода"


@pytest.mark.parametrize(
    ("reading", "own"),
    [
        ("appended", "token=a&fields=sender&b=c"),
        ("fields_dropped", "token=a&b=c"),
        ("replaced", ""),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
async def test_the_addresss_own_query(
    simulator: Simulator,
    pilot: Pilot,
    clock: ManualClock,
    handler: Handler,
    reading: str,
    own: str,
    method: str,
) -> None:
    """What becomes of it is not documented; `fields` is obeyed all the same."""
    pilot.provider.speak(callback_query=reading)
    simulator.phones.behave(FIRST, [(1, 2, 0)])
    address = f"{handler.url}/a/b?token=a&fields=sender&b=c"
    await pilot.send(callback=address, callback_method=method)
    await clock.advance(10)
    [visit] = await handler.wait(1)
    told = f"server_id=9316849&phone={FIRST}&status=2&error=0&sender=INFORM"
    together = "&".join(one for one in (own, told) if one)
    assert visit.query == (together if method == "get" else own)
    assert visit.body.decode() == ("" if method == "get" else told)


async def test_a_password_in_the_address(
    simulator: Simulator, pilot: Pilot, clock: ManualClock, handler: Handler
) -> None:
    """It is HTTP's simple login."""
    simulator.phones.behave(FIRST, [(1, 2, 0)])
    address = handler.url.replace("http://", "http://user:password@")
    await pilot.send(callback=address)
    await clock.advance(10)
    [visit] = await handler.wait(1)
    login = b64encode(b"user:password").decode()
    assert visit.authorization == f"Basic {login}"


async def test_the_handler_of_the_cabinet(
    simulator: Simulator, pilot: Pilot, clock: ManualClock, handler: Handler
) -> None:
    """It is called where the request names none."""
    simulator.phones.behave(FIRST, [(1, 2, 0)])
    await pilot.control(
        "account", handler=f"{handler.url}/cabinet", handler_method="post"
    )
    await pilot.send()
    await clock.advance(2)
    await handler.wait(1)
    await pilot.send(callback=f"{handler.url}/own")
    await clock.advance(2)
    await handler.wait(2)
    assert [(one.method, one.path) for one in handler.visits] == [
        ("POST", "/cabinet"),
        ("GET", "/own"),
    ]


async def test_final_states_alone(
    simulator: Simulator, pilot: Pilot, clock: ManualClock, handler: Handler
) -> None:
    """In one dialect; refused rows are never called about."""
    pilot.provider.speak(callback_statuses="final")
    await pilot.send(to=f"{FIRST},{SECOND},{BLACKLISTED}", callback=handler.url)
    await clock.advance(10)
    await handler.wait(2)
    await simulator.until(lambda: len(simulator.callbacks.attempts) == 2)
    assert [_query(one)["status"] for one in handler.visits] == ["2", "2"]


@pytest.mark.parametrize(("reading", "tries"), [("never", 1), ("until_200", 3)])
async def test_repetition(
    simulator: Simulator,
    pilot: Pilot,
    clock: ManualClock,
    handler: Handler,
    reading: str,
    tries: int,
) -> None:
    """Not documented; a 200 ends it."""
    pilot.provider.speak(callback_repeats=reading)
    handler.answers = [500, 404, 200]
    simulator.phones.behave(FIRST, [(1, 2, 0)])
    await pilot.send(callback=handler.url)
    await clock.advance(1)
    for count in range(1, tries + 1):
        await handler.wait(count)
        await simulator.until(
            lambda: len(simulator.callbacks.attempts) == len(handler.visits)
        )
        await clock.advance(60)
    await clock.advance(600)
    assert len(handler.visits) == tries


async def test_what_hlrvip_finds(
    pilot: Pilot, clock: ManualClock, handler: Handler
) -> None:
    """It comes along once it is known."""
    await pilot.send(send="HLRVIP", callback=handler.url)
    await clock.advance(10)
    [visit] = await handler.wait(1)
    assert _query(visit)["mcc"] == "250"
    pilot.provider.speak(hlrvip_details="asked")
    await pilot.send(send="HLRVIP", callback=handler.url)
    await clock.advance(10)
    assert "mcc" not in _query((await handler.wait(2))[1])


async def test_a_scheduled_message_tells_of_its_queue(
    pilot: Pilot, clock: ManualClock, handler: Handler
) -> None:
    """From 3 to 0 is a change, too."""
    await pilot.send(send_datetime="2026-03-10 09:01:00", callback=handler.url)
    await clock.advance(59)
    assert not handler.visits
    await clock.advance(10)
    visits = await handler.wait(3)
    assert sorted(_query(one)["status"] for one in visits) == ["0", "1", "2"]
