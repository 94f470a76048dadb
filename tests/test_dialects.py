"""What the outcome core promises, under every reading of the provider's documents.

Each is walked through all that rests on the wire: an answer that is lost, a request that
is lost, a list of numbers with a bad one, reports and texts by push and by pull, and
the balance.
"""

from collections.abc import AsyncGenerator
from decimal import Decimal

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import MOM, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import ManualClock, Simulator
from .simulator.smsc.dialect import READINGS, Dialect

MINUTE = 60
BAD = "+71234567890"
PHONES = ("+79261234567", "+79031234567", "+79051234567")

OTHERS = [
    {switch: reading}
    for switch, readings in READINGS.items()
    for reading in readings
    if reading != getattr(Dialect(), switch)
]

# Two at a time, which have nothing to do with each other: how answers are written
# and sendings are taken, with what look-ups and callbacks say. The client's own tests
# take them one by one.
HALF = len(OTHERS) // 2
DIALECTS = [
    {},
    *(one | other for one, other in zip(OTHERS[:HALF], OTHERS[HALF:], strict=False)),
    *OTHERS[2 * HALF :],
]

DENIALS = {("unknown_id", "error"), ("unknown_id", "empty"), ("unknown_id", "html")}
"""Readings in which an unknown id is not denied in so many words."""


@pytest.fixture
async def simulator(
    clock: ManualClock, socket_enabled: None
) -> AsyncGenerator[Simulator]:
    """Run the simulator by the same clock."""
    async with Simulator(clock=clock, latency=0) as simulator:
        yield simulator


def taken(simulator: Simulator, text: str) -> list[str]:
    """Return the numbers that a text was accepted for, once for each time."""
    return sorted(f"+{m.phone}" for m in simulator.ledger.messages if m.text == text)


@pytest.mark.parametrize(
    "dialect",
    DIALECTS,
    ids=lambda d: " ".join("=".join(item) for item in d.items()) or "default",
)
async def test_outcomes_are_known_and_nothing_is_doubled(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    callbacks: str,
    send_sms: Send,
    statuses: Recorded,
    received: Recorded,
    dialect: dict[str, str],
) -> None:
    """Whatever the provider's words are."""
    simulator.smsc.speak(**dialect)
    states: dict[str, str] = {}

    def state(reference: str) -> str:
        for data in statuses.data:
            states[data["reference"]] = data["state"]
        return states.get(reference, "")

    async def send(text: str, *phones: str) -> list[str]:
        answer = await send_sms(text, phone=list(phones or (MOM,)))
        return [message["reference"] for message in answer["messages"]]

    # The answer is lost: a look-up proves that it was taken.
    simulator.callbacks.lose(1000)
    simulator.faults.add("drop_after", path="/sys/send.php")
    [reference] = await send("answer lost")
    assert state(reference) == "unconfirmed"
    await as_time_passes(clock, lambda: state(reference) == "delivered", step=15)
    assert taken(simulator, "answer lost") == [MOM]

    # The request is lost: once that is proved it is sent again, and never without.
    simulator.faults.add("drop_before", path="/sys/send.php")
    [reference] = await send("request lost")
    if DENIALS & dialect.items():
        await clock.advance(5 * MINUTE)
        assert state(reference) == "unconfirmed"
        assert taken(simulator, "request lost") == []
    else:
        await as_time_passes(clock, lambda: state(reference) == "delivered", step=15)
        assert taken(simulator, "request lost") == [MOM]

    # A list: the bad number silences nobody, and is never called delivered.
    bad, *good = await send("list", BAD, *PHONES)
    await as_time_passes(
        clock, lambda: {state(r) for r in good} == {"delivered"}, step=15
    )
    assert state(bad) != "delivered"
    assert taken(simulator, "list") == sorted(PHONES)

    # A report by callback; a text by pull, and one by push.
    simulator.smsc.receive(phone=MOM, text="by pull")
    await as_time_passes(clock, lambda: len(received.data) == 1, step=15)
    simulator.callbacks.lose(0)
    [reference] = await send("by callback")
    await clock.advance(4)
    await eventually(lambda: state(reference) == "delivered")
    simulator.smsc.receive(phone=MOM, text="by push")
    await eventually(lambda: len(received.data) == 2)
    await clock.advance(5 * MINUTE)
    assert [data["text"] for data in received.data] == ["by pull", "by push"]

    # What it says of money is read, and no rate was ever refused.
    await account.runtime_data.coordinator.async_refresh()
    balance = hass.states.get("sensor.smsc_demo_balance")
    assert balance is not None
    assert Decimal(balance.state) == simulator.smsc.account().balance
    codes = {request.error_code for request in simulator.ledger.requests}
    assert 9 not in codes
