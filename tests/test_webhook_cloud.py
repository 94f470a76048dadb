"""Callbacks through Home Assistant Cloud, which makes its own stand-in for a request."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.core import HomeAssistant

from .conftest import WEBHOOK_ID
from .eventually import Recorded

TEXT = "Да: ёж & 100%"
FIELDS = {"id": "77", "phone": "79161234567", "mes": TEXT, "to": "79037676877"}
XML = "".join(f"<{n}>{v.replace('&', '&amp;')}</{n}>" for n, v in FIELDS.items())

BODIES = {
    "form": urlencode(FIELDS),
    "json": json.dumps(FIELDS, ensure_ascii=False),
    "xml": f'<?xml version="1.0" encoding="windows-1251"?><result>{XML}</result>',
}


@pytest.fixture
async def handle(
    hass: HomeAssistant, account: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Any:
    """Hand a request to the webhook as the cloud's connection does."""
    client = await hass_ws_client(hass)

    async def call(method: str, body: str, query: str, **headers: str) -> int:
        await client.send_json_auto_id(
            {
                "type": "webhook/handle",
                "webhook_id": WEBHOOK_ID,
                "method": method,
                "body": body,
                "query": query,
                "headers": headers,
            }
        )
        answer = await client.receive_json()
        assert answer["success"]
        status: int = answer["result"]["status"]
        return status

    return call


@pytest.mark.parametrize("query", ["", "charset=utf-8"])
@pytest.mark.parametrize("shape", BODIES)
async def test_a_posted_callback_through_the_cloud_is_read(
    handle: Any, received: Recorded, shape: str, query: str
) -> None:
    """In every format, without a content type."""
    assert await handle("POST", BODIES[shape], query) == 200

    await received.until(bool)
    assert received.data[0]["text"] == TEXT


async def test_a_callback_by_get_through_the_cloud_is_read(
    handle: Any, received: Recorded
) -> None:
    """All of it is in the query."""
    query = urlencode(FIELDS, encoding="windows-1251")

    assert await handle("GET", "", f"charset=windows-1251&{query}") == 200

    await received.until(bool)
    assert received.data[0]["text"] == TEXT


@pytest.mark.parametrize(
    "body", ["", "{", "<", "\x00", "x" * 100_000, "[" * 60_000, "phone=1&mes"]
)
async def test_bad_input_through_the_cloud_is_answered(handle: Any, body: str) -> None:
    """Never 5xx."""
    assert await handle("POST", body, "") == 200
