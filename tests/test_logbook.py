"""The logbook tells what became of messages, in the home's language and about nobody else."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
import json
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, mock_component
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.providers.model import Channel, MessageState
from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import MOM, MOM_ENTITY, MOM_ID, Send
from .eventually import Recorded
from .simulator import Simulator
from .source import INTEGRATION, read_json

STRANGER = "+79037654321"
SENT = "telltale-sent"
CAME = "telltale-came"

type Lines = list[dict[str, Any]]
type Look = Callable[..., Coroutine[Any, Any, Lines]]


@pytest.fixture
async def look(
    hass: HomeAssistant,
    recorder_mock: Recorder,
    account: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> Look:
    """Open the logbook, as its page does; return what it has of ours."""
    # Its page alone needs the frontend.
    mock_component(hass, "frontend")
    # Nothing can be served anew once somebody has called.
    assert await async_setup_component(hass, "websocket_api", {})
    assert await async_setup_component(hass, "logbook", {})
    begun = dt_util.utcnow() - timedelta(minutes=1)

    async def call(**about: Any) -> Lines:
        await async_wait_recording_done(hass)
        client = await hass_ws_client()
        await client.send_json_auto_id(
            {"type": "logbook/get_events", "start_time": begun.isoformat(), **about}
        )
        answer = await client.receive_json()
        return [line for line in answer["result"] if line.get("domain") == DOMAIN]

    return call


def sentences(lines: Lines) -> list[str]:
    """Return the lines as the page shows them."""
    return [f"{line['name']} {line['message']}" for line in lines]


@pytest.fixture
async def _eventful(
    hass: HomeAssistant,
    look: Look,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    received: Recorded,
) -> None:
    """Let Mom get an SMS, write and call; refuse one to a stranger, who calls too."""
    await send_sms(SENT, recipient=MOM_ENTITY)
    await statuses.until_state("delivered")
    with pytest.raises(HomeAssistantError):
        await send_sms(f"{SENT} FORBIDDEN-WORD", phone=STRANGER)
    simulator.smsc.receive(phone=MOM, text=CAME)
    await received.until(lambda data: len(data) == 1)
    simulator.smsc.receive(phone=STRANGER, text=CAME)
    await received.until(lambda data: len(data) == 2)
    calls = Recorded(hass, "sms_gateway_call_received")
    simulator.smsc.ring(MOM)
    await calls.until(bool)


@pytest.mark.usefixtures("_eventful")
async def test_it_reads_as_one_would_tell_it(look: Look) -> None:
    """Who and what, each step of a message and everything that came in."""
    told = sentences(await look())

    assert told[:2] == [
        "SMS to Mom is waiting to be sent",
        "SMS to Mom was accepted by the provider",
    ]
    assert "SMS to Mom was delivered" in told
    assert any(
        re.fullmatch(r"SMS to \+7 903 •••-43-21 was rejected \(.+\)", line)
        for line in told
    )
    assert told[-3:] == [
        "SMS from Mom was received",
        "SMS from +7 903 •••-43-21 was received",
        "Call from Mom was received",
    ]


@pytest.mark.usefixtures("_eventful")
async def test_it_shows_no_text_and_no_number(look: Look) -> None:
    """A tablet in the hall shows the logbook to every guest."""
    shown = json.dumps(await look())

    assert "telltale" not in shown
    for number in (MOM, STRANGER):
        assert number.removeprefix("+7") not in re.sub(r"[ -]", "", shown)


@pytest.mark.usefixtures("_eventful")
async def test_a_device_has_its_own(
    look: Look, device_registry: dr.DeviceRegistry, account: MockConfigEntry
) -> None:
    """The page of a recipient tells of that one alone."""
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, f"{account.entry_id}_{MOM_ID}"), account.entry_id
    )
    assert device is not None
    told = sentences(await look(device_ids=[device.id]))

    assert "SMS to Mom was delivered" in told
    assert not [line for line in told if "Mom" not in line]


async def test_a_russian_home_reads_russian(
    hass: HomeAssistant,
    look: Look,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    received: Recorded,
) -> None:
    """Also after the language was changed while it runs."""
    await hass.config.async_update(language="ru")
    await hass.async_block_till_done()
    await send_sms(SENT, recipient=MOM_ENTITY)
    await statuses.until_state("delivered")
    simulator.smsc.receive(phone=STRANGER, text=CAME)
    await received.until(bool)
    told = sentences(await look())

    assert told[0] == "SMS получателю «Mom» ожидает отправки"
    assert "SMS получателю «Mom» доставлено" in told
    assert told[-1] == "SMS от +7 903 •••-43-21 получено"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_state_and_channel_has_its_words(language: str) -> None:
    """None of them is left over either."""
    words = read_json(INTEGRATION / "translations" / f"{language}.json")["common"]

    def named(prefix: str) -> set[str]:
        return {key[len(prefix) :] for key in words if key.startswith(prefix)}

    assert named("logbook_state_") == {*MessageState}
    assert named("channel_") == {*Channel}
