"""What `get_sent` shows of what was sent, and for how long."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .conftest import MOM, MOM_ENTITY, Send
from .eventually import Recorded, as_time_passes
from .simulator import Fate, ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

OTHER = "+79261234567"
DAY = 86400

type Look = Callable[..., Coroutine[Any, Any, list[dict[str, Any]]]]


@pytest.fixture
def look(hass: HomeAssistant, account: MockConfigEntry) -> Look:
    """Look at what was sent."""

    async def call(**data: Any) -> list[dict[str, Any]]:
        answer = await hass.services.async_call(
            "sms_gateway", "get_sent", data, blocking=True, return_response=True
        )
        assert isinstance(answer, dict)
        return answer["messages"]  # type: ignore[return-value]

    return call


async def test_what_was_sent_is_shown_newest_first(
    clock: ManualClock,
    simulator: Simulator,
    look: Look,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """With its text, and what became of it."""
    simulator.phones.behave(OTHER, Fate.UNDELIVERED)
    sent = await send_sms("Alarm", recipient=MOM_ENTITY, tag="water")
    await clock.advance(1)
    await send_sms("All clear", phone=OTHER, tag="news")
    await as_time_passes(
        clock, lambda: {"delivered", "undelivered"} <= set(statuses.states)
    )
    newest, oldest = await look()

    assert (newest["text"], newest["state"]) == ("All clear", "undelivered")
    assert (oldest["text"], oldest["tag"]) == ("Alarm", "water")
    assert oldest["reference"] == sent["messages"][0]["reference"]
    assert (oldest["recipient"], oldest["state"]) == ("Mom", "delivered")
    assert oldest["created_at"] < newest["created_at"]
    for wanted in (
        {"recipient": MOM_ENTITY},
        {"phone": MOM},
        {"tag": "water"},
        {"state": ["delivered", "read"]},
    ):
        assert await look(**wanted) == [oldest]
    assert await look(limit=1) == [newest]
    assert await look(state="failed") == []


async def test_one_looks_back_for_a_day_or_as_one_likes(
    hass: HomeAssistant, clock: ManualClock, look: Look, send_sms: Send
) -> None:
    """By hours, or from a moment on."""
    await send_sms("Old", phone=MOM)
    then = dt_util.utc_from_timestamp(clock.now() - 60)
    await clock.advance(2 * DAY)
    await send_sms("New", phone=MOM)

    assert [m["text"] for m in await look()] == ["New"]
    assert [m["text"] for m in await look(hours=72)] == ["New", "Old"]
    assert [m["text"] for m in await look(since=then)] == ["New", "Old"]


async def test_a_text_is_forgotten_before_its_message(
    hass: HomeAssistant,
    clock: ManualClock,
    look: Look,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """After a week there is no text any more."""
    await send_sms("Secret", phone=MOM)
    await as_time_passes(clock, lambda: "delivered" in statuses.states)
    clock.jump(8 * DAY)
    hass.data[GATEWAY].journal.forget_old()
    [message] = await look(hours=720)

    assert (message["text"], message["state"]) == (None, "delivered")
