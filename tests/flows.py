"""Filling in the forms of the integration, as somebody at the frontend does."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp.test_utils import TestClient
from pytest_homeassistant_custom_component.common import get_schema_suggested_value

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .eventually import eventually

KEY = "SMSC-DEMO-KEY"
"""Of the simulator's account."""


def form(base_url: str, **credentials: str) -> dict[str, Any]:
    """Return the form as somebody fills it in."""
    return {**credentials, "advanced": {"base_url": base_url}}


async def open_form(hass: HomeAssistant, provider: str = "smsc") -> str:
    """Choose a provider in the menu, and return the flow."""
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    flow = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"next_step_id": provider}
    )
    assert flow["type"] is FlowResultType.FORM
    return flow["flow_id"]


async def submit(
    hass: HomeAssistant, flow_id: str, values: dict[str, Any]
) -> ConfigFlowResult:
    """Submit the form, and let what it leads to come to an end."""
    result = await hass.config_entries.flow.async_configure(flow_id, values)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def suggested(shown: ConfigFlowResult | SubentryFlowResult, field: str) -> object:
    """Return what a form has in a field already."""
    assert shown["data_schema"] is not None
    value: object = get_schema_suggested_value(shown["data_schema"].schema, field)
    return value


def filled_in(shown: ConfigFlowResult | SubentryFlowResult) -> Mapping[str, str]:
    """Return what a form's texts are filled in with."""
    placeholders = shown["description_placeholders"]
    assert placeholders is not None
    return placeholders


async def open_recipient(hass: HomeAssistant, entry: ConfigEntry) -> str:
    """Begin to add a recipient, and return the flow."""
    flow = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"), context={"source": SOURCE_USER}
    )
    assert flow["type"] is FlowResultType.FORM
    return flow["flow_id"]


async def submit_recipient(
    hass: HomeAssistant, flow_id: str, values: dict[str, Any]
) -> SubentryFlowResult:
    """Submit the form of a recipient, and let what it leads to come to an end."""
    result = await hass.config_entries.subentries.async_configure(flow_id, values)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def offers_test(shown: SubentryFlowResult) -> bool:
    """Tell whether a recipient is kept, and a test SMS is offered."""
    is_offer = shown["step_id"] in {"test", "test_unpriced"}
    return shown["type"] is FlowResultType.MENU and is_offer


async def choose(
    hass: HomeAssistant, shown: SubentryFlowResult, line: str
) -> SubentryFlowResult:
    """Choose a line of a menu about a recipient, and let it come to an end."""
    assert line in shown["menu_options"]
    return await submit_recipient(hass, shown["flow_id"], {"next_step_id": line})


async def finish_repair(
    hass: HomeAssistant,
    client: TestClient[Any, Any],
    issue_id: str,
    choice: str | None = None,
) -> None:
    """Open a repair, and choose in its menu; None confirms its form."""
    registry = ir.async_get(hass)
    await eventually(lambda: bool(registry.async_get_issue(DOMAIN, issue_id)))
    assert await async_setup_component(hass, "repairs", {})
    # The platforms of what is loaded already are found in the background.
    await hass.async_block_till_done()
    opened = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue_id}
    )
    assert opened.status == HTTPStatus.OK
    flow = await opened.json()
    assert choice is None or choice in flow["menu_options"]
    chosen = await client.post(
        f"/api/repairs/issues/fix/{flow['flow_id']}",
        json={} if choice is None else {"next_step_id": choice},
    )
    assert (await chosen.json())["type"] == FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
