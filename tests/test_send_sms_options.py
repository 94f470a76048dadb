"""How and when a text is sent: what `send_sms` takes besides the text and the people."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .conftest import MOM, Send
from .eventually import Recorded
from .quiet import until_quiet
from .simulator import ManualClock, Simulator

MINUTE = 60
HOUR = 3600
OTHER = "+79261234567"


pytestmark = [pytest.mark.usefixtures("account"), pytest.mark.by_the_clock]


def asked(simulator: Simulator) -> dict[str, str]:
    """Return the parameters of the only request to send."""
    [request] = [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]
    return {name: str(value) for name, value in request.parameters.items()}


def in_an_hour(clock: ManualClock) -> datetime:
    """Return a time an hour ahead."""
    return datetime.fromtimestamp(clock.now() + HOUR, UTC).replace(microsecond=0)


async def test_scheduled_message_waits_at_the_provider(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """It goes out though the home may be dark by then."""
    answer = await send_sms(phone=MOM, send_at=in_an_hour(clock).isoformat())
    assert answer["messages"][0]["state"] == "scheduled"
    assert simulator.phones.inbox(MOM) == []

    await clock.advance(30 * MINUTE)
    assert statuses.states[-1] == "scheduled"
    await clock.advance(HOUR)
    await statuses.until_state("delivered")

    assert statuses.states[:2] == ["pending", "scheduled"]
    assert len(simulator.ledger.messages) == 1


async def test_scheduled_message_is_not_asked_for_before_it_is_due(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """There is nothing to hear."""
    await send_sms(phone=MOM, send_at=in_an_hour(clock).isoformat())
    await statuses.until_state("scheduled")
    await clock.advance(50 * MINUTE)

    assert not any(r.path == "/sys/status.php" for r in simulator.ledger.requests)


async def test_scheduled_message_may_be_handed_over_late_but_not_too_late(
    simulator: Simulator, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """Its validity begins when it is due."""
    await simulator.go_down()
    await send_sms(
        phone=MOM, send_at=in_an_hour(clock).isoformat(), valid_for={"minutes": 10}
    )
    await clock.advance(HOUR + 9 * MINUTE)
    assert "failed" not in statuses.states

    await clock.advance(2 * MINUTE)
    await statuses.until_state("failed")


async def test_same_text_at_another_time_is_another_message(
    simulator: Simulator, clock: ManualClock, send_sms: Send
) -> None:
    """The morning's reminder and the evening's."""
    due = in_an_hour(clock)
    first = await send_sms("Pills", phone=MOM, send_at=due.isoformat())
    sending = send_sms(
        "Pills", phone=MOM, send_at=(due + timedelta(hours=9)).isoformat()
    )
    second = await turned(clock, sending)

    assert first["messages"][0]["reference"] != second["messages"][0]["reference"]


async def turned(clock: ManualClock, call: Any) -> dict[str, Any]:
    """Turn the clock until a call has its answer."""
    task = asyncio.ensure_future(call)
    while not task.done():
        await clock.advance(1)
        await until_quiet()
    answer: dict[str, Any] = await task
    return answer


async def test_time_without_an_offset_is_the_homes(
    hass: HomeAssistant, simulator: Simulator, clock: ManualClock, send_sms: Send
) -> None:
    """As the form gives it."""
    await hass.config.async_set_time_zone("Asia/Yekaterinburg")
    due = in_an_hour(clock)
    local = (due + timedelta(hours=5)).replace(tzinfo=None)
    await send_sms(phone=MOM, send_at=str(local))

    assert asked(simulator)["time"] == f"0{int(due.timestamp())}"


async def test_time_that_has_passed_means_now(
    simulator: Simulator, clock: ManualClock, send_sms: Send
) -> None:
    """Nobody is to wait for it; but only while the message is of use."""
    just_now = (in_an_hour(clock) - timedelta(minutes=65)).isoformat()
    answer = await send_sms(phone=MOM, send_at=just_now)

    assert answer["messages"][0]["state"] == "queued"
    assert "time" not in asked(simulator)
    with pytest.raises(ServiceValidationError, match="long over"):
        await send_sms(phone=MOM, send_at="2020-01-01 00:00:00+00:00")
    assert len(simulator.ledger.messages) == 1


@pytest.mark.parametrize(
    ("given", "parameters", "channel"),
    [
        ({"flash": True}, {"flash": "1"}, "flash"),
        ({"transliterate": "latin"}, {"translit": "1"}, "sms"),
        ({"transliterate": "lookalike"}, {"translit": "2"}, "sms"),
        ({"shorten_links": True}, {"tinyurl": "1"}, "sms"),
        ({"hide_text": 30}, {"smsreq": "30"}, "sms"),
        (
            {"spread_over": "06:30:00", "spread_every": {"minutes": 15}},
            {"period": "6.5", "freq": "15"},
            "sms",
        ),
        ({"flash": False, "transliterate": "no", "shorten_links": False}, {}, "sms"),
    ],
)
async def test_options_reach_the_provider(
    simulator: Simulator,
    send_sms: Send,
    given: dict[str, Any],
    parameters: dict[str, str],
    channel: str,
) -> None:
    """Under its own names, and only what was asked for."""
    answer = await send_sms("Вода на кухне", phone=[MOM, OTHER], **given)

    passed = asked(simulator)
    known = ("flash", "translit", "tinyurl", "smsreq", "period", "freq", "time")
    assert {name: passed[name] for name in known if name in passed} == parameters
    assert {m["channel"] for m in answer["messages"]} == {channel}
    assert {m.channel for m in simulator.ledger.messages} == {channel}


async def test_text_of_too_many_parts_is_refused_and_never_cut(
    simulator: Simulator, send_sms: Send
) -> None:
    """The error says how many it takes."""
    with pytest.raises(ServiceValidationError) as raised:
        await send_sms("Я" * 71, phone=MOM, max_parts=1)
    assert raised.value.translation_placeholders == {"parts": "2", "limit": "1"}
    assert simulator.ledger.messages == []

    await send_sms("Я" * 70, phone=MOM, max_parts=1)
    assert len(simulator.ledger.messages[0].text) == 70


@pytest.mark.parametrize(
    "given",
    [
        {"spread_every": "00:10:00"},
        {"send_at": "2031-01-01 00:00:00+00:00"},
    ],
)
async def test_what_makes_no_sense_is_refused(
    simulator: Simulator, send_sms: Send, given: dict[str, Any]
) -> None:
    """With the field in the error, and before anything is sent."""
    with pytest.raises(ServiceValidationError) as raised:
        await send_sms(phone=MOM, **given)

    assert f"Field {next(iter(given))}" in str(raised.value)
    assert simulator.ledger.messages == []


@pytest.mark.parametrize(
    ("written", "sender"), [(" HOME ", "HOME"), ("HOME\n", "HOME"), ("  ", None)]
)
async def test_blanks_around_a_sender_are_not_part_of_it(
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    written: str,
    sender: str | None,
) -> None:
    """As a file or a template leaves them; nothing but blanks is no sender."""
    simulator.smsc.accounts.update("demo", senders=frozenset({"HOME", "SMSC.RU"}))
    await send_sms(phone=MOM, sender=written)

    assert asked(simulator).get("sender") == sender


@pytest.mark.parametrize(
    "given",
    [
        {"hide_text": 9},
        {"spread_over": "00:05:00"},
        {"spread_over": {"hours": 721}},
        {"transliterate": "klingon"},
        {"max_parts": 0},
        {"send_at": "soon"},
    ],
)
async def test_what_is_out_of_range_is_refused(
    simulator: Simulator, send_sms: Send, given: dict[str, Any]
) -> None:
    """As the documents of the provider have it."""
    with pytest.raises(vol.Invalid):
        await send_sms(phone=MOM, **given)

    assert simulator.ledger.messages == []


async def test_options_outlive_a_restart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """What waits for the network goes out as it was asked for."""
    await simulator.go_down()
    await send_sms("Вода", phone=MOM, flash=True, transliterate="latin")
    await hass.config_entries.async_reload(entry.entry_id)
    await simulator.start()
    await clock.advance(MINUTE)
    await statuses.until_state("queued")

    passed = asked(simulator)
    assert (passed["flash"], passed["translit"]) == ("1", "1")


async def test_what_a_fallback_cannot_do_is_left_off(
    simulator: Simulator,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    send_sms: Send,
) -> None:
    """A sender above all: it is registered with the first account only."""
    simulator.faults.add("error_code", code=3, path="/sys/send.php", account="demo")
    answer = await send_sms(
        phone=MOM,
        sender="Garden",
        config_entry_id=[account.entry_id, other_account.entry_id],
    )

    assert answer["messages"][0]["config_entry_id"] == other_account.entry_id
    assert simulator.ledger.messages[0].sender != "Garden"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("x" * 148 + " http://a.ru", False),
        ("x" * 119 + " http://a.ru", True),
        # Counted as it is, where it is longer than any short one.
        ("x" * 99 + " http://a.ru/" + "y" * 48, True),
        ("x" * 99 + " http://a.ru/" + "y" * 49, False),
    ],
)
async def test_short_links_do_not_pass_max_parts(
    simulator: Simulator, send_sms: Send, text: str, fits: bool
) -> None:
    """A short link may be longer than the link was."""
    allowed = {"shorten_links": True, "max_parts": 1}
    if not fits:
        with pytest.raises(ServiceValidationError) as raised:
            await send_sms(text, phone=MOM, **allowed)
        assert raised.value.translation_key == "too_many_parts"
        return
    await send_sms(text, phone=MOM, **allowed)
    assert simulator.ledger.messages[0].parts == 1


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
async def test_a_line_of_tildes_cuts_nothing_off(
    simulator: Simulator, act: Send, line_end: str
) -> None:
    """Under a reading that docs/ambiguities.md has: what follows is a comment."""
    simulator.smsc.speak(comments="marked")
    text = line_end.join(["Alarm", "~~~", "in the kitchen", " ~~~~ "])
    rows = [
        {"phone": MOM, "message": text},
        {"phone": OTHER, "message": f"Hi{line_end}~~~ {line_end}again"},
    ]
    await act("send_sms", message=text, phone=OTHER)
    await act("send_personal_sms", messages=rows)
    await act("send_viber", message=text, phone=MOM)

    texts = {m.text.replace("\r", "") for m in simulator.ledger.messages}
    assert texts == {"Alarm\n~ ~\nin the kitchen\n ~~~~ ", "Hi\n~ ~\nagain"}


@pytest.mark.parametrize(
    ("valid_for", "goes_out_as"),
    [
        ({"hours": 1}, "01:00"),
        ({"hours": 24}, "24:00"),
        ({"seconds": 90}, "00:01"),
        ({"minutes": 1}, "00:01"),
    ],
)
async def test_a_validity_is_what_was_asked_for(
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    valid_for: dict[str, int],
    goes_out_as: str,
) -> None:
    """An hour is no 59 minutes, though a moment of it is over; and never is it more."""
    simulator.smsc.block()
    action = asyncio.ensure_future(send_sms(phone=MOM, valid_for=valid_for))
    await clock.advance(0.5)
    await action
    simulator.smsc.unblock()
    await clock.advance(10)
    await simulator.ledger.until(lambda ledger: ledger.messages, 30)

    [*_, taken] = [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]
    assert taken.parameters["valid"] == goes_out_as
