"""What an account's provider lacks is refused, naming the account that has it."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.actions import ACTIONS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from .conftest import ACCOUNT_ID, MOM, PILOT_ID, WEBSMS_ID, Send
from .eventually import as_time_passes, eventually
from .simulator import ManualClock, Simulator

TEXT = {"phone": MOM, "message": "Test"}
NAMES = {
    "smsc": ("SMSC (demo)", ACCOUNT_ID),
    "smspilot": ("SMSPILOT (5671)", PILOT_ID),
    "websms": ("WEBSMS (demo)", WEBSMS_ID),
}
"""By provider: its account's title and id."""

FIXTURES = {
    "smsc": "account",
    "smspilot": "pilot_account",
    "websms": "websms_account",
}
"""By provider: who sets its account up."""

MAIL = {
    "address": "anna@demo.example",
    "from_address": "alarm@demo.example",
    "subject": "Test",
    "message": "Test",
}

SMSC = {"smsc"}
SMSPILOT = {"smspilot"}
WEBSMS = {"websms"}

WHOLE: dict[str, tuple[dict[str, Any], set[str]]] = {
    "send_binary": ({"phone": MOM, "payload": "00FF"}, SMSC),
    "send_wap_push": (
        {"phone": MOM, "url": "http://a.example", "title": "Test"},
        SMSC,
    ),
    "send_mms": (TEXT, SMSC),
    "send_email": (MAIL, SMSC),
    "send_viber": (TEXT, SMSC | WEBSMS),
    "send_whatsapp": (TEXT, SMSC),
    "send_social": (TEXT, SMSC),
    "send_telegram": ({**TEXT, "message": "4821"}, SMSC),
    "send_flash_call": ({"phone": MOM, "code": "4821"}, SMSPILOT),
    "lookup_number": ({"phone": MOM}, SMSC | SMSPILOT),
    "get_incoming": ({}, SMSC | SMSPILOT),
    "confirm_by_call": ({"phone": MOM}, SMSC),
    "send_personal_link": ({**TEXT, "page": "All of it"}, WEBSMS),
    "get_groups": ({}, WEBSMS),
    "get_contacts": ({"group": "1"}, WEBSMS),
    "add_contact": ({"group": "1", "phone": MOM}, WEBSMS),
    "edit_contact": ({"phone": MOM, "nickname": "Mom"}, WEBSMS),
    "delete_contact": ({"phone": MOM}, WEBSMS),
    "add_group": ({"name": "Family"}, WEBSMS),
    "edit_group": ({"group": "1", "name": "Family"}, WEBSMS),
    "delete_group": ({"group": "1"}, WEBSMS),
    "import_recipients": ({"group": "1"}, WEBSMS),
    "get_statistics": ({}, WEBSMS),
}
"""By action: a way to use it, and the providers that have it at all."""

PARTLY: list[tuple[str, dict[str, Any], set[str]]] = [
    ("send_sms", {**TEXT, "flash": True}, SMSC),
    ("estimate_cost", {**TEXT, "flash": True}, SMSC),
    ("send_sms", {"message": "Test", "group": 1}, SMSC | WEBSMS),
    ("send_telegram", {**TEXT, "bot": "@demo_bot"}, SMSC),
    ("lookup_number", {"phone": MOM, "kind": "hlr_vip"}, SMSPILOT),
]
"""Ways to use an action that not all have who have the action."""

BY_ALL = {
    "send_sms",
    "send_personal_sms",
    "make_call",
    "estimate_cost",
    "get_message_status",
    "get_sent",
    "cancel_message",
}
"""Actions that accounts of all can be asked for, in part or as a whole."""

LACKING = [
    *((name, fields, able) for name, (fields, able) in WHOLE.items()),
    *PARTLY,
]
WITHOUT = [
    pytest.param(action, fields, able, unable, id=f"{unable} {action} {number}")
    for number, (action, fields, able) in enumerate(LACKING)
    for unable in sorted(NAMES.keys() - able)
]


def test_every_action_is_known_here() -> None:
    """A new one has to be decided on."""
    known = WHOLE.keys() | BY_ALL
    assert known == {action.name for action in ACTIONS}


@pytest.mark.usefixtures("account", "pilot_account", "websms_account")
@pytest.mark.parametrize(("action", "fields", "able", "unable"), WITHOUT)
async def test_who_has_it_is_named(
    simulator: Simulator,
    act: Send,
    action: str,
    fields: dict[str, Any],
    able: set[str],
    unable: str,
) -> None:
    """Nothing is asked of the provider that lacks it."""
    title, entry_id = NAMES[unable]
    before = len(simulator.ledger.requests)
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, **fields, config_entry_id=entry_id)

    assert raised.value.translation_key == "channel_elsewhere"
    placeholders = raised.value.translation_placeholders
    assert placeholders is not None
    assert placeholders["account"] == title
    named = set(placeholders["accounts"].split(", "))
    assert named == {NAMES[provider][0] for provider in able}
    assert len(simulator.ledger.requests) == before


@pytest.fixture
def alone(request: pytest.FixtureRequest) -> None:
    """Set up one account, and no other."""
    request.getfixturevalue(FIXTURES[request.param])


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("action", "fields", "able", "alone"), WITHOUT, indirect=["alone"]
)
async def test_nobody_has_it(
    simulator: Simulator,
    act: Send,
    action: str,
    fields: dict[str, Any],
    able: set[str],
) -> None:
    """And that is said, where the only account is one without it."""
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, **fields)

    assert raised.value.translation_key == "channel_nowhere"
    assert simulator.ledger.messages == []


PERSONAL = {"messages": [{"phone": MOM, "message": "Test"}]}

DETAILS: list[tuple[str, dict[str, Any], str, set[str]]] = [
    ("send_sms", {**TEXT, "transliterate": "latin"}, "transliterate", SMSPILOT),
    ("send_sms", {**TEXT, "shorten_links": True}, "shorten_links", SMSPILOT | WEBSMS),
    ("send_sms", {**TEXT, "hide_text": 30}, "hide_text", SMSPILOT | WEBSMS),
    (
        *("send_sms", {**TEXT, "spread_over": {"hours": 1}}, "spread_over"),
        SMSPILOT | WEBSMS,
    ),
    (
        "send_personal_sms",
        {**PERSONAL, "transliterate": "latin"},
        "transliterate",
        SMSPILOT,
    ),
    (
        *("send_personal_sms", {**PERSONAL, "shorten_links": True}, "shorten_links"),
        SMSPILOT | WEBSMS,
    ),
    ("estimate_cost", {**TEXT, "transliterate": "latin"}, "transliterate", SMSPILOT),
    ("make_call", {**TEXT, "language": "en"}, "language", SMSPILOT),
    (
        *("make_call", {**TEXT, "ring_for": {"seconds": 20}}, "ring_for"),
        SMSPILOT | WEBSMS,
    ),
    (
        *("make_call", {**TEXT, "repeat_every": {"seconds": 60}}, "repeat_every"),
        SMSPILOT | WEBSMS,
    ),
    ("make_call", {**TEXT, "attempts": 2}, "attempts", SMSPILOT | WEBSMS),
    (
        *("make_call", {**TEXT, "file_url": "https://a.example/a.mp3"}, "file_url"),
        SMSPILOT | WEBSMS,
    ),
    ("make_call", {**TEXT, "tempo": 1.5}, "tempo", SMSC | SMSPILOT),
    ("make_call", {**TEXT, "emotion": "angry"}, "emotion", SMSC | SMSPILOT),
    ("make_call", {**TEXT, "file_id": 1}, "file_id", SMSC | SMSPILOT),
    ("send_viber", {**TEXT, "shorten_links": True}, "shorten_links", WEBSMS),
    ("send_viber", {**TEXT, "file_url": "https://a.example"}, "file_url", WEBSMS),
    ("send_viber", {**TEXT, "button": "Open"}, "button", SMSC),
    ("send_viber", {**TEXT, "file_id": 1}, "file_id", SMSC),
    ("send_viber", {**TEXT, "sms_fallback": "either"}, "sms_fallback", SMSC),
]
"""Uses of an action, the field that is too much, and the providers that lack it."""

CHOICES: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("make_call", {"voice": "man_2"}, "voice", "smspilot", "man_1, woman_1"),
    ("make_call", {"voice": "woman_4"}, "voice", "smspilot", "man_1, woman_1"),
    (
        *("make_call", {"voice": "man_2"}, "voice", "websms"),
        "man_1, woman_1, woman_2, woman_3, woman_4",
    ),
    ("make_call", {"language": "de"}, "language", "websms", "en, ru, tr"),
    ("send_sms", {"transliterate": "lookalike"}, "transliterate", "websms", "latin"),
]
"""Values of a field that a provider lacks, and those it has."""


@pytest.mark.usefixtures("account", "pilot_account", "websms_account")
@pytest.mark.parametrize(
    ("action", "fields", "field", "provider"),
    [
        (action, fields, field, provider)
        for action, fields, field, lacking in DETAILS
        for provider in sorted(lacking)
    ],
)
async def test_a_detail_that_a_provider_lacks(
    simulator: Simulator,
    act: Send,
    action: str,
    fields: dict[str, Any],
    field: str,
    provider: str,
) -> None:
    """Is refused by its name, and nothing is sent without it."""
    title, entry_id = NAMES[provider]
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, **fields, config_entry_id=entry_id)

    assert raised.value.translation_key == "detail_not_offered"
    assert raised.value.translation_placeholders == {"field": field, "account": title}
    assert simulator.ledger.messages == []


@pytest.mark.usefixtures("account", "pilot_account", "websms_account")
@pytest.mark.parametrize(("action", "fields", "field", "provider", "choices"), CHOICES)
async def test_a_choice_that_a_provider_lacks(
    simulator: Simulator,
    act: Send,
    action: str,
    fields: dict[str, Any],
    field: str,
    provider: str,
    choices: str,
) -> None:
    """The error names those it has."""
    title, entry_id = NAMES[provider]
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, **TEXT, **fields, config_entry_id=entry_id)

    assert raised.value.translation_key == "choice_not_offered"
    assert raised.value.translation_placeholders == {
        "field": field,
        "account": title,
        "choices": choices,
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
