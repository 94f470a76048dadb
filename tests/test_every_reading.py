"""Readings of the provider's documents that only show in calls, denials and the like."""

from decimal import Decimal

import pytest

from custom_components.sms_gateway.providers.account import Credentials
from custom_components.sms_gateway.providers.model import SendRequest
from custom_components.sms_gateway.providers.smsc.client import SmscClient
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .conftest import MOM, Send
from .eventually import Recorded, as_time_passes
from .simulator import Fate, ManualClock, Simulator
from .simulator.smsc import Pickup
from .simulator.smsc.dialect import READINGS

OTHER = "+79261234567"
BAD = "+71234567890"
HOUR = 3600
QUEUE = 20
"""Messages that an operator keeps for a phone that is off."""

MAIL = {
    "address": "anna@demo.example",
    "from_address": "alarm@demo.example",
    "subject": "Test",
    "message": "Test",
}


@pytest.fixture
def reading(simulator: Simulator, request: pytest.FixtureRequest) -> str:
    """Let the simulator speak one reading of a switch."""
    switch, reading = request.param
    simulator.smsc.speak(**{switch: reading})
    return str(reading)


def under(*switches: str) -> pytest.MarkDecorator:
    """Run a test under each reading of some switches, one at a time."""
    readings = [
        (switch, reading) for switch in switches for reading in READINGS[switch]
    ]
    return pytest.mark.parametrize(
        "reading", readings, indirect=True, ids=lambda item: "=".join(item)
    )


pytestmark = [pytest.mark.usefixtures("account"), pytest.mark.by_the_clock]


@under("test_mode_status")
async def test_nothing_is_delivered_in_test_mode(
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    reading: str,
) -> None:
    """Whatever state the provider shows beside the error."""
    simulator.smsc.set_account(test_mode=True)
    await send_sms(phone=MOM)
    await as_time_passes(clock, lambda: "unconfirmed" in statuses.states, step=15)

    assert statuses.data[-1]["error_code"] == "200"
    assert "delivered" not in statuses.states


@under("unregistered_sender")
async def test_a_sender_that_is_not_registered(
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    reading: str,
) -> None:
    """Is refused, at once or later."""
    if reading == "refused":
        with pytest.raises(HomeAssistantError):
            await send_sms(phone=MOM, sender="Nobody")
    else:
        await send_sms(phone=MOM, sender="Nobody")
    await as_time_passes(clock, lambda: "rejected" in statuses.states, step=15)

    code = {"refused": "6", "late": "254"}[reading]
    assert statuses.data[-1]["error_code"] == code


@under("forbidden_address")
async def test_an_address_that_may_not_send(
    hass: HomeAssistant,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    reading: str,
) -> None:
    """Is told as a wrong login, or of each message."""
    simulator.smsc.speak(all_bad="rows")
    simulator.smsc.set_account(allowed_ips=frozenset({"10.0.0.1"}))
    with pytest.raises(HomeAssistantError):
        await send_sms(phone=MOM)
    await statuses.until_state("rejected")

    code = {"refused": "2", "late": "239"}[reading]
    assert statuses.data[-1]["error_code"] == code
    asked = hass.config_entries.flow.async_progress_by_handler("sms_gateway")
    assert bool(asked) is (reading == "refused")


@under("all_bad")
async def test_nothing_but_a_bad_number(
    simulator: Simulator, send_sms: Send, statuses: Recorded, reading: str
) -> None:
    """Raises, also where the provider calls that a success."""
    with pytest.raises(HomeAssistantError):
        await send_sms(phone=BAD)
    await statuses.until_state("rejected")

    assert not simulator.ledger.messages


@under("no_money")
async def test_money_for_one_of_two(
    simulator: Simulator, send_sms: Send, statuses: Recorded, reading: str
) -> None:
    """What was taken is on its way, and what was not is said not to be.

    A request that is refused as a whole goes out again in halves.
    """
    simulator.smsc.set_account(balance=Decimal("3.20"))
    answer = await send_sms(phone=[MOM, OTHER])

    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states == {MOM: "queued", OTHER: "rejected"}
    assert [message.phone for message in simulator.ledger.messages] == [MOM[1:]]


@under("partly_repeated")
async def test_another_one_sent_the_same_to_one_of_two(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    reading: str,
) -> None:
    """The other number gets it once."""
    credentials = Credentials(base_url=simulator.url, login="demo", password="demo")
    elsewhere = SmscClient(lambda: async_get_clientsession(hass), credentials)
    await elsewhere.send(
        SendRequest(request_id="elsewhere", phones=(MOM,), text="Water!")
    )
    answer = await send_sms("Water!", phone=[MOM, OTHER])
    references = {m["phone"]: m["reference"] for m in answer["messages"]}

    def state(phone: str) -> str:
        return str(
            next(
                d["state"]
                for d in reversed(statuses.data)
                if d["reference"] == references[phone]
            )
        )

    await as_time_passes(clock, lambda: state(OTHER) == "delivered", step=15)
    assert len(simulator.ledger.to(OTHER[1:])) == 1
    await as_time_passes(
        clock, lambda: state(MOM) in ("rejected", "delivered"), step=15
    )
    assert state(MOM) == ("rejected" if reading == "denied" else "delivered")


@under("queue_full")
async def test_an_operators_queue_that_is_full(
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    reading: str,
) -> None:
    """Is no end: the provider tries again. The end of the validity is one."""
    simulator.phones.behave(MOM, Fate.OFF)
    for number in range(QUEUE + 1):
        await send_sms(f"Text {number}", phone=MOM, valid_for={"hours": 2})
        await clock.advance(3)
    last = simulator.ledger.messages[-1].key
    await as_time_passes(
        clock,
        lambda: simulator.ledger.message(last).error == 220,
        step=60,
        at_most=HOUR,
    )
    assert "undelivered" not in statuses.states
    await as_time_passes(
        clock,
        lambda: statuses.states.count("expired") == QUEUE + 1,
        step=60,
        at_most=4 * HOUR,
    )

    assert statuses.data[-1]["error_code"] in ("6", "220")


@under("telegram_code")
async def test_what_a_telegram_message_may_say(
    simulator: Simulator, act: Send, statuses: Recorded, reading: str
) -> None:
    """A code always; a sentence is refused in so many words, or goes."""
    await act("send_telegram", message="4821", phone=MOM)
    if reading == "digits":
        with pytest.raises(HomeAssistantError):
            await act("send_telegram", message="Water!", phone=MOM)
    else:
        await act("send_telegram", message="Water!", phone=MOM)

    texts = [message.text for message in simulator.ledger.over("telegram")]
    assert texts == ["4821", "Water!"][: 1 if reading == "digits" else 2]


@under("unlisted_type")
@pytest.mark.parametrize(
    ("action", "fields", "channel"),
    [
        ("send_whatsapp", {}, "whatsapp"),
        ("send_telegram", {}, "telegram"),
        ("send_telegram", {"bot": "@demo_bot"}, "telegram_bot"),
    ],
)
async def test_a_type_that_is_in_no_list(
    callbacks: str,
    clock: ManualClock,
    act: Send,
    statuses: Recorded,
    action: str,
    fields: dict[str, str],
    channel: str,
    reading: str,
) -> None:
    """Changes nothing: the channel is known from the sending."""
    await act(action, message="4821", phone=MOM, **fields)
    await clock.advance(30)
    event = await statuses.until_state("delivered")

    assert event["channel"] == channel


@under("call_count", "call_seconds", "call_times", "menu_reports")
@pytest.mark.parametrize("path", ["callback", "look-up"])
async def test_a_call_that_is_taken(
    callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    path: str,
    reading: str,
) -> None:
    """Its seconds are no parts, and its keys are told once."""
    simulator.smsc.set_callee(MOM, menu="12", ring_time=7.0, listens=6.0)
    if path == "look-up":
        simulator.callbacks.lose(1000)
    answer = await act("make_call", message="Press 1", phone=MOM)
    await as_time_passes(clock, lambda: "delivered" in statuses.states, step=5)
    event = statuses.data[-1]

    assert answer["messages"][0]["parts"] is None
    assert (event["parts"], event["state"]) == (None, "delivered")
    assert event["duration"]
    assert statuses.states.count("delivered") == 1
    assert event["keys_pressed"] == (None if path == "look-up" else "12")


@under("unanswered_error", "unanswered_status", "machine_status", "call_pauses")
@pytest.mark.parametrize("pickup", [Pickup.NO_ANSWER, Pickup.BUSY, Pickup.MACHINE])
async def test_a_call_that_nobody_takes(
    callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    pickup: Pickup,
    reading: str,
) -> None:
    """It ends, and says why; only a machine may have heard it."""
    simulator.smsc.set_callee(MOM, ring_time=1.0, pickup=pickup)
    await act("make_call", message="Test", phone=MOM)
    heard = {"delivered"} if pickup is Pickup.MACHINE else set()
    ends = {"undelivered", "expired"} | heard
    await as_time_passes(
        clock, lambda: statuses.states[-1] in ends, step=15, at_most=3 * HOUR
    )

    codes = {Pickup.MACHINE: {"242"}, Pickup.BUSY: {"240"}}
    assert statuses.data[-1]["error_code"] in codes.get(pickup, {"237", "240"})


@under("mail_callbacks")
async def test_a_mail_that_nobody_is_called_about(
    callbacks: str, clock: ManualClock, act: Send, statuses: Recorded, reading: str
) -> None:
    """Is asked for."""
    await act("send_email", **MAIL)
    await as_time_passes(clock, lambda: "delivered" in statuses.states, step=15)

    assert statuses.data[-1]["channel"] == "email"
