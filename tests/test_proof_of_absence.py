"""When "not found" proves that a message was never taken, and when it may be archived."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import CLOCK
from custom_components.sms_gateway.providers.smsc import SMSC
from homeassistant.core import HomeAssistant

from .conftest import MOM, Send
from .eventually import Recorded, as_time_passes
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

MOSCOW = timezone(timedelta(hours=3))
MINUTE = 60
HOUR = 3600


@pytest.mark.parametrize(
    ("taken", "asked", "is_proof"),
    [
        ("2026-11-21 10:00", "2026-11-21 10:01", True),
        ("2026-11-21 10:00", "2026-11-21 23:59", True),
        # At three in the night what was sent before 18:00 goes to the archive.
        ("2026-11-21 10:00", "2026-11-22 02:40", True),
        ("2026-11-21 10:00", "2026-11-22 03:00", False),
        ("2026-11-21 17:59", "2026-11-22 03:00", False),
        ("2026-11-21 18:01", "2026-11-22 03:01", True),
        ("2026-11-21 18:01", "2026-11-23 03:01", False),
        ("2026-11-21 02:00", "2026-11-21 04:00", True),
        # A clock that was set back in between proves nothing.
        ("2026-11-21 10:00", "2026-11-21 09:00", False),
    ],
)
def test_a_denial_counts_only_while_the_archive_cannot_hold_the_message(
    taken: str, asked: str, is_proof: bool
) -> None:
    """In Moscow's time, wherever the home is."""
    moments = [
        datetime.fromisoformat(moment).replace(tzinfo=MOSCOW).astimezone(UTC)
        for moment in (taken, asked)
    ]
    assert SMSC.proves_absence(*moments) is is_proof


@pytest.fixture
def clock(hass: HomeAssistant) -> ManualClock:
    """Let it be five in the afternoon in Moscow."""
    five = datetime(2026, 11, 21, 17, 0, tzinfo=MOSCOW)
    clock = hass.data[CLOCK] = ManualClock(five.timestamp())
    return clock


@pytest.fixture(autouse=True)
def _turned(clock: ManualClock, account: MockConfigEntry) -> None:
    """Set the account up."""


def sends(simulator: Simulator) -> int:
    """Count the requests to send."""
    return sum(r.path == "/sys/send.php" for r in simulator.ledger.requests)


def look_ups(simulator: Simulator) -> int:
    """Count the requests for statuses."""
    return sum(r.path == "/sys/status.php" for r in simulator.ledger.requests)


async def test_a_message_in_the_archive_is_not_sent_again(
    clock: ManualClock, simulator: Simulator, send_sms: Send, statuses: Recorded
) -> None:
    """It was taken and delivered; by the time that one can ask, nobody knows its id."""
    simulator.faults.add("drop_after", path="/sys/send.php")
    await send_sms("Alarm", phone=MOM)
    await clock.advance(MINUTE / 2)
    # The night is over; the message is in time, by the clock that cannot jump.
    clock.jump(10 * HOUR)
    simulator.smsc.archive()
    await as_time_passes(clock, lambda: look_ups(simulator) == 2)
    await clock.advance(HOUR)

    assert statuses.states == ["pending", "unconfirmed"]
    assert sends(simulator) == 1


async def test_a_denial_in_less_than_a_minute_proves_nothing(
    clock: ManualClock, simulator: Simulator, send_sms: Send, statuses: Recorded
) -> None:
    """The request may still be on its way: the look-up comes a minute later."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    await send_sms("Alarm", phone=MOM, wait_for_delivery={"seconds": 0})
    await clock.advance(MINUTE - 1)
    assert sends(simulator) == 1
    await as_time_passes(clock, lambda: "queued" in statuses.states)

    first, second = (r for r in simulator.ledger.requests if r.path == "/sys/send.php")
    assert second.at - first.at >= MINUTE
    assert first.parameters["id"] != second.parameters["id"]
