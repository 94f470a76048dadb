"""A sender ID that is replaced or refused is told of, and another one can be chosen."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError

from .conftest import ANNA, MOM, PILOT_ID, Clients, Send
from .eventually import as_time_passes, eventually
from .repairs_page import LANGUAGES, open_repair, submit_repair, told, words
from .simulator import ManualClock, Simulator


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, **options: object
) -> None:
    """Choose options of an account."""
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("chosen", "kept"), [({"sender": "INFORM"}, {"sender": "INFORM"}), ({}, {})]
)
async def test_another_default_sender_is_chosen(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    hass_client: Clients,
    send_sms: Send,
    chosen: dict[str, str],
    kept: dict[str, str],
) -> None:
    """Among those of the account, or none; the next message goes out with it."""
    await choose(hass, pilot_account, sender="Strange")
    await send_sms("One", phone=ANNA)
    assert told(hass) == {
        "sender_replaced": {
            "account": "SMSPILOT (5671)",
            "wanted": "Strange",
            "used": "INFORM",
        }
    }
    for language in LANGUAGES:
        assert "Strange" in words(hass, "sender_replaced", language)

    client = await hass_client()
    flow = await open_repair(hass, client, "sender_replaced")
    [field] = flow["data_schema"]
    assert field["selector"]["select"]["options"] == ["INFORM", "demo"]
    for bad, error in (("Strange", "sender_same"), ("А" * 12, "sender_invalid")):
        again = await submit_repair(hass, client, flow, sender=bad)
        assert again["errors"] == {"sender": error}
    done = await submit_repair(hass, client, flow, **chosen)

    assert done["type"] == FlowResultType.CREATE_ENTRY
    assert pilot_account.options == kept
    assert told(hass) == {}
    await send_sms("Two", phone=ANNA)
    assert told(hass) == {}


async def test_it_goes_when_the_default_is_taken_away(
    hass: HomeAssistant, pilot_account: MockConfigEntry, send_sms: Send
) -> None:
    """In the options, without a message."""
    await choose(hass, pilot_account, sender="Strange")
    await send_sms("One", phone=ANNA)
    assert set(told(hass)) == {"sender_replaced"}
    await choose(hass, pilot_account)

    assert told(hass) == {}


async def test_another_sender_proves_nothing_of_the_default(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """Only the default itself does, once it is registered."""
    await choose(hass, pilot_account, sender="Strange")
    await send_sms("One", phone=ANNA)
    await send_sms("Two", phone=ANNA, sender="INFORM")
    assert set(told(hass)) == {"sender_replaced"}
    simulator.smspilot.set_account(senders=("INFORM", "Strange"))
    await send_sms("Three", phone=ANNA)

    assert told(hass) == {}


async def test_an_automations_sender_is_mended_there(
    hass: HomeAssistant, pilot_account: MockConfigEntry, send_sms: Send
) -> None:
    """No option can change what an action asks for."""
    await send_sms("One", phone=ANNA, sender="Strange")
    assert set(told(hass)) == {"sender_replaced_once"}
    for language in LANGUAGES:
        assert "INFORM" in words(hass, "sender_replaced_once", language)
    await send_sms("Two", phone=ANNA, sender="INFORM")

    assert told(hass) == {}


async def test_a_refused_sender_silences_messages(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    hass_client: Clients,
    send_sms: Send,
) -> None:
    """It is told as what it is, and mended like one that is replaced."""
    await choose(hass, pilot_account, sender="FORBIDDEN")
    with pytest.raises(HomeAssistantError):
        await send_sms("One", phone=ANNA)
    assert told(hass) == {
        "sender_refused": {"account": "SMSPILOT (5671)", "wanted": "FORBIDDEN"}
    }
    for language in LANGUAGES:
        assert "FORBIDDEN" in words(hass, "sender_refused", language)
    client = await hass_client()
    flow = await open_repair(hass, client, "sender_refused")
    await submit_repair(hass, client, flow)
    await send_sms("Two", phone=ANNA)

    assert told(hass) == {}


async def test_it_is_told_though_a_fallback_carried_the_message(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    send_sms: Send,
) -> None:
    """Nobody else would notice."""
    await choose(hass, pilot_account, fallbacks=[account.entry_id])
    answer = await send_sms(
        "One", phone=ANNA, sender="FORBIDDEN", config_entry_id=PILOT_ID
    )

    assert answer["messages"][0]["provider"] == "smsc"
    assert set(told(hass)) == {"sender_refused_once"}
    for language in LANGUAGES:
        assert "FORBIDDEN" in words(hass, "sender_refused_once", language)


async def test_websms_refuses_too(
    hass: HomeAssistant, websms_account: MockConfigEntry, send_sms: Send
) -> None:
    """Its error has a number of its own; a field with no list takes what is typed."""
    await choose(hass, websms_account, sender="Strange")
    with pytest.raises(HomeAssistantError):
        await send_sms("One", phone=MOM)

    assert set(told(hass)) == {"sender_refused"}


@pytest.mark.by_the_clock
async def test_smsc_refuses_later(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    hass_client: Clients,
    send_sms: Send,
) -> None:
    """The operator does, long after the answer."""
    simulator.smsc.speak(unregistered_sender="late")
    await choose(hass, account, sender="Strange")
    await send_sms("One", phone=MOM)
    assert told(hass) == {}
    await as_time_passes(clock, lambda: "sender_refused" in told(hass), step=15)

    client = await hass_client()
    flow = await open_repair(hass, client, "sender_refused")
    assert "text" in flow["data_schema"][0]["selector"]
    await submit_repair(hass, client, flow, sender="demo")
    assert told(hass) == {}


async def test_it_goes_with_the_account(
    hass: HomeAssistant, pilot_account: MockConfigEntry, send_sms: Send
) -> None:
    """Nothing is left of it."""
    await send_sms("One", phone=ANNA, sender="Strange")
    with pytest.raises(HomeAssistantError):
        await send_sms("Two", phone=ANNA, sender="FORBIDDEN")
    await eventually(lambda: len(told(hass)) == 2)
    await hass.config_entries.async_remove(pilot_account.entry_id)

    # What was under way is told of by itself.
    assert set(told(hass)) <= {"account_removed"}


async def test_an_account_that_is_not_loaded_cannot_be_mended(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    hass_client: Clients,
    send_sms: Send,
) -> None:
    """The dialog says so."""
    await choose(hass, pilot_account, sender="Strange")
    await send_sms("One", phone=ANNA)
    client = await hass_client()
    await hass.config_entries.async_unload(pilot_account.entry_id)
    flow = await open_repair(hass, client, "sender_replaced")

    assert flow["type"] == FlowResultType.ABORT
    assert flow["reason"] == "not_loaded"
