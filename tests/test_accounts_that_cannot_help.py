"""An account that is refused, removed or out of its limits holds up no alarm, and no news."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import MOM_ENTITY, Send
from .eventually import Recorded, as_time_passes
from .flows import suggested
from .repairs_page import restart, told
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock


def refuse(simulator: Simulator, login: str, code: int) -> None:
    """Let an account refuse whatever comes."""
    simulator.faults.add(
        "error_code", code=code, path="/sys/send.php", account=login, times=99
    )


async def test_messages_of_a_refused_account_go_to_the_next_one_at_once(
    simulator: Simulator,
    clock: ManualClock,
    account: MockConfigEntry,
    fallback: MockConfigEntry,
    send_sms: Send,
) -> None:
    """None waits for its minute at the account whose credentials are refused."""
    refuse(simulator, "demo", 2)
    await send_sms("First", recipient=MOM_ENTITY)
    begun = clock.monotonic()
    calls = asyncio.gather(
        *(
            send_sms("Next", phone=phone, config_entry_id=account.entry_id)
            for phone in ("+79160000011", "+79160000012", "+79160000013")
        )
    )
    await as_time_passes(clock, calls.done, at_most=60)

    states = [answer["messages"][0]["state"] for answer in calls.result()]
    assert states == ["queued"] * 3
    assert clock.monotonic() - begun < 10


async def test_message_that_waits_is_not_said_to_be_stopped_by_the_guard(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    fallback: MockConfigEntry,
    send_sms: Send,
) -> None:
    """The fallback's limit is no last word while the first account is tried again."""
    hass.config_entries.async_update_entry(fallback, options={"messages_per_hour": 1})
    await hass.async_block_till_done()
    await send_sms(phone="+79160000001", config_entry_id=fallback.entry_id)
    refuse(simulator, "demo", 4)

    answer = await send_sms("Water", recipient=MOM_ENTITY)

    assert answer["messages"][0]["state"] == "pending"


@pytest.mark.parametrize("how", ["removed", "disabled"])
async def test_a_no_is_the_last_one_where_the_fallback_is_gone(
    hass: HomeAssistant,
    simulator: Simulator,
    fallback: MockConfigEntry,
    send_sms: Send,
    how: str,
) -> None:
    """Nobody is left to wait for, so it raises at once."""
    if how == "removed":
        await hass.config_entries.async_remove(fallback.entry_id)
    else:
        await hass.config_entries.async_set_disabled_by(
            fallback.entry_id, ConfigEntryDisabler.USER
        )
    refuse(simulator, "demo", 3)

    with pytest.raises(HomeAssistantError):
        await send_sms("Water", recipient=MOM_ENTITY)


async def test_a_no_is_the_last_one_where_a_preferred_account_is_gone(
    simulator: Simulator, account: MockConfigEntry, send_sms: Send
) -> None:
    """One of a list may be gone; it is not waited for."""
    refuse(simulator, "demo", 3)

    with pytest.raises(HomeAssistantError):
        await send_sms(recipient=MOM_ENTITY, config_entry_id=["gone", account.entry_id])


async def test_sender_of_a_removed_account_does_not_go_on_with_its_messages(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    account: MockConfigEntry,
    fallback: MockConfigEntry,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """The next account would refuse the alarm for it."""
    simulator.smsc.set_account(senders={"HOME", "SMSC.RU"})
    await simulator.go_down()
    await send_sms(recipient=MOM_ENTITY, sender="HOME")
    await hass.config_entries.async_remove(account.entry_id)
    await simulator.start()
    await as_time_passes(clock, lambda: len(statuses.states) > 1, at_most=900)

    assert statuses.states == ["pending", "queued"]


async def test_message_given_up_while_its_account_is_disabled_is_told(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    account: MockConfigEntry,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """By the repair, as if the account were loaded."""
    await simulator.go_down()
    await send_sms(recipient=MOM_ENTITY)
    await hass.config_entries.async_set_disabled_by(
        account.entry_id, ConfigEntryDisabler.USER
    )
    await as_time_passes(clock, lambda: "failed" in statuses.states, step=15)

    assert set(told(hass)) == {"not_sent"}
    # It will send nothing that could heal it.
    await restart(hass)
    assert told(hass) == {}


async def test_form_of_an_account_with_a_removed_fallback_can_be_saved(
    hass: HomeAssistant,
    account: MockConfigEntry,
    fallback: MockConfigEntry,
) -> None:
    """What the form suggests is what it takes."""
    third = MockConfigEntry(domain="sms_gateway", title="Third", data=account.data)
    third.add_to_hass(hass)
    await hass.config_entries.async_remove(fallback.entry_id)
    flow = await hass.config_entries.options.async_init(account.entry_id)
    shown = await hass.config_entries.options.async_configure(
        flow["flow_id"], {"next_step_id": "sending"}
    )

    assert not suggested(shown, "fallbacks")


async def test_what_waits_for_a_dead_account_silences_no_alarm_of_another(
    simulator: Simulator,
    clock: ManualClock,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    send_sms: Send,
) -> None:
    """Order is kept among what may go by the same account."""
    refuse(simulator, "second", 4)
    await send_sms(
        "Weekly report",
        phone="+79161234567",
        config_entry_id=other_account.entry_id,
        valid_for={"hours": 24},
    )

    answer = await send_sms(
        "Water", phone="+79161234567", config_entry_id=account.entry_id
    )

    assert answer["messages"][0]["state"] == "queued"
