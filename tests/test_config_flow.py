"""Adding an account: proved by a real request, refused with a reason, never twice."""

import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.providers import PROVIDERS
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, FlowType
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .flows import (
    KEY,
    form,
    offers_test,
    open_form,
    submit,
    submit_recipient,
    suggested,
)
from .simulator import Simulator
from .simulator.smsc.accounts import Account


@pytest.fixture
async def flow_id(hass: HomeAssistant) -> str:
    """Open the form."""
    return await open_form(hass)


async def test_menu_offers_the_providers(hass: HomeAssistant) -> None:
    """The first question is with whom the account is."""
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )

    assert flow["type"] is FlowResultType.MENU
    assert flow["step_id"] == "user"
    assert flow["menu_options"] == list(PROVIDERS)


async def test_account_by_login_and_password(
    hass: HomeAssistant, simulator: Simulator, flow_id: str
) -> None:
    """The login names the account, and the account is loaded at once."""
    result = await submit(
        hass, flow_id, form(simulator.url, login="Demo-Home", password="secret")
    )
    assert result["errors"] == {"base": "invalid_auth"}
    simulator.smsc.accounts.add(
        Account(login="Demo-Home", password="secret", api_key="another")
    )
    result = await submit(
        hass, flow_id, form(simulator.url, login="Demo-Home", password="secret")
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert entry.title == "SMSC (Demo-Home)"
    assert entry.unique_id == "smsc_127.0.0.1_demo-home"
    assert entry.state is ConfigEntryState.LOADED
    assert len(entry.data["webhook_id"]) == 64
    assert {**entry.data, "webhook_id": ""} == {
        "provider": "smsc",
        "base_url": simulator.url,
        "login": "Demo-Home",
        "password": "secret",
        "currency": "RUB",
        "webhook_id": "",
    }


async def test_account_by_key(
    hass: HomeAssistant, simulator: Simulator, flow_id: str
) -> None:
    """A key is enough, and does not show in the name or the id of the account."""
    result = await submit(hass, flow_id, form(simulator.url, api_key=KEY))

    entry = result["result"]
    assert entry.data["api_key"] == KEY
    assert not {"login", "password"} & entry.data.keys()
    assert entry.title == "SMSC"
    assert str(entry.unique_id).startswith("smsc_127.0.0.1_")
    assert KEY not in str(entry.unique_id)


async def test_first_recipient_comes_next(
    hass: HomeAssistant, simulator: Simulator, flow_id: str
) -> None:
    """The form of a recipient opens by itself, and leads to a notify entity."""
    result = await submit(hass, flow_id, form(simulator.url, api_key=KEY))
    kind, recipient_flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    offered = await submit_recipient(
        hass, recipient_flow_id, {"name": "Mom", "phone": ["+79161234567"]}
    )

    assert offers_test(offered)
    assert hass.states.get("notify.mom") is not None


async def test_blanks_around_pasted_values_are_dropped(
    hass: HomeAssistant, simulator: Simulator, flow_id: str
) -> None:
    """A login, a key and an address are what they are without the blanks."""
    filled_in = form(f" {simulator.url}/ ", login=" demo\n", password="demo")
    result = await submit(hass, flow_id, filled_in)

    data = result["result"].data
    assert data["login"] == "demo"
    assert data["base_url"] == simulator.url


async def test_only_what_was_proved_is_kept(
    hass: HomeAssistant, simulator: Simulator, flow_id: str
) -> None:
    """A login beside a key may be anybody's."""
    filled_in = form(simulator.url, login="somebody", api_key=f"\t{KEY} ")
    result = await submit(hass, flow_id, filled_in)

    assert result["result"].data["api_key"] == KEY
    assert "login" not in result["result"].data
    assert result["result"].title == "SMSC"


@pytest.mark.parametrize(
    ("told", "kept"), [("RUR", "RUB"), ("RUB", "RUB"), ("KZT", "KZT")]
)
async def test_currency_is_the_accounts(
    hass: HomeAssistant, simulator: Simulator, flow_id: str, told: str, kept: str
) -> None:
    """Roubles go by the name they have today."""
    simulator.smsc.set_account(currency=told)
    result = await submit(hass, flow_id, form(simulator.url, api_key=KEY))

    assert result["result"].data["currency"] == kept
    balance = hass.states.get("sensor.smsc_balance")
    assert balance is not None
    assert balance.attributes["unit_of_measurement"] == kept


@pytest.mark.parametrize("login", ["demo", "DEMO"])
async def test_account_is_not_added_twice(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    flow_id: str,
    login: str,
) -> None:
    """A login is the same in capitals."""
    simulator.smsc.accounts.add(
        Account(login=login, password="demo", api_key=f"key of {login}")
    )
    result = await submit(
        hass, flow_id, form(simulator.url, login=login, password="demo")
    )

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_key_is_not_added_twice(
    hass: HomeAssistant, simulator: Simulator, flow_id: str
) -> None:
    """The same key is the same account, another key is another."""
    simulator.smsc.accounts.add(Account(login="b", password="b", api_key="key of b"))
    first = await submit(hass, flow_id, form(simulator.url, api_key=KEY))
    again = await submit(hass, await open_form(hass), form(simulator.url, api_key=KEY))
    other = await submit(
        hass, await open_form(hass), form(simulator.url, api_key="key of b")
    )

    assert again["reason"] == "already_configured"
    assert other["type"] is FlowResultType.CREATE_ENTRY
    assert other["result"].data["webhook_id"] != first["result"].data["webhook_id"]


async def test_key_that_an_account_got_later_is_not_added_again(
    hass: HomeAssistant, simulator: Simulator, flow_id: str
) -> None:
    """An account keeps the id of its first key, and is known by its present one too."""
    first = await submit(hass, flow_id, form(simulator.url, api_key=KEY))
    simulator.smsc.set_account(api_key="new key")
    entry = first["result"]
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    [reauth] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    await submit(hass, reauth["flow_id"], form(simulator.url, api_key="new key"))
    again = await submit(
        hass, await open_form(hass), form(simulator.url, api_key="new key")
    )

    assert entry.data["api_key"] == "new key"
    assert again["type"] is FlowResultType.ABORT
    assert again["reason"] == "already_configured"


async def test_secrets_are_neither_shown_again_nor_logged(
    hass: HomeAssistant,
    simulator: Simulator,
    flow_id: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """After a typing error the login is still there; the secrets are typed anew."""
    caplog.set_level(logging.DEBUG)
    simulator.smsc.set_account(password="parole", api_key="clef")
    wrong = form(simulator.url, login="demo", password="parolle")
    refused = await submit(hass, flow_id, wrong)
    also_refused = await submit(hass, flow_id, form(simulator.url, api_key="cleff"))
    await submit(hass, flow_id, form(simulator.url, login="demo", password="parole"))
    await submit(hass, await open_form(hass), form(simulator.url, api_key="clef"))

    assert suggested(refused, "login") == "demo"
    assert suggested(refused, "password") is None
    assert suggested(also_refused, "api_key") is None
    assert "parole" not in caplog.text
    assert "parolle" not in caplog.text
    assert "clef" not in caplog.text
