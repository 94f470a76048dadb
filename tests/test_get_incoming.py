"""What `get_incoming` shows of what came in, whichever way it came."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .conftest import ACCOUNT_ID, MOM, MOM_ENTITY, Send
from .eventually import Recorded
from .pulling import asked
from .simulator import ManualClock, Simulator

OTHER = "+79261234567"
HOUR = 3600
DAY = 86400

type Look = Callable[..., Coroutine[Any, Any, dict[str, list[dict[str, Any]]]]]


@pytest.fixture
def look(hass: HomeAssistant, entry: MockConfigEntry) -> Look:
    """Look at what came in."""

    async def call(**data: Any) -> dict[str, list[dict[str, Any]]]:
        answer = await hass.services.async_call(
            "sms_gateway", "get_incoming", data, blocking=True, return_response=True
        )
        assert isinstance(answer, dict)
        return answer  # type: ignore[return-value]

    return call


async def test_texts_and_calls_are_shown_newest_first(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: str,
    send_sms: Send,
    received: Recorded,
    look: Look,
) -> None:
    """With whose they are, and what they answer."""
    calls = Recorded(hass, "sms_gateway_call_received")
    simulator.smsc.receive(phone=MOM, text="First", age=60)
    await received.until(bool)
    simulator.smsc.receive(phone="MTS", text="Balance")
    await received.until(lambda data: len(data) == 2)
    simulator.smsc.ring(MOM)
    await calls.until(bool)
    shown = await look()

    assert [message["text"] for message in shown["messages"]] == ["Balance", "First"]
    first = shown["messages"][1]
    assert first["phone"] == MOM.removeprefix("+")
    assert first["recipient"] == "Mom"
    assert first["config_entry_id"] == ACCOUNT_ID
    assert first["received_at"] < shown["messages"][0]["received_at"]
    [call] = shown["calls"]
    assert call["recipient"] == "Mom"
    assert "text" not in call
    assert [m["text"] for m in (await look(recipient=MOM_ENTITY))["messages"]] == [
        "First"
    ]
    assert [m["text"] for m in (await look(phone="mts"))["messages"]] == ["Balance"]
    assert [m["text"] for m in (await look(limit=1))["messages"]] == ["Balance"]


async def test_an_answer_is_shown_with_the_message_that_it_answers(
    simulator: Simulator,
    callbacks: str,
    send_sms: Send,
    received: Recorded,
    look: Look,
) -> None:
    """By our reference, and not by the provider's id; nothing for what answers none."""
    asked_for = await send_sms("Close the water?", recipient=MOM_ENTITY)
    [sent] = simulator.ledger.messages
    simulator.smsc.receive(phone=MOM, text="Hello", age=60)
    simulator.smsc.receive(phone=MOM, text="Yes", reply_to=sent.message_id)
    await received.until(lambda data: len(data) == 2)
    shown = (await look())["messages"]

    assert [(message["text"], message["reply_to"]) for message in shown] == [
        ("Yes", asked_for["messages"][0]["reference"]),
        ("Hello", None),
    ]


async def test_what_came_before_the_account_is_shown_too(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
    look: Look,
) -> None:
    """It fired no event, but whoever asks may know it; by the provider's own time."""
    simulator.smsc.receive(phone=MOM, text="Yesterday", age=30 * HOUR)
    simulator.smsc.receive(phone=MOM, text="Today", age=2 * HOUR)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await asked(simulator, 1)
    await hass.async_block_till_done()

    assert [m["text"] for m in (await look())["messages"]] == ["Today"]
    shown = (await look(hours=48))["messages"]
    assert [m["text"] for m in shown] == ["Today", "Yesterday"]
    assert not (await look(hours=1))["messages"]
    assert not received.data


@pytest.mark.usefixtures("account")
async def test_nothing_is_an_empty_list(look: Look) -> None:
    """Also while the provider is down: the journal answers."""
    assert await look(phone=OTHER) == {"messages": [], "calls": []}


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"recipient": "notify.nobody"}, "recipient_unknown"),
        ({"config_entry_id": "nonsense"}, "account_unknown"),
    ],
)
async def test_nobody_is_not_everybody(
    look: Look, data: dict[str, Any], error: str
) -> None:
    """A name that is not known would show all, or nothing."""
    with pytest.raises(ServiceValidationError) as raised:
        await look(**data)
    assert raised.value.translation_key == error
