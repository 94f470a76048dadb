"""The repair of a sending that failed goes once a later message of its account is taken."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from homeassistant.core import HomeAssistant

from .conftest import MOM, Send
from .eventually import Recorded, as_time_passes, while_time_passes
from .quiet import until_quiet
from .repairs_page import told
from .simulator import ManualClock, Simulator

type Notify = Callable[[str], Coroutine[Any, Any, None]]

FORBIDDEN = "+79160000001"

pytestmark = [pytest.mark.usefixtures("_turned"), pytest.mark.by_the_clock]


@pytest.fixture
def _turned(clock: ManualClock, account: object, simulator: Simulator) -> None:
    """Set the account up with a clock that the test turns, and one forbidden number."""
    simulator.smsc.set_account(forbidden_numbers=frozenset({FORBIDDEN[1:]}))


async def send_to(hass: HomeAssistant, *phones: str) -> None:
    """Send a text without asking for an answer."""
    await hass.services.async_call(
        "sms_gateway",
        "send_sms",
        {"message": "Water!", "phone": list(phones)},
        blocking=True,
    )


async def test_one_that_waited_heals_it(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    notify: Notify,
    statuses: Recorded,
) -> None:
    """Its own call was over before: nobody could be reached."""
    await send_to(hass, MOM, FORBIDDEN)
    assert set(told(hass)) == {"not_sent"}
    await simulator.go_down()
    before = statuses.states.count("queued")
    await while_time_passes(clock, notify("Again"))
    assert set(told(hass)) == {"not_sent"}

    await simulator.start()
    await as_time_passes(clock, lambda: statuses.states.count("queued") > before)
    await hass.async_block_till_done()
    assert told(hass) == {}


async def test_what_was_sent_with_it_does_not(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    statuses: Recorded,
) -> None:
    """Of one sending that waited, a part was refused, and that is to be seen."""
    await simulator.go_down()
    await while_time_passes(clock, send_to(hass, FORBIDDEN, MOM))
    await simulator.start()
    await as_time_passes(clock, lambda: "rejected" in statuses.states)
    await as_time_passes(clock, lambda: "delivered" in statuses.states)
    await until_quiet()

    assert set(told(hass)) == {"not_sent"}


async def test_one_of_before_does_not(
    hass: HomeAssistant, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """That it arrives later says nothing of what was sent since."""
    await send_sms("Test", phone=MOM)
    await send_to(hass, FORBIDDEN, "+79160000002")
    assert "delivered" not in statuses.states
    await as_time_passes(clock, lambda: statuses.states.count("delivered") == 2)
    await until_quiet()

    assert set(told(hass)) == {"not_sent"}


async def test_a_later_sending_heals_it_although_a_part_of_it_fails(
    hass: HomeAssistant, clock: ManualClock, send_sms: Send
) -> None:
    """The answer tells of that part; the account takes messages."""
    await send_to(hass, MOM, FORBIDDEN)
    assert set(told(hass)) == {"not_sent"}
    await clock.advance(1)
    answer = await send_sms("Again", phone=[MOM, FORBIDDEN])
    await until_quiet()

    assert [m["state"] for m in answer["messages"]] == ["queued", "rejected"]
    assert told(hass) == {}
