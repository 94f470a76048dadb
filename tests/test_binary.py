"""Bytes and links that a phone or a device reads itself."""

from typing import Any

import pytest
import voluptuous as vol

from homeassistant.exceptions import ServiceValidationError

from .conftest import MOM, Send
from .simulator import Simulator

pytestmark = pytest.mark.usefixtures("account")

# Seed 001: "Hello, World!" with one word in italics.
HEADER = "0A0307 0560"
PAYLOAD = "48656C6C6F2C20576F726C6421"


def sends(simulator: Simulator) -> list[Any]:
    """Return the requests to send."""
    return [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]


async def test_the_message_of_the_document(simulator: Simulator, act: Send) -> None:
    """The header's length is put before it."""
    await act("send_binary", payload=PAYLOAD, header=HEADER, phone=MOM)

    [message] = simulator.ledger.over("binary")
    assert message.text == "050A0307056048656C6C6F2C20576F726C6421"
    assert message.details["udh"] == "0A03070560"
    assert sends(simulator)[0].parameters["bin"] == "2"


async def test_without_a_header(simulator: Simulator, act: Send) -> None:
    """A zero says that there is none."""
    await act("send_binary", payload="ff 00 01", phone=MOM)

    [message] = simulator.ledger.over("binary")
    assert (message.text, message.details["body"]) == ("00FF0001", "FF0001")


async def test_protocol_and_data_coding(simulator: Simulator, act: Send) -> None:
    """They stand behind the bytes."""
    await act("send_binary", payload="FF", protocol=65, data_coding=4, phone=MOM)

    [message] = simulator.ledger.over("binary")
    assert (message.details["pid"], message.details["dcs"]) == ("65", "4")


async def test_a_link(simulator: Simulator, act: Send) -> None:
    """With its title on the next line."""
    await act("send_wap_push", url="http://wap.ru", title="WAP.RU", phone=MOM)

    [message] = simulator.ledger.over("push")
    assert message.details["link"] == "http://wap.ru"
    assert message.details["title"] == "WAP.RU"


@pytest.mark.parametrize(
    ("action", "data", "error"),
    [
        ("send_binary", {"payload": "ABC"}, "binary_invalid"),
        ("send_binary", {"payload": "Hello"}, "binary_invalid"),
        ("send_binary", {"payload": ""}, "binary_invalid"),
        ("send_binary", {"payload": "FF", "header": "0"}, "binary_invalid"),
        ("send_binary", {"payload": "FF" * 141}, "binary_too_long"),
        ("send_binary", {"payload": "FF" * 137, "header": "0101AA"}, "binary_too_long"),
        ("send_binary", {"payload": "FF", "protocol": 1}, "protocol_alone"),
        ("send_binary", {"payload": "FF", "data_coding": 0}, "protocol_alone"),
        ("send_wap_push", {"url": "wap.ru", "title": "T"}, "url_invalid"),
        ("send_wap_push", {"url": "http://wap.ru", "title": " "}, "title_invalid"),
        ("send_wap_push", {"url": "http://wap.ru", "title": "a\nb"}, "title_invalid"),
    ],
)
async def test_bad_input_is_refused_before_anything_is_sent(
    simulator: Simulator, act: Send, action: str, data: dict[str, Any], error: str
) -> None:
    """The error says which field and why."""
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, phone=MOM, **data)

    assert raised.value.translation_key == error
    assert not sends(simulator)


async def test_a_byte_is_a_byte(simulator: Simulator, act: Send) -> None:
    """From 0 to 255."""
    with pytest.raises(vol.Invalid):
        await act("send_binary", payload="FF", protocol=256, data_coding=0, phone=MOM)

    assert not sends(simulator)


async def test_the_largest_goes_through(simulator: Simulator, act: Send) -> None:
    """As one SMS."""
    answer = await act("send_binary", payload="FF" * 140, phone=MOM)

    assert answer["messages"][0]["parts"] == 1
