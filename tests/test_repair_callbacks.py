"""Callbacks that do not come any more, or go to an old address: told, and led to the page."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import ACCOUNT_ID, MOM, PUBLIC, WEBHOOK_ID, Clients, Send
from .eventually import Recorded, as_time_passes
from .repairs_page import (
    LANGUAGES,
    Client,
    open_repair,
    restart,
    submit_repair,
    told,
    words,
)
from .simulator import ManualClock, Simulator

MINUTE = 60
QUARTER = 15 * MINUTE

pytestmark = [pytest.mark.usefixtures("_turned"), pytest.mark.by_the_clock]


@pytest.fixture
def _turned(clock: ManualClock, account: MockConfigEntry) -> None:
    """Set the account up with a clock that the test turns."""


@pytest.fixture
async def confirmed(hass: HomeAssistant, _turned: None) -> None:
    """Confirm that the provider has the callback address."""
    await hass.config.async_update(external_url=PUBLIC)
    flow = await hass.config_entries.options.async_init(ACCOUNT_ID)
    for values in ({"next_step_id": "callback"}, {}):
        flow = await hass.config_entries.options.async_configure(
            flow["flow_id"], values
        )
    await hass.async_block_till_done()


@pytest.fixture
def deliver(
    clock: ManualClock, send_sms: Send, statuses: Recorded
) -> Callable[[int], Coroutine[Any, Any, None]]:
    """Send some messages, a quarter of an hour apart, and wait until each arrives."""

    async def messages(count: int) -> None:
        for _ in range(count):
            before = statuses.states.count("delivered")
            await send_sms(f"Message {before}", phone=MOM)
            await as_time_passes(
                clock,
                lambda before=before: statuses.states.count("delivered") > before,
                step=15,
            )
            await clock.advance(QUARTER)

    return messages


type Deliver = Callable[[int], Coroutine[Any, Any, None]]


async def see_the_page(
    hass: HomeAssistant, client: Client, key: str, home: str
) -> dict[str, Any]:
    """Open a repair, and return it once it shows the address, with its secret."""
    flow = await open_repair(hass, client, key)
    shown = flow["description_placeholders"]
    assert flow["step_id"] == "confirm"
    assert shown["address"].startswith(f"{home}/api/webhook/{WEBHOOK_ID}?")
    # Of the repair itself, which may be on a screen in the hall, it is no part.
    assert WEBHOOK_ID not in repr(told(hass))
    for language in LANGUAGES:
        assert shown["address"] in words(hass, key, language, **shown)
    return flow


async def confirm(hass: HomeAssistant, client: Client, flow: dict[str, Any]) -> None:
    """Submit it."""
    ended = await submit_repair(hass, client, flow)
    assert ended["type"] == FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("confirmed")
async def test_silence_is_told_after_three_messages(
    hass: HomeAssistant, hass_client: Clients, deliver: Deliver
) -> None:
    """One may get lost; the page shows the address, and confirming it begins anew."""
    await deliver(2)
    assert told(hass) == {}
    await deliver(1)
    assert told(hass) == {
        "callback_silent": {"account": "SMSC (demo)", "origin": PUBLIC}
    }
    client = await hass_client()
    page = await see_the_page(hass, client, "callback_silent", PUBLIC)
    assert set(told(hass)) == {"callback_silent"}
    await confirm(hass, client, page)
    assert told(hass) == {}
    await deliver(2)
    assert told(hass) == {}


@pytest.mark.usefixtures("confirmed")
async def test_one_callback_heals(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    callbacks: str,
    deliver: Deliver,
) -> None:
    """Whatever it brings; a restart does not."""
    simulator.smsc.set_account(handler="")
    await deliver(3)
    await restart(hass)
    assert set(told(hass)) == {"callback_silent"}
    secret = account.options["callback_secret"]
    simulator.smsc.set_account(handler=f"{callbacks}?charset=utf-8&sha1={secret}")
    await deliver(1)

    assert told(hass) == {}


@pytest.mark.usefixtures("confirmed")
@pytest.mark.parametrize(
    ("url", "key"), [("https://new.example", "address_changed"), (None, "address_gone")]
)
async def test_silence_is_over_with_its_address(
    hass: HomeAssistant, deliver: Deliver, url: str | None, key: str
) -> None:
    """Nobody calls the old one any more; that is told by itself."""
    await deliver(3)
    await restart(hass)
    assert set(told(hass)) == {"callback_silent"}
    await hass.config.async_update(external_url=url)
    await hass.async_block_till_done()

    assert set(told(hass)) == {key}


async def test_most_homes_cannot_be_called(
    hass: HomeAssistant, deliver: Deliver
) -> None:
    """Nobody said that this one can: an address alone is no promise."""
    await hass.config.async_update(external_url=PUBLIC)
    await deliver(4)

    assert told(hass) == {}


@pytest.mark.usefixtures("confirmed")
async def test_many_at_once_are_no_silence(
    hass: HomeAssistant, clock: ManualClock, send_sms: Send, statuses: Recorded
) -> None:
    """Their callbacks may only be late."""
    await send_sms(phone=[MOM, "+79161230001", "+79161230002", "+79161230003"])
    await as_time_passes(
        clock, lambda: statuses.states.count("delivered") == 4, step=15
    )
    await hass.async_block_till_done()

    assert told(hass) == {}


@pytest.mark.usefixtures("confirmed")
async def test_a_changed_address_leads_to_the_page(
    hass: HomeAssistant, hass_client: Clients
) -> None:
    """It shows the new one; the repair goes once that is confirmed."""
    await hass.config.async_update(external_url="https://new.example")
    await hass.async_block_till_done()
    client = await hass_client()
    page = await see_the_page(hass, client, "address_changed", "https://new.example")
    assert set(told(hass)) == {"address_changed"}
    await confirm(hass, client, page)

    assert told(hass) == {}


@pytest.mark.usefixtures("confirmed")
async def test_an_address_that_changes_while_the_page_is_open_is_shown_anew(
    hass: HomeAssistant, hass_client: Clients
) -> None:
    """What was copied is the old one: submitting it mends nothing."""
    await hass.config.async_update(external_url="https://new.example")
    await hass.async_block_till_done()
    client = await hass_client()
    page = await see_the_page(hass, client, "address_changed", "https://new.example")
    await hass.config.async_update(external_url="https://newer.example")
    again = await submit_repair(hass, client, page)

    assert again["errors"] == {"base": "address_changed"}
    shown = again["description_placeholders"]
    assert shown["address"].startswith("https://newer.example/")
    assert shown["now"] == "https://newer.example"
    assert set(told(hass)) == {"address_changed"}
    await confirm(hass, client, again)
    assert told(hass) == {}


@pytest.mark.usefixtures("confirmed")
async def test_it_goes_with_the_account(hass: HomeAssistant, deliver: Deliver) -> None:
    """Nothing is left of it."""
    await deliver(3)
    assert set(told(hass)) == {"callback_silent"}
    await hass.config_entries.async_remove(ACCOUNT_ID)

    # What was under way is told of by itself.
    assert set(told(hass)) <= {"account_removed"}
