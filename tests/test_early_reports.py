"""A report may overtake the answer to its own request: it waits for its message."""

from collections import Counter
from collections.abc import Callable, Coroutine
import sqlite3
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import GATEWAY
from custom_components.sms_gateway.journal import Journal, Message, MessageUpdate
from custom_components.sms_gateway.journal.database import Database
from custom_components.sms_gateway.providers.model import Channel, MessageState
from homeassistant.core import HomeAssistant

from .conftest import MOM, WEBHOOK_ID
from .eventually import Recorded, eventually
from .simulator import ManualClock

MINUTE = 60
THEIRS = "Their-ID-1"

type Report = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture
def _turned(clock: ManualClock, account: MockConfigEntry) -> None:
    """Set the account up with a clock that the test turns."""


pytestmark = pytest.mark.usefixtures("_turned")


@pytest.fixture
def journal(hass: HomeAssistant, account: MockConfigEntry) -> Journal:
    """Return the journal."""
    return hass.data[GATEWAY].journal


@pytest.fixture
async def report(
    journal: Journal, hass_client_no_auth: Callable[[], Coroutine[Any, Any, Any]]
) -> Report:
    """Report a delivery as the provider does; it is answered at once."""
    client = await hass_client_no_auth()

    async def send(message_id: str = THEIRS) -> None:
        answer = await client.post(
            f"/api/webhook/{WEBHOOK_ID}",
            data={"id": message_id, "phone": MOM.removeprefix("+"), "status": "1"},
        )
        assert answer.status == 200

    return send


@pytest.fixture
def counts(hass: HomeAssistant, account: MockConfigEntry) -> Counter[str]:
    """Return how many callbacks came to what end."""
    return hass.data[GATEWAY].callbacks[account.entry_id]


async def begin(journal: Journal, account: MockConfigEntry, now: float) -> None:
    """Write a message down whose provider has ids of its own."""
    journal.add(
        [
            Message(
                reference="r1",
                request_id="ours",
                entry_id=account.entry_id,
                provider="smsc",
                channel=Channel.SMS,
                phone=MOM,
                text="Вода!",
                created_at=now,
                valid_until=now + 900,
                tracked_until=now + 90000,
                changed_at=now,
            )
        ]
    )


def answer(state: MessageState = MessageState.QUEUED) -> list[MessageUpdate]:
    """Return what the answer to the request says: the provider's id."""
    return [MessageUpdate(reference="r1", state=state, message_id=THEIRS.upper())]


async def test_a_report_of_a_message_not_known_yet_is_held_and_matched_again(
    account: MockConfigEntry,
    clock: ManualClock,
    journal: Journal,
    report: Report,
    statuses: Recorded,
    counts: Counter[str],
) -> None:
    """As soon as the answer to its request tells the id."""
    await begin(journal, account, clock.now())
    await report()
    await clock.advance(MINUTE - 1)
    assert statuses.states == ["pending"]
    assert not counts

    await journal.update(answer())

    await statuses.until_state("delivered")
    await eventually(lambda: counts == {"report": 1})
    await clock.advance(10 * MINUTE)
    assert counts == {"report": 1}


async def test_a_report_may_come_before_its_message_is_written_down(
    account: MockConfigEntry,
    clock: ManualClock,
    journal: Journal,
    report: Report,
    statuses: Recorded,
) -> None:
    """It is matched by our own id then."""
    await report("OURS")
    await begin(journal, account, clock.now())

    await statuses.until_state("delivered")


async def test_an_id_that_became_known_without_a_change_of_state_matches_too(
    account: MockConfigEntry,
    clock: ManualClock,
    journal: Journal,
    report: Report,
    statuses: Recorded,
) -> None:
    """At the end of the minute at the latest."""
    await begin(journal, account, clock.now())
    await report()
    await journal.update(answer(MessageState.PENDING))
    await clock.advance(MINUTE)

    await statuses.until_state("delivered")


async def test_after_a_minute_it_is_counted_and_dropped(
    account: MockConfigEntry,
    clock: ManualClock,
    journal: Journal,
    report: Report,
    statuses: Recorded,
    counts: Counter[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """And logged once, without its content."""
    await report()
    await clock.advance(MINUTE / 2)
    await report("another")
    await clock.advance(MINUTE / 2)
    assert counts == {"unmatched": 1}
    await clock.advance(MINUTE / 2)
    assert counts == {"unmatched": 2}

    await begin(journal, account, clock.now())
    await journal.update(answer())

    assert statuses.states == ["pending", "queued"]
    assert caplog.text.count("unmatched") == 1
    assert THEIRS not in caplog.text
    # What comes later is held anew.
    await report("a third")
    await clock.advance(MINUTE)
    assert counts == {"unmatched": 3}


async def test_of_very_many_early_reports_the_oldest_are_dropped(
    account: MockConfigEntry,
    clock: ManualClock,
    journal: Journal,
    report: Report,
    statuses: Recorded,
    counts: Counter[str],
) -> None:
    """Anybody may send them where no secret is set."""
    await begin(journal, account, clock.now())
    await report()
    for number in range(299):
        await report(f"stranger {number}")
    assert not counts
    await report("one too many")
    assert counts == {"unmatched": 1}

    await journal.update(answer())

    assert statuses.states == ["pending", "queued"]


async def test_of_a_removed_account_nothing_is_held(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    report: Report,
) -> None:
    """Nor counted."""
    await report()
    await hass.config_entries.async_remove(account.entry_id)
    await clock.advance(MINUTE)

    assert account.entry_id not in hass.data[GATEWAY].callbacks


async def test_a_journal_that_cannot_be_written_loses_no_early_report(
    account: MockConfigEntry,
    clock: ManualClock,
    journal: Journal,
    report: Report,
    statuses: Recorded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was answered long ago; it is told all the same."""
    await begin(journal, account, clock.now())
    await report()
    await journal.update(answer(MessageState.PENDING))

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(Database, "commit", fail)
    await clock.advance(MINUTE)

    await statuses.until_state("delivered")
