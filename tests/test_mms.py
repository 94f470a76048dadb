"""MMS: pictures and more to phones."""

from pathlib import Path
from typing import Any

import pytest

from homeassistant.exceptions import ServiceValidationError

from .conftest import MOM, MOM_ENTITY, Send
from .simulator import Simulator

pytestmark = pytest.mark.usefixtures("account")

DOOR = "media-source://media_source/local/door.JPG"


async def test_a_picture_with_a_subject(
    simulator: Simulator, act: Send, media: Path
) -> None:
    """A text is not needed then."""
    (media / "door.JPG").write_bytes(b"\xff\xd8\xff" * 1000)
    answer = await act(
        "send_mms", subject="Дверь", recipient=MOM_ENTITY, attachments=DOOR
    )

    [message] = simulator.ledger.over("mms")
    assert message.details["subject"] == "Дверь"
    assert message.details["files"] == "door.JPG:3000"
    assert message.text == ""
    assert not simulator.ledger.unknown_parameters
    assert answer["messages"][0]["channel"] == "mms"


async def test_a_text_without_a_subject(simulator: Simulator, act: Send) -> None:
    """The provider takes the sender for one."""
    await act("send_mms", message="Who is it?", phone=MOM, sender="demo")

    [message] = simulator.ledger.over("mms")
    assert (message.text, message.sender) == ("Who is it?", "demo")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "mms_says_nothing"),
        ({"attachments": DOOR}, "mms_says_nothing"),
        ({"subject": "Plan", "attachments": f"{DOOR}.pdf"}, "media_kind"),
        ({"subject": "Plan", "attachments": f"{DOOR}.none"}, "media_unreadable"),
        ({"subject": "Plan", "phone": "112233"}, "phone_invalid"),
    ],
)
async def test_bad_input_is_refused_before_anything_is_sent(
    simulator: Simulator, act: Send, media: Path, data: dict[str, Any], error: str
) -> None:
    """The error says why."""
    (media / "door.JPG").write_bytes(b"x")
    (media / "door.JPG.pdf").write_bytes(b"x")
    with pytest.raises(ServiceValidationError) as raised:
        await act("send_mms", **({"phone": MOM} | data))

    assert raised.value.translation_key == error
    assert not [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]
