"""The page of repairs, as somebody at the frontend sees and uses it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp.test_utils import TestClient

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .source import INTEGRATION, read_json

type Client = TestClient[Any, Any]

LANGUAGES = ("en", "ru")
_FLOWS = "/api/repairs/issues/fix"


def told(hass: HomeAssistant) -> dict[str, Mapping[str, str]]:
    """Return what repairs there are: what each says is filled in with."""
    return {
        issue.translation_key or "": issue.translation_placeholders or {}
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.active
    }


async def restart(hass: HomeAssistant) -> None:
    """Let the registry of repairs go through what a restart does to it."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    await ir.async_load(hass)


def words(hass: HomeAssistant, key: str, language: str, **shown: str) -> str:
    """Return all that a repair says in a language; no placeholder may be left.

    `shown` is what its dialog adds.
    """
    text = read_json(INTEGRATION / "translations" / f"{language}.json")["issues"][key]
    return _texts(text).format(**{**told(hass)[key], **shown})


def _texts(node: object) -> str:
    """Return all texts below a place, one below the other."""
    if isinstance(node, dict):
        return "\n".join(map(_texts, node.values()))
    return str(node)


def issue_id_of(hass: HomeAssistant, key: str) -> str:
    """Return the id of a repair by what it says."""
    [found] = [
        issue_id
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.translation_key == key
    ]
    return found


async def open_repair(hass: HomeAssistant, client: Client, key: str) -> dict[str, Any]:
    """Open a repair that can be mended; return the first thing it shows."""
    assert await async_setup_component(hass, "repairs", {})
    # The platforms of what is loaded already are found in the background.
    await hass.async_block_till_done()
    issue_id = issue_id_of(hass, key)
    answer = await client.post(_FLOWS, json={"handler": DOMAIN, "issue_id": issue_id})
    assert answer.status == HTTPStatus.OK, await answer.text()
    return await _shown(answer)


async def submit_repair(
    hass: HomeAssistant, client: Client, flow: Mapping[str, Any], **values: str
) -> dict[str, Any]:
    """Submit what a repair shows; return what comes next."""
    answer = await client.post(f"{_FLOWS}/{flow['flow_id']}", json=values)
    assert answer.status == HTTPStatus.OK, await answer.text()
    await hass.async_block_till_done()
    return await _shown(answer)


async def _shown(answer: Any) -> dict[str, Any]:
    """Return the step of a flow."""
    shown: dict[str, Any] = await answer.json()
    return shown
