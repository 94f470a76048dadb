"""What the outcome core promises, under every reading of every provider's documents.

Each is walked through all that rests on the wire: an answer that is lost, a request that
is lost, a list of numbers with a bad one, reports and texts by push and by pull, and
the balance.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.providers.account import Ability
from custom_components.sms_gateway.providers.provider import ProviderInfo
from homeassistant.core import HomeAssistant
from tests.conftest import MOM, Send
from tests.eventually import Recorded, as_time_passes, eventually
from tests.simulator import ManualClock, Simulator

from .conftest import Part
from .subjects import SUBJECTS, Subject

pytestmark = pytest.mark.by_the_clock

MINUTE = 60
PHONES = ("+79261234567", "+79031234567", "+79051234567")


TOGETHER = 4
"""Readings in one walk: they have nothing to do with each other, and other tests take
them one by one."""


def dialects(subject: Subject) -> list[dict[str, str]]:
    """Return all readings, several at a time, but no two of one switch."""
    walks: list[dict[str, str]] = []
    for reading in subject.other_readings:
        fitting = (
            w for w in walks if len(w) < TOGETHER and w.keys().isdisjoint(reading)
        )
        if (walk := next(fitting, None)) is None:
            walks.append(walk := {})
        walk |= reading
    return [{}, *walks]


WALKS = [
    pytest.param(
        subject,
        dialect,
        id=f"{subject.id} {' '.join('='.join(i) for i in dialect.items()) or 'default'}",
    )
    for subject in SUBJECTS
    for dialect in dialects(subject)
]


def taken(simulator: Simulator, text: str) -> list[str]:
    """Return the numbers that a text was accepted for, once for each time."""
    return sorted(f"+{m.phone}" for m in simulator.ledger.messages if m.text == text)


def can_prove_absence(info: ProviderInfo) -> bool:
    """Tell whether a provider's "not found" ever means that it took nothing."""
    noon = datetime(2026, 6, 1, 9, tzinfo=UTC)
    return info.proves_absence(noon, noon + timedelta(minutes=2))


@pytest.mark.parametrize(("subject", "dialect"), WALKS)
async def test_outcomes_are_known_and_nothing_is_doubled(
    hass: HomeAssistant,
    subject: Subject,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    part: Part,
    callbacks: str,
    send_sms: Send,
    statuses: Recorded,
    received: Recorded,
    dialect: dict[str, str],
) -> None:
    """Whatever the provider's words are."""
    info = subject.info
    part.speak(**dialect)
    states: dict[str, str] = {}

    def state(reference: str) -> str:
        for data in statuses.data:
            states[data["reference"]] = data["state"]
        return states.get(reference, "")

    async def send(text: str, *phones: str) -> list[str]:
        answer = await send_sms(text, phone=list(phones or (MOM,)))
        return [message["reference"] for message in answer["messages"]]

    # The answer is lost: a look-up proves that it was taken, where one can.
    simulator.callbacks.lose(1000)
    simulator.faults.add("drop_after")
    [reference] = await send("answer lost")
    assert state(reference) == "unconfirmed"
    if info.takes_request_ids or Ability.FIND_LOST in info.abilities:
        await as_time_passes(clock, lambda: state(reference) == "delivered", step=15)
    assert taken(simulator, "answer lost") == [MOM]

    # The request is lost: once that is proved it is sent again, and never without.
    simulator.faults.add("drop_before")
    [reference] = await send("request lost")
    if can_prove_absence(info) and not subject.denies_nothing & dialect.items():
        await as_time_passes(clock, lambda: state(reference) == "delivered", step=15)
        assert taken(simulator, "request lost") == [MOM]
    else:
        await clock.advance(5 * MINUTE)
        assert state(reference) == "unconfirmed"
        assert taken(simulator, "request lost") == []

    # A list: the bad number silences nobody, and is never called delivered.
    bad, *good = await send("list", subject.bad, *PHONES)
    await as_time_passes(
        clock, lambda: {state(r) for r in good} == {"delivered"}, step=15
    )
    assert state(bad) != "delivered"
    assert taken(simulator, "list") == sorted(PHONES)

    if info.has_incoming:
        part.receive(MOM, "by pull")
        await as_time_passes(clock, lambda: len(received.data) == 1, step=15)

    # A report by callback; a text by push, once.
    simulator.callbacks.lose(0)
    [reference] = await send("by callback")
    if subject.has_no_ids & dialect.items():
        # It is held until a look-up has told whose it is.
        await as_time_passes(clock, lambda: state(reference) == "delivered", step=15)
    else:
        await clock.advance(4)
        await eventually(lambda: state(reference) == "delivered")
    if info.has_callback_per_request and not dialect:
        # The report brings our own id, which proves a message without its answer.
        asked = len(simulator.ledger.requests)
        simulator.faults.add("drop_after")
        [reference] = await send("by its report")
        await clock.advance(4)
        await eventually(lambda: state(reference) == "delivered")
        assert len(simulator.ledger.requests) == asked + 1
    if info.has_incoming:
        part.receive(MOM, "by push")
        await eventually(lambda: len(received.data) == 2)
        await clock.advance(5 * MINUTE)
        assert [data["text"] for data in received.data] == ["by pull", "by push"]
        assert all(data["message_id"] for data in received.data)

    # What it says of money is read, and no rate was ever refused.
    await account.runtime_data.coordinator.async_refresh()
    balance = hass.states.get("sensor.demo_balance")
    assert balance is not None
    assert Decimal(balance.state) == part.subject.part(simulator).account().balance
    codes = {request.error_code for request in simulator.ledger.requests}
    assert not codes & subject.rate_codes
    assert not simulator.ledger.unknown_parameters
