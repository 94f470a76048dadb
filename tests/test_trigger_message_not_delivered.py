"""The trigger of a message that did not arrive in time: the next link of a chain."""

from json import dumps
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .automations import automate, is_armed
from .conftest import ACCOUNT_ID, MOM, MOM_ENTITY, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import Fate, ManualClock, Simulator

MINUTE = 60
STRANGER = "+79269999999"

pytestmark = pytest.mark.by_the_clock


@pytest.fixture(autouse=True)
def _begun(clock: ManualClock, account: MockConfigEntry, simulator: Simulator) -> None:
    """Set the account up with a clock that the test turns; no phone is reached."""
    for phone in (MOM, STRANGER):
        simulator.phones.behave(phone, Fate.NEVER)


def trigger(**options: Any) -> str:
    """Return the YAML of an automation with this trigger."""
    name = "sms_gateway.message_not_delivered"
    return f"triggers: [{{trigger: {name}, options: {dumps(options)}}}]"


async def pause(
    hass: HomeAssistant, clock: ManualClock, seconds: float, step: float = 5.0
) -> None:
    """Let time pass, in steps in which requests get their answers.

    Longer ones do where nothing is to happen, or how long it takes does not matter.
    """
    end = clock.monotonic() + seconds
    await as_time_passes(
        clock, lambda: clock.monotonic() >= end, at_most=seconds + step, step=step
    )
    await hass.async_block_till_done()


async def switch(hass: HomeAssistant, action: str) -> None:
    """Switch the automation on or off, or read it anew."""
    await hass.services.async_call(
        "automation", action, {"entity_id": "automation.test"}, blocking=True
    )
    await hass.async_block_till_done()


async def test_it_fires_once_when_the_time_is_over(
    hass: HomeAssistant, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """Five minutes where nothing else is said; with the fields of the event."""
    runs = await automate(hass, trigger())
    answer = await send_sms(recipient=MOM_ENTITY, tag="alarm")
    await pause(hass, clock, 5 * MINUTE - 10)
    assert not runs

    await pause(hass, clock, 20)
    [run] = runs
    assert run["reference"] == answer["messages"][0]["reference"]
    assert run["tag"] == "alarm"
    assert run["recipient"] == "Mom"
    assert run["state"] == "sent"
    assert run["overdue"] is True
    assert statuses.data[-1].keys() <= run.keys()
    assert run["description"] == "message not delivered to +7 916 •••-45-67"

    await as_time_passes(
        clock,
        lambda: statuses.states[-1] == "unconfirmed",
        at_most=30 * 60 * MINUTE,
        step=10 * MINUTE,
    )
    await hass.async_block_till_done()
    assert len(runs) == 1


async def test_it_fires_at_once_when_it_is_certain(
    hass: HomeAssistant, clock: ManualClock, simulator: Simulator, send_sms: Send
) -> None:
    """As soon as the report is there, and never again."""
    simulator.phones.behave(MOM, Fate.UNDELIVERED)
    runs = await automate(hass, trigger(within="01:00:00"))
    await send_sms(phone=MOM)
    await as_time_passes(clock, lambda: bool(runs), at_most=3 * MINUTE)
    assert (runs[0]["state"], runs[0]["overdue"]) == ("undelivered", False)

    await pause(hass, clock, 70 * MINUTE, step=MINUTE)
    assert len(runs) == 1


async def test_it_fires_at_once_for_what_cannot_be_sent(
    hass: HomeAssistant, send_sms: Send
) -> None:
    """A number that is none, among others."""
    runs = await automate(hass, trigger())
    await send_sms(phone=[MOM, "12"])
    await eventually(lambda: bool(runs))

    assert [(run["phone"], run["state"]) for run in runs] == [("12", "rejected")]


async def test_it_fires_when_nobody_can_be_reached(
    hass: HomeAssistant, clock: ManualClock, simulator: Simulator, send_sms: Send
) -> None:
    """The time begins when the message is asked for, not when it leaves."""
    await simulator.go_down()
    runs = await automate(hass, trigger(within={"minutes": 2}))
    await send_sms(phone=MOM)
    await pause(hass, clock, 2 * MINUTE + 5)

    assert [(run["state"], run["overdue"]) for run in runs] == [("pending", True)]


async def test_what_is_unconfirmed_counts_as_not_delivered(
    hass: HomeAssistant, clock: ManualClock, simulator: Simulator, send_sms: Send
) -> None:
    """Nobody knows whether it was taken; the chain has to go on."""
    simulator.faults.add("drop_after", path="/sys/send.php")
    simulator.faults.add("drop_before", times=100, path="/sys/status.php")
    runs = await automate(hass, trigger(within={"minutes": 2}))
    await send_sms(phone=MOM)
    await pause(hass, clock, 2 * MINUTE - 10)
    assert not runs
    await pause(hass, clock, 15)

    assert [(run["state"], run["overdue"]) for run in runs] == [("unconfirmed", True)]


@pytest.mark.parametrize("fate", [Fate.DELIVERED, Fate.READ])
async def test_what_arrives_in_time_is_none_of_it(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    fate: Fate,
) -> None:
    """Also where the report is asked for only as the time runs out."""
    simulator.phones.behave(MOM, fate)
    runs = await automate(hass, trigger(within={"seconds": 45}))
    await send_sms(phone=MOM)
    await pause(hass, clock, 2 * MINUTE)
    await pause(hass, clock, 58 * MINUTE, step=MINUTE)

    assert not runs


async def test_what_is_cancelled_is_none_of_it(
    hass: HomeAssistant, clock: ManualClock, send_sms: Send, act: Send
) -> None:
    """Whoever cancels a message wants nothing more to come of it."""
    runs = await automate(hass, trigger())
    send_at = dt_util.utc_from_timestamp(clock.now() + 3600).isoformat()
    await send_sms(phone=MOM, send_at=send_at, tag="later")
    answer = await act("cancel_message", tag="later")
    assert answer["messages"][0]["state"] == "cancelled"
    await pause(hass, clock, 70 * MINUTE, step=MINUTE)

    assert not runs


async def test_the_time_of_what_is_scheduled_begins_when_it_is_due(
    hass: HomeAssistant, clock: ManualClock, send_sms: Send
) -> None:
    """Until then it is no wonder that it has not arrived."""
    runs = await automate(hass, trigger())
    send_at = dt_util.utc_from_timestamp(clock.now() + 3600).isoformat()
    await send_sms(phone=MOM, send_at=send_at)
    await pause(hass, clock, 64 * MINUTE, step=MINUTE)
    assert not runs

    await pause(hass, clock, 90)
    assert len(runs) == 1


@pytest.mark.parametrize(
    ("settings", "tags"),
    [
        ({}, ["a", "b", "c"]),
        ({"options": {"tag": "b"}}, ["b"]),
        ({"options": {"phone": "8 926 999-99-99"}}, ["c"]),
        ({"target": {"entity_id": MOM_ENTITY}}, ["a", "b"]),
        ({"options": {"config_entry_id": ACCOUNT_ID}}, ["a", "b", "c"]),
        ({"options": {"config_entry_id": "01KAJ00000000000000000GONE"}}, []),
    ],
)
async def test_which_messages(
    hass: HomeAssistant,
    clock: ManualClock,
    send_sms: Send,
    settings: dict[str, Any],
    tags: list[str],
) -> None:
    """Of a recipient, a number, a tag, an account."""
    one = {"trigger": "sms_gateway.message_not_delivered", **settings}
    runs = await automate(hass, dumps({"triggers": [one]}))
    await send_sms("1", recipient=MOM_ENTITY, tag="a")
    await send_sms("2", phone=MOM, tag="b")
    await send_sms("3", phone=STRANGER, tag="c")
    await pause(hass, clock, 6 * MINUTE)

    assert [run["tag"] for run in runs] == tags


async def test_it_follows_what_was_sent_before_it_was_armed(
    hass: HomeAssistant, clock: ManualClock, send_sms: Send
) -> None:
    """As a script does that sends, then waits; but what is overdue is no news."""
    await send_sms("1", phone=MOM, tag="overdue")
    await pause(hass, clock, 6 * MINUTE)
    await send_sms("2", phone=MOM, tag="on its way")
    runs = await automate(hass, trigger())
    await pause(hass, clock, 6 * MINUTE)

    assert [run["tag"] for run in runs] == ["on its way"]


@pytest.mark.parametrize("what", ["account", "automation"])
async def test_a_reload_loses_and_doubles_nothing(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    send_sms: Send,
    what: str,
) -> None:
    """The message is followed on from where it was."""
    runs = await automate(hass, trigger())
    await send_sms("1", phone=MOM, tag="told")
    await pause(hass, clock, 4 * MINUTE)
    await send_sms("2", phone=MOM, tag="followed")
    await pause(hass, clock, 2 * MINUTE)
    if what == "account":
        await hass.config_entries.async_reload(account.entry_id)
    else:
        await switch(hass, "turn_off")
        await switch(hass, "turn_on")
    await pause(hass, clock, 6 * MINUTE)

    assert [run["tag"] for run in runs] == ["told", "followed"]


async def test_a_clock_that_is_set_back_doubles_nothing(
    hass: HomeAssistant, clock: ManualClock, account: MockConfigEntry, send_sms: Send
) -> None:
    """A box without a battery boots hours behind, and the phone is off all the time."""
    runs = await automate(hass, trigger())
    await send_sms(phone=MOM)
    await pause(hass, clock, 6 * MINUTE)
    await switch(hass, "turn_off")
    await hass.config_entries.async_unload(account.entry_id)
    clock.jump(-3 * 60 * MINUTE)
    await switch(hass, "turn_on")
    assert await hass.config_entries.async_setup(account.entry_id)
    await pause(hass, clock, 6 * MINUTE)

    assert len(runs) == 1


async def test_what_arrives_while_home_assistant_is_off_is_none_of_it(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    account: MockConfigEntry,
    send_sms: Send,
) -> None:
    """Its time is over before anybody could ask the provider; so that one is asked."""
    simulator.phones.behave(MOM, [(1, 0, 0), (4.75 * MINUTE, 1, 0)])
    runs = await automate(hass, trigger())
    await send_sms(phone=MOM)
    await pause(hass, clock, 4.5 * MINUTE)
    await switch(hass, "turn_off")
    await hass.config_entries.async_unload(account.entry_id)
    await clock.advance(0.8 * MINUTE)
    await switch(hass, "turn_on")
    assert await hass.config_entries.async_setup(account.entry_id)
    await pause(hass, clock, 6 * MINUTE)

    assert not runs


async def test_a_clock_that_is_behind_makes_no_time_longer(
    hass: HomeAssistant, clock: ManualClock, account: MockConfigEntry, send_sms: Send
) -> None:
    """A box without a battery boots hours behind; what was on its way is told in time."""
    runs = await automate(hass, trigger())
    await send_sms(phone=MOM)
    await pause(hass, clock, MINUTE)
    await switch(hass, "turn_off")
    await hass.config_entries.async_unload(account.entry_id)
    clock.jump(-3 * 60 * MINUTE)
    await switch(hass, "turn_on")
    assert await hass.config_entries.async_setup(account.entry_id)
    await pause(hass, clock, 6 * MINUTE)

    assert len(runs) == 1


@pytest.mark.parametrize("chosen", ["first", "fallback"])
async def test_what_a_fallback_carries_is_followed_for_either_account(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    fallback: MockConfigEntry,
    send_sms: Send,
    chosen: str,
) -> None:
    """For the one that was asked and for the one that took it."""
    simulator.faults.add("error_code", code=6, times=1, path="/sys/send.php")
    entry_id = ACCOUNT_ID if chosen == "first" else fallback.entry_id
    runs = await automate(hass, trigger(config_entry_id=entry_id))
    await send_sms(phone=MOM, config_entry_id=ACCOUNT_ID)
    await pause(hass, clock, 5 * MINUTE - 10)
    assert not runs
    await pause(hass, clock, 20)

    assert [run["config_entry_id"] for run in runs] == [fallback.entry_id]


async def test_what_becomes_overdue_while_it_is_switched_off_is_no_news(
    hass: HomeAssistant, clock: ManualClock, send_sms: Send
) -> None:
    """Nobody wants yesterday's alarm from an automation switched on today."""
    runs = await automate(hass, trigger())
    await send_sms(phone=MOM)
    await pause(hass, clock, MINUTE)
    await switch(hass, "turn_off")
    await pause(hass, clock, 60 * MINUTE, step=MINUTE)
    await switch(hass, "turn_on")
    await pause(hass, clock, 10 * MINUTE, step=MINUTE)

    assert not runs


@pytest.mark.parametrize(
    "options",
    [
        {"within": "soon"},
        {"within": {"hours": 25}},
        {"within": {"seconds": 0}},
        {"phone": "call me"},
        {"recipient": MOM_ENTITY},
    ],
)
async def test_bad_options_are_found_when_it_is_set_up(
    hass: HomeAssistant, options: dict[str, Any]
) -> None:
    """Not when the alarm goes off."""
    await automate(hass, trigger(**options))

    assert not is_armed(hass)
