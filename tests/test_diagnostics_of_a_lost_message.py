"""My SMS did not arrive: the diagnostics alone tell a stranger why, whatever it was."""

from collections.abc import Callable, Coroutine
from datetime import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from .conftest import ACCOUNT_ID, MOM, MOM_ENTITY, Send
from .simulator import ManualClock, Simulator

SENT = "telltale-sent"

type Told = dict[str, Any]
type Tell = Callable[[], Coroutine[Any, Any, Told]]


@pytest.fixture
def tell(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> Tell:
    """Download the diagnostics of the account, with nobody's number or text in them."""

    async def call() -> Told:
        # Only now: it may be set up once for each test.
        assert await async_setup_component(hass, "diagnostics", {})
        told: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
        text = json.dumps(told)
        for secret in (SENT, MOM[2:], "Mom", "home.example", "127.0.0.1"):
            assert secret not in text
        return dict(told)

    return call


async def test_provider_refused_it(
    account: MockConfigEntry, send_sms: Send, tell: Tell
) -> None:
    """The provider's own code is there, with the time, at the request and the message."""
    with pytest.raises(HomeAssistantError):
        await send_sms(f"{SENT} FORBIDDEN-WORD", recipient=MOM_ENTITY)
    told = await tell()
    [request] = told["last_requests"]["send"]
    [message] = told["last_messages"]

    why = {"reason": "content", "code": "6", "table": "send"}
    assert request.items() >= {"ending": "refused", **why}.items()
    assert message.items() >= {"state": "rejected", "recipient": 0, **why}.items()
    assert message["refused_by"] == message["accounts"] == 1
    for moment in (request["at"], message["created_at"], message["attempted_at"]):
        assert datetime.fromisoformat(moment).tzinfo is not None


@pytest.mark.by_the_clock
async def test_nobody_could_be_reached(
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    tell: Tell,
) -> None:
    """It waits, since when is told, and so is what became of each attempt."""
    await simulator.go_down()
    await send_sms(SENT, recipient=MOM_ENTITY)
    await clock.advance(3)
    told = await tell()

    assert told["messages"]["waiting"] == 1
    assert told["messages"]["oldest_waits_for"] == pytest.approx(3, abs=0.5)
    assert told["last_requests"]["send"][-1]["ending"] == "no_connection"
    assert told["last_requests"]["send"][-1]["reason"] == "unreachable"
    assert told["last_messages"][0]["is_waiting"] is True


async def test_answer_was_lost(
    account: MockConfigEntry, simulator: Simulator, send_sms: Send, tell: Tell
) -> None:
    """Nobody knows, and somebody asks: when next is told."""
    simulator.faults.add("drop_after", path="/sys/send.php")
    await send_sms(SENT, recipient=MOM_ENTITY)
    told = await tell()
    [message] = told["last_messages"]

    assert told["last_requests"]["send"][-1]["ending"] == "open"
    assert message["state"] == "unconfirmed"
    assert message["followed"] == "pending"
    assert message["has_provider_id"] is False
    assert message["is_followed"] is True
    assert told["polling"]["is_paused"] is False
    assert 0 < told["polling"]["next_in"] <= 60


async def test_requests_of_all_kinds_are_told_apart(
    account: MockConfigEntry, send_sms: Send, tell: Tell
) -> None:
    """What is asked for every minute pushes no sending out; ten of each are kept."""
    await send_sms(SENT, recipient=MOM_ENTITY)
    for _ in range(12):
        await account.runtime_data.coordinator.async_refresh()
    requests = (await tell())["last_requests"]

    assert requests.keys() >= {"send", "fetch_balance", "fetch_incoming"}
    assert len(requests["send"]) == 1
    assert len(requests["fetch_balance"]) == 10
    assert requests["send"][0]["ending"] == "answered"
    # So many balances in a moment are refused, which shows with its code as well.
    assert {request["ending"] for request in requests["fetch_balance"]} <= {
        "answered",
        "refused",
    }


async def test_entity_was_disabled(
    hass: HomeAssistant,
    account: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    tell: Tell,
) -> None:
    """Then Home Assistant sends nothing, and says nothing."""
    entity_registry.async_update_entity(
        MOM_ENTITY, disabled_by=er.RegistryEntryDisabler.USER
    )

    assert (await tell())["recipients"][0]["disabled_by"] == "user"


async def test_clock_of_the_home_was_set(
    clock: ManualClock, account: MockConfigEntry, tell: Tell
) -> None:
    """A box without a battery boots hours behind; times in the file are to be read so."""
    await clock.advance(10)
    clock.jump(7200)
    told = (await tell())["clock"]

    assert told["running_for"] == pytest.approx(10, abs=0.5)
    assert told["was_set_by"] == pytest.approx(7200, abs=0.5)
    assert told["behind_provider_by"] is not None


async def test_fallbacks_and_callback_address_do_not_work(
    hass: HomeAssistant,
    fallback: MockConfigEntry,
    account: MockConfigEntry,
    tell: Tell,
) -> None:
    """A fallback that is disabled or gone carries nothing; an address may be no address."""
    hass.config_entries.async_update_entry(
        account,
        options={
            "fallbacks": [fallback.entry_id, "gone"],
            "callback_origin": "https://home.example",
        },
    )
    await hass.config_entries.async_set_disabled_by(fallback.entry_id, None)
    before = await tell()
    hass.config.external_url = "http://home.example"
    await hass.config_entries.async_unload(fallback.entry_id)
    after = await tell()

    assert before["fallbacks"] == ["loaded", "removed"]
    assert before["callback_address"] == {
        "is_public": False,
        "is_encrypted": False,
        "is_confirmed": True,
    }
    assert after["fallbacks"] == ["not_loaded", "removed"]
    assert after["callback_address"]["is_public"] is True
    assert after["callback_address"]["is_encrypted"] is False
    assert after["repairs"]["fallback_gone"] == 1


async def test_journal_was_damaged(
    hass: HomeAssistant, tmp_path: Path, entry: MockConfigEntry, tell: Tell
) -> None:
    """What was set aside is told by its size, and the repair by its name."""
    (tmp_path / ".storage").mkdir()
    (tmp_path / ".storage" / "sms_gateway.db").write_bytes(b"no journal" * 100)
    assert await hass.config_entries.async_setup(ACCOUNT_ID)
    await hass.async_block_till_done(wait_background_tasks=True)
    told = await tell()

    assert told["journal"]["was_damaged"] is True
    assert told["journal"]["bytes"]["set_aside"] == 1000
    assert told["repairs"] == {"journal_damaged": 1}
