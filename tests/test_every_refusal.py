"""Every error code of the provider's pages: what a message comes to, and what is said."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import MOM, Send
from .eventually import Recorded, as_time_passes
from .simulator import ManualClock, Simulator
from .simulator.smsc import codes

pytestmark = pytest.mark.by_the_clock

SEND, STATUS = "/sys/send.php", "/sys/status.php"
HOUR = 3600

STATES = {
    1: "rejected",
    2: "rejected",
    3: "rejected",
    4: "pending",
    5: "rejected",
    6: "rejected",
    7: "rejected",
    8: "rejected",
    9: "unconfirmed",
}
"""What a message comes to: a block of the address passes, and 9 may be an echo."""


def asked(simulator: Simulator) -> list[int | None]:
    """Return how each look-up ended."""
    return [r.error_code for r in simulator.ledger.requests if r.path == STATUS]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("code", codes.SEND_ERRORS)
async def test_every_refusal_of_a_message(
    hass: HomeAssistant,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    code: int,
    language: str,
) -> None:
    """The event has the code and its name."""
    hass.config.language = language
    simulator.faults.add("error_code", code=code, path=SEND)
    if STATES[code] == "rejected":
        with pytest.raises(HomeAssistantError):
            await send_sms(phone=MOM)
        event = await statuses.until_state("rejected")
        error, number = event["error"], event["error_code"]
        assert number == str(code)
    else:
        [message] = (await send_sms(phone=MOM))["messages"]
        assert message["state"] == STATES[code]
        error = message["error"]

    if language == "en":
        assert error.isascii()
    else:
        assert error.startswith(codes.SEND_ERRORS[code].russian)


@pytest.mark.parametrize("code", codes.STATUS_ERRORS)
async def test_every_refusal_of_a_look_up(
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    code: int,
) -> None:
    """It says nothing of the message: that is asked for again, and becomes known."""
    simulator.faults.add("error_code", code=code, path=STATUS)
    await send_sms(phone=MOM)
    await as_time_passes(
        clock, lambda: len(asked(simulator)) == 1, step=15, at_most=HOUR
    )
    # An account whose credentials were refused is asked for its balance every hour.
    await account.runtime_data.coordinator.async_refresh()
    await as_time_passes(
        clock, lambda: "delivered" in statuses.states, step=15, at_most=HOUR
    )

    assert asked(simulator) == [code, None]
    assert len(simulator.ledger.messages) == 1
