"""An account that cannot be used is told of before it fails, and can be tried at once."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.core import DOMAIN as HOMEASSISTANT_DOMAIN, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from .conftest import MOM, WEBHOOK_ID, Clients, Send
from .eventually import eventually
from .repairs_page import LANGUAGES, open_repair, restart, submit_repair, told, words
from .simulator import Fate, ManualClock, Simulator

ELSEWHERE = frozenset({"203.0.113.5"})
HERE = "127.0.0.1"
"""The home's address, as the simulator sees it."""


async def ask(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Ask for the balance, as happens every hour."""
    await entry.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()


def asks_for_a_password(hass: HomeAssistant) -> bool:
    """Tell whether Home Assistant wants other credentials."""
    is_asked = bool(hass.config_entries.flow.async_progress_by_handler(DOMAIN))
    issues = [
        issue_id
        for domain, issue_id in ir.async_get(hass).issues
        if domain == HOMEASSISTANT_DOMAIN
    ]
    assert is_asked is bool(issues)
    return is_asked


async def test_smspilot_and_the_address(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    hass_client: Clients,
) -> None:
    """The address itself is told, and nobody is asked for a key that is right."""
    simulator.smspilot.set_account(allowed_ips=ELSEWHERE)
    await ask(hass, pilot_account)
    assert told(hass) == {
        "address_told": {
            "account": "SMSPILOT (5671)",
            "address": HERE,
            "site": simulator.url,
        }
    }
    assert not asks_for_a_password(hass)
    for language in LANGUAGES:
        assert f": {HERE}\n" in words(hass, "address_told", language)

    client = await hass_client()
    flow = await open_repair(hass, client, "address_told")
    assert flow["step_id"] == "confirm"
    again = await submit_repair(hass, client, flow)
    assert again["errors"] == {"base": "still_refused"}
    await simulator.go_down()
    again = await submit_repair(hass, client, flow)
    assert again["errors"] == {"base": "cannot_connect"}
    await simulator.start()
    simulator.smspilot.set_account(allowed_ips=frozenset())
    done = await submit_repair(hass, client, flow)
    assert done["type"] == FlowResultType.CREATE_ENTRY
    assert told(hass) == {}
    assert pilot_account.runtime_data.coordinator.last_update_success


async def test_websms_and_the_address(
    hass: HomeAssistant,
    websms_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """It goes by itself, with the next balance; a sending is refused as before."""
    simulator.websms.speak(refusal_fields="common")
    simulator.websms.set_account(allowed_ips=ELSEWHERE)
    with pytest.raises(HomeAssistantError) as raised:
        await send_sms(phone=MOM)
    assert raised.value.translation_key == "fault_ip_not_allowed"
    assert told(hass)["address_told"]["address"] == HERE
    assert not asks_for_a_password(hass)

    simulator.websms.set_account(allowed_ips=frozenset({HERE}))
    await ask(hass, websms_account)
    assert set(told(hass)) <= {"not_sent"}


async def test_an_address_that_is_not_told(
    hass: HomeAssistant, pilot_account: MockConfigEntry, simulator: Simulator
) -> None:
    """The repair does without it."""
    simulator.smspilot.speak(error_ip="absent")
    simulator.smspilot.set_account(allowed_ips=ELSEWHERE)
    await ask(hass, pilot_account)

    assert set(told(hass)) == {"address_not_allowed"}
    for language in LANGUAGES:
        assert simulator.url in words(hass, "address_not_allowed", language)


@pytest.mark.parametrize(
    ("settings", "healthy", "key"),
    [
        (
            {"blocked_ips": frozenset({HERE})},
            {"blocked_ips": frozenset()},
            "address_blocked",
        ),
        ({"blocked": True}, {"blocked": False}, "account_blocked"),
        ({"http_enabled": False}, {"http_enabled": True}, "http_disabled"),
    ],
)
async def test_what_else_closes_an_account(
    hass: HomeAssistant,
    websms_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    settings: dict[str, Any],
    healthy: dict[str, Any],
    key: str,
) -> None:
    """Each has a repair of its own, and the next balance heals it."""
    simulator.websms.set_account(**settings)
    with pytest.raises(HomeAssistantError):
        await send_sms(phone=MOM)
    assert set(told(hass)) == {key}
    for language in LANGUAGES:
        assert "WEBSMS (demo)" in words(hass, key, language)
    await ask(hass, websms_account)
    assert set(told(hass)) == {key}

    simulator.websms.set_account(**healthy)
    await ask(hass, websms_account)
    assert told(hass) == {}


async def test_a_message_that_is_taken_heals_too(
    hass: HomeAssistant,
    websms_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """Nothing proves better that the account can be used."""
    simulator.websms.set_account(http_enabled=False)
    with pytest.raises(HomeAssistantError):
        await send_sms("One", phone=MOM)
    simulator.websms.set_account(http_enabled=True)
    await send_sms("Two", phone=MOM)

    assert told(hass) == {}


async def test_a_password_that_is_right_again_is_not_asked_for(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """SMSC does not tell it from an address, which changes back by itself."""
    simulator.smsc.set_account(allowed_ips=ELSEWHERE)
    await ask(hass, account)
    assert asks_for_a_password(hass)
    simulator.smsc.set_account(allowed_ips=frozenset())
    await ask(hass, account)

    assert not asks_for_a_password(hass)


@pytest.mark.parametrize("moment", ["at once", "later"])
async def test_messages_that_are_dropped_for_the_address(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    hass_client_no_auth: Clients,
    send_sms: Send,
    moment: str,
) -> None:
    """SMSC takes the account, and drops them; one that is delivered is the proof."""
    client = await hass_client_no_auth()
    if moment == "at once":
        simulator.smsc.speak(all_bad="rows")
        simulator.smsc.set_account(known_ips=ELSEWHERE)
        with pytest.raises(HomeAssistantError):
            await send_sms("One", phone=MOM)
    else:
        simulator.phones.behave(MOM, Fate.NEVER)
        [message] = (await send_sms("One", phone=MOM))["messages"]
        report = {
            "id": message["message_id"],
            "phone": MOM.removeprefix("+"),
            "status": "23",
            "err": "239",
            "time": "01.01.2030 12:00:00",
        }
        await client.post(f"/api/webhook/{WEBHOOK_ID}", data=report)
    await eventually(lambda: "address_reported" in told(hass))
    await restart(hass)
    for language in LANGUAGES:
        assert simulator.url in words(hass, "address_reported", language)
    assert not asks_for_a_password(hass)

    simulator.smsc.set_account(known_ips=frozenset())
    [second] = (await send_sms("Two", phone=MOM))["messages"]
    assert "address_reported" in told(hass)
    await client.post(
        f"/api/webhook/{WEBHOOK_ID}",
        data={
            "id": second["message_id"],
            "phone": MOM.removeprefix("+"),
            "status": "1",
            "time": "01.01.2030 12:00:00",
        },
    )
    await eventually(lambda: "address_reported" not in told(hass))


async def test_it_goes_with_the_account(
    hass: HomeAssistant, pilot_account: MockConfigEntry, simulator: Simulator
) -> None:
    """Nothing is left of it."""
    simulator.smspilot.set_account(allowed_ips=ELSEWHERE)
    await ask(hass, pilot_account)
    await hass.config_entries.async_remove(pilot_account.entry_id)

    assert told(hass) == {}


@pytest.mark.by_the_clock
async def test_other_credentials_begin_anew(
    hass: HomeAssistant,
    clock: ManualClock,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """What was said of the old ones is not true of them."""
    simulator.smspilot.set_account(blocked=-5)
    await ask(hass, pilot_account)
    assert set(told(hass)) == {"account_blocked"}
    simulator.smspilot.set_account(blocked=0)
    hass.config_entries.async_update_entry(
        pilot_account,
        data={
            **{k: v for k, v in pilot_account.data.items() if k != "api_key"},
            "login": "demo",
            "password": "demo",
        },
    )
    await hass.async_block_till_done()

    assert told(hass) == {}
