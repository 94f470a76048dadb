"""Many numbers that are refused as one: how often is asked, and that nobody has to wait."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import Send
from .eventually import Recorded, as_time_passes
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

MANY = [f"+7916555{number:04}" for number in range(200)]
FEW_REQUESTS = 50


def asked(simulator: Simulator, provider: str = "smspilot") -> int:
    """Return how many requests a provider got."""
    return sum(r.provider == provider for r in simulator.ledger.requests)


@pytest.fixture
def pilot_only(pilot_account: MockConfigEntry, simulator: Simulator) -> MockConfigEntry:
    """Let the only account be one at SMSPILOT, with money for many."""
    simulator.smspilot.set_account(refused_texts={"Casino": 223})
    return pilot_account


@pytest.mark.parametrize("what", ["text", "sender"])
async def test_what_is_refused_for_all_goes_on_at_once(
    hass: HomeAssistant,
    pilot_only: MockConfigEntry,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    what: str,
) -> None:
    """By the next account, before each of two hundred was asked about here."""
    options: dict[str, object] = {"fallbacks": [account.entry_id]}
    if what == "sender":
        options["sender"] = "FORBIDDEN"
    hass.config_entries.async_update_entry(pilot_only, options=options)
    await hass.async_block_till_done()
    before = asked(simulator)
    answer = await send_sms(
        "Casino on fire" if what == "text" else "Fire!",
        phone=MANY,
        config_entry_id=pilot_only.entry_id,
    )

    assert {m["provider"] for m in answer["messages"]} == {"smsc"}
    assert {m["state"] for m in answer["messages"]} == {"queued"}
    assert asked(simulator) - before <= FEW_REQUESTS


async def test_nobody_is_silenced_by_those_before(
    pilot_only: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """However many are refused first: the others are asked about a little later."""
    phones, good = MANY[:60], MANY[40:60]
    for phone in phones[:40]:
        simulator.smspilot.refuse_number(phone, 226)
    await send_sms("Fire!", phone=phones)
    await as_time_passes(
        clock, lambda: statuses.states.count("queued") == len(good), step=5
    )

    assert [f"+{m.phone}" for m in simulator.ledger.messages] == good
    await as_time_passes(clock, lambda: statuses.states.count("rejected") == 40, step=5)


async def test_one_who_says_later_is_asked_later(
    pilot_only: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """And not about each part of a request that was refused before."""
    simulator.faults.add("error_code", code=226, path="/api.php")
    simulator.faults.add("error_code", code=118, path="/api.php", times=9)
    before = asked(simulator)
    await send_sms("Fire!", phone=MANY)
    assert asked(simulator) - before == 2

    await as_time_passes(
        clock, lambda: statuses.states.count("queued") == len(MANY), step=5
    )


async def test_the_price_of_what_is_refused_for_all(
    pilot_only: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """Is asked for a few times; alarms go through the same door."""
    before = asked(simulator)
    with pytest.raises(HomeAssistantError):
        await act("estimate_cost", message="Casino", phone=MANY)
    assert asked(simulator) - before <= FEW_REQUESTS
