"""What becomes of texts: parts, letters, and what is cut off."""

import pytest

from tests.simulator import Simulator

from .websms_wire import WebsmsWire


@pytest.mark.parametrize(
    ("text", "reading", "parts"),
    [
        ("a" * 160, "section_9", 1),
        ("a" * 161, "section_9", 2),
        ("a" * 312, "section_9", 2),
        ("a" * 313, "section_9", 3),
        ("a" * 1404, "section_9", 9),
        ("я" * 70, "section_9", 1),
        ("я" * 71, "section_9", 2),
        ("я" * 133, "section_9", 3),
        ("я" * 594, "section_9", 9),
        ("a" * 313, "section_11", 2),
        ("a" * 1570, "section_11", 10),
        ("я" * 134, "section_11", 2),
        ("я" * 670, "section_11", 10),
        ("a" * 159 + "€", "section_9", 2),
        ("a" * 69 + "№", "section_9", 1),
        ("a" * 70 + "№", "section_9", 2),
    ],
)
async def test_parts(
    websms: WebsmsWire, simulator: Simulator, text: str, reading: str, parts: int
) -> None:
    """The two sections of the document count in their own ways."""
    simulator.websms.speak(part_lengths=reading)
    answer = await websms.json_send(message=text)
    assert answer["summ_parts"] == str(parts)
    [message] = simulator.ledger.messages
    assert (message.text, message.parts) == (text, parts)
    assert message.cost == parts * simulator.websms.account().prices["sms 1"]


async def test_latin_letters_by_force(websms: WebsmsWire, simulator: Simulator) -> None:
    """A text too long for Cyrillic is put into Latin letters, asked or not."""
    answer = await websms.json_send(message="д" * 595)
    assert answer["summ_parts"] == "4"
    assert simulator.ledger.messages[0].text == "d" * 595
    simulator.websms.speak(part_lengths="section_11")
    await websms.json_send(message="д" * 596)
    assert simulator.ledger.messages[1].text == "д" * 596


async def test_latin_letters_by_wish(websms: WebsmsWire, simulator: Simulator) -> None:
    """`translit` is 1."""
    answer = await websms.json_send(message="Вода " * 20, translit="1")
    assert answer["summ_parts"] == "1"
    assert simulator.ledger.messages[0].text == "Voda " * 20


@pytest.mark.parametrize(("letter", "kept"), [("a", 160), ("я", 70)])
async def test_one_part_alone(
    websms: WebsmsWire, simulator: Simulator, letter: str, kept: int
) -> None:
    """`nosplit` cuts the rest off."""
    answer = await websms.json_send(message=letter * 200, nosplit="1")
    assert answer["summ_parts"] == "1"
    assert simulator.ledger.messages[0].text == letter * kept


@pytest.mark.parametrize(
    ("rules", "longest"), [("section_9", 1404), ("section_11", 1570)]
)
async def test_too_long(
    websms: WebsmsWire, simulator: Simulator, rules: str, longest: int
) -> None:
    """Refused, or cut to the last part that is allowed."""
    simulator.websms.speak(part_lengths=rules)
    assert await websms.error(message="a" * (longest + 1)) == 11
    simulator.websms.speak(too_long="cut")
    assert await websms.error(message="a" * (longest + 1)) == 0
    assert simulator.ledger.messages[0].text == "a" * longest


async def test_characters_beyond_the_charset(
    websms: WebsmsWire, simulator: Simulator
) -> None:
    """JSON may escape anything, and every page but one has windows-1251."""
    await websms.json_send(message="Вода 🌊")
    [message] = simulator.ledger.messages
    assert (message.text, message.parts) == ("Вода 🌊", 1)
    await websms.json_send(message="🌊" * 36)
    assert simulator.ledger.messages[1].parts == 2
