"""What a message's owner is asked, once nobody else can find out what became of it."""

from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.util import dt as dt_util

from .conftest import MOM, Clients, Send
from .repairs_page import LANGUAGES, open_repair, submit_repair, told, words
from .simulator import Simulator


async def wait_to_be_asked(hass: HomeAssistant) -> None:
    """Let five minutes pass."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=301))
    await hass.async_block_till_done()


@pytest.fixture
async def opened(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """Lose an answer, and those to the questions after it."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    simulator.faults.add("html", path="/sys/status.php", times=50)
    [message] = (await send_sms(phone=MOM))["messages"]
    assert message["state"] == "unconfirmed"
    await wait_to_be_asked(hass)


@pytest.mark.usefixtures("opened")
async def test_it_names_a_person_or_a_masked_number(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """In both languages."""
    for language in LANGUAGES:
        said = words(hass, "unconfirmed", language)
        assert MOM not in said
        assert "Mom" in said or "•••" in said


@pytest.mark.usefixtures("opened")
async def test_what_is_forgotten_is_never_asked_again(
    hass: HomeAssistant, account: MockConfigEntry, hass_client: Clients
) -> None:
    """Not after a reload either; what is left open is."""
    await hass.config_entries.async_reload(account.entry_id)
    await wait_to_be_asked(hass)
    assert set(told(hass)) == {"unconfirmed"}
    client = await hass_client()
    flow = await open_repair(hass, client, "unconfirmed")
    assert flow["menu_options"] == ["arrived", "send_again", "forget"]
    done = await submit_repair(hass, client, flow, next_step_id="forget")
    assert done["type"] == FlowResultType.CREATE_ENTRY
    assert told(hass) == {}
    await hass.config_entries.async_reload(account.entry_id)
    await wait_to_be_asked(hass)

    assert told(hass) == {}


@pytest.mark.usefixtures("opened")
async def test_it_goes_when_the_owner_knows(
    hass: HomeAssistant, hass_client: Clients
) -> None:
    """Then it counts as delivered."""
    client = await hass_client()
    flow = await open_repair(hass, client, "unconfirmed")
    await submit_repair(hass, client, flow, next_step_id="arrived")

    assert told(hass) == {}
    status = hass.states.get("sensor.mom_last_message_status")
    assert status is not None
    assert status.state == "delivered"


@pytest.mark.usefixtures("opened")
async def test_it_goes_with_an_account_that_is_switched_off(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """Nobody could send it again; and it comes back with the account."""
    disable = hass.config_entries.async_set_disabled_by
    await disable(account.entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done()
    assert told(hass) == {}
    await wait_to_be_asked(hass)
    assert told(hass) == {}

    await disable(account.entry_id, None)
    await wait_to_be_asked(hass)
    assert set(told(hass)) == {"unconfirmed"}


@pytest.mark.usefixtures("opened")
async def test_it_goes_with_an_account_that_is_removed(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """What was under way is told of in one repair."""
    await hass.config_entries.async_remove(account.entry_id)
    await hass.async_block_till_done()

    assert "unconfirmed" not in told(hass)
