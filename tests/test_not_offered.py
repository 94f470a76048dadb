"""What an account's provider lacks is refused, naming the account that has it."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.actions import ACTIONS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from .conftest import ACCOUNT_ID, MOM, PILOT_ID, Send
from .eventually import as_time_passes, eventually
from .simulator import ManualClock, Simulator

TEXT = {"phone": MOM, "message": "Test"}
SMSC, SMSPILOT = ("SMSC (demo)", ACCOUNT_ID), ("SMSPILOT (5671)", PILOT_ID)
MAIL = {
    "address": "anna@demo.example",
    "from_address": "alarm@demo.example",
    "subject": "Test",
    "message": "Test",
}

ONLY_SMSC: dict[str, dict[str, Any]] = {
    "send_binary": {"phone": MOM, "payload": "00FF"},
    "send_wap_push": {"phone": MOM, "url": "http://a.example", "title": "Test"},
    "send_mms": TEXT,
    "send_email": MAIL,
    "send_viber": TEXT,
    "send_whatsapp": TEXT,
    "send_social": TEXT,
    "send_telegram": {**TEXT, "message": "4821"},
    "confirm_by_call": {"phone": MOM},
}
ONLY_SMSPILOT: dict[str, dict[str, Any]] = {
    "send_flash_call": {"phone": MOM, "code": "4821"}
}
PARTLY: list[tuple[str, dict[str, Any], bool]] = [
    ("send_sms", {**TEXT, "flash": True}, False),
    ("estimate_cost", {**TEXT, "flash": True}, False),
    ("send_sms", {"message": "Test", "group": 1}, False),
    ("send_telegram", {**TEXT, "bot": "@demo_bot"}, False),
    ("lookup_number", {"phone": MOM, "kind": "hlr_vip"}, True),
]
"""Ways to use an action that only SMSC has, or (True) only SMSPILOT."""

BY_ALL = {
    "send_sms",
    "send_personal_sms",
    "make_call",
    "estimate_cost",
    "lookup_number",
    "get_message_status",
    "get_sent",
    "get_incoming",
    "cancel_message",
}
"""Actions that accounts of both can be asked for, in part or as a whole."""

LACKING = [
    *((name, fields, False) for name, fields in ONLY_SMSC.items()),
    *((name, fields, True) for name, fields in ONLY_SMSPILOT.items()),
    *PARTLY,
]


def test_every_action_is_known_here() -> None:
    """A new one has to be decided on."""
    known = ONLY_SMSC.keys() | ONLY_SMSPILOT.keys() | BY_ALL
    assert known == {action.name for action in ACTIONS}


@pytest.mark.usefixtures("account", "pilot_account")
@pytest.mark.parametrize(("action", "fields", "is_pilots"), LACKING)
async def test_who_has_it_is_named(
    simulator: Simulator,
    act: Send,
    action: str,
    fields: dict[str, Any],
    is_pilots: bool,
) -> None:
    """Nothing is asked of the provider that lacks it."""
    (able, _), (unable, entry_id) = (SMSPILOT, SMSC) if is_pilots else (SMSC, SMSPILOT)
    before = len(simulator.ledger.requests)
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, **fields, config_entry_id=entry_id)

    assert raised.value.translation_key == "channel_elsewhere"
    assert raised.value.translation_placeholders == {
        "account": unable,
        "accounts": able,
    }
    assert len(simulator.ledger.requests) == before


@pytest.mark.usefixtures("pilot_account")
@pytest.mark.parametrize(
    ("action", "fields"),
    [(name, fields) for name, fields, is_pilots in LACKING if not is_pilots],
)
async def test_nobody_has_it(
    simulator: Simulator, act: Send, action: str, fields: dict[str, Any]
) -> None:
    """And that is said."""
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, **fields)

    assert raised.value.translation_key == "channel_nowhere"
    assert simulator.ledger.messages == []


PERSONAL = {"messages": [{"phone": MOM, "message": "Test"}]}

DETAILS: list[tuple[str, dict[str, Any], str]] = [
    ("send_sms", {**TEXT, "transliterate": "latin"}, "transliterate"),
    ("send_sms", {**TEXT, "shorten_links": True}, "shorten_links"),
    ("send_sms", {**TEXT, "hide_text": 30}, "hide_text"),
    ("send_sms", {**TEXT, "spread_over": {"hours": 1}}, "spread_over"),
    ("send_personal_sms", {**PERSONAL, "transliterate": "latin"}, "transliterate"),
    ("send_personal_sms", {**PERSONAL, "shorten_links": True}, "shorten_links"),
    ("estimate_cost", {**TEXT, "transliterate": "latin"}, "transliterate"),
    ("make_call", {**TEXT, "language": "en"}, "language"),
    ("make_call", {**TEXT, "ring_for": {"seconds": 20}}, "ring_for"),
    ("make_call", {**TEXT, "repeat_every": {"seconds": 60}}, "repeat_every"),
    ("make_call", {**TEXT, "attempts": 2}, "attempts"),
    ("make_call", {**TEXT, "file_url": "https://a.example/a.mp3"}, "file_url"),
]


@pytest.mark.usefixtures("account", "pilot_account")
@pytest.mark.parametrize(("action", "fields", "field"), DETAILS)
async def test_a_detail_that_smspilot_lacks(
    simulator: Simulator, act: Send, action: str, fields: dict[str, Any], field: str
) -> None:
    """Is refused by its name, and nothing is sent without it."""
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, **fields, config_entry_id=PILOT_ID)

    assert raised.value.translation_key == "detail_not_offered"
    assert raised.value.translation_placeholders == {
        "field": field,
        "account": "SMSPILOT (5671)",
    }
    assert simulator.ledger.messages == []


@pytest.mark.usefixtures("account", "pilot_account")
@pytest.mark.parametrize("voice", ["man_2", "woman_4"])
async def test_a_voice_that_smspilot_lacks(
    simulator: Simulator, act: Send, voice: str
) -> None:
    """The error names those it has."""
    with pytest.raises(ServiceValidationError) as raised:
        await act("make_call", **TEXT, voice=voice, config_entry_id=PILOT_ID)

    assert raised.value.translation_key == "choice_not_offered"
    assert raised.value.translation_placeholders == {
        "field": "voice",
        "account": "SMSPILOT (5671)",
        "choices": "man_1, woman_1",
    }
    assert simulator.ledger.messages == []


async def test_what_has_left_cannot_be_taken_back(
    pilot_account: MockConfigEntry, act: Send
) -> None:
    """SMSPILOT's API has nothing for it; what waits at home is cancelled as ever."""
    due = dt_util.now() + timedelta(hours=1)
    answer = await act("send_sms", **TEXT, send_at=due.isoformat())
    [message] = answer["messages"]
    [cancelled] = (await act("cancel_message", reference=message["reference"]))[
        "messages"
    ]

    assert cancelled["cancelled"] is False
    assert cancelled["error"]
    assert cancelled["state"] == message["state"] == "scheduled"


async def test_what_waits_at_home_is_taken_back(
    hass: HomeAssistant,
    clock: ManualClock,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
) -> None:
    """Nobody has to be asked for that."""
    await simulator.go_down()
    [message] = (await act("send_sms", **TEXT))["messages"]
    [cancelled] = (await act("cancel_message", reference=message["reference"]))[
        "messages"
    ]
    await simulator.start()
    await clock.advance(600)

    assert (cancelled["cancelled"], cancelled["state"]) == (True, "cancelled")
    assert simulator.ledger.messages == []


async def test_other_texts_leave_in_requests_of_their_own(
    pilot_account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """As one request of API-1 has one text."""
    rows = [
        {"phone": MOM, "message": "Mom's"},
        {"phone": "+79261234567", "message": "Dad's"},
    ]
    answer = await act("send_personal_sms", messages=rows)

    assert [m["state"] for m in answer["messages"]] == ["queued", "queued"]
    await eventually(lambda: len(simulator.ledger.messages) == 2)
    assert {m.phone: m.text for m in simulator.ledger.messages} == {
        MOM[1:]: "Mom's",
        "79261234567": "Dad's",
    }


async def test_a_message_goes_to_the_account_that_has_its_channel(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
) -> None:
    """Which leaves off what it lacks of the details; an alarm is better than none."""
    hass.config_entries.async_update_entry(
        account, options={"fallbacks": [pilot_account.entry_id]}
    )
    simulator.faults.add("error_code", code=3, path="/sys/send.php")
    details = {"voice": "man_3", "language": "en", "attempts": 2}
    await act("make_call", **TEXT, **details, config_entry_id=ACCOUNT_ID)
    await as_time_passes(clock, lambda: bool(simulator.ledger.messages))

    [call] = simulator.ledger.messages
    assert (call.provider, call.channel) == ("smspilot", "golos")
