"""Diagnostics: enough for a stranger to help, and nothing about anybody."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from . import telltale
from .conftest import MOM, MOM_ENTITY, Send
from .eventually import Recorded, eventually
from .simulator import Simulator


@pytest.fixture(params=["password", "api_key"])
async def account(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
) -> MockConfigEntry:
    """Set an account up that proves itself in one of the two ways."""
    proofs = {"password": telltale.PASSWORD, "api_key": telltale.KEY}
    await telltale.set_up(
        hass, entry, simulator, **{request.param: proofs[request.param]}
    )
    return entry


@pytest.fixture
async def eventful_account(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    statuses: Recorded,
    received: Recorded,
    send_sms: Send,
    hass_client_no_auth: ClientSessionGenerator,
) -> MockConfigEntry:
    """Let the account send, fail to send, receive, and be lied to."""
    path = await telltale.listen(simulator, hass_client_no_auth)
    await send_sms(telltale.SENT, recipient=MOM_ENTITY)
    await statuses.until_state("delivered")
    with pytest.raises(HomeAssistantError):
        await send_sms(telltale.REFUSED, phone=telltale.STRANGER)
    simulator.smsc.receive(account=telltale.LOGIN, phone=MOM, text=telltale.RECEIVED)
    await received.until(bool)
    await eventually(lambda: len(simulator.callbacks.attempts) == 2)
    client = await hass_client_no_auth()
    for number in ("1", "2"):
        await client.post(
            path,
            data={"phone": telltale.STRANGER, "mes": telltale.FORGED + number},
        )
    return account


async def test_diagnostics_are_about_nobody(
    eventful_account: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    """The whole file, Home Assistant's part too, can be shown to anybody."""
    text = await telltale.download_diagnostics(eventful_account, hass_client)

    assert telltale.found(text) == []
    assert telltale.LOGIN not in text
    assert "Mom" not in text
    assert "127.0.0.1" not in json.dumps(json.loads(text)["data"])


async def test_diagnostics_count(
    hass: HomeAssistant,
    eventful_account: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """What came to what end is there as numbers."""
    told: Any = await get_diagnostics_for_config_entry(
        hass, hass_client, eventful_account
    )

    assert told["callbacks"] == {"report": 1, "message": 1, "forged": 2}
    assert told["messages"] == {
        "by_state": {"delivered": 1, "rejected": 1},
        "by_reason": {"content": 1},
        "tracked": 0,
        "on_the_wire": 0,
        "waiting": 0,
        "oldest_waits_for": None,
    }
    assert told["last_callbacks"].keys() == told["callbacks"].keys()
    assert told["incoming"] == {"sms_called": 1}
    assert told["report_path"] == "callback"
    assert told["recipients"] == [
        {"phones": 1, "is_urgent": False, "has_entity": True, "disabled_by": None}
    ]
    assert told["balance"] == {"is_known": True, "last_update_success": True}
    assert told["credentials_refused"] is False
    size = told["journal"].pop("bytes")
    assert told["journal"] == {
        "messages": 2,
        "was_damaged": False,
        "is_writable": True,
    }
    assert size["file"] > 0
    assert size["set_aside"] == 0


async def test_diagnostics_show_how_the_account_is_set_up(
    hass: HomeAssistant, account: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    """Which fields are filled in is told, and what is no secret."""
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, account)

    assert told["data"].keys() == account.data.keys()
    assert told["data"]["provider"] == "smsc"
    assert told["data"]["currency"] == "RUB"
    assert told["options"].keys() == {"callback_secret"}


async def test_diagnostics_of_a_refused_account(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    hass_client: ClientSessionGenerator,
) -> None:
    """A wrong password shows, an unknown one does not."""
    simulator.smsc.set_account(telltale.LOGIN, password="other", api_key="other")
    with pytest.raises(HomeAssistantError):
        await send_sms(telltale.SENT, recipient=MOM_ENTITY)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, account)

    assert told["credentials_refused"] is True
    assert told["messages"]["by_reason"] == {"auth": 1}
    assert telltale.found(json.dumps(told)) == []
    assert told["polling"]["is_paused"] is True
    assert told["polling_of_incoming"]["is_paused"] is True


async def test_diagnostics_without_the_provider(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
) -> None:
    """An account whose provider was never reached has diagnostics too."""
    await simulator.go_down()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)

    assert told["balance"] == {"is_known": False, "last_update_success": False}
    assert told["messages"]["by_state"] == {}
