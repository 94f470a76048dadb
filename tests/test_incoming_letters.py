"""Texts that come in with letters made of two: told whole, and as most devices write them."""

from collections.abc import Callable, Coroutine
from typing import Any
from unicodedata import normalize

import pytest

from homeassistant.core import HomeAssistant

from .automations import automate
from .conftest import WEBHOOK_ID
from .eventually import Recorded

type Write = Callable[[str], Coroutine[Any, Any, None]]

FORM = {"phone": "79161234567", "to": "79037676877", "sent": "1795252000"}


@pytest.fixture
async def write(
    hass: HomeAssistant,
    account: Any,
    received: Recorded,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, Any]],
) -> Write:
    """Post a text, and wait until that is told and acted upon."""
    client = await hass_client_no_auth()

    async def send(quoted: str) -> None:
        told = len(received.data)
        fields = "&".join(f"{name}={value}" for name, value in FORM.items())
        answer = await client.post(
            f"/api/webhook/{WEBHOOK_ID}",
            data=f"id={told + 1}&{fields}&mes={quoted}".encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert answer.status == 200
        await received.until(lambda data: len(data) > told)
        await hass.async_block_till_done()

    return send


@pytest.mark.parametrize("form_of_text", ["NFC", "NFD"])
@pytest.mark.parametrize("form_of_word", ["NFC", "NFD"])
@pytest.mark.parametrize("option", ["contains", "matches"])
async def test_a_mac_writes_letters_with_marks_as_two(
    hass: HomeAssistant,
    write: Write,
    received: Recorded,
    form_of_text: Any,
    form_of_word: Any,
    option: str,
) -> None:
    """They look the same, and are the same to a trigger; `ё` is still no `е`."""
    word = normalize(form_of_word, "ОТКРОЙ ёлку")
    runs = await automate(
        hass,
        "triggers: [{trigger: sms_gateway.message_received, options:"
        f" {{include_late: true, {option}: '{word}'}}}}]",
    )
    await write(normalize(form_of_text, "Открой елку"))
    await write(normalize(form_of_text, "Открои ёлку"))
    assert not runs
    await write(normalize(form_of_text, "Пожалуйста, открой ёлку"))

    assert [run["text"] for run in runs] == ["Пожалуйста, открой ёлку"]
    assert received.data[-1]["text"] == "Пожалуйста, открой ёлку"


async def test_an_emoji_cut_in_two_costs_no_more_than_itself(
    write: Write, received: Recorded
) -> None:
    """Both texts are told, and whatever comes after them."""
    for quoted in ("Вода %ED%A0%BD", "%ED%B2%A7 в ванной", "Нет", "Всё %F0%9F"):
        await write(quoted)

    assert [data["text"] for data in received.data] == [
        "Вода \ufffd",
        "\ufffd в ванной",
        "Нет",
        "Всё \ufffd",
    ]
