"""Answers to SMSPILOT's 2WAY: which message each answers, as the provider does not say."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import ANNA, Send
from .eventually import Recorded, as_time_passes
from .quiet import until_quiet
from .simulator import ManualClock, Simulator

MINUTE = 60

pytestmark = pytest.mark.by_the_clock


async def answered(
    simulator: Simulator, clock: ManualClock, received: Recorded
) -> str | None:
    """Let Anna answer; return what her answer is said to answer."""
    await clock.advance(30)
    await until_quiet()
    simulator.smspilot.receive(phone=ANNA, text="Yes")
    await as_time_passes(clock, lambda: bool(received.data), step=5)
    [event] = received.data
    reply_to: str | None = event["reply_to"]
    return reply_to


async def choose(
    hass: HomeAssistant, account: MockConfigEntry, **options: object
) -> None:
    """Choose options of the account."""
    hass.config_entries.async_update_entry(account, options=options)
    await hass.async_block_till_done()


async def test_2way_may_be_the_usual_sender(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    received: Recorded,
) -> None:
    """Chosen once, in the options, and named in no action."""
    await choose(hass, pilot_account, sender="2WAY")
    [asked] = (await send_sms("Open the door?", phone=ANNA))["messages"]

    assert await answered(simulator, clock, received) == asked["reference"]


async def test_2way_may_be_the_usual_sender_of_a_home_that_can_be_called(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    pilot_callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    received: Recorded,
) -> None:
    """The answer comes by itself, and is one to that message as well."""
    await choose(hass, pilot_account, sender="2WAY")
    [asked] = (await send_sms("Open the door?", phone=ANNA))["messages"]
    simulator.smspilot.receive(phone=ANNA, text="Yes")
    await received.until(bool)

    assert received.data[0]["reply_to"] == asked["reference"]


async def test_a_text_that_is_listed_late_is_not_lost(
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
) -> None:
    """It came in before the last question, whose answer did not have it yet."""
    await clock.advance(5 * MINUTE)
    await until_quiet()
    simulator.smspilot.receive(phone=ANNA, text="Yes", age=2 * MINUTE)
    await as_time_passes(clock, lambda: bool(received.data), step=5)

    assert received.data[0]["text"] == "Yes"


async def test_a_practice_is_answered_by_nobody(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    received: Recorded,
) -> None:
    """It reached no phone; what did is answered."""
    [asked] = (await send_sms("Open the door?", phone=ANNA, sender="2WAY"))["messages"]
    await choose(hass, pilot_account, practice=True)
    await send_sms("Close the gas?", phone=ANNA, sender="2WAY")

    assert await answered(simulator, clock, received) == asked["reference"]


async def test_what_was_refused_is_answered_by_nobody(
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    received: Recorded,
) -> None:
    """Though it was asked later."""
    [asked] = (await send_sms("Open the door?", phone=ANNA, sender="2WAY"))["messages"]
    simulator.faults.add("error_code", code=220, provider="smspilot", times=1)
    with pytest.raises(HomeAssistantError):
        await send_sms("Close the gas?", phone=ANNA, sender="2WAY")

    assert await answered(simulator, clock, received) == asked["reference"]
