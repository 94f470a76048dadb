"""Which way reports come, and what a callback changes about the asking."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import MOM, Send
from .eventually import Recorded, eventually
from .quiet import until_quiet
from .simulator import Fate, ManualClock, Simulator

OTHER = "+79261234567"
MINUTE = 60
HOUR = 3600


@pytest.fixture
def _turned(clock: ManualClock, account: MockConfigEntry) -> None:
    """Set the account up with a clock that the test turns."""


pytestmark = [pytest.mark.usefixtures("_turned"), pytest.mark.by_the_clock]


def path(hass: HomeAssistant) -> str:
    """Return what the sensor shows."""
    state = hass.states.get("sensor.smsc_demo_report_path")
    assert state is not None
    return state.state


async def test_reports_are_polled_until_a_callback_comes(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Most homes cannot be reached; a reload forgets nothing."""
    assert path(hass) == "polling"
    await send_sms(phone=MOM)
    await clock.advance(5)
    await statuses.until_state("delivered")
    await eventually(lambda: path(hass) == "callback")

    await hass.config_entries.async_reload(account.entry_id)
    assert path(hass) == "callback"


@pytest.mark.parametrize("kind", ["text", "call"])
async def test_any_genuine_callback_shows_the_way(
    hass: HomeAssistant, callbacks: str, simulator: Simulator, kind: str
) -> None:
    """A text or a call that comes in proves it too."""
    if kind == "text":
        simulator.smsc.receive(phone=MOM, text="Да")
    else:
        simulator.smsc.ring(MOM)

    await eventually(lambda: path(hass) == "callback")


async def test_a_forged_or_unmatched_callback_shows_nothing(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
) -> None:
    """Anybody can send those."""
    hass.config_entries.async_update_entry(
        account, options={"callback_secret": "a-secret"}
    )
    simulator.smsc.receive(phone=MOM, text="Да")
    await eventually(lambda: len(simulator.callbacks.attempts) == 1)

    assert path(hass) == "polling"


async def test_it_is_polling_again_once_messages_end_without_a_callback(
    hass: HomeAssistant,
    callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """The address at the provider was changed, or the home cannot be reached."""
    await send_sms(phone=MOM)
    await clock.advance(5)
    await eventually(lambda: path(hass) == "callback")
    simulator.smsc.set_account(handler="")
    await send_sms("Again", phone=MOM)
    await clock.advance(MINUTE)

    await statuses.until(
        lambda data: [d["state"] for d in data].count("delivered") == 2
    )
    await eventually(lambda: path(hass) == "polling")


async def test_only_a_messages_own_callback_slows_its_polling_down(
    hass: HomeAssistant,
    callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """The one that was told of is asked for in an hour, the other goes on as before."""
    for phone in (MOM, OTHER):
        simulator.phones.behave(phone, Fate.NEVER)
    simulator.smsc.speak(callback_statuses="every")
    await send_sms("One", phone=MOM)
    await clock.advance(10)
    await statuses.until_state("sent")
    simulator.smsc.set_account(handler="")
    await send_sms("Two", phone=OTHER)

    def asked_for(phone: str) -> int:
        return sum(
            request.path == "/sys/status.php"
            and phone in request.parameters.get("phone", "")
            for request in simulator.ledger.requests
        )

    for _ in range(30):
        await clock.advance(MINUTE)
        await until_quiet()
    assert asked_for(MOM) == 0
    assert asked_for(OTHER) == 4
    for _ in range(31):
        await clock.advance(MINUTE)
        await until_quiet()
    assert asked_for(MOM) == 1


async def test_a_polled_end_after_a_callback_is_no_sign_of_polling(
    hass: HomeAssistant,
    callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """One callback of two may get lost."""
    simulator.smsc.speak(callback_statuses="every")
    await send_sms(phone=MOM)
    while "sent" not in statuses.states:
        await clock.advance(0.1)
        # Written down before it is told; the clock is not to be turned on meanwhile.
        await until_quiet()
    assert "delivered" not in statuses.states
    simulator.callbacks.lose()
    await eventually(lambda: path(hass) == "callback")
    await clock.advance(HOUR)
    await statuses.until_state("delivered")
    await until_quiet()

    assert path(hass) == "callback"
