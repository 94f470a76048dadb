"""Every field of every form is named and explained, and every text is filled in."""

from collections.abc import Callable, Coroutine
import json
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section

from .flows import open_recipient, submit_recipient
from .source import INTEGRATION, read_json

type Form = Any
type Open = Callable[[HomeAssistant, MockConfigEntry], Coroutine[Any, Any, Form]]

TEXTS = read_json(INTEGRATION / "translations" / "en.json")


async def new_account(hass: HomeAssistant, account: MockConfigEntry) -> Form:
    """Open the form of the provider's accounts."""
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"next_step_id": account.data["provider"]}
    )


async def refused_account(hass: HomeAssistant, account: MockConfigEntry) -> Form:
    """Open the form that follows a refusal."""
    return await account.start_reauth_flow(hass)


async def changed_account(hass: HomeAssistant, account: MockConfigEntry) -> Form:
    """Open the form of an account that is changed."""
    return await account.start_reconfigure_flow(hass)


async def new_recipient(hass: HomeAssistant, account: MockConfigEntry) -> Form:
    """Open the form of a recipient."""
    return await hass.config_entries.subentries.async_init(
        (account.entry_id, "recipient"), context={"source": SOURCE_USER}
    )


async def changed_recipient(hass: HomeAssistant, account: MockConfigEntry) -> Form:
    """Open the form of a recipient that is changed."""
    return await account.start_subentry_reconfigure_flow(
        hass, next(iter(account.subentries))
    )


async def unlikely_number(hass: HomeAssistant, account: MockConfigEntry) -> Form:
    """Come to the warning."""
    return await submit_recipient(
        hass,
        await open_recipient(hass, account),
        {"name": "Dad", "phone": ["+70001234567"]},
    )


async def offered_test(hass: HomeAssistant, account: MockConfigEntry) -> Form:
    """Come to the offer of a test SMS."""
    return await submit_recipient(
        hass,
        await open_recipient(hass, account),
        {"name": "Dad", "phone": ["+79037654321"]},
    )


async def sending(hass: HomeAssistant, account: MockConfigEntry) -> Form:
    """Open the options of sending."""
    flow = await hass.config_entries.options.async_init(account.entry_id)
    return await hass.config_entries.options.async_configure(
        flow["flow_id"], {"next_step_id": "sending"}
    )


async def balance(hass: HomeAssistant, account: MockConfigEntry) -> Form:
    """Open the options of the warning."""
    flow = await hass.config_entries.options.async_init(account.entry_id)
    return await hass.config_entries.options.async_configure(
        flow["flow_id"], {"next_step_id": "balance"}
    )


async def callback_address(hass: HomeAssistant, account: MockConfigEntry) -> Form:
    """Show the address, which takes a home that can be called."""
    await hass.config.async_update(external_url="https://home.example.com")
    flow = await hass.config_entries.options.async_init(account.entry_id)
    return await hass.config_entries.options.async_configure(
        flow["flow_id"], {"next_step_id": "callback"}
    )


each_form = pytest.mark.parametrize(
    ("place", "open_form"),
    [
        (TEXTS["config"], new_account),
        (TEXTS["config"], refused_account),
        (TEXTS["config"], changed_account),
        (TEXTS["config_subentries"]["recipient"], new_recipient),
        (TEXTS["config_subentries"]["recipient"], changed_recipient),
        (TEXTS["config_subentries"]["recipient"], unlikely_number),
        (TEXTS["config_subentries"]["recipient"], offered_test),
        (TEXTS["options"], sending),
        (TEXTS["options"], balance),
        (TEXTS["options"], callback_address),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)


async def forms_of(
    hass: HomeAssistant, accounts: list[MockConfigEntry], open_form: Open
) -> dict[str, list[Form]]:
    """Open a form for each account; return what was shown by step."""
    shown: dict[str, list[Form]] = {}
    for account in accounts:
        form = await open_form(hass, account)
        shown.setdefault(form["step_id"], []).append(form)
    return shown


@each_form
async def test_fields_are_named_and_explained(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    place: Any,
    open_form: Open,
) -> None:
    """Each field has a name and an explanation; none explains a field that is gone."""
    shown = await forms_of(hass, [account, pilot_account], open_form)
    for step_id, forms in shown.items():
        text = place["step"][step_id]
        # What only one provider has is in its accounts' forms alone.
        fields = {
            str(k): v
            for form in forms
            # A menu has lines in place of fields.
            if form["type"] is FlowResultType.FORM
            for k, v in form["data_schema"].schema.items()
        }
        folded = {
            key: part for key, part in fields.items() if isinstance(part, section)
        }

        assert text.get("data", {}).keys() == fields.keys() - folded.keys()
        assert text.get("data_description", {}).keys() == text.get("data", {}).keys()
        assert text.get("sections", {}).keys() == folded.keys()
        for name, part in folded.items():
            inside = {str(key) for key in part.schema.schema}
            assert text["sections"][name]["name"]
            assert text["sections"][name]["data"].keys() == inside
            assert text["sections"][name]["data_description"].keys() == inside


@each_form
async def test_texts_are_filled_in(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    place: Any,
    open_form: Open,
) -> None:
    """No curly bracket is left on the screen."""
    shown = await forms_of(hass, [account, pilot_account], open_form)
    for step_id, forms in shown.items():
        text = place["step"][step_id]
        wanted = set(re.findall(r"\{(\w+)\}", json.dumps(text)))

        assert text["title"]
        for form in forms:
            assert wanted <= (form["description_placeholders"] or {}).keys()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "open_form",
    [new_account, refused_account, changed_account],
    ids=lambda f: f.__name__,
)
async def test_no_hint_speaks_of_a_field_that_is_not_there(
    hass: HomeAssistant,
    account: MockConfigEntry,
    websms_account: MockConfigEntry,
    open_form: Open,
    language: str,
) -> None:
    """WEBSMS has no key; who reads of one would look for it."""
    texts = read_json(INTEGRATION / "translations" / f"{language}.json")
    form = await open_form(hass, websms_account)
    text = texts["config"]["step"][form["step_id"]]
    keys = re.compile(r"\b(key|ключ)", re.IGNORECASE)
    fields = {str(field) for field in form["data_schema"].schema}

    assert "api_key" not in fields
    assert not keys.search(text["description"])
    for field in fields & text["data_description"].keys():
        assert not keys.search(text["data_description"][field])
