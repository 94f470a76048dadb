"""The forms of the actions, the icons and the entities' words agree with the code."""

from datetime import date, datetime, time, timedelta
import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.sms_gateway.actions import ACTIONS
from custom_components.sms_gateway.actions.action import Action
from custom_components.sms_gateway.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.service import async_get_all_descriptions
from homeassistant.helpers.template import Template
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict

from .conftest import MOM, MOM_ENTITY, Send
from .eventually import Recorded
from .simulator import Simulator
from .source import INTEGRATION, read_json

SERVICES = load_yaml_dict(str(INTEGRATION / "services.yaml"))
TEXTS = read_json(INTEGRATION / "translations" / "en.json")
ICONS = read_json(INTEGRATION / "icons.json")

OF_HOME_ASSISTANT = {
    "device_class",
    "event_type",
    "event_types",
    "friendly_name",
    "icon",
}
"""Attributes of an event entity that Home Assistant itself gives and names."""


def fields(action: Action) -> dict[str, dict[str, Any]]:
    """Return the fields of an action's form, those in sections too."""
    found: dict[str, dict[str, Any]] = {}
    for name, field in SERVICES[action.name]["fields"].items():
        found |= field.get("fields", {name: field})
    return found


def sections(action: Action) -> set[str]:
    """Return the sections of an action's form."""
    form = SERVICES[action.name]["fields"]
    return {name for name, field in form.items() if "fields" in field}


each_action = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)


def test_every_action_has_a_form_a_text_and_an_icon() -> None:
    """None is missing, and none is left over."""
    names = {action.name for action in ACTIONS}

    assert SERVICES.keys() == names
    assert TEXTS["services"].keys() == names
    assert ICONS["services"].keys() == names
    assert all(
        icon["service"].startswith("mdi:") for icon in ICONS["services"].values()
    )


@each_action
def test_forms_offer_what_actions_take(action: Action) -> None:
    """A field is in the form, in the schema and in the texts, or nowhere."""
    taken = {str(key.schema) for key in action.schema.schema}

    assert fields(action).keys() == taken
    assert TEXTS["services"][action.name]["fields"].keys() == taken


@each_action
def test_forms_demand_what_actions_demand(action: Action) -> None:
    """A field without which the action refuses is marked as required."""
    demanded = {
        str(key.schema) for key in action.schema.schema if isinstance(key, vol.Required)
    }
    marked = {name for name, field in fields(action).items() if field.get("required")}

    assert marked == demanded


@pytest.mark.parametrize("language", ["en", "ru"])
@each_action
def test_units_are_in_the_homes_language(action: Action, language: str) -> None:
    """An hour is not an `h` everywhere."""
    texts = read_json(INTEGRATION / "translations" / f"{language}.json")["selector"]
    for field in fields(action).values():
        number = field["selector"].get("number") or {}
        if unit := number.get("unit_of_measurement"):
            assert texts[number["translation_key"]]["unit_of_measurement"][unit]


@each_action
async def test_examples_of_moments_are_right_on_every_day(
    hass: HomeAssistant, action: Action, freezer: FrozenDateTimeFactory
) -> None:
    """What is still to come is so in years, too, and what is over is over now."""
    moments = {
        name: field["example"]
        for name, field in fields(action).items()
        if {"date", "datetime"} & field["selector"].keys()
    }
    validators = {str(key.schema): check for key, check in action.schema.schema.items()}
    for years in (0, 5):
        freezer.tick(timedelta(days=366 * years))
        for name, example in moments.items():
            written = Template(example, hass).async_render(parse_result=False)
            moment = validators[name](written)
            if type(moment) is date:
                moment = datetime.combine(moment, time())
            ahead = dt_util.as_utc(moment) - dt_util.utcnow()
            latest = timedelta(days=365) if name == "send_at" else timedelta()
            assert latest - timedelta(days=36500) < ahead < latest, name
            assert (ahead > timedelta()) is (name == "send_at"), name


@each_action
def test_forms_are_described(action: Action) -> None:
    """Action, fields and sections have names; action and fields say more."""
    text = TEXTS["services"][action.name]

    assert text["name"]
    assert text["description"]
    assert all(
        field["name"] and field["description"] for field in text["fields"].values()
    )
    assert text.get("sections", {}).keys() == sections(action)


async def test_home_assistant_reads_the_forms(
    hass: HomeAssistant, account: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """Every form passes Home Assistant's own check and appears in the editor."""
    descriptions = await async_get_all_descriptions(hass)

    assert "Unable to parse" not in caplog.text
    for action in ACTIONS:
        shown = descriptions[DOMAIN][action.name]
        assert shown["fields"].keys() == SERVICES[action.name]["fields"].keys()
        assert "response" in shown


async def test_entities_have_names_and_icons(
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """Every entity has both, or its device's name; none of them is left over."""
    named: dict[str, set[str]] = {}
    shown: dict[str, set[str]] = {}
    for entity in [
        entity
        for entry in (account, pilot_account)
        for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    ]:
        assert entity.translation_key is not None
        shown.setdefault(entity.domain, set()).add(entity.translation_key)
        if entity.original_name is not None:
            named.setdefault(entity.domain, set()).add(entity.translation_key)

    assert {kind: set(keys) for kind, keys in TEXTS["entity"].items()} == named
    assert {kind: set(keys) for kind, keys in ICONS["entity"].items()} == shown


async def test_states_have_names(
    hass: HomeAssistant, account: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """Every state of an enum and every type of an event has a word of its own."""
    checked = 0
    for entity in er.async_entries_for_config_entry(entity_registry, account.entry_id):
        offered = entity.capabilities or {}
        if "options" in offered:
            text = TEXTS["entity"][entity.domain][entity.translation_key]
            assert text["state"].keys() == set(offered["options"])
            checked += 1
        if "event_types" in offered:
            text = TEXTS["entity"][entity.domain][entity.translation_key]
            types = text["state_attributes"]["event_type"]["state"]
            assert types.keys() == set(offered["event_types"])
            checked += 1

    assert checked == 6


async def test_attributes_of_events_have_names(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: str,
    send_sms: Send,
    received: Recorded,
) -> None:
    """What an event entity shows of a message is named in the user's language."""
    await send_sms("Test", recipient=MOM_ENTITY)
    simulator.smsc.receive(phone=MOM, text="Test")
    await received.until(bool)
    await hass.async_block_till_done()

    for key in ("message_status", "incoming_message"):
        state = hass.states.get(f"event.smsc_demo_{key}")
        assert state is not None
        shown = state.attributes.keys() - OF_HOME_ASSISTANT
        named = TEXTS["entity"]["event"][key]["state_attributes"].keys()
        assert shown == named - {"event_type"}


def test_icons_of_states_are_of_states() -> None:
    """No icon waits for a state that does not exist."""
    for kind, entities in ICONS["entity"].items():
        for key, icon in entities.items():
            assert icon["default"].startswith("mdi:")
            if "state" in icon:
                assert (
                    icon["state"].keys() <= TEXTS["entity"][kind][key]["state"].keys()
                )


def test_setting_up_leaves_no_complaint(
    account: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """Home Assistant finds nothing to deprecate or to mend in the integration."""
    complaints = [
        record.getMessage()
        for record in caplog.get_records("setup")
        if record.levelno >= logging.WARNING
        and DOMAIN in record.name + record.getMessage()
        and "not been tested by Home Assistant" not in record.getMessage()
    ]

    assert not complaints
