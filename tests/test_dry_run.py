"""Every action that sends can be tried out: the price is told, and nothing leaves."""

from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import MOM, Send
from .eventually import Recorded
from .simulator import Simulator

PICTURE = "media-source://media_source/local/door.jpg"
SOUND = "media-source://media_source/local/alarm.mp3"

ACTIONS: dict[str, dict[str, Any]] = {
    "send_sms": {"message": "Test", "phone": MOM},
    "send_personal_sms": {"messages": [{"message": "Test", "phone": MOM}]},
    "make_call": {"message": "Water in the bathroom", "phone": MOM, "voice": "man_1"},
    "send_viber": {"message": "Test", "phone": MOM},
    "send_whatsapp": {"message": "Test", "phone": MOM},
    "send_social": {"message": "Test", "phone": MOM},
    "send_telegram": {"message": "Test", "phone": "@anna_home", "bot": "@demo_bot"},
    "send_wap_push": {"url": "https://example.com", "title": "Door", "phone": MOM},
    "send_binary": {"payload": "00FF", "phone": MOM},
    "send_email": {
        "message": "Test",
        "subject": "Door",
        "address": "a@example.com",
        "from_address": "alarm@demo.example",
    },
    "send_mms": {"message": "Test", "phone": MOM},
}

pytestmark = pytest.mark.usefixtures("account")


@pytest.fixture(autouse=True)
def _files(media: Path) -> None:
    """Put files where messages take them from."""
    (media / "door.jpg").write_bytes(b"picture" * 100)
    (media / "alarm.mp3").write_bytes(b"sound" * 100)


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_dry_run_tells_the_price_and_sends_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    action: str,
) -> None:
    """The price is that of the real thing, and the answer has the same fields."""
    dry = await act(action, **ACTIONS[action], dry_run=True)
    await hass.async_block_till_done()
    assert not simulator.ledger.messages
    assert not statuses.data
    wet = await act(action, **ACTIONS[action])

    [tried], [sent] = dry["messages"], wet["messages"]
    assert tried.keys() == sent.keys()
    assert (tried["reference"], tried["state"]) == (None, None)
    for field in ("phone", "channel", "parts", "cost", "error"):
        assert tried[field] == sent[field], field
    assert dry["accounts"][0]["cost"] == wet["accounts"][0]["cost"]
    assert not simulator.ledger.unknown_parameters


@pytest.mark.parametrize(
    ("action", "files"),
    [
        ("make_call", {"media": SOUND, "message": ""}),
        ("send_mms", {"attachments": PICTURE}),
        ("send_email", {"attachments": PICTURE}),
    ],
)
async def test_files_go_along_with_the_question(
    simulator: Simulator, act: Send, action: str, files: dict[str, Any]
) -> None:
    """A call may be nothing but a sound, and is paid by its seconds."""
    data = {**ACTIONS[action], **files}
    dry = await act(action, **data, dry_run=True)
    assert not simulator.ledger.messages
    wet = await act(action, **data)

    assert dry["messages"][0]["cost"] == wet["messages"][0]["cost"] is not None


@pytest.mark.parametrize("action", ACTIONS)
async def test_no_answer_to_a_dry_run_is_said(
    simulator: Simulator, act: Send, account: MockConfigEntry, action: str
) -> None:
    """As of any question: nothing was sent, whatever became of it."""
    simulator.faults.add("drop_after", path="/sys/send.php")
    with pytest.raises(HomeAssistantError) as raised:
        await act(action, **ACTIONS[action], dry_run=True)

    assert raised.value.translation_key == "question_unanswered"
    assert not simulator.ledger.messages


@pytest.mark.usefixtures("account")
async def test_a_price_asked_too_often_is_no_message_sent_twice(
    simulator: Simulator, act: Send
) -> None:
    """The same code means something else to a question."""
    simulator.faults.add("error_code", code=9, path="/sys/send.php", times=1)
    rows = [
        # In a list it might be read as something else, so it leaves beside it.
        {"phone": MOM, "message": "a\\"},
        {"phone": "+79261234567", "message": "b"},
    ]
    answer = await act("send_personal_sms", messages=rows, dry_run=True)

    [error] = [m["error"] for m in answer["messages"] if m["error"]]
    assert error == "The price was asked more than five times in a minute"
