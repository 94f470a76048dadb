"""The address book of an account at WEBSMS: shown, changed, and changed only once."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .conftest import ACCOUNT_ID, Send
from .simulator import Simulator
from .websms_entry import add_websms_entry, told_of_an_error_of

PAGE = "/http_addrbook.asp"
ANNA, DMITRI = "+79161110001", "+79161110003"
NEW = "+79161112233"

# How answers in text may be written; XML is never asked for, as none is printed.
READINGS = [
    {},
    {"text_charset": "utf-8"},
    {"text_layout": "printed"},
    {"line_ends": "crlf"},
    {"parameter_case": "exact"},
    {"content_type": "html"},
    {"content_type": "typed"},
    {"addrbook_xml": "attributes"},
]


@pytest.fixture
def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add an account at WEBSMS, not yet set up."""
    return add_websms_entry(hass, simulator)


def acts(simulator: Simulator, act: str) -> list[dict[str, str]]:
    """Return the requests that asked for something of the book."""
    return [
        dict(request.parameters)
        for request in simulator.ledger.requests
        if request.parameters.get("act") == act
    ]


def names(simulator: Simulator) -> dict[str, str]:
    """Return the groups as the provider has them."""
    return dict(simulator.websms.book().groups)


def people(simulator: Simulator) -> list[tuple[str, ...]]:
    """Return the contacts as the provider has them."""
    contacts = simulator.websms.book().contacts.values()
    return [(c.phone, c.nick, c.name, c.family, c.date, c.group_id) for c in contacts]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("readings", READINGS, ids=str)
async def test_it_is_shown(
    simulator: Simulator, act: Send, readings: dict[str, str]
) -> None:
    """Groups, and who is in them, in whatever way the text is written."""
    simulator.websms.speak(**readings)
    groups = await act("get_groups")
    contacts = await act("get_contacts", group="семья")

    assert groups == {
        "config_entry_id": ACCOUNT_ID,
        "groups": [{"id": "17352", "name": "Семья"}],
    }
    assert contacts["contacts"] == [
        {
            "id": "5749177",
            "group": "17352",
            "phone": ANNA,
            "first_name": "Анна",
            "last_name": "Иванова",
            "nickname": "Мама",
            "date": "1970-03-11",
        },
        {
            "id": "5749178",
            "group": "17352",
            "phone": DMITRI,
            "first_name": "Дмитрий",
            "last_name": "Иванов",
            "nickname": "Федор",
            "date": None,
        },
    ]
    assert not simulator.ledger.unknown_parameters
    assert {request["format"] for request in acts(simulator, "getphones")} == {"txt"}


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("readings", READINGS, ids=str)
async def test_a_contact_comes_changes_and_goes(
    simulator: Simulator, act: Send, readings: dict[str, str]
) -> None:
    """By its number or its id; what is left out stays as it is."""
    simulator.websms.speak(**readings)
    added = await act(
        "add_contact",
        group=17352,
        phone="8 916 111-22-33",
        first_name="Пётр",
        nickname="Сосед",
        date="1980-02-01",
    )
    [contact] = added["contacts"]
    assert contact["phone"] == NEW
    assert contact["date"] == "1980-02-01"
    assert people(simulator)[-1] == (
        "79161112233",
        "Сосед",
        "Пётр",
        "",
        "01.02.1980",
        "17352",
    )

    await act("edit_contact", phone=NEW, last_name="Петров", nickname="Дед")
    await act("edit_contact", contact=contact["id"], new_phone="+79161112244")
    assert people(simulator)[-1] == (
        "79161112244",
        "Дед",
        "Пётр",
        "Петров",
        "01.02.1980",
        "17352",
    )

    await act("delete_contact", contact=contact["id"], group="Семья")
    assert len(people(simulator)) == 2
    assert not simulator.ledger.unknown_parameters


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("readings", READINGS, ids=str)
async def test_a_group_comes_changes_and_goes(
    simulator: Simulator, act: Send, readings: dict[str, str]
) -> None:
    """By its name or its number."""
    simulator.websms.speak(**readings)
    added = await act("add_group", name="Соседи")
    number = added["group"]["id"]
    assert names(simulator)[number] == "Соседи"

    asked = len(acts(simulator, "getgroups"))
    await act("edit_group", group="соседи", name="Дача")
    assert names(simulator)[number] == "Дача"
    assert len(acts(simulator, "getgroups")) == asked + 1

    await act("delete_group", group=number)
    assert names(simulator) == {"17352": "Семья"}
    assert not simulator.ledger.unknown_parameters


@pytest.mark.usefixtures("account")
async def test_a_number_in_several_groups(simulator: Simulator, act: Send) -> None:
    """It is changed and deleted wherever it is, or in the one group that is named."""
    for name in ("Дача", "Работа"):
        await act("add_group", name=name)
        await act("add_contact", group=name, phone=ANNA)
    edited = await act("edit_contact", phone=ANNA, nickname="Аня")
    assert len(edited["contacts"]) == 3
    assert [row[1] for row in people(simulator) if row[0] == ANNA[1:]] == ["Аня"] * 3

    await act("delete_contact", phone=ANNA, group="Дача")
    assert len([row for row in people(simulator) if row[0] == ANNA[1:]]) == 2
    await act("delete_contact", phone=ANNA)
    assert [row[0] for row in people(simulator)] == [DMITRI[1:]]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("action", "data", "error"),
    [
        ("get_contacts", {"group": "Работа"}, "group_unknown"),
        ("delete_group", {"group": 99}, "group_unknown"),
        ("add_group", {"name": " семья "}, "group_exists"),
        ("add_contact", {"group": 17352, "phone": ANNA}, "contact_exists"),
        ("add_contact", {"group": 17352, "phone": "12"}, "phone_invalid"),
        ("edit_contact", {"phone": NEW, "nickname": "x"}, "contact_unknown"),
        ("edit_contact", {"phone": ANNA}, "contact_unchanged"),
        ("edit_contact", {"nickname": "x"}, "no_contact_named"),
        ("delete_contact", {"contact": "1"}, "contact_unknown"),
        ("delete_contact", {}, "no_contact_named"),
        ("get_groups", {"config_entry_id": "nonsense"}, "account_unknown"),
    ],
)
async def test_bad_input_changes_nothing(
    simulator: Simulator, act: Send, action: str, data: dict[str, Any], error: str
) -> None:
    """And says which field, and why."""
    before = names(simulator), people(simulator)
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, **data)

    assert raised.value.translation_key == error
    assert (names(simulator), people(simulator)) == before


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("left_out", ["kept", "emptied"])
async def test_a_field_is_emptied(
    simulator: Simulator, act: Send, left_out: str
) -> None:
    """By an empty value; what is left out stays, whatever the provider does of that."""
    simulator.websms.speak(field_left_out=left_out)
    edited = await act("edit_contact", phone=ANNA, nickname=" ", date="")

    [contact] = edited["contacts"]
    assert (contact["nickname"], contact["date"]) == (None, None)
    assert people(simulator)[0][1:5] == ("", "Анна", "Иванова", "")
    assert not simulator.ledger.unknown_parameters


@pytest.mark.usefixtures("account")
async def test_a_field_that_the_provider_keeps_is_named(
    simulator: Simulator, act: Send
) -> None:
    """Nobody is told that it is empty; what else was asked for is done."""
    simulator.websms.speak(empty_field="kept")
    with pytest.raises(HomeAssistantError) as raised:
        await act("edit_contact", phone=ANNA, nickname="", last_name="Петрова")

    assert raised.value.translation_key == "contact_field_kept"
    assert "nickname" in str(raised.value)
    assert people(simulator)[0][1:4] == ("Мама", "Анна", "Петрова")

    # He has none, so there is nothing that could be kept.
    await act("edit_contact", phone=DMITRI, date="")


@pytest.mark.usefixtures("account")
async def test_control_characters_are_neither_sent_nor_shown(
    simulator: Simulator, act: Send
) -> None:
    """They become spaces, and what has no place on a line is left out."""
    added = await act("add_group", name="\x00Дача\x07\u2028у\u200b озера\x1f")
    assert added["group"]["name"] == "Дача у озера"
    assert "Дача у озера" in names(simulator).values()
    with pytest.raises(ServiceValidationError) as raised:
        await act("add_group", name="Дача\x07у озера")
    assert raised.value.translation_key == "group_exists"
    for name in ("\x00", "\u2028\u200b"):
        with pytest.raises(vol.Invalid):
            await act("add_group", name=name)

    simulator.websms.speak(text_charset="utf-8")
    book = simulator.websms.book()
    book.groups["8"] = "Друзья\x00\u2028\x07дома"
    known = book.contacts["5749177"]
    book.put(replace(known, name="Ан\u200bна", nick="\x07Ма\x00ма\u2028", group_id="8"))
    groups = await act("get_groups")
    shown = await act("get_contacts", group="друзья дома")

    assert {"id": "8", "name": "Друзья дома"} in groups["groups"]
    [contact] = shown["contacts"]
    assert (contact["first_name"], contact["nickname"]) == ("Анна", "Ма ма")


@pytest.mark.usefixtures("account")
async def test_what_the_book_cannot_keep_is_refused(
    simulator: Simulator, act: Send
) -> None:
    """Letters that would come back as question marks; line ends become spaces."""
    with pytest.raises(HomeAssistantError) as raised:
        await act("add_group", name="Family 🏠")
    assert raised.value.translation_key == "fault_book_letters"
    assert not acts(simulator, "addgroup")

    await act("add_group", name="Two\n[1]\nlines")
    assert "Two [1] lines" in names(simulator).values()


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("fault", ["drop_after", "html", "cut_off", "empty"])
async def test_a_change_whose_answer_is_lost_is_not_known_and_not_repeated(
    simulator: Simulator, act: Send, fault: str
) -> None:
    """The next try of the user's finds it done."""
    groups = await act("get_groups")
    assert len(groups["groups"]) == 1

    async def add() -> None:
        await act("add_group", name="Дача")

    # Not its question, which comes before: the change.
    simulator.faults.add(fault, path=PAGE, holding=b"addgroup")
    with pytest.raises(HomeAssistantError) as raised:
        await add()

    assert raised.value.translation_key == "change_open"
    assert len(acts(simulator, "addgroup")) == 1
    if "Дача" in names(simulator).values():
        with pytest.raises(ServiceValidationError) as refused:
            await add()
        assert refused.value.translation_key == "group_exists"


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "fault", ["drop_before", "html", "truncated", "cut_off", "empty"]
)
async def test_a_question_without_an_answer_is_said(
    simulator: Simulator, act: Send, fault: str
) -> None:
    """Nothing was changed, and it may be asked again."""
    simulator.faults.add(fault, path=PAGE)
    with pytest.raises(HomeAssistantError) as raised:
        await act("get_groups")
    assert raised.value.translation_key == "question_unanswered"
    assert (await act("get_groups"))["groups"]


async def test_an_error_of_the_book_is_not_one_of_the_account(
    account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """Its errors are not documented: a 1 of its own must hold up no alarm."""
    told = await told_of_an_error_of(PAGE, "get_groups", account, simulator, act)
    assert told == "fault_book_refused"


async def test_without_a_network_it_is_said(
    account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """In words of its own."""
    await simulator.go_down()
    with pytest.raises(HomeAssistantError) as raised:
        await act("get_groups")
    assert raised.value.translation_key == "fault_unreachable"


async def test_an_account_without_a_book_names_those_that_have_one(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """The only one that has it need not be named."""
    smsc = MockConfigEntry(
        domain="sms_gateway",
        title="Office",
        data={**account.data, "provider": "smsc", "webhook_id": "b" * 64},
    )
    smsc.add_to_hass(hass)
    assert await hass.config_entries.async_setup(smsc.entry_id)
    for action in ("get_groups", "get_statistics"):
        with pytest.raises(ServiceValidationError) as raised:
            await act(action, config_entry_id=smsc.entry_id)
        assert raised.value.translation_key == "channel_elsewhere"
        assert "Home" in str(raised.value)
    assert (await act("get_groups"))["config_entry_id"] == ACCOUNT_ID

    await hass.config_entries.async_remove(account.entry_id)
    with pytest.raises(ServiceValidationError) as raised:
        await act("get_groups")
    assert raised.value.translation_key == "channel_nowhere"


@pytest.mark.usefixtures("account")
async def test_a_deletion_names_the_group(simulator: Simulator, act: Send) -> None:
    """Without it a contact might be deleted from all of them."""
    await act("delete_contact", phone=ANNA, group=17352)
    [asked] = acts(simulator, "deluser")
    assert asked["group"] == "17352"


@pytest.mark.usefixtures("account")
async def test_two_who_change_at_once(simulator: Simulator, act: Send) -> None:
    """Nothing comes twice, and nobody's change undoes another's."""
    told = await asyncio.gather(
        act("add_group", name="Дача"),
        act("add_group", name="Дача"),
        act("add_contact", group=17352, phone=NEW),
        act("add_contact", group=17352, phone=NEW),
        act("edit_contact", phone=ANNA, nickname="Аня"),
        act("edit_contact", phone=ANNA, last_name="Петрова"),
        return_exceptions=True,
    )
    refused = [one for one in told if isinstance(one, ServiceValidationError)]

    assert {err.translation_key for err in refused} == {
        "group_exists",
        "contact_exists",
    }
    assert sorted(names(simulator).values()) == ["Дача", "Семья"]
    assert [row[0] for row in people(simulator)].count(NEW[1:]) == 1
    assert people(simulator)[0][1:4] == ("Аня", "Анна", "Петрова")
