"""Mending an account: other credentials of the same one, without a moment's absence."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError

from .conftest import MOM_ENTITY, WEBHOOK_ID
from .flows import KEY, filled_in, form, submit, suggested
from .simulator import Simulator
from .simulator.smsc.accounts import Account

type Notify = Callable[[str], Coroutine[Any, Any, None]]
type Start = Callable[[], Coroutine[Any, Any, ConfigFlowResult]]

NEIGHBOUR = Account(login="neighbour", password="demo", api_key="key of the neighbour")


@pytest.fixture(params=["reauth", "reconfigure"])
def start(
    request: pytest.FixtureRequest, hass: HomeAssistant, account: MockConfigEntry
) -> Start:
    """Open the form after a refusal, or by the account's menu."""
    if request.param == "reauth":
        return lambda: account.start_reauth_flow(hass)
    return lambda: account.start_reconfigure_flow(hass)


@pytest.fixture
async def second_site(socket_enabled: None) -> AsyncGenerator[Simulator]:
    """Run a sister site, where the account is the same."""
    async with Simulator(latency=0) as simulator:
        yield simulator


def texts(simulator: Simulator) -> list[str]:
    """Return the texts that were taken."""
    return [message.text for message in simulator.ledger.messages]


async def test_refused_account_asks_for_its_password_and_goes_on(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, notify: Notify
) -> None:
    """From the refusal to the next message that arrives, nothing is ever unloaded."""
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    simulator.smsc.set_account(password="new")
    with pytest.raises(HomeAssistantError):
        await notify("refused")
    [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    state_when_refused = account.state
    result = await submit(
        hass, flow["flow_id"], form(simulator.url, login="demo", password="new")
    )
    await notify("taken")

    assert flow["step_id"] == "reauth_confirm"
    assert state_when_refused is ConfigEntryState.LOADED
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert texts(simulator) == ["taken"]
    assert not [
        event
        for event in changes
        if event.data["entity_id"] == MOM_ENTITY
        and event.data["new_state"].state == "unavailable"
    ]
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)


async def test_the_same_password_is_trusted_again_at_once(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, notify: Notify
) -> None:
    """It was right all along: the home's address is on the account's list now."""
    simulator.smsc.set_account(password="another")
    with pytest.raises(HomeAssistantError):
        await notify("refused")
    [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    simulator.smsc.set_account(password="demo")
    result = await submit(
        hass, flow["flow_id"], form(simulator.url, login="demo", password="demo")
    )
    async with asyncio.timeout(10):
        await notify("taken")

    assert result["reason"] == "reauth_successful"
    assert texts(simulator) == ["taken"]


async def test_change_takes_effect_without_a_reload(
    simulator: Simulator,
    account: MockConfigEntry,
    notify: Notify,
    hass: HomeAssistant,
    start: Start,
) -> None:
    """The account stays as it was loaded, and keeps its id and its webhook."""
    loaded, unique_id = account.runtime_data, account.unique_id
    simulator.smsc.set_account(password="new")
    flow = await start()
    result = await submit(
        hass, flow["flow_id"], form(simulator.url, login="demo", password="new")
    )
    await notify("taken")

    assert result["reason"].endswith("_successful")
    assert account.runtime_data is loaded
    assert account.unique_id == unique_id
    assert account.data["password"] == "new"
    assert account.data["webhook_id"] == WEBHOOK_ID
    assert account.data["currency"] == "RUB"
    assert texts(simulator) == ["taken"]


async def test_form_knows_the_account_but_not_its_secret(
    simulator: Simulator, start: Start
) -> None:
    """The login is filled in, the password is not."""
    shown = await start()

    assert shown["type"] is FlowResultType.FORM
    assert filled_in(shown)["account"] == "SMSC (demo)"
    assert suggested(shown, "login") == "demo"
    assert suggested(shown, "password") is None
    assert suggested(shown, "api_key") is None


async def test_error_is_shown_and_the_next_try_succeeds(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, start: Start
) -> None:
    """A typing error costs another try, and shows no secret."""
    simulator.smsc.set_account(password="new")
    flow = await start()
    refused = await submit(
        hass, flow["flow_id"], form(simulator.url, login="demo", password="nwe")
    )
    kept = account.data["password"]
    changed = await submit(
        hass, flow["flow_id"], form(simulator.url, login="demo", password="new")
    )

    assert refused["errors"] == {"base": "invalid_auth"}
    assert suggested(refused, "password") is None
    assert kept == "demo"
    assert changed["type"] is FlowResultType.ABORT
    assert account.data["password"] == "new"


async def test_another_account_is_refused(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, start: Start
) -> None:
    """Messages and recipients of one account never move to another."""
    simulator.smsc.accounts.add(NEIGHBOUR)
    before = dict(account.data)
    flow = await start()
    refused = await submit(
        hass, flow["flow_id"], form(simulator.url, login="neighbour", password="demo")
    )
    kept = dict(account.data)
    changed = await submit(
        hass, flow["flow_id"], form(simulator.url, login="demo", password="demo")
    )

    assert refused["errors"] == {"base": "wrong_account"}
    assert kept == before
    assert changed["type"] is FlowResultType.ABORT


async def test_login_is_the_same_in_capitals(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, start: Start
) -> None:
    """Somebody may write the login in another way."""
    simulator.smsc.accounts.add(Account(login="Demo", password="demo", api_key="same"))
    flow = await start()
    changed = await submit(
        hass, flow["flow_id"], form(simulator.url, login="Demo", password="demo")
    )

    assert changed["type"] is FlowResultType.ABORT
    assert account.unique_id == "smsc_127.0.0.1_demo"


async def test_key_takes_the_place_of_the_password(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    notify: Notify,
    start: Start,
) -> None:
    """The next message goes out with the key, and the password is forgotten."""
    flow = await start()
    await submit(hass, flow["flow_id"], form(simulator.url, api_key=KEY))
    await notify("taken")

    sent = simulator.ledger.requests[-1].parameters
    assert "apikey" in sent
    assert "psw" not in sent
    assert account.data["api_key"] == KEY
    assert "password" not in account.data
    assert texts(simulator) == ["taken"]


async def test_account_is_known_by_its_login_after_a_change_to_a_key(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, start: Start
) -> None:
    """A key does not make the account open to any other login."""
    simulator.smsc.accounts.add(NEIGHBOUR)
    flow = await start()
    await submit(hass, flow["flow_id"], form(simulator.url, api_key=KEY))
    flow = await start()
    refused = await submit(
        hass, flow["flow_id"], form(simulator.url, login="neighbour", password="demo")
    )

    assert refused["errors"] == {"base": "wrong_account"}


async def test_account_of_a_key_keeps_its_id(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The first key names the account for good: a new one is the same account."""
    data = {**entry.data, "api_key": KEY}
    del data["login"], data["password"]
    hass.config_entries.async_update_entry(
        entry, data=data, unique_id="smsc_127.0.0.1_of-the-first-key"
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    simulator.smsc.set_account(api_key="new key")
    flow = await entry.start_reauth_flow(hass)
    await submit(hass, flow["flow_id"], form(simulator.url, api_key="new key"))

    assert entry.data["api_key"] == "new key"
    assert entry.unique_id == "smsc_127.0.0.1_of-the-first-key"


async def test_account_moves_to_another_address(
    hass: HomeAssistant,
    simulator: Simulator,
    second_site: Simulator,
    account: MockConfigEntry,
    notify: Notify,
) -> None:
    """The next message goes to the new address."""
    flow = await account.start_reconfigure_flow(hass)
    result = await submit(
        hass, flow["flow_id"], form(second_site.url, login="demo", password="demo")
    )
    await notify("taken")

    assert result["reason"] == "reconfigure_successful"
    assert texts(simulator) == []
    assert texts(second_site) == ["taken"]


async def test_account_that_moves_to_another_site_is_known_by_it(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It can then not be added a second time there."""
    entry = MockConfigEntry(
        domain="sms_gateway",
        title="Elsewhere",
        unique_id="smsc_smsc.kz_demo",
        data={
            "provider": "smsc",
            "base_url": "https://smsc.kz",
            "login": "demo",
            "password": "demo",
            "currency": "RUB",
            "webhook_id": "c" * 64,
        },
    )
    entry.add_to_hass(hass)
    flow = await entry.start_reconfigure_flow(hass)
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {
            "login": "demo",
            "password": "demo",
            "advanced": {"base_url": simulator.url},
        },
    )

    assert result["reason"] == "reconfigure_successful"
    assert entry.unique_id == "smsc_127.0.0.1_demo"


async def test_key_of_another_account_is_refused(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Two entries for one account would send everything twice."""
    other = MockConfigEntry(
        domain="sms_gateway",
        title="Other",
        data={
            "provider": "smsc",
            "base_url": simulator.url,
            "api_key": "SMSC-DEMO-KEY",
            "currency": "RUB",
            "webhook_id": "c" * 64,
        },
    )
    other.add_to_hass(hass)
    flow = await account.start_reconfigure_flow(hass)
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {"api_key": "SMSC-DEMO-KEY", "advanced": {"base_url": simulator.url}},
    )

    assert result["errors"] == {"base": "wrong_account"}
