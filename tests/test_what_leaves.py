"""What is removed, disabled, renamed or moved leaves nothing dangling; the user is told."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.util import dt as dt_util

from .conftest import ACCOUNT_ID, MOM, MOM_ENTITY, MOM_ID, Clients, Send
from .eventually import Recorded
from .flows import finish_repair
from .repairs_page import open_repair, submit_repair
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

HOME = "https://home.example.com"
ADDRESS_ISSUE = f"address_changed_{ACCOUNT_ID}"


def told(registry: ir.IssueRegistry) -> dict[str, dict[str, str] | None]:
    """Return the repairs by their keys, with what is filled in."""
    return {
        str(issue.translation_key): issue.translation_placeholders
        for issue in registry.issues.values()
        if issue.active and issue.domain == "sms_gateway"
    }


async def test_account_removed_with_a_message_that_waits(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    send_sms: Send,
    statuses: Recorded,
    issue_registry: ir.IssueRegistry,
) -> None:
    """It is failed, and a repair says so."""
    await simulator.go_down()
    await send_sms(phone=MOM)
    await hass.config_entries.async_remove(account.entry_id)
    event = await statuses.until_state("failed")

    assert "removed" in event["error"]
    assert told(issue_registry) == {
        "account_removed": {"account": "SMSC (demo)", "given_up": "1", "unknown": "0"}
    }


async def test_account_removed_with_a_message_on_its_way(
    hass: HomeAssistant,
    account: MockConfigEntry,
    send_sms: Send,
    statuses: Recorded,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Nobody will ever hear of it, so it is open."""
    await send_sms(phone=MOM)
    await hass.config_entries.async_remove(account.entry_id)
    await statuses.until_state("unconfirmed")

    assert told(issue_registry) == {
        "account_removed": {"account": "SMSC (demo)", "given_up": "0", "unknown": "1"}
    }


async def test_account_removed_with_nothing_on_its_way(
    hass: HomeAssistant, account: MockConfigEntry, issue_registry: ir.IssueRegistry
) -> None:
    """There is nothing to tell."""
    await hass.config_entries.async_remove(account.entry_id)
    await hass.async_block_till_done()

    assert told(issue_registry) == {}


async def test_the_question_about_a_message_goes_with_its_account(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    send_sms: Send,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Whether it arrived is of no use to anybody any more."""
    simulator.faults.add("drop_after", path="/sys/send.php")
    simulator.faults.add("error_code", code=9, path="/sys/status.php", times=99)
    await send_sms(phone=MOM)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=301))
    await hass.async_block_till_done()
    assert "unconfirmed" in told(issue_registry)

    await hass.config_entries.async_remove(account.entry_id)
    await hass.async_block_till_done()

    assert "unconfirmed" not in told(issue_registry)


async def test_message_that_waits_goes_by_the_fallback_of_a_removed_account(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    account: MockConfigEntry,
    fallback: MockConfigEntry,
    send_sms: Send,
    statuses: Recorded,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Nobody gives up what another account can carry."""
    await simulator.go_down()
    await send_sms(recipient=MOM_ENTITY)
    await hass.config_entries.async_remove(account.entry_id)
    await simulator.start()
    await clock.advance(60)
    event = await statuses.until_state("queued")

    assert event["config_entry_id"] == fallback.entry_id
    assert "failed" not in statuses.states
    assert told(issue_registry) == {}


async def test_disabled_fallback_is_named_until_it_is_enabled(
    hass: HomeAssistant,
    fallback: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """And skipped meanwhile."""
    await hass.config_entries.async_set_disabled_by(
        fallback.entry_id, ConfigEntryDisabler.USER
    )
    await hass.async_block_till_done()
    assert told(issue_registry) == {
        "fallback_gone": {"account": "SMSC (demo)", "fallback": "Second"}
    }

    await hass.config_entries.async_set_disabled_by(fallback.entry_id, None)
    await hass.async_block_till_done()
    assert told(issue_registry) == {}


async def test_removed_fallback_is_named_until_it_is_off_the_list(
    hass: HomeAssistant,
    account: MockConfigEntry,
    fallback: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    hass_client: Callable[[], Coroutine[Any, Any, Any]],
) -> None:
    """The repair itself takes it off; a reload in between forgets no name."""
    await hass.config_entries.async_remove(fallback.entry_id)
    await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done()
    assert told(issue_registry) == {
        "fallback_gone": {"account": "SMSC (demo)", "fallback": "Second"}
    }
    [(_, issue_id)] = issue_registry.issues

    await finish_repair(hass, await hass_client(), issue_id)

    assert account.options == {"fallbacks": []}
    assert told(issue_registry) == {}


async def test_a_fallback_that_is_back_stays_on_the_list(
    hass: HomeAssistant,
    account: MockConfigEntry,
    fallback: MockConfigEntry,
    hass_client: Clients,
) -> None:
    """The dialog of its repair was left open meanwhile."""
    disable = hass.config_entries.async_set_disabled_by
    await disable(fallback.entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done()
    client = await hass_client()
    flow = await open_repair(hass, client, "fallback_gone")
    await disable(fallback.entry_id, None)
    await submit_repair(hass, client, flow)

    assert account.options == {"fallbacks": [fallback.entry_id]}


async def test_removed_fallback_is_skipped(
    hass: HomeAssistant,
    simulator: Simulator,
    fallback: MockConfigEntry,
    send_sms: Send,
) -> None:
    """The account itself still sends."""
    await hass.config_entries.async_remove(fallback.entry_id)

    answer = await send_sms(phone=MOM)

    assert answer["messages"][0]["state"] == "queued"


async def test_renamed_recipient_keeps_its_entity_and_changes_its_device(
    hass: HomeAssistant,
    account: MockConfigEntry,
    send_sms: Send,
    statuses: Recorded,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Automations go on; events have the new name, also those of older messages."""
    first = await send_sms("one", recipient=MOM_ENTITY)
    hass.config_entries.async_update_subentry(
        account, account.subentries[MOM_ID], title="Mother"
    )
    await hass.async_block_till_done()
    second = await send_sms("two", recipient=MOM_ENTITY)

    assert first["messages"][0]["recipient"] == "Mom"
    assert second["messages"][0]["recipient"] == "Mother"
    device = device_registry.async_get_device_by_identifier(
        ("sms_gateway", f"{ACCOUNT_ID}_{MOM_ID}"), ACCOUNT_ID
    )
    assert device is not None
    assert device.name == "Mother"


async def test_removed_recipient_is_answered_for(
    hass: HomeAssistant, account: MockConfigEntry, send_sms: Send
) -> None:
    """Its entity is gone; who is named besides still gets the text."""
    hass.config_entries.async_remove_subentry(account, MOM_ID)
    await hass.async_block_till_done()

    answer = await send_sms(recipient=MOM_ENTITY, phone="+79261234567")

    assert hass.states.get(MOM_ENTITY) is None
    assert {m["phone"]: m["state"] for m in answer["messages"]} == {
        MOM_ENTITY: "rejected",
        "+79261234567": "queued",
    }


@pytest.fixture
async def confirmed(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Confirm that the provider has the callback address."""
    await hass.config.async_update(external_url=HOME)
    await confirm(hass)


async def confirm(hass: HomeAssistant) -> None:
    """Open the page of the callback address, and submit it."""
    flow = await hass.config_entries.options.async_init(ACCOUNT_ID)
    for values in ({"next_step_id": "callback"}, {}):
        flow = await hass.config_entries.options.async_configure(
            flow["flow_id"], values
        )
    await hass.async_block_till_done()


@pytest.mark.usefixtures("confirmed")
async def test_changed_address_is_told_until_it_is_confirmed_again(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry
) -> None:
    """The provider still calls the old one."""
    assert told(issue_registry) == {}
    await hass.config.async_update(external_url="https://new.example.com:8443")
    await hass.async_block_till_done()
    assert told(issue_registry) == {
        "address_changed": {
            "account": "SMSC (demo)",
            "before": HOME,
            "now": "https://new.example.com:8443",
        }
    }

    await confirm(hass)
    assert told(issue_registry) == {}


@pytest.mark.usefixtures("confirmed")
async def test_lost_address_is_told_until_it_is_back(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry
) -> None:
    """Everything goes on by polling."""
    await hass.config.async_update(external_url=None)
    await hass.async_block_till_done()
    assert told(issue_registry) == {
        "address_gone": {"account": "SMSC (demo)", "before": HOME}
    }

    await hass.config.async_update(external_url=HOME)
    await hass.async_block_till_done()
    assert told(issue_registry) == {}


@pytest.mark.usefixtures("confirmed")
async def test_address_of_a_cloud_that_is_not_connected_yet_is_no_news(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry
) -> None:
    """It comes a while after the start."""
    hass.config.components.add("cloud")
    await hass.config.async_update(external_url=None)
    await hass.async_block_till_done()

    assert told(issue_registry) == {}


async def test_address_that_was_never_confirmed_is_not_watched(
    hass: HomeAssistant, account: MockConfigEntry, issue_registry: ir.IssueRegistry
) -> None:
    """Most homes have none."""
    await hass.config.async_update(external_url=HOME)
    await hass.config.async_update(external_url="https://new.example.com")
    await hass.async_block_till_done()

    assert told(issue_registry) == {}
