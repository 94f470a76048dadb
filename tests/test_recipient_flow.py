"""Recipients: numbers as people write them, changed without a moment's absence."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import MOM, MOM_ENTITY, MOM_ID
from .flows import filled_in, offers_test, open_recipient, submit_recipient, suggested
from .simulator import Simulator

type Notify = Callable[[str], Coroutine[Any, Any, None]]
type Add = Callable[..., Coroutine[Any, Any, SubentryFlowResult]]
type Change = Callable[..., Coroutine[Any, Any, SubentryFlowResult]]

DAD = "+79037654321"


@pytest.fixture
def add(hass: HomeAssistant, account: MockConfigEntry) -> Add:
    """Add a recipient."""

    async def call(*phones: str, name: str = "Dad") -> SubentryFlowResult:
        return await submit_recipient(
            hass,
            await open_recipient(hass, account),
            {"name": name, "phone": list(phones)},
        )

    return call


@pytest.fixture
def change(hass: HomeAssistant, account: MockConfigEntry) -> Change:
    """Change Mom."""

    async def call(*phones: str, name: str = "Mom") -> SubentryFlowResult:
        flow = await account.start_subentry_reconfigure_flow(hass, MOM_ID)
        return await submit_recipient(
            hass, flow["flow_id"], {"name": name, "phone": list(phones)}
        )

    return call


def phones_of(entry: MockConfigEntry, name: str) -> list[str]:
    """Return the numbers that are kept for a recipient."""
    [subentry] = [s for s in entry.subentries.values() if s.title == name]
    phones: list[str] = subentry.data["phone"]
    return phones


def entities_of(
    registry: er.EntityRegistry, entry: MockConfigEntry, recipient_id: str
) -> set[str]:
    """Return the entity ids of a recipient."""
    return {
        entity.entity_id
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if entity.config_subentry_id == recipient_id
    }


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("8 912 345-67-89", "+79123456789"),
        ("8 (912) 345 67 89", "+79123456789"),
        ("89123456789", "+79123456789"),
        ("9123456789", "+79123456789"),
        ("+7 912 345 67 89", "+79123456789"),
        ("+7(912)345-67-89", "+79123456789"),
        ("7 912 345 67 89", "+79123456789"),
        ("  +79123456789  ", "+79123456789"),
        ("+7\N{NO-BREAK SPACE}912\N{NO-BREAK SPACE}3456789", "+79123456789"),
        (
            "\N{LEFT-TO-RIGHT EMBEDDING}+79123456789\N{POP DIRECTIONAL FORMATTING}",
            "+79123456789",
        ),
        ("+44 7911 123456", "+447911123456"),
        ("+1 650-253-0000", "+16502530000"),
        ("+375 29 123-45-67", "+375291234567"),
    ],
)
async def test_numbers_are_written_in_many_ways(
    account: MockConfigEntry, add: Add, written: str, kept: str
) -> None:
    """Without a country Russian habits hold; a plus goes before any habit."""
    result = await add(written)

    assert offers_test(result)
    assert phones_of(account, "Dad") == [kept]


@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [
        ("RU", "8 912 345-67-89", "+79123456789"),
        ("KZ", "8 701 234 56 78", "+77012345678"),
        ("DE", "0151 23456789", "+4915123456789"),
        ("DE", "+7 912 345-67-89", "+79123456789"),
        ("GB", "07911 123456", "+447911123456"),
    ],
)
async def test_numbers_are_read_as_in_the_homes_country(
    hass: HomeAssistant,
    account: MockConfigEntry,
    add: Add,
    country: str,
    written: str,
    kept: str,
) -> None:
    """People write a number as everybody around them does."""
    await hass.config.async_update(country=country)
    await add(written)

    assert phones_of(account, "Dad") == [kept]


@pytest.mark.parametrize(
    "written",
    [
        "Dad",
        "12",
        "112",
        "900",
        "+",
        "8 912 345-67",
        "8 912 345-67-89 00 11 22",
        "+999 123 456 78",
        "+7 912 345-67-89 ext. 5",
        "8 912 345-67-89, 8 903 765-43-21",
    ],
)
async def test_what_cannot_be_a_number_is_refused_by_name(
    hass: HomeAssistant, account: MockConfigEntry, written: str
) -> None:
    """Among several the bad one is named, and the next try may succeed."""
    flow_id = await open_recipient(hass, account)
    refused = await submit_recipient(
        hass, flow_id, {"name": "Dad", "phone": [DAD, written]}
    )
    added = await submit_recipient(hass, flow_id, {"name": "Dad", "phone": [DAD]})

    assert refused["errors"] == {"phone": "phone_invalid"}
    assert filled_in(refused)["phone"] == written
    assert suggested(refused, "name") == "Dad"
    assert suggested(refused, "phone") == [DAD, written]
    assert offers_test(added)


@pytest.mark.parametrize(
    ("name", "phones", "errors"),
    [
        ("", [DAD], {"name": "name_empty"}),
        ("  ", [DAD], {"name": "name_empty"}),
        ("Dad", [], {"phone": "phone_missing"}),
        ("Dad", ["", "  "], {"phone": "phone_missing"}),
    ],
)
async def test_half_a_recipient_is_refused(
    hass: HomeAssistant,
    account: MockConfigEntry,
    name: str,
    phones: list[str],
    errors: dict[str, str],
) -> None:
    """A recipient is a name and at least one number."""
    flow_id = await open_recipient(hass, account)
    refused = await submit_recipient(hass, flow_id, {"name": name, "phone": phones})
    added = await submit_recipient(hass, flow_id, {"name": " Dad ", "phone": ["", DAD]})

    assert refused["errors"] == errors
    assert offers_test(added)
    assert phones_of(account, "Dad") == [DAD]


async def test_number_that_is_given_twice_is_kept_once(
    account: MockConfigEntry, add: Add
) -> None:
    """However it is written, one phone gets one message."""
    await add("8 903 765-43-21", "+1 650-253-0000", DAD)

    assert phones_of(account, "Dad") == [DAD, "+16502530000"]


async def test_number_belongs_to_one_recipient(
    account: MockConfigEntry, add: Add
) -> None:
    """Whose number it is already is said, and nobody is added."""
    refused = await add(DAD, "8 916 123-45-67")

    assert refused["errors"] == {"phone": "phone_taken"}
    assert filled_in(refused) == {"phone": MOM, "recipient": "Mom"}
    assert len(account.subentries) == 1


async def test_recipient_keeps_its_own_number(
    account: MockConfigEntry, add: Add, change: Change
) -> None:
    """One's own number is not somebody else's; another's is."""
    await add(DAD)
    refused = await change(MOM, DAD)
    changed = await change(MOM, "+16502530000")

    assert refused["errors"] == {"phone": "phone_taken"}
    assert filled_in(refused) == {"phone": DAD, "recipient": "Dad"}
    assert offers_test(changed)
    assert phones_of(account, "Mom") == [MOM, "+16502530000"]


async def test_form_of_a_new_recipient_has_a_line_for_a_number(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """Nobody has to open one first."""
    shown = await hass.config_entries.subentries.async_init(
        (account.entry_id, "recipient"), context={"source": SOURCE_USER}
    )

    assert suggested(shown, "phone") == [""]


async def test_form_of_a_change_knows_the_recipient(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """Name and numbers are filled in."""
    shown = await account.start_subentry_reconfigure_flow(hass, MOM_ID)

    assert shown["step_id"] == "reconfigure"
    assert suggested(shown, "name") == "Mom"
    assert suggested(shown, "phone") == [MOM]


async def test_message_goes_to_the_new_number_at_once(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    notify: Notify,
    change: Change,
) -> None:
    """A changed number is written to by the same entity, which was never away."""
    before = entities_of(entity_registry, account, MOM_ID)
    loaded = account.runtime_data
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    await change(DAD)
    await notify("Test")

    assert [message.phone for message in simulator.ledger.messages] == ["79037654321"]
    assert entities_of(entity_registry, account, MOM_ID) == before
    assert account.runtime_data is loaded
    assert not [
        event
        for event in changes
        if event.data["entity_id"] == MOM_ENTITY
        and event.data["new_state"].state == "unavailable"
    ]


async def test_new_recipient_can_be_written_to_at_once(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    add: Add,
) -> None:
    """A recipient has a device and entities as soon as the form is closed."""
    loaded = account.runtime_data
    await add(DAD)
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": "notify.dad", "message": "Test"},
        blocking=True,
    )

    [dad_id] = account.subentries.keys() - {MOM_ID}
    assert account.runtime_data is loaded
    assert [message.phone for message in simulator.ledger.messages] == ["79037654321"]
    assert entities_of(entity_registry, account, dad_id) == {
        "event.dad_incoming_message",
        "notify.dad",
        "sensor.dad_last_message_status",
    }
    identifier = (DOMAIN, f"{account.entry_id}_{dad_id}")
    device = device_registry.async_get_device_by_identifier(
        identifier, account.entry_id
    )
    assert device is not None
    assert device.name == "Dad"


async def test_removed_recipient_leaves_nothing_behind(
    hass: HomeAssistant,
    account: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    add: Add,
) -> None:
    """Device and entities go with the recipient; the others stay."""
    await add(DAD)
    [dad_id] = account.subentries.keys() - {MOM_ID}
    dad = entities_of(entity_registry, account, dad_id)
    hass.config_entries.async_remove_subentry(account, MOM_ID)
    await hass.async_block_till_done()

    identifier = (DOMAIN, f"{account.entry_id}_{MOM_ID}")
    assert hass.states.get(MOM_ENTITY) is None
    assert entities_of(entity_registry, account, MOM_ID) == set()
    assert (
        device_registry.async_get_device_by_identifier(identifier, account.entry_id)
        is None
    )
    assert entities_of(entity_registry, account, dad_id) == dad


async def test_removed_recipient_can_be_added_again(
    hass: HomeAssistant, account: MockConfigEntry, add: Add
) -> None:
    """Its number is free again."""
    hass.config_entries.async_remove_subentry(account, MOM_ID)
    await hass.async_block_till_done()
    result = await add(MOM, name="Mom")

    assert offers_test(result)
    assert hass.states.get(MOM_ENTITY) is not None


async def test_renamed_recipient_renames_its_device(
    hass: HomeAssistant,
    account: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    change: Change,
) -> None:
    """The new name shows everywhere; automations find the same entities."""
    before = entities_of(entity_registry, account, MOM_ID)
    await change(MOM, name="Mother")

    identifier = (DOMAIN, f"{account.entry_id}_{MOM_ID}")
    device = device_registry.async_get_device_by_identifier(
        identifier, account.entry_id
    )
    assert device is not None
    assert device.name == "Mother"
    state = hass.states.get(MOM_ENTITY)
    assert state is not None
    assert state.name == "Mother"
    assert entities_of(entity_registry, account, MOM_ID) == before
