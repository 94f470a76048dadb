"""A restart heals nothing: what a message has shown is told until it is over."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import ANNA, MOM, Clients, Send
from .eventually import eventually
from .repairs_page import open_repair, restart, submit_repair, told
from .simulator import Simulator


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, **options: object
) -> None:
    """Choose options of an account."""
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done()


async def test_a_failure(
    hass: HomeAssistant, account: MockConfigEntry, send_sms: Send
) -> None:
    """Until the next sending that succeeds."""
    await hass.services.async_call(
        "sms_gateway",
        "send_sms",
        {"message": "Water!", "phone": [MOM, "112233"]},
        blocking=True,
    )
    before = told(hass)
    assert set(before) == {"not_sent"}
    await restart(hass)

    assert told(hass) == before
    await send_sms("All clear", phone=MOM)
    assert told(hass) == {}


async def test_test_mode(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    callbacks: str,
    send_sms: Send,
) -> None:
    """Until a message arrives."""
    simulator.smsc.set_account(test_mode=True)
    await send_sms("Water!", phone=MOM)
    await eventually(lambda: "test_mode" in told(hass))
    await restart(hass)

    assert set(told(hass)) == {"test_mode"}
    simulator.smsc.set_account(test_mode=False)
    await send_sms("All clear", phone=MOM)
    await eventually(lambda: told(hass) == {})


async def test_the_spending_guard(
    hass: HomeAssistant, account: MockConfigEntry, send_sms: Send, hass_client: Clients
) -> None:
    """Until its owner has seen it."""
    await choose(hass, account, messages_per_hour=1)
    await send_sms("One", phone=MOM)
    with pytest.raises(HomeAssistantError):
        await send_sms("Two", phone=MOM)
    await eventually(lambda: "guard" in told(hass))
    await restart(hass)

    assert set(told(hass)) == {"guard"}
    client = await hass_client()
    flow = await open_repair(hass, client, "guard")
    await submit_repair(hass, client, flow, next_step_id="begin_anew")
    assert told(hass) == {}
    await send_sms("Three", phone=MOM)


@pytest.mark.parametrize(
    ("sender", "key"),
    [("FORBIDDEN", "sender_refused"), ("Strange", "sender_replaced")],
)
async def test_a_sender(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    send_sms: Send,
    hass_client: Clients,
    sender: str,
    key: str,
) -> None:
    """Until another one is chosen."""
    await choose(hass, pilot_account, sender=sender)
    try:
        await send_sms("One", phone=ANNA)
    except HomeAssistantError:
        assert key == "sender_refused"
    await restart(hass)

    assert set(told(hass)) == {key}
    client = await hass_client()
    flow = await open_repair(hass, client, key)
    await submit_repair(hass, client, flow, sender="INFORM")
    assert told(hass) == {}


async def test_a_sender_that_was_replaced_while_the_account_was_not_loaded(
    hass: HomeAssistant, pilot_account: MockConfigEntry, send_sms: Send
) -> None:
    """Of the one before there is no more to say."""
    await choose(hass, pilot_account, sender="Strange")
    await send_sms("One", phone=ANNA)
    assert await hass.config_entries.async_unload(pilot_account.entry_id)
    await choose(hass, pilot_account)
    await restart(hass)
    assert set(told(hass)) == {"sender_replaced"}
    assert await hass.config_entries.async_setup(pilot_account.entry_id)

    assert told(hass) == {}


@pytest.mark.parametrize(
    ("sender", "key"),
    [("FORBIDDEN", "sender_refused_once"), ("Strange", "sender_replaced_once")],
)
async def test_a_sender_that_one_action_named(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    send_sms: Send,
    sender: str,
    key: str,
) -> None:
    """Until a restart only: mended, it may name none, and nothing would heal it."""
    try:
        await send_sms("One", phone=ANNA, sender=sender)
    except HomeAssistantError:
        assert key == "sender_refused_once"
    assert set(told(hass)) == {key}
    await restart(hass)

    assert told(hass) == {}
