"""Messages that are denied in one look-up are sent again as what each of them says."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import CLOCK
from homeassistant.core import HomeAssistant

from .conftest import MOM, Send
from .eventually import as_time_passes
from .simulator import ManualClock, Simulator

OTHER = "+79261234567"
MIDDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(hass: HomeAssistant) -> ManualClock:
    """Let it be midday."""
    clock = hass.data[CLOCK] = ManualClock(MIDDAY.timestamp())
    return clock


@pytest.fixture
async def simulator(
    clock: ManualClock, socket_enabled: None
) -> AsyncGenerator[Simulator]:
    """Run the simulator by the same clock."""
    async with Simulator(clock=clock, latency=0) as simulator:
        yield simulator


async def test_each_number_gets_its_own_text(
    clock: ManualClock,
    simulator: Simulator,
    account: MockConfigEntry,
    send_sms: Send,
) -> None:
    """However many were asked for at once, and whatever they have in common."""
    simulator.faults.add("drop_before", path="/sys/send.php", times=2)
    await send_sms("Water", phone=MOM)
    await send_sms("Fire", phone=OTHER, flash=True)
    await as_time_passes(clock, lambda: len(simulator.ledger.messages) == 2)

    [water] = simulator.ledger.to(MOM)
    [fire] = simulator.ledger.to(OTHER)
    assert (water.text, water.channel) == ("Water", "sms")
    assert (fire.text, fire.channel) == ("Fire", "flash")
