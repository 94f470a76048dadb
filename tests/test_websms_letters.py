"""Credentials at WEBSMS in letters that some of its pages cannot read."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError

from .conftest import MOM, Send
from .entries import add_entry, demo_data
from .flows import form, open_form, submit
from .simulator import Simulator

FOREIGN = "pässwörd→"
"""Of letters that windows-1251 does not have."""


@pytest.mark.parametrize("field", ["login", "password"])
async def test_letters_that_cannot_be_written_are_told_on_the_form(
    hass: HomeAssistant, simulator: Simulator, field: str
) -> None:
    """Before anything is asked; what the provider would get is somebody else's."""
    simulator.websms.set_account(password=FOREIGN)
    flow_id = await open_form(hass, "websms")
    typed = {"login": "demo", "password": FOREIGN, field: FOREIGN}
    refused = await submit(hass, flow_id, form(simulator.url, **typed))
    asked = len(simulator.ledger.requests)
    simulator.websms.set_account(password="demo")
    added = await submit(
        hass, flow_id, form(simulator.url, login="demo", password="demo")
    )

    assert refused["errors"] == {"base": "credentials_letters"}
    assert asked == 0
    assert added["type"] is FlowResultType.CREATE_ENTRY


async def test_russian_letters_are_right_everywhere(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """On the pages in windows-1251 as in JSON."""
    simulator.websms.set_account(password="Пароль№1")
    flow_id = await open_form(hass, "websms")
    added = await submit(
        hass, flow_id, form(simulator.url, login="demo", password="Пароль№1")
    )
    answer = await hass.services.async_call(
        "sms_gateway", "get_groups", {}, blocking=True, return_response=True
    )

    assert added["type"] is FlowResultType.CREATE_ENTRY
    assert isinstance(answer, dict)
    assert answer["groups"]


async def test_an_account_of_before_sends_and_is_not_blocked(
    hass: HomeAssistant, simulator: Simulator, act: Send
) -> None:
    """It asks no page that would take its password for a wrong one."""
    simulator.websms.set_account(password=FOREIGN)
    data: dict[str, Any] = {**demo_data("websms", simulator.url, "c" * 64)}
    entry: MockConfigEntry = add_entry(
        hass, {**data, "password": FOREIGN}, title="Home", entry_id="websms"
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    for action in ("get_groups", "get_statistics"):
        with pytest.raises(HomeAssistantError) as raised:
            await act(action)
        assert raised.value.translation_key == "fault_credentials_letters"
    answer = await act("send_sms", message="Water!", phone=MOM)

    assert answer["messages"][0]["state"] == "queued"
    assert not hass.config_entries.flow.async_progress()
    written = [request.parameters for request in simulator.ledger.requests]
    assert not [one for one in written if "?" in one.get("http_password", "")]
