"""What the automation editor shows of triggers and conditions agrees with the code."""

from collections.abc import Iterable
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.sms_gateway.condition import CONDITIONS
from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.trigger import TRIGGERS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition, trigger
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

from .conftest import MOM_ENTITY
from .source import INTEGRATION, read_json

LANGUAGES = ["en", "ru"]
KINDS = {"triggers": TRIGGERS, "conditions": CONDITIONS}
FORMS = {
    kind: {
        name: form
        for name, form in load_yaml_dict(str(INTEGRATION / f"{kind}.yaml")).items()
        if not name.startswith(".")
    }
    for kind in KINDS
}
TEXTS = {
    language: read_json(INTEGRATION / "translations" / f"{language}.json")
    for language in LANGUAGES
}
ICONS = read_json(INTEGRATION / "icons.json")

each_kind = pytest.mark.parametrize("kind", KINDS)
each_one = pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, all_ in KINDS.items() for name in all_]
)


def keys(kind: str, name: str) -> Iterable[vol.Marker]:
    """Return the options that the code takes."""
    return KINDS[kind][name].fields  # type: ignore[attr-defined, no-any-return]


@each_kind
def test_each_has_a_form_a_text_and_an_icon(kind: str) -> None:
    """None is missing, and none is left over."""
    names = KINDS[kind].keys()
    singular = kind.removesuffix("s")

    assert FORMS[kind].keys() == names
    for language in LANGUAGES:
        assert TEXTS[language][kind].keys() == names
    assert ICONS[kind].keys() == names
    assert all(icon[singular].startswith("mdi:") for icon in ICONS[kind].values())


@each_one
def test_forms_offer_what_is_taken(kind: str, name: str) -> None:
    """A field is in the form, in the schema and in the texts, or nowhere."""
    taken = {str(key.schema) for key in keys(kind, name)}

    assert FORMS[kind][name]["fields"].keys() == taken
    for language in LANGUAGES:
        text = TEXTS[language][kind][name]
        assert text["name"]
        assert "SMS" in text["description"], "it is searched for by that"
        assert text["fields"].keys() == taken
        assert all(
            field["name"] and field["description"] for field in text["fields"].values()
        )


@each_one
def test_forms_demand_what_is_demanded(kind: str, name: str) -> None:
    """What has to be given is marked; what is preset has the same preset."""
    for key in keys(kind, name):
        field = FORMS[kind][name]["fields"][str(key.schema)]
        if isinstance(key, vol.Required):
            assert field["required"]
        elif field.get("required"):
            preset = key.default()
            assert str(field["default"]) in (str(preset), f"0{preset}")


@each_kind
def test_choices_have_words(kind: str) -> None:
    """In both languages."""
    for form in FORMS[kind].values():
        for field in form["fields"].values():
            if select := field["selector"].get("select"):
                for language in LANGUAGES:
                    words = TEXTS[language]["selector"][select["translation_key"]]
                    assert words["options"].keys() == set(select["options"])


async def test_home_assistant_reads_the_forms(
    hass: HomeAssistant, account: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """Every form passes Home Assistant's own check and appears in the editor."""
    assert await async_setup_component(hass, "automation", {})
    await hass.async_block_till_done()
    shown: dict[str, dict[str, Any]] = {
        "triggers": await trigger.async_get_all_descriptions(hass),
        "conditions": await condition.async_get_all_descriptions(hass),
    }

    assert "Unable to parse" not in caplog.text
    for kind, forms in FORMS.items():
        for name, form in forms.items():
            description = shown[kind][f"{DOMAIN}.{name}"]
            assert description["fields"].keys() == form["fields"].keys()
            assert ("target" in description) is ("target" in form)


async def test_a_recipient_is_offered_what_can_be_about_it(
    hass: HomeAssistant, account: MockConfigEntry, hass_ws_client: Any
) -> None:
    """In the editor one picks a person first, then what happens."""
    assert await async_setup_component(hass, "automation", {})
    await hass.async_block_till_done()
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {"type": "get_triggers_for_target", "target": {"entity_id": [MOM_ENTITY]}}
    )
    answer = await client.receive_json()

    targeted = {name for name, form in FORMS["triggers"].items() if "target" in form}
    offered = {name for name in answer["result"] if name.startswith(DOMAIN)}
    assert offered == {f"{DOMAIN}.{name}" for name in targeted}
    assert len(targeted) == 5
