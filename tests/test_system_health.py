"""System health: whether messages can go out and their states come in, at a glance."""

from datetime import timedelta
import inspect
import json
from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.providers import PROVIDERS
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import MOM, MOM_ENTITY, Send
from .eventually import Recorded
from .simulator import Simulator
from .source import INTEGRATION, read_json

MANIFEST = read_json(INTEGRATION / "manifest.json")


@pytest.fixture
async def _page(hass: HomeAssistant) -> None:
    """Have what collects the information of all integrations."""
    assert await async_setup_component(hass, "system_health", {})


pytestmark = pytest.mark.usefixtures("_page")


async def info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows of ours, once all of it is there."""
    await hass.async_block_till_done()
    told = await get_system_health_info(hass, DOMAIN)
    return {
        key: await value if inspect.isawaitable(value) else value
        for key, value in told.items()
    }


async def test_all_is_well(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    websms_account: MockConfigEntry,
) -> None:
    """Three accounts that work, none of which was ever called back."""
    told = await info(hass)
    size = told.pop("journal_size")

    assert told == {
        "version": MANIFEST["version"],
        "accounts_loaded": "3/3",
        "reach_smsc": "ok",
        "reach_smspilot": "ok",
        "reach_websms": "ok",
        "messages_in_transit": 0,
        "messages_waiting": 0,
        "reports_by_callback": 0,
        "reports_by_polling": 3,
        "journal_writable": True,
    }
    assert re.fullmatch(r"\d+\.\d MiB", size)


async def test_provider_is_out_of_reach(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Only providers of accounts are asked; a message that waits is counted."""
    await simulator.go_down()
    await send_sms(phone=MOM)
    told = await info(hass)

    assert told["reach_smsc"] == {"type": "failed", "error": "unreachable"}
    assert "reach_smspilot" not in told
    assert told["messages_in_transit"] == told["messages_waiting"] == 1


async def test_way_of_reports_and_messages_on_their_way(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """A callback shows; what is sent for later is in transit and waits for nobody."""
    await send_sms(recipient=MOM_ENTITY)
    await statuses.until_state("delivered")
    tomorrow = dt_util.now() + timedelta(days=1)
    await send_sms("Later", recipient=MOM_ENTITY, send_at=tomorrow.isoformat())
    told = await info(hass)

    assert (told["reports_by_callback"], told["reports_by_polling"]) == (1, 0)
    assert (told["messages_in_transit"], told["messages_waiting"]) == (1, 0)


async def test_account_that_is_not_loaded(
    hass: HomeAssistant, account: MockConfigEntry, pilot_account: MockConfigEntry
) -> None:
    """It is missing from those that are; its provider is asked for all the same."""
    assert await hass.config_entries.async_unload(pilot_account.entry_id)
    told = await info(hass)

    assert told["accounts_loaded"] == "1/2"
    assert told["reports_by_polling"] == 1
    assert told["reach_smspilot"] == "ok"


async def test_journal_that_cannot_be_written(
    hass: HomeAssistant, tmp_path: Path, entry: MockConfigEntry
) -> None:
    """A folder lies where the journal should be: a disk that takes nothing."""
    (tmp_path / ".storage" / "sms_gateway.db").mkdir(parents=True)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert (await info(hass))["journal_writable"] is False


async def test_it_is_about_nobody(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """It is made to be pasted into a public report."""
    await send_sms("telltale", recipient=MOM_ENTITY)
    text = json.dumps(await info(hass))

    for secret in ("telltale", MOM[2:], "Mom", "demo", "127.0.0.1"):
        assert secret not in text


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_every_line_has_words(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    websms_account: MockConfigEntry,
    language: str,
) -> None:
    """Of every provider; none is left over."""
    texts = read_json(INTEGRATION / "translations" / f"{language}.json")
    words = texts["system_health"]["info"]

    assert words.keys() == (await info(hass)).keys()
    assert {f"reach_{provider}" for provider in PROVIDERS} <= words.keys()
