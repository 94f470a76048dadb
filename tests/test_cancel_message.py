"""What `cancel_message` takes back, and what it says of that which it cannot."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir

from .conftest import LATER, MOM, PILOT_ID, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import Fate, ManualClock, Simulator

OTHER = "+79261234567"
MINUTE = 60
HOUR = 3600

type Cancel = Callable[..., Coroutine[Any, Any, list[dict[str, Any]]]]


@pytest.fixture
def latency() -> float:
    """Return how many real seconds an answer takes."""
    return 0


@pytest.fixture
async def simulator(
    clock: ManualClock, latency: float, socket_enabled: None
) -> AsyncGenerator[Simulator]:
    """Run the simulator by the same clock."""
    async with Simulator(clock=clock, latency=latency) as simulator:
        yield simulator


@pytest.fixture
def cancel(hass: HomeAssistant, account: MockConfigEntry) -> Cancel:
    """Cancel messages."""

    async def call(**data: Any) -> list[dict[str, Any]]:
        answer = await hass.services.async_call(
            "sms_gateway", "cancel_message", data, blocking=True, return_response=True
        )
        assert isinstance(answer, dict)
        messages = answer["messages"]
        assert isinstance(messages, list)
        return messages  # type: ignore[return-value]

    return call


def sends(simulator: Simulator) -> int:
    """Count the requests to send."""
    return sum(r.path == "/sys/send.php" for r in simulator.ledger.requests)


def deletions(simulator: Simulator) -> int:
    """Count the requests to delete."""
    return sum("del" in r.parameters for r in simulator.ledger.requests)


async def waiting_message(
    simulator: Simulator, clock: ManualClock, send_sms: Send, **data: Any
) -> str:
    """Send a message while there is no network; return its reference."""
    await simulator.go_down()
    answer = await send_sms("Alarm", phone=MOM, **data)
    [message] = answer["messages"]
    assert message["state"] == "pending"
    return str(message["reference"])


async def test_what_waits_for_the_network_is_never_sent(
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    cancel: Cancel,
    statuses: Recorded,
) -> None:
    """Nobody has to be asked for that."""
    reference = await waiting_message(simulator, clock, send_sms)
    [message] = await cancel(reference=reference)
    assert (message["cancelled"], message["state"]) == (True, "cancelled")
    assert message["error"] is None
    await simulator.start()
    await clock.advance(HOUR)

    assert not sends(simulator)
    assert statuses.states == ["pending", "cancelled"]


async def test_those_that_were_to_leave_with_it_still_leave(
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    cancel: Cancel,
    statuses: Recorded,
) -> None:
    """One number of a request is cancelled, the other is not."""
    await simulator.go_down()
    await send_sms("Alarm", phone=[MOM, OTHER], tag="water")
    [message] = await cancel(tag="water", phone=MOM)
    assert message["phone"] == MOM
    await simulator.start()
    await as_time_passes(clock, lambda: "queued" in statuses.states)

    assert [f"+{m.phone}" for m in simulator.ledger.messages] == [OTHER]


async def test_what_the_provider_keeps_for_later_is_removed_there(
    simulator: Simulator, clock: ManualClock, send_sms: Send, cancel: Cancel
) -> None:
    """One number of an id; the other goes out when it is due."""
    answer = await send_sms("Later", phone=[MOM, OTHER], send_at=LATER, tag="news")
    first = answer["messages"][0]
    assert first["state"] == "scheduled"
    [message] = await cancel(message_id=first["message_id"], phone=MOM)

    assert (message["cancelled"], message["state"]) == (True, "cancelled")
    by_phone = {m.phone: m.deleted for m in simulator.ledger.messages}
    assert by_phone == {MOM.removeprefix("+"): True, OTHER.removeprefix("+"): False}
    assert not simulator.ledger.unknown_parameters
    # A tag names what is still under way.
    [message] = await cancel(tag="news")
    assert message["phone"] == OTHER
    assert await cancel(tag="news") == []


async def test_cancelled_twice_is_cancelled_once(
    simulator: Simulator, send_sms: Send, cancel: Cancel
) -> None:
    """One after the other, and both at once."""
    answer = await send_sms("Later", phone=[MOM, OTHER], send_at=LATER)
    one, two = (message["reference"] for message in answer["messages"])
    for _ in range(2):
        [message] = await cancel(reference=one)
        assert message["cancelled"]
    assert deletions(simulator) == 1
    both = await asyncio.gather(cancel(reference=two), cancel(reference=two))

    assert [message["cancelled"] for [message] in both] == [True, True]


async def test_what_an_operator_has_is_too_late(
    simulator: Simulator, clock: ManualClock, send_sms: Send, cancel: Cancel
) -> None:
    """SMSC deletes it all the same where it is asked to, and then it is not known."""
    simulator.phones.behave(MOM, Fate.OFF)
    answer = await send_sms("Alarm", phone=MOM)
    await clock.advance(MINUTE / 2)
    [message] = await cancel(reference=answer["messages"][0]["reference"])

    assert (message["cancelled"], message["state"]) == (False, "sent")
    assert "operator" in message["error"]
    assert not deletions(simulator)


async def test_what_has_arrived_is_over(
    simulator: Simulator, clock: ManualClock, send_sms: Send, cancel: Cancel
) -> None:
    """Also where nobody has told us so far."""
    answer = await send_sms("Alarm", phone=MOM)
    await clock.advance(MINUTE / 2)
    [message] = await cancel(reference=answer["messages"][0]["reference"])

    assert (message["cancelled"], message["state"]) == (False, "delivered")
    assert not deletions(simulator)


async def test_cancelled_while_its_request_is_out(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    cancel: Cancel,
) -> None:
    """It is asked back as soon as the answer is there."""
    simulator.faults.add("delay", path="/sys/send.php", seconds=0.3)
    sending = hass.async_create_task(send_sms("Alarm", phone=MOM, tag="x"))
    await eventually(lambda: sends(simulator) == 1)
    [message] = await cancel(tag="x")
    await sending

    assert (message["cancelled"], message["state"]) == (True, "cancelled")
    assert [m.deleted for m in simulator.ledger.messages] == [True]


@pytest.mark.parametrize("latency", [0.2])
@pytest.mark.parametrize("code", [4, 3])
async def test_cancelled_while_its_request_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    cancel: Cancel,
    statuses: Recorded,
    code: int,
) -> None:
    """It would have been tried again, or be rejected; neither comes to pass."""
    simulator.faults.add("error_code", path="/sys/send.php", code=code)
    sending = hass.async_create_task(send_sms("Alarm", phone=MOM, tag="x"))
    journal = hass.data[GATEWAY].journal
    await eventually(lambda: any(m.is_on_wire for m in journal.messages))
    [message] = await cancel(tag="x")
    assert message["cancelled"]
    await sending
    await clock.advance(HOUR)

    assert statuses.states == ["pending", "cancelled"]
    assert not simulator.ledger.messages
    assert sends(simulator) == 1


async def test_an_open_outcome_that_was_taken_is_removed(
    simulator: Simulator, clock: ManualClock, send_sms: Send, cancel: Cancel
) -> None:
    """Our own id is all that is known of it, and is enough."""
    simulator.faults.add("drop_after", path="/sys/send.php")
    answer = await send_sms("Alarm", phone=MOM, send_at=LATER)
    assert answer["messages"][0]["state"] == "unconfirmed"
    [message] = await cancel(reference=answer["messages"][0]["reference"])

    assert (message["cancelled"], message["state"]) == (True, "cancelled")
    assert [m.deleted for m in simulator.ledger.messages] == [True]


@pytest.mark.parametrize("promise", ["at_most_once", "at_least_once"])
async def test_an_open_outcome_is_not_sent_again_whatever_a_look_up_denies(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    cancel: Cancel,
    statuses: Recorded,
    promise: str,
) -> None:
    """A minute later the denial proves that it never left: then it is cancelled."""
    hass.config_entries.async_update_entry(account, options={"promise": promise})
    simulator.faults.add("drop_before", path="/sys/send.php")
    answer = await send_sms("Alarm", phone=MOM)
    [message] = await cancel(reference=answer["messages"][0]["reference"])
    assert (message["cancelled"], message["state"]) == (False, "unconfirmed")
    assert message["error"]
    await as_time_passes(clock, lambda: "cancelled" in statuses.states)
    await clock.advance(HOUR)

    assert sends(simulator) == 1
    assert statuses.states == ["pending", "unconfirmed", "cancelled"]


async def test_a_denial_that_proves_nothing_leaves_it_open(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    cancel: Cancel,
    statuses: Recorded,
) -> None:
    """It is in the archive, perhaps; nobody is asked whether to send it again."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    answer = await send_sms("Alarm", phone=MOM)
    await cancel(reference=answer["messages"][0]["reference"])
    clock.jump(3 * 24 * HOUR)
    await simulator.go_down()
    await clock.advance(10 * MINUTE)

    assert statuses.states == ["pending", "unconfirmed"]
    assert not [key for key in ir.async_get(hass).issues if "unconfirmed" in key[1]]


async def test_the_same_text_after_it_is_another_message(
    simulator: Simulator, clock: ManualClock, send_sms: Send, cancel: Cancel
) -> None:
    """Who cancels and sends again wants it sent."""
    reference = await waiting_message(simulator, clock, send_sms)
    await cancel(reference=reference)
    await simulator.start()
    answer = await send_sms("Alarm", phone=MOM)

    assert answer["messages"][0]["reference"] != reference
    assert len(simulator.ledger.messages) == 1


async def test_it_is_still_cancelled_after_a_restart(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    cancel: Cancel,
    statuses: Recorded,
) -> None:
    """The account is loaded again in the middle of it."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    answer = await send_sms("Alarm", phone=MOM)
    await cancel(reference=answer["messages"][0]["reference"])
    assert await hass.config_entries.async_reload(account.entry_id)
    await as_time_passes(clock, lambda: "cancelled" in statuses.states)

    assert sends(simulator) == 1


async def test_a_provider_that_is_down_is_said(
    simulator: Simulator, clock: ManualClock, send_sms: Send, cancel: Cancel
) -> None:
    """The message stays what it is, and the next try may work."""
    answer = await send_sms("Later", phone=MOM, send_at=LATER)
    reference = answer["messages"][0]["reference"]
    await simulator.go_down()
    [message] = await cancel(reference=reference)
    assert (message["cancelled"], message["state"]) == (False, "scheduled")
    assert message["error"]
    await simulator.start()
    [message] = await cancel(reference=reference)

    assert message["cancelled"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "no_message_named"),
        ({"phone": MOM}, "no_message_named"),
        ({"message_id": "1"}, "phone_missing"),
        ({"reference": "unknown"}, "message_not_found"),
        ({"tag": "water", "phone": "112233"}, "phone_invalid"),
    ],
)
async def test_nothing_to_cancel_is_said_clearly(
    cancel: Cancel, data: dict[str, Any], error: str
) -> None:
    """With what to fill in."""
    with pytest.raises(ServiceValidationError) as raised:
        await cancel(**data)
    assert raised.value.translation_key == error


async def test_a_cancellation_without_an_answer_says_no_untrue_word(
    simulator: Simulator, clock: ManualClock, send_sms: Send, cancel: Cancel
) -> None:
    """The message is known to be scheduled; what is not known is whether it stays."""
    await send_sms("Alarm", phone=MOM, send_at=LATER, tag="water")
    simulator.faults.add("drop_after", path="/sys/status.php", times=9)
    [message] = await cancel(tag="water")

    assert (message["cancelled"], message["state"]) == (False, "scheduled")
    assert "so the message may still go out" in message["error"]


async def test_what_a_provider_never_does_is_said_so(
    pilot_account: MockConfigEntry, send_sms: Send, cancel: Cancel
) -> None:
    """Another try would be in vain."""
    await send_sms("Alarm", phone=MOM, tag="water", config_entry_id=PILOT_ID)
    [message] = await cancel(tag="water")

    assert not message["cancelled"]
    assert "does not take back messages once it has them" in message["error"]


async def test_an_account_that_is_unloaded_can_ask_nobody(
    hass: HomeAssistant, account: MockConfigEntry, send_sms: Send, cancel: Cancel
) -> None:
    """Once it is loaded again, it can."""
    await send_sms("Later", phone=MOM, send_at=LATER, tag="water")
    assert await hass.config_entries.async_unload(account.entry_id)
    [message] = await cancel(tag="water")
    assert not message["cancelled"]
    assert "the account is not loaded" in message["error"]

    assert await hass.config_entries.async_setup(account.entry_id)
    [message] = await cancel(tag="water")
    assert message["cancelled"]
