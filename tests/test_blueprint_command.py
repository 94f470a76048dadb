"""The blueprint of a command by SMS: who may give it, in which words, and how late."""

from collections.abc import Callable, Coroutine
from typing import Any, Literal
from unicodedata import normalize

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError

from .blueprints import LANGUAGES, use_blueprint
from .conftest import MOM, MOM_ENTITY
from .eventually import Recorded, eventually
from .simulator import Simulator

STRANGER = "+79269999999"
DONE = "The gate is open."
NOT_DONE = "The gate is stuck."

INPUTS: dict[str, Any] = {
    "people": [MOM_ENTITY],
    "code_word": "Ёлка gate",
    "do": [{"action": "cover.open_cover", "target": {"entity_id": "cover.gate"}}],
    "done": DONE,
    "not_done": NOT_DONE,
}

type Write = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture
def opened(hass: HomeAssistant) -> list[ServiceCall]:
    """Record what the command does."""
    return async_mock_service(hass, "cover", "open_cover")


@pytest.fixture
def write(
    hass: HomeAssistant, callbacks: str, simulator: Simulator, received: Recorded
) -> Write:
    """Let a phone write, and wait until that was told and done."""

    async def send(text: str, phone: str = MOM, age: float = 0.0) -> None:
        told = len(received.data)
        simulator.smsc.receive(phone=phone, text=text, age=age)
        await received.until(lambda data: len(data) > told)
        await hass.async_block_till_done()

    return send


def texts(simulator: Simulator, phone: str = MOM) -> list[str]:
    """Return what a phone got."""
    return [message.text for message in simulator.ledger.to(phone)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "written", ["Ёлка gate", "елка GATE", "  ЁЛКА\n Gate!! ", "«елка, gate»"]
)
async def test_the_code_word_is_obeyed_and_answered(
    hass: HomeAssistant,
    simulator: Simulator,
    opened: list[ServiceCall],
    write: Write,
    language: str,
    written: str,
) -> None:
    """In whatever letters a phone writes it."""
    await use_blueprint(hass, "sms_command", language, INPUTS)
    await write(written)

    await eventually(lambda: texts(simulator) == [DONE])
    assert len(opened) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form_of_word", ["NFC", "NFD"])
@pytest.mark.parametrize("form_of_text", ["NFC", "NFD"])
async def test_a_letter_with_a_mark_may_be_written_as_two(
    hass: HomeAssistant,
    opened: list[ServiceCall],
    write: Write,
    language: str,
    form_of_word: Literal["NFC", "NFD"],
    form_of_text: Literal["NFC", "NFD"],
) -> None:
    """As a Mac writes them, in the form or in the message."""
    word = normalize(form_of_word, "открой ёлку")
    await use_blueprint(hass, "sms_command", language, INPUTS | {"code_word": word})
    await write(normalize(form_of_text, "Откройте ёлку"))
    await write(normalize(form_of_text, "Откроите ёлку"))
    await write(normalize(form_of_text, "Открои ёлку"))
    assert not opened

    await write(normalize(form_of_text, "Открой Ёлку"))
    await eventually(lambda: len(opened) == 1)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "...",
        "gate",
        "Ёлка gate now",
        "Do not: ёлка gate",
        "Ёлкаgate",
        # Latin letters that look like the Cyrillic ones.
        "Ёлкa gate",
        "{{ code_word }}",
        "{{ trigger.text }}",
        "{% set x = 1 %}Ёлка gate",
    ],
)
async def test_other_words_do_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    opened: list[ServiceCall],
    write: Write,
    written: str,
) -> None:
    """Nor are they answered: that would cost money. A template is no code word."""
    await use_blueprint(hass, "sms_command", "en", INPUTS)
    await write(written)
    await write("Ёлка gate")

    await eventually(lambda: bool(texts(simulator)))
    assert len(opened) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nobody_chosen_is_nobody(
    hass: HomeAssistant, opened: list[ServiceCall], write: Write, language: str
) -> None:
    """The form takes an empty list; that does not mean all recipients."""
    await use_blueprint(hass, "sms_command", language, INPUTS | {"people": []})
    await write("Ёлка gate")

    assert not opened


@pytest.mark.parametrize("stranger", [STRANGER, "900", "Mom"])
async def test_a_stranger_is_not_obeyed(
    hass: HomeAssistant,
    simulator: Simulator,
    opened: list[ServiceCall],
    write: Write,
    stranger: str,
) -> None:
    """Whatever they know, and whatever name they send by."""
    await use_blueprint(hass, "sms_command", "en", INPUTS)
    await write("Ёлка gate", phone=stranger)

    assert not opened
    assert not simulator.ledger.messages


@pytest.mark.parametrize(("age", "is_obeyed"), [(90, True), (150, False), (900, False)])
async def test_what_comes_late_does_nothing(
    hass: HomeAssistant,
    opened: list[ServiceCall],
    write: Write,
    age: float,
    is_obeyed: bool,
) -> None:
    """By the time it was sent, with the limit that was chosen."""
    await use_blueprint(hass, "sms_command", "en", INPUTS | {"max_age": 2})
    await write("Ёлка gate", age=age)

    assert bool(opened) is is_obeyed


async def test_a_repetition_does_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    opened: list[ServiceCall],
    write: Write,
    received: Recorded,
) -> None:
    """The provider repeats what it thinks was not heard; two messages are two."""
    await use_blueprint(hass, "sms_command", "en", INPUTS)
    simulator.callbacks.repeat(3)
    await write("Ёлка gate")
    await write("nothing")
    assert len(opened) == 1

    await write("Ёлка gate")
    assert len(opened) == 2


async def test_what_fails_is_answered_too(
    hass: HomeAssistant, simulator: Simulator, write: Write
) -> None:
    """The sender stands before the gate."""

    async def fail(call: ServiceCall) -> None:
        raise HomeAssistantError("stuck")

    hass.services.async_register("cover", "open_cover", fail)
    await use_blueprint(hass, "sms_command", "en", INPUTS)
    await write("Ёлка gate")

    await eventually(lambda: texts(simulator) == [NOT_DONE])


async def test_the_answer_may_be_a_template(
    hass: HomeAssistant,
    simulator: Simulator,
    opened: list[ServiceCall],
    write: Write,
) -> None:
    """Of the home's owner; it says what is so when it is done."""
    await use_blueprint(
        hass,
        "sms_command",
        "en",
        INPUTS | {"done": "{{ states('cover.gate') }} {{ trigger.text }}"},
    )
    hass.states.async_set("cover.gate", "open")
    await write("елка gate")

    await eventually(lambda: texts(simulator) == ["open елка gate"])


async def test_without_an_answer(
    hass: HomeAssistant,
    simulator: Simulator,
    opened: list[ServiceCall],
    write: Write,
) -> None:
    """Nothing is sent."""
    await use_blueprint(hass, "sms_command", "en", INPUTS | {"answers": False})
    await write("Ёлка gate")

    assert len(opened) == 1
    assert not simulator.ledger.messages


async def test_only_if(
    hass: HomeAssistant,
    opened: list[ServiceCall],
    write: Write,
) -> None:
    """A condition of the owner's."""
    condition = {"condition": "state", "entity_id": "person.mom", "state": "home"}
    hass.states.async_set("person.mom", "not_home")
    await use_blueprint(hass, "sms_command", "en", INPUTS | {"only_if": condition})
    await write("Ёлка gate")
    assert not opened

    hass.states.async_set("person.mom", "home")
    await write("Ёлка gate")
    assert len(opened) == 1


async def test_a_reload_repeats_nothing(
    hass: HomeAssistant,
    account: MockConfigEntry,
    opened: list[ServiceCall],
    write: Write,
) -> None:
    """The look-up that follows finds what was obeyed already."""
    await use_blueprint(hass, "sms_command", "en", INPUTS)
    await write("Ёлка gate")
    await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await write("nothing")

    assert len(opened) == 1
