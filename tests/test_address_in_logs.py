"""The address for callbacks is a key to the home: no log shows it, whoever writes."""

import logging
from typing import Any
from urllib.parse import quote

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import WEBHOOK_ID, Clients

PATH = f"/api/webhook/{WEBHOOK_ID}"
QUERY = "charset=utf-8&sha1=the-secret"
TEXT = "open ../ the gate"

type Client = TestClient[Any, Any]


@pytest.fixture
async def client(
    hass: HomeAssistant,
    account: MockConfigEntry,
    hass_client_no_auth: Clients,
    caplog: pytest.LogCaptureFixture,
) -> Client:
    """Speak to a Home Assistant that logs everything."""
    caplog.set_level(logging.DEBUG)
    return await hass_client_no_auth()


async def test_the_paths_of_callbacks_are_logged_without_the_id(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Home Assistant logs each at debug level, and at any a method that is not ours."""
    await client.post(PATH, data={"id": "1"})
    await client.put(PATH)

    assert "Serving /api/webhook/**REDACTED**" in caplog.text
    assert "Webhook **REDACTED** only supports" in caplog.text
    assert WEBHOOK_ID not in caplog.text


async def test_a_text_in_a_query_that_looks_like_an_attack_is_not_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """At the level of a warning Home Assistant would write all of the query."""
    answer = await client.get(f"{PATH}?phone=79161234567&mes={quote(TEXT)}")

    assert answer.status == 400
    assert "Filtered a request" in caplog.text
    assert WEBHOOK_ID not in caplog.text
    assert "79161234567" not in caplog.text
    assert "gate" not in caplog.text


async def test_a_traceback_does_not_show_it(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever fails with the address in an error tells of the failure, not of it."""
    try:
        int(f"https://home.example{PATH}?{QUERY}")
    except ValueError:
        logging.getLogger("somebody.else").exception("It failed")

    assert "It failed" in caplog.text
    assert "https://home.example/api/webhook/**REDACTED**" in caplog.text
    assert WEBHOOK_ID not in caplog.text
    assert "the-secret" not in caplog.text


async def test_a_line_that_cannot_be_written_fails_as_it_did(client: Client) -> None:
    """Its handler complains of it; whoever logs is not to end in an error of ours."""

    class Unwritable:
        """What somebody hands to his log."""

        def __str__(self) -> str:
            """Fail."""
            raise AttributeError("nothing to say")

    class Handler(logging.Handler):
        """A handler that notes what it is given."""

        records: list[logging.LogRecord] = []

        def emit(self, record: logging.LogRecord) -> None:
            """Note it."""
            self.records.append(record)

    ours = next(h for h in logging.getLogger().handlers if h.filters)
    handler = Handler()
    handler.addFilter(ours.filters[-1])
    handler.handle(
        logging.LogRecord("a", logging.INFO, "", 0, "%s", (Unwritable(),), None)
    )

    assert len(handler.records) == 1


async def test_the_log_is_as_it_was_when_home_assistant_has_stopped(
    hass: HomeAssistant, client: Client
) -> None:
    """Nothing of ours stays with the handlers, which outlive it."""
    filters = [f for handler in logging.getLogger().handlers for f in handler.filters]
    assert filters

    await hass.async_stop(force=True)

    left = [f for handler in logging.getLogger().handlers for f in handler.filters]
    assert not [f for f in left if f in filters]
