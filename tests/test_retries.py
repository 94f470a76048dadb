"""What was certainly not taken is tried again, by the same account or by the next."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import MOM, MOM_ENTITY, Send
from .eventually import Recorded, eventually
from .quiet import until_quiet
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

MINUTE = 60
OTHER = "+79261234567"


@pytest.fixture(autouse=True)
def _turned(clock: ManualClock, account: MockConfigEntry) -> None:
    """Set the account up with a clock that the test turns."""


def sends(simulator: Simulator) -> list[str]:
    """Return the texts of the requests to send."""
    return [
        str(r.parameters["mes"])
        for r in simulator.ledger.requests
        if r.path == "/sys/send.php"
    ]


async def test_without_a_network_a_message_waits_and_goes_when_it_is_back(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """The answer is pending; the message is visible in transit."""
    await simulator.go_down()
    answer = await send_sms(phone=MOM)
    assert answer["messages"][0]["state"] == "pending"
    await hass.async_block_till_done()
    in_transit = hass.states.get("sensor.smsc_demo_messages_in_transit")
    assert in_transit is not None
    assert in_transit.state == "1"

    await clock.advance(30)
    await simulator.start()
    await clock.advance(MINUTE)
    await statuses.until_state("queued")

    assert statuses.states[:2] == ["pending", "queued"]
    assert len(simulator.ledger.messages) == 1


async def test_pauses_grow_from_five_to_sixty_seconds(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """And the provider that says "later" is asked no more often."""
    simulator.faults.add("error_code", code=4, times=100, path="/sys/send.php")
    await send_sms(phone=MOM)

    moments = [0]
    for second in range(1, 400):
        await clock.advance(1)
        if second in (5, 15, 35, 75, 135, 195, 255):
            count = len(moments) + 1
            await eventually(lambda n=count: len(sends(simulator)) == n)
            await until_quiet()
        if len(sends(simulator)) > len(moments):
            moments.append(second)

    assert moments[:8] == [0, 5, 15, 35, 75, 135, 195, 255]


async def test_after_its_validity_a_message_is_given_up(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """A quarter of an hour without a word from the user; then it is failed."""
    await simulator.go_down()
    await send_sms(phone=MOM)
    for _ in range(14):
        await clock.advance(MINUTE)
    assert statuses.states == ["pending"]
    await clock.advance(MINUTE)
    await statuses.until_state("failed")
    assert "in time" in statuses.data[-1]["error"]

    await simulator.start()
    for _ in range(5):
        await clock.advance(MINUTE)
    assert not simulator.ledger.messages


async def test_the_first_success_wakes_all_that_wait(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """Nobody waits for the end of his own pause."""
    await simulator.go_down()
    await send_sms("One", phone=MOM)
    await clock.advance(100)
    await simulator.start()

    await send_sms("Two", phone=OTHER)

    await statuses.until(
        lambda data: sum(item["state"] == "queued" for item in data) == 2
    )


async def test_messages_to_one_number_keep_their_order(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """All clear never overtakes its alarm."""
    await simulator.go_down()
    await send_sms("Alarm", phone=MOM)
    await send_sms("All clear", phone=MOM)
    await clock.advance(20)
    await simulator.start()
    await clock.advance(2 * MINUTE)
    await statuses.until(
        lambda data: sum(item["state"] == "queued" for item in data) == 2
    )

    assert [m.text for m in simulator.ledger.messages] == ["Alarm", "All clear"]


async def test_the_same_text_is_answered_with_the_first_message(
    simulator: Simulator, clock: ManualClock, send_sms: Send
) -> None:
    """For a minute after it was taken, whoever asks."""
    first = await send_sms("Alarm", phone=MOM)
    second = await send_sms("Alarm", phone=MOM)
    await clock.advance(61)
    third = await send_sms("Alarm", phone=MOM)

    references = [a["messages"][0]["reference"] for a in (first, second, third)]
    assert references[0] == references[1] != references[2]
    assert len(simulator.ledger.messages) == 2
    assert {r.error_code for r in simulator.ledger.requests} == {None}


async def test_the_same_text_while_it_waits_makes_the_deadline_later(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """The second caller's quarter of an hour counts too."""
    await simulator.go_down()
    await send_sms("Alarm", phone=MOM)
    for _ in range(10):
        await clock.advance(MINUTE)
    await send_sms("Alarm", phone=MOM)
    for _ in range(10):
        await clock.advance(MINUTE)
    assert statuses.states == ["pending"]
    await simulator.start()
    for _ in range(2):
        await clock.advance(MINUTE)
    await statuses.until_state("queued")
    assert len(simulator.ledger.messages) == 1


async def test_a_refused_text_may_be_sent_again_at_once(
    simulator: Simulator, clock: ManualClock, send_sms: Send
) -> None:
    """Nothing was taken, so nothing is repeated."""
    simulator.faults.add("error_code", code=3, path="/sys/send.php")
    with pytest.raises(HomeAssistantError):
        await send_sms("Alarm", phone=MOM)

    answer = await send_sms("Alarm", phone=MOM)

    assert answer["messages"][0]["state"] == "queued"


async def test_a_refused_batch_goes_out_without_the_bad_number(
    simulator: Simulator, clock: ManualClock, send_sms: Send
) -> None:
    """Where the refusal does not name it, by halves."""
    simulator.smsc.speak(bad_numbers="whole_request")
    bad = "+71234567890"
    phones = [MOM, OTHER, bad, "+79031234567", "+79051234567"]

    answer = await send_sms(phone=phones)

    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states == {p: "rejected" if p == bad else "queued" for p in phones}
    assert len(simulator.ledger.messages) == 4


async def test_a_request_that_a_look_up_proves_lost_is_sent_again(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """A minute later, when the provider denies the id."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    await send_sms("Alarm", phone=MOM)
    assert statuses.states == ["pending", "unconfirmed"]

    await clock.advance(MINUTE)
    await until_quiet()
    await clock.advance(MINUTE)
    await statuses.until_state("queued")

    assert len(simulator.ledger.messages) == 1
    assert len(sends(simulator)) == 2


async def test_a_request_that_a_look_up_finds_is_not_sent_again(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """Its answer was lost, not the message."""
    simulator.faults.add("drop_after", path="/sys/send.php")
    await send_sms("Alarm", phone=MOM)
    await clock.advance(MINUTE)
    await statuses.until_state("delivered")
    for _ in range(5):
        await clock.advance(MINUTE)

    assert len(sends(simulator)) == 1


async def test_a_denial_after_its_validity_sends_nothing(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """Then it is failed."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    await send_sms("Alarm", phone=MOM)
    simulator.faults.add("html", path="/sys/status.php", times=20)
    for _ in range(40):
        await clock.advance(MINUTE)
        await until_quiet()
    await statuses.until_state("failed")

    assert statuses.states == ["pending", "unconfirmed", "failed"]
    assert len(sends(simulator)) == 1


@pytest.fixture
async def second(hass: HomeAssistant, fallback: MockConfigEntry) -> MockConfigEntry:
    """Let the first account fall back to another."""
    await hass.async_block_till_done()
    return fallback


@pytest.mark.parametrize("code", [2, 3, 4, 6])
async def test_the_next_account_carries_what_the_first_did_not_take(
    simulator: Simulator,
    second: MockConfigEntry,
    send_sms: Send,
    statuses: Recorded,
    code: int,
) -> None:
    """At once, and the answer and the events name it."""
    simulator.faults.add(
        "error_code", code=code, path="/sys/send.php", account="demo", times=9
    )

    answer = await send_sms(recipient=MOM_ENTITY)

    [message] = answer["messages"]
    assert message["state"] == "queued"
    assert message["config_entry_id"] == second.entry_id
    assert statuses.states == ["pending", "queued"]
    assert statuses.data[-1]["config_entry_id"] == second.entry_id
    assert [m.account for m in simulator.ledger.messages] == ["second"]


async def test_an_open_outcome_does_not_fail_over(
    simulator: Simulator,
    second: MockConfigEntry,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """It would double the alarm."""
    simulator.faults.add("drop_after", path="/sys/send.php")

    await send_sms(phone=MOM, config_entry_id=_first(second))

    assert statuses.states == ["pending", "unconfirmed"]
    assert [m.account for m in simulator.ledger.messages] == ["demo"]


def _first(_: Any) -> str:
    """Return the id of the first account."""
    return "01KAJ0000000000000000000AC"


async def test_a_number_that_all_accounts_refuse_is_rejected(
    simulator: Simulator, second: MockConfigEntry, send_sms: Send, statuses: Recorded
) -> None:
    """The error is the last one's."""
    simulator.faults.add(
        "error_code", code=3, path="/sys/send.php", account="demo", times=9
    )
    simulator.faults.add(
        "error_code", code=6, path="/sys/send.php", account="second", times=9
    )

    with pytest.raises(HomeAssistantError) as raised:
        await send_sms(recipient=MOM_ENTITY)

    assert raised.value.translation_key == "fault_content"
    assert statuses.states == ["pending", "rejected"]
    assert statuses.data[-1]["config_entry_id"] == second.entry_id
