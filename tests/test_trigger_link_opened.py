"""The trigger of a link in a message that somebody opened."""

from collections.abc import Callable, Coroutine
from json import dumps
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .automations import automate
from .conftest import MOM, WEBHOOK_ID, Send
from .eventually import Recorded, eventually

type Report = Callable[[str], Coroutine[Any, Any, None]]


@pytest.fixture
async def report(
    account: MockConfigEntry,
    act: Send,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, Any]],
) -> Report:
    """Send a message with a link; report its states as the provider does."""
    client = await hass_client_no_auth()
    answer = await act("send_viber", message="https://demo.example", phone=MOM, tag="a")
    message_id = answer["messages"][0]["message_id"]

    async def tell(status: str) -> None:
        await client.post(
            f"/api/webhook/{WEBHOOK_ID}",
            data={
                "id": message_id,
                "phone": MOM[1:],
                "status": status,
                "type": "10",
                "ts": str(int(time.time())),
            },
        )

    return tell


@pytest.mark.parametrize(
    ("options", "count"), [({}, 1), ({"tag": "a"}, 1), ({"tag": "b"}, 0)]
)
async def test_it_fires_when_the_link_is_opened(
    hass: HomeAssistant,
    report: Report,
    statuses: Recorded,
    options: dict[str, str],
    count: int,
) -> None:
    """Delivered and read it was before."""
    trigger = {"trigger": "sms_gateway.link_opened", "options": options}
    runs = await automate(hass, dumps({"triggers": [trigger]}))
    for status in "12":
        await report(status)
    await statuses.until_state("read")
    await hass.async_block_till_done()
    assert not runs

    await report("4")
    await eventually(lambda: bool(statuses.data[-1].get("link_opened")))
    await hass.async_block_till_done()
    assert [run["link_opened"] for run in runs] == [True] * count
    if runs:
        assert runs[0]["description"] == "link opened by +7 916 •••-45-67"
