"""No request is ever refused for its rate: what leaves at once, and how often."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from decimal import Decimal

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import MOM, Send
from .eventually import Recorded, as_time_passes
from .quiet import until_quiet
from .simulator import ManualClock, Simulator
from .simulator.kernel.model import Fate

MINUTE = 60
HOUR = 3600
PHONES = [f"+7926000{n:04}" for n in range(60)]
FATES = [Fate.NEVER, Fate.DELIVERED, Fate.UNDELIVERED, Fate.READ, Fate.DELIVERED]


@pytest.fixture
async def simulator(
    clock: ManualClock, socket_enabled: None
) -> AsyncGenerator[Simulator]:
    """Run the simulator by the same clock; its answers take a moment."""
    async with Simulator(clock=clock, latency=0.005) as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def _turned(clock: ManualClock, account: MockConfigEntry) -> None:
    """Set the account up with a clock that the test turns."""


def at_once(simulator: Simulator, page: str) -> int:
    """Return how many requests to a page were under way at once, at most."""
    return max(
        request.concurrent
        for request in simulator.ledger.requests
        if request.path == f"/sys/{page}.php"
    )


async def test_a_storm_of_messages_is_refused_nothing(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Fifty actions at once, the same ones again, then hours of look-ups and pulls."""
    for number, phone in enumerate(PHONES):
        simulator.phones.behave(phone, FATES[number % len(FATES)])
    simulator.smsc.set_account(balance=Decimal(1_000_000))
    simulator.faults.add("drop_after", path="/sys/send.php", times=5)
    simulator.faults.add("drop_before", path="/sys/send.php", times=5)

    async def storm() -> None:
        """Send mixed texts to one number, and to some at once."""
        actions = [
            send_sms(
                f"Alarm {number % 20}", phone=PHONES[number : number + 1 + number % 9]
            )
            for number in range(50)
        ]
        answers = asyncio.gather(*actions)
        await as_time_passes(clock, answers.done, at_most=40)
        assert not await raised(answers)

    await storm()
    await storm()
    await as_time_passes(
        clock, lambda: statuses.states.count("delivered") > 40, step=20
    )
    for hour in range(4):
        simulator.smsc.receive(phone=PHONES[hour], text="Heard")
        if hour == 2:
            await storm()
            assert await hass.config_entries.async_reload(account.entry_id)
        for _ in range(60):
            await clock.advance(MINUTE)
            await until_quiet()
    requests = simulator.ledger.requests
    assert {request.error_code for request in requests} == {None}
    assert 2 <= at_once(simulator, "send") <= 14
    assert at_once(simulator, "status") <= 4
    texts = Counter(
        (message.phone, message.text) for message in simulator.ledger.messages
    )
    # Once for each storm whose minute the text was not within.
    assert max(texts.values()) <= 2


async def raised(answers: asyncio.Future[list[object]]) -> list[BaseException]:
    """Return what actions raised."""
    return [answer for answer in await answers if isinstance(answer, BaseException)]


async def test_one_text_to_one_number_waits_for_its_minute(
    clock: ManualClock, simulator: Simulator, send_sms: Send, statuses: Recorded
) -> None:
    """Also where it was refused in between, and is asked for again."""
    await send_sms("Alarm", phone=MOM)
    await as_time_passes(clock, lambda: "delivered" in statuses.states, step=5)
    await clock.advance(MINUTE)
    await send_sms("Alarm", phone=MOM)

    assert len(simulator.ledger.to(MOM)) == 2
    assert {request.error_code for request in simulator.ledger.requests} == {None}


async def test_a_reload_asks_for_many_no_sooner_than_allowed(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """One list a minute is, and a reload does not begin anew."""
    for phone in PHONES[:10]:
        simulator.phones.behave(phone, Fate.NEVER)
    await send_sms("Alarm", phone=PHONES[:10])
    await clock.advance(MINUTE)
    for _ in range(3):
        await hass.config_entries.async_reload(account.entry_id)
        await as_time_passes(clock, lambda: True)
        await clock.advance(10)
    await clock.advance(3 * MINUTE)

    assert {request.error_code for request in simulator.ledger.requests} == {None}
