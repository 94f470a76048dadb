"""What was sent, by pull (get.php, get_messages=1)."""

import pytest

from tests.simulator import ManualClock, Simulator

from .conftest import OTHER, PHONE, Wire

_ACCESS = {
    "apikey": "SMSC-DEMO-KEY",
    "get_messages": "1",
    "fmt": "3",
    "charset": "utf-8",
}


async def _sent(wire: Wire, clock: ManualClock) -> None:
    """Send three messages, one a day."""
    await wire.send(id="a", mes="Вода")
    await clock.advance(86400)
    await wire.send(id="b", mes="Two", phones=OTHER, sender="demo")
    await clock.advance(86400)
    await wire.send(id="c", mes="Three")


async def test_all_fields(wire: Wire, clock: ManualClock) -> None:
    """Those that were seen, of a delivered message."""
    await wire.send(id="7", mes="Вода")
    await clock.advance(5)
    assert (await wire.form("/sys/get.php", _ACCESS)).json == [
        {
            "id": 7,
            "send_date": "10.03.2026 12:00:00",
            "phone": "79161234567",
            "message": "Вода",
            "sender_id": "SMSC.RU",
            "sms_cnt": 1,
            "status_name": "Доставлено",
            "operator": "МТС",
            "mccmnc": "25001",
        }
    ]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({}, "cba"),
        ({"cnt": "2"}, "cb"),
        ({"phone": PHONE}, "ca"),
        ({"start": "11.03.2026"}, "cb"),
        ({"end": "11.03.2026"}, "ba"),
        ({"start": "11.03.2026 12:00", "end": "11.03.2026 12:00:01"}, "b"),
        ({"prev_id": "1"}, ""),
    ],
)
async def test_what_is_listed(
    wire: Wire, clock: ManualClock, asked: dict[str, str], ids: str
) -> None:
    """Newest first, as far as was asked."""
    await _sent(wire, clock)
    reply = await wire.form("/sys/get.php", _ACCESS | asked)
    assert "".join(str(one["id"]) for one in reply.json) == ids


async def test_going_on(wire: Wire, clock: ManualClock) -> None:
    """A list goes on behind an id of digits."""
    for number in ("1", "2", "3"):
        await wire.send(id=number, mes=number)
    reply = await wire.form("/sys/get.php", _ACCESS | {"prev_id": "3"})
    assert [one["id"] for one in reply.json] == [2, 1]


@pytest.mark.parametrize(
    "asked",
    [
        {"get_answers": "1"},
        {"get_messages": "0"},
        {"get_messages": "2"},
        {"start": "yesterday"},
        {"cnt": "0"},
        {"cnt": "10001"},
    ],
)
async def test_wrong_lists(
    simulator: Simulator, wire: Wire, asked: dict[str, str]
) -> None:
    """One list at a time, with values in their range."""
    reply = await wire.form("/sys/get.php", _ACCESS | asked)
    assert reply.json["error_code"] == 1


async def test_a_date_that_is_none(wire: Wire) -> None:
    """It has the form of one."""
    reply = await wire.form("/sys/get.php", _ACCESS | {"start": "31.02.2026"})
    assert reply.json["error_code"] == 5


async def test_deleted_messages_are_not_listed(wire: Wire) -> None:
    """Nor is there anything then."""
    await wire.send(id="1")
    await wire.status(id="1", **{"del": "1"})
    assert (await wire.form("/sys/get.php", _ACCESS)).json == []
