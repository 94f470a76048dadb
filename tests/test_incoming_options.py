"""The options of incoming texts: how often they are asked for, and what events tell."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import MOM
from .eventually import Recorded
from .pulling import MINUTE, asked, pull, pulls
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock


@pytest.fixture(autouse=True)
async def _begun(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Set the account up with a clock that the test turns; it has asked once."""
    await asked(simulator, 1)


async def test_the_interval_is_an_option(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
) -> None:
    """It holds at once, and again once it is changed back."""
    hass.config_entries.async_update_entry(account, options={"incoming_interval": 2})
    await hass.async_block_till_done()
    await clock.advance(2 * MINUTE + 1)
    await asked(simulator, 2)
    await clock.advance(2 * MINUTE + 1)
    await asked(simulator, 3)

    hass.config_entries.async_update_entry(account, options={"incoming_interval": 30})
    await hass.async_block_till_done()
    await clock.advance(2 * MINUTE + 1)
    await asked(simulator, 4)
    await clock.advance(25 * MINUTE)
    assert pulls(simulator) == 4


async def test_the_text_may_be_left_out_of_events(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
) -> None:
    """The recorder keeps what is on the bus."""
    hass.config_entries.async_update_entry(account, options={"event_text": False})
    simulator.smsc.receive(phone=MOM, text="открой")
    await pull(clock, simulator)
    await received.until(bool)

    assert "text" not in received.data[0]
    assert received.data[0]["recipient"] == "Mom"
