"""Nothing is handed to a provider later than it is of use, whatever the clocks do."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.core import HomeAssistant

from .conftest import MOM, PILOT_ID, Send
from .eventually import Recorded, as_time_passes
from .quiet import until_quiet
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

MINUTE = 60
HOUR = 3600


@pytest.fixture(autouse=True)
def _turned(clock: ManualClock, account: MockConfigEntry) -> None:
    """Set the account up with a clock that the test turns."""


def sends(simulator: Simulator) -> list[float]:
    """Return when requests to send came."""
    return [r.at for r in simulator.ledger.requests if r.path == "/sys/send.php"]


async def test_the_last_try_falls_on_the_deadline(
    clock: ManualClock, simulator: Simulator, send_sms: Send, statuses: Recorded
) -> None:
    """Not up to a minute before it; and after it there is none."""
    simulator.faults.add("error_code", code=4, times=999, path="/sys/send.php")
    begun = clock.now()
    await send_sms(phone=MOM)
    await as_time_passes(clock, lambda: clock.now() - begun >= 840, step=10)
    await as_time_passes(clock, lambda: "failed" in statuses.states)
    await clock.advance(5 * MINUTE)

    assert 898 <= sends(simulator)[-1] - begun <= 900
    assert statuses.states == ["pending", "failed"]


@pytest.mark.parametrize("jump", [-3 * HOUR, 3 * HOUR, -30 * 86400])
async def test_a_clock_that_is_set_makes_no_message_older_or_younger(
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    jump: float,
) -> None:
    """A box without a battery jumps by hours when the router is back."""
    await simulator.go_down()
    await send_sms("Sent in time", phone=MOM)
    await clock.advance(10 * MINUTE)
    clock.jump(jump)
    await simulator.start()
    await as_time_passes(clock, lambda: "queued" in statuses.states, at_most=MINUTE + 5)

    await simulator.go_down()
    await send_sms("Too late", phone="+79261234567")
    await clock.advance(10 * MINUTE)
    clock.jump(-jump)
    for _ in range(6):
        await clock.advance(MINUTE)
        await until_quiet()
    await simulator.start()
    await as_time_passes(clock, lambda: "failed" in statuses.states, at_most=MINUTE)
    await clock.advance(5 * MINUTE)
    assert [m.text for m in simulator.ledger.messages] == ["Sent in time"]


async def test_what_is_left_of_a_validity_goes_to_the_provider(
    clock: ManualClock, simulator: Simulator, send_sms: Send, statuses: Recorded
) -> None:
    """After an outage it is less, but never less than the provider takes."""
    await simulator.go_down()
    await send_sms("Half", phone=MOM, valid_for={"hours": 1})
    await send_sms("Little", phone="+79261234567", valid_for={"minutes": 31})
    for _ in range(30):
        await clock.advance(MINUTE)
        await until_quiet()
    await simulator.start()
    await as_time_passes(clock, lambda: statuses.states.count("queued") == 2)

    validities = {m.text: m.validity for m in simulator.ledger.messages}
    assert 28 * MINUTE <= validities["Half"] <= 30 * MINUTE
    assert validities["Little"] == MINUTE


async def test_the_first_success_sends_the_oldest_first(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Whoever waits for whichever number, in the order in which it was asked for."""
    await simulator.go_down()
    for number in range(40):
        await send_sms(f"Text {number}", phone=f"+79260000{number:03}")
        await clock.advance(3)
    await clock.advance(MINUTE)
    await simulator.start()
    await send_sms("It works again", phone=MOM)
    await statuses.until(
        lambda data: sum(item["state"] == "queued" for item in data) == 41
    )

    texts = [m.text for m in simulator.ledger.messages if m.phone != MOM[1:]]
    came = [int(text.removeprefix("Text ")) for text in texts]
    far = [number for place, number in enumerate(came) if abs(number - place) >= 10]
    # A few were just trying when it came back; and what goes together changes places.
    assert len(far) <= 8


async def test_what_is_forgotten_has_no_deadline_any_more(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """What stays open for ever is forgotten with the journal's month, by all."""
    gateway = hass.data[GATEWAY]
    simulator.faults.add("drop_before", path="/api.php")
    answer = await send_sms("One", phone=MOM, config_entry_id=PILOT_ID)
    [message] = answer["messages"]
    assert message["state"] == "unconfirmed"
    known = gateway.journal.get
    await as_time_passes(
        clock,
        lambda: (now := known(message["reference"])) and now.tracked_until is None,
        at_most=48 * HOUR,
        step=HOUR,
    )
    clock.jump(31 * 86400)
    gateway.journal.forget_old()
    assert known(message["reference"]) is None
    await send_sms("Two", phone=MOM, config_entry_id=PILOT_ID)
    await until_quiet()

    assert message["reference"] not in gateway.router.deadlines
