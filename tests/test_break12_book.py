"""What broke of WEBSMS's address book, as the breaker of issue 12 found it."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import MOM, Send
from .simulator import Simulator
from .websms_entry import websms_entry

ANNA = "+79161110001"
NEW = "+79161112233"

pytestmark = pytest.mark.usefixtures("account")


@pytest.fixture
def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add an account at WEBSMS, not yet set up."""
    entry = websms_entry(simulator)
    entry.add_to_hass(hass)
    return entry


async def test_a_deletion_names_the_group(simulator: Simulator, act: Send) -> None:
    """Medium: without a group a contact is deleted from all of them (000, 4.4)."""
    await act("delete_contact", phone=ANNA, group=17352)
    [asked] = [
        r.parameters
        for r in simulator.ledger.requests
        if r.parameters.get("act") == "deluser"
    ]
    assert asked.get("group") == "17352"


async def test_two_at_once_add_one_group(simulator: Simulator, act: Send) -> None:
    """Medium: two groups of one name can be sent to by that name no more."""
    await asyncio.gather(
        act("add_group", name="Дача"),
        act("add_group", name="Дача"),
        return_exceptions=True,
    )
    assert list(simulator.websms.book().groups.values()).count("Дача") == 1


async def test_two_at_once_add_one_contact(simulator: Simulator, act: Send) -> None:
    """Low: somebody would be in a group twice."""
    await asyncio.gather(
        act("add_contact", group=17352, phone=NEW),
        act("add_contact", group=17352, phone=NEW),
        return_exceptions=True,
    )
    contacts = simulator.websms.book().contacts.values()
    assert [c.phone for c in contacts].count(NEW[1:]) == 1


async def test_two_edits_at_once_are_both_kept(simulator: Simulator, act: Send) -> None:
    """Medium: each writes all it read, so the first one's change is undone."""
    await asyncio.gather(
        act("edit_contact", phone=ANNA, nickname="Аня"),
        act("edit_contact", phone=ANNA, last_name="Петрова"),
    )
    contact = simulator.websms.book().contacts["5749177"]
    assert (contact.nick, contact.family) == ("Аня", "Петрова")


async def test_a_group_is_deleted_by_its_own_number_alone(
    simulator: Simulator, act: Send
) -> None:
    """It is there; who was in it is gone."""
    await act("delete_group", group=17352)
    assert simulator.websms.book().contacts == {}


async def test_imports_racing(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """It is idempotent, with names of every kind."""
    await act(
        "add_contact", group=17352, phone=NEW, first_name="<b>&amp;</b>", last_name="="
    )
    await asyncio.gather(
        act("import_recipients", group=17352),
        act("import_recipients", group=17352),
    )
    titles = [s.title for s in account.subentries.values()]
    assert sorted(titles) == ["<b>&amp;</b> =", "Mom", "Анна Иванова", "Дмитрий Иванов"]
    assert MOM
