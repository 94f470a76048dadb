"""No callback is needed: states are asked for, by and by, within the limits."""

from datetime import datetime

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .conftest import MOM, Send
from .eventually import Recorded, eventually
from .quiet import until_quiet
from .simulator import ManualClock, Simulator
from .simulator.kernel.model import Fate

PHONES = [f"+7926000000{n}" for n in range(5)]

MINUTE = 60
HOUR = 3600


@pytest.fixture
def _turned(clock: ManualClock, account: MockConfigEntry) -> None:
    """Set the account up with a clock that the test turns."""


pytestmark = [pytest.mark.usefixtures("_turned"), pytest.mark.by_the_clock]


def look_ups(simulator: Simulator) -> int:
    """Count the requests for statuses."""
    return sum(r.path == "/sys/status.php" for r in simulator.ledger.requests)


async def test_a_state_arrives_without_a_callback(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """A minute after the sending the provider is asked."""
    await send_sms(phone=MOM)
    await clock.advance(MINUTE - 1)
    assert simulator.ledger.messages[0].arrived
    assert look_ups(simulator) == 0

    await clock.advance(1)

    await statuses.until_state("delivered")
    await clock.advance(2 * HOUR)
    assert look_ups(simulator) == 1


async def test_when_it_arrived_is_what_the_provider_says(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """Not when somebody asked."""
    await send_sms(phone=MOM)
    await clock.advance(MINUTE)
    told = await statuses.until_state("delivered")

    [message] = simulator.ledger.messages
    changed_at = datetime.fromisoformat(told["changed_at"]).timestamp()
    assert changed_at == int(message.changed_at)
    assert changed_at < clock.now() - 30


async def test_it_is_asked_less_and_less(
    simulator: Simulator, clock: ManualClock, send_sms: Send
) -> None:
    """After 1, 2, 5, 15 and 60 minutes, then hourly."""
    simulator.phones.behave(MOM, Fate.NEVER)
    await send_sms(phone=MOM)

    passed = 0
    for count, minute in enumerate((1, 2, 5, 15, 60, 120, 180, 240)):
        await clock.advance((minute - passed) * MINUTE - 1)
        assert look_ups(simulator) == count
        await clock.advance(1)
        await eventually(lambda n=count: look_ups(simulator) == n + 1)
        await until_quiet()
        passed = minute
    assert {r.error_code for r in simulator.ledger.requests} == {None}


async def test_many_messages_are_asked_for_together(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """One request for all that are due, one such request a minute."""
    for number, phone in enumerate(PHONES):
        await send_sms(f"Text {number}", phone=phone)

    await clock.advance(MINUTE)

    await statuses.until(
        lambda data: sum(item["state"] == "delivered" for item in data) == 5
    )
    assert look_ups(simulator) == 1
    assert {r.error_code for r in simulator.ledger.requests} == {None}


async def test_a_wait_for_delivery_asks_before_it_ends(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """A wait of half a minute ends before the first regular look-up."""
    waiting = hass.async_create_task(
        send_sms(phone=MOM, wait_for_delivery={"seconds": 30})
    )
    await statuses.until_state("queued")
    await clock.advance(24)
    assert look_ups(simulator) == 0
    await clock.advance(1)
    await statuses.until_state("delivered")

    answer = await waiting
    assert answer["messages"][0]["state"] == "delivered"


async def test_a_wait_for_delivery_ends_in_time(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """With the state that is known by then."""
    simulator.phones.behave(MOM, Fate.NEVER)
    waiting = hass.async_create_task(
        send_sms(phone=MOM, wait_for_delivery={"minutes": 1})
    )
    await statuses.until_state("queued")
    await clock.advance(61)

    answer = await waiting
    assert answer["messages"][0]["state"] in ("queued", "sent")


async def test_after_a_day_without_a_report_nobody_asks_any_more(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """The message is unconfirmed then, and in transit no longer."""
    simulator.phones.behave(MOM, Fate.NEVER)
    await send_sms(phone=MOM)
    for _ in range(26):
        await clock.advance(HOUR)
        await until_quiet()

    await statuses.until_state("unconfirmed")
    await hass.async_block_till_done()
    in_transit = hass.states.get("sensor.smsc_demo_messages_in_transit")
    assert in_transit is not None
    assert in_transit.state == "0"
    count = look_ups(simulator)
    await clock.advance(10 * HOUR)
    assert look_ups(simulator) == count


async def test_a_look_up_that_fails_is_made_again(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """A minute later."""
    simulator.faults.add("html", path="/sys/status.php")
    await send_sms(phone=MOM)
    await clock.advance(MINUTE)
    await eventually(lambda: look_ups(simulator) == 1)
    await until_quiet()
    await clock.advance(MINUTE)

    await statuses.until_state("delivered")


async def test_a_message_lost_at_the_provider_stays_as_it_is(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """An id that the provider does not know is no news."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    await send_sms(phone=MOM)
    await clock.advance(MINUTE)
    await eventually(lambda: look_ups(simulator) == 1)
    await until_quiet()

    assert statuses.states == ["pending", "unconfirmed"]


async def test_a_reload_asks_at_once(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """For what may have happened while nobody listened."""
    await send_sms(phone=MOM)
    await clock.advance(5)
    assert simulator.ledger.messages[0].arrived

    await hass.config_entries.async_reload(account.entry_id)

    await statuses.until_state("delivered")


@pytest.mark.parametrize(
    ("fate", "state"),
    [
        (Fate.UNDELIVERED, "undelivered"),
        (Fate.EXPIRED, "expired"),
        (Fate.REJECTED, "rejected"),
        (Fate.READ, "read"),
        (Fate.LINK, "read"),
        (Fate.UNREPORTED, "unconfirmed"),
    ],
)
async def test_each_end_of_a_message_has_its_state(
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
    fate: Fate,
    state: str,
) -> None:
    """With the provider's code and its words."""
    simulator.phones.behave(MOM, fate)
    await send_sms(phone=MOM)
    for _ in range(25):
        await clock.advance(HOUR)
        await until_quiet()

    event = await statuses.until_state(state)
    assert (event["error"] is None) is (state == "read")


async def test_a_test_mode_account_never_delivers(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """The provider says delivered, but nothing left; a repair says so."""
    simulator.smsc.set_account(test_mode=True)
    await send_sms(phone=MOM)
    await clock.advance(5 * MINUTE)
    await statuses.until_state("unconfirmed")
    await hass.async_block_till_done()

    assert "delivered" not in statuses.states
    issue = ir.async_get(hass).async_get_issue(
        "sms_gateway", f"test_mode_{account.entry_id}"
    )
    assert issue is not None
