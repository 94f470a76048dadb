"""When messages leave: dates, zones, the subscriber's day, birthdays, validity."""

from datetime import datetime, timedelta, timezone

import pytest

from tests.simulator import ManualClock, Simulator

from .conftest import MOSCOW, NOON, PHONE
from .websms_wire import WebsmsWire

_VLADIVOSTOK = timezone(timedelta(hours=10))
_IN_VLADIVOSTOK = "79141234567"


def _moscow(day: int, hour: int, minute: int = 0) -> float:
    """Return a time in March of the tests' year."""
    return datetime(2026, 3, day, hour, minute, tzinfo=MOSCOW).timestamp()


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({}, NOON),
        ({"send_on": "10.03.2026 15:30"}, _moscow(10, 15, 30)),
        ({"send_on": "10.03.2026 15:30", "gmt": "0"}, _moscow(10, 15, 30)),
        ({"send_on": "10.03.2026 15:30", "gmt": "3"}, _moscow(10, 15, 30)),
        ({"send_on": "10.03.2026 15:30", "gmt": "+5"}, _moscow(10, 13, 30)),
        ({"send_on": "10.03.2026 15:30", "gmt": "-1"}, _moscow(10, 19, 30)),
        ({"send_on": "10.03.2026 08:00"}, NOON),
    ],
)
async def test_send_on(
    websms: WebsmsWire, simulator: Simulator, fields: dict[str, str], due: float
) -> None:
    """In the zone of `gmt`, or of the account; what is past is now."""
    assert await websms.error(**fields) == 0
    assert simulator.ledger.messages[0].due_at == due


async def test_a_scheduled_message_waits(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """It is ready until its time has come."""
    await websms.send(send_on="10.03.2026 13:00")
    await clock.advance(3590)
    assert simulator.ledger.messages[0].status == 2
    await clock.advance(20)
    assert simulator.ledger.messages[0].status == 6


@pytest.mark.parametrize(
    ("send_on", "local", "status"),
    [
        ("", (10, 19, 0), 2),
        ("10.03.2026 20:59", (10, 20, 59), 2),
        ("10.03.2026 21:00", (11, 9, 0), 12),
        ("11.03.2026 08:00", (11, 9, 0), 12),
    ],
)
async def test_the_subscribers_day(
    websms: WebsmsWire,
    simulator: Simulator,
    send_on: str,
    local: tuple[int, int, int],
    status: int,
) -> None:
    """Times are the subscriber's, and between nine and nine."""
    fields = {"phone_list": _IN_VLADIVOSTOK, "UseReceiverGMT": "1", "gmt": "3"}
    await websms.send(send_on=send_on, **fields)
    [message] = simulator.ledger.messages
    day, hour, minute = local
    due = datetime(2026, 3, day, hour, minute, tzinfo=_VLADIVOSTOK)
    assert (message.due_at, message.status) == (due.timestamp(), status)


async def test_birthdays(websms: WebsmsWire, simulator: Simulator) -> None:
    """The contact's date; who has none is left out."""
    answer = await websms.json_send(group="17352", birthday="1")
    assert [row["message_phone"] for row in answer["sms"]] == ["79161110001"]
    assert simulator.ledger.messages[0].due_at == _moscow(11, 12)
    fields = {"send_on": "10.03.2026 09:30", "message": "2"}
    await websms.send(group="17352", birthday="1", **fields)
    assert simulator.ledger.messages[1].due_at == _moscow(11, 12)
    assert await websms.error(phone_list=PHONE, birthday="1") == 12


async def test_a_leap_day(websms: WebsmsWire, simulator: Simulator) -> None:
    """It comes every fourth year."""
    await websms.book("adduser", phone=PHONE, date="29.02.2000")
    await websms.send(birthday="1")
    due = datetime(2028, 2, 29, 12, tzinfo=MOSCOW).timestamp()
    assert simulator.ledger.messages[0].due_at == due


async def test_validity(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """A phone that is off is tried for so many minutes, else for a day."""
    simulator.phones.behave(PHONE, "off")
    await websms.send(valid_period="10")
    await websms.send(message="Longer")
    await clock.advance(590)
    assert [one.status for one in simulator.ledger.messages] == [8, 8]
    await clock.advance(20)
    assert [one.status for one in simulator.ledger.messages] == [11, 8]
    await clock.advance(86400)
    assert simulator.ledger.messages[1].status == 11
