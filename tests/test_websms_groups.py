"""Groups of WEBSMS's address book, as people to send to, and as recipients."""

from dataclasses import replace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.recipients import recipients_of_account
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .conftest import MOM, Send
from .eventually import eventually
from .simulator import Simulator
from .websms_entry import add_websms_entry

ANNA, DMITRI = "+79161110001", "+79161110003"


@pytest.fixture
def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add an account at WEBSMS, not yet set up."""
    return add_websms_entry(hass, simulator)


def recipients(account: MockConfigEntry) -> dict[str, tuple[str, ...]]:
    """Return the names of the account's recipients, with their numbers."""
    return {known.name: known.phones for known in recipients_of_account(account)}


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("written", [17352, "17352", "семья", [17352, "Семья"]])
async def test_everybody_in_a_group_gets_a_message(
    simulator: Simulator, send_sms: Send, written: object
) -> None:
    """Each a message of his own, by the group's number or its name."""
    answer = await send_sms(group=written)

    assert [m["phone"] for m in answer["messages"]] == [ANNA, DMITRI]
    assert {m["state"] for m in answer["messages"]} == {"queued"}
    assert len({m["reference"] for m in answer["messages"]}) == 2
    assert sorted(f"+{m.phone}" for m in simulator.ledger.messages) == [ANNA, DMITRI]
    assert not any("group" in r.parameters for r in sendings(simulator))


def sendings(simulator: Simulator) -> list[Any]:
    """Return the requests that sent something."""
    return [r for r in simulator.ledger.requests if "_in" in r.path]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("written", ["Работа", "1"])
async def test_a_group_that_is_none(
    simulator: Simulator, send_sms: Send, written: str
) -> None:
    """Alone it is an error; beside others it comes back as rejected."""
    with pytest.raises(ServiceValidationError) as raised:
        await send_sms(group=written)
    assert raised.value.translation_key == "fault_group_unknown"
    answer = await send_sms(group=written, phone=MOM)

    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states == {MOM: "queued", written: "rejected"}


@pytest.mark.usefixtures("account")
async def test_two_groups_of_one_name_are_told_apart_by_number(
    simulator: Simulator, send_sms: Send, act: Send
) -> None:
    """Nobody gets what was meant for others."""
    simulator.websms.book().groups["17353"] = "Семья"
    for call in (
        send_sms(group="Семья"),
        act("get_contacts", group="Семья"),
    ):
        with pytest.raises(ServiceValidationError):
            await call
    await send_sms(group=17352)

    assert len(simulator.ledger.messages) == 2


@pytest.mark.usefixtures("account")
async def test_who_has_just_been_added_gets_it_too(
    simulator: Simulator, send_sms: Send, act: Send
) -> None:
    """The members are remembered, but not past a change made from here."""
    await send_sms("First", group=17352)
    await act("add_contact", group=17352, phone=MOM)
    answer = await send_sms("Second", group=17352)

    assert [m["phone"] for m in answer["messages"]] == [ANNA, DMITRI, MOM]


async def test_a_group_becomes_recipients(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """Each with a notify entity; who is one already, or has no number, is skipped."""
    for phone, nick in ((MOM, "Mom too"), ("+79031112233", "Петя")):
        await act("add_contact", group="Семья", phone=phone, nickname=nick)
    contacts = simulator.websms.book().contacts
    contacts["5749178"] = replace(contacts["5749178"], phone="12")
    answer = await act("import_recipients", group="Семья")

    assert answer["created"] == [
        {"name": "Анна Иванова", "phone": ANNA},
        {"name": "Петя", "phone": "+79031112233"},
    ]
    assert [(row["name"], row["reason"]) for row in answer["skipped"]] == [
        ("Дмитрий Иванов", "not_a_number"),
        ("Mom too", "already_a_recipient"),
    ]
    assert recipients(account) == {
        "Mom": (MOM,),
        "Анна Иванова": (ANNA,),
        "Петя": ("+79031112233",),
    }
    await eventually(lambda: len(hass.states.async_entity_ids("notify")) == 3)

    again = await act("import_recipients", group="Семья")
    assert again["created"] == []
    assert len(again["skipped"]) == 4


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("79161110003", DMITRI),
        ("89161110003", DMITRI),
        ("9161110003", DMITRI),
        ("8 (916) 111-00-03", DMITRI),
        ("+7 916 111-00-03", DMITRI),
        ("0079161110003", DMITRI),
        ("00380501234567", "+380501234567"),
        ("+380 50 123-45-67", "+380501234567"),
    ],
)
@pytest.mark.usefixtures("account")
async def test_a_number_as_people_enter_it_in_the_cabinet(
    simulator: Simulator, send_sms: Send, act: Send, written: str, phone: str
) -> None:
    """It is the same person's, to whom a message goes and who is shown."""
    contacts = simulator.websms.book().contacts
    contacts["5749178"] = replace(contacts["5749178"], phone=written)

    shown = (await act("get_contacts", group=17352))["contacts"]
    answer = await send_sms(group=17352)

    assert [contact["phone"] for contact in shown] == [ANNA, phone]
    assert [message["phone"] for message in answer["messages"]] == [ANNA, phone]


@pytest.mark.parametrize(
    "written", ["7916555001O", "79161234567 (Mom)", "8-800-FLOWERS"]
)
async def test_a_letter_in_a_number_makes_it_nobody_else_s(
    account: MockConfigEntry, simulator: Simulator, act: Send, written: str
) -> None:
    """It is no number, rather than the one that a phone's keys would spell."""
    contacts = simulator.websms.book().contacts
    contacts["5749178"] = replace(contacts["5749178"], phone=written)
    answer = await act("import_recipients", group="Семья")

    assert [(row["phone"], row["reason"]) for row in answer["skipped"]] == [
        (written, "not_a_number")
    ]
    assert recipients(account) == {"Mom": (MOM,), "Анна Иванова": (ANNA,)}


async def test_too_large_a_group_becomes_nobody(
    account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """Fifty at most, or none at all."""
    for number in range(49):
        await act("add_contact", group=17352, phone=f"+791611155{number:02}")
    with pytest.raises(ServiceValidationError) as raised:
        await act("import_recipients", group=17352)

    assert raised.value.translation_key == "too_many_contacts"
    assert recipients(account) == {"Mom": (MOM,)}
