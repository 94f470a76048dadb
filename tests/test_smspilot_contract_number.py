"""Texts to SMSPILOT's common number, which begin with whose they are."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import ANNA
from .eventually import Recorded, as_time_passes
from .quiet import until_quiet
from .simulator import ManualClock, Simulator
from .simulator.smspilot.dialect import READINGS

OWN, ANOTHERS = "5671", "9999"
"""Contract numbers; the first is that of the account."""

pytestmark = pytest.mark.by_the_clock


@pytest.fixture(params=READINGS["inbound_prefix"])
def reading(simulator: Simulator, request: pytest.FixtureRequest) -> str:
    """Let the list have the number before a text, or not."""
    simulator.smspilot.speak(inbound_prefix=request.param)
    return str(request.param)


@pytest.mark.usefixtures("reading", "pilot_account")
@pytest.mark.parametrize(
    ("written", "told"),
    [
        (f"{OWN} open the gate", "open the gate"),
        (f" {OWN}\nopen\nthe gate", "open\nthe gate"),
        (f"{OWN}0 is no number of ours", f"{OWN}0 is no number of ours"),
        (f"{ANOTHERS} open", f"{ANOTHERS} open"),
        ("open", "open"),
        (OWN, OWN),
        (f"open {OWN} gates", f"open {OWN} gates"),
    ],
)
async def test_a_text_that_is_asked_for(
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
    written: str,
    told: str,
) -> None:
    """A command is known without the number that only leads to the account."""
    await until_quiet()
    simulator.smspilot.receive(phone=ANNA, text=written)
    await as_time_passes(clock, lambda: bool(received.data), step=30)

    assert [data["text"] for data in received.data] == [told]


@pytest.mark.usefixtures("reading")
async def test_a_text_that_is_pushed_and_then_asked_for(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    pilot_callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
) -> None:
    """It is told once."""
    simulator.smspilot.receive(phone=ANNA, text=f"{OWN} open the gate")
    await received.until(bool)
    await clock.advance(900)
    await until_quiet()
    await hass.async_block_till_done()

    assert [data["text"] for data in received.data] == ["open the gate"]
