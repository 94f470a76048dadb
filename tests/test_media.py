"""Media that hang, fail or are empty: no action waits for them, no alarm is lost for them."""

import asyncio
from contextlib import nullcontext
import logging
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockModule,
    MockPlatform,
    mock_integration,
    mock_platform,
)

from homeassistant.components.tts import TtsAudioType
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component

from .conftest import MOM, Send
from .eventually import as_time_passes
from .simulator import ManualClock, Simulator
from .test_email import ANNA, MAIL
from .test_make_call import SPEECH, SpeechEngine

LOCAL = "media-source://media_source/local/"


class Engine(SpeechEngine):
    """Speaks as a service on the internet does when there is none."""

    def __init__(self, how: str) -> None:
        """Choose what goes wrong."""
        self.how = how

    async def async_get_tts_audio(
        self, message: str, language: str, options: dict[str, Any]
    ) -> TtsAudioType:
        """Hang, fail, or say nothing."""
        if self.how == "hangs":
            await asyncio.Event().wait()
        if self.how == "fails":
            raise RuntimeError("no connection")
        return "mp3", b""


async def speak(hass: HomeAssistant, how: str) -> None:
    """Set an engine up that does not speak."""
    mock_integration(hass, MockModule("demo"))
    platform = MockPlatform()

    async def engine(*_: object) -> SpeechEngine:
        return Engine(how)

    platform.async_get_engine = engine
    mock_platform(hass, "demo.tts", platform)
    assert await async_setup_component(hass, "tts", {"tts": {"platform": "demo"}})
    await hass.async_block_till_done()


each_way = pytest.mark.parametrize("how", ["hangs", "fails", "says nothing"])


@each_way
async def test_a_call_with_nothing_but_a_sound_that_is_not_there_is_refused(
    hass: HomeAssistant,
    clock: ManualClock,
    account: object,
    simulator: Simulator,
    act: Send,
    how: str,
) -> None:
    """In 15 seconds, with an error of one's own language, which tells no text."""
    await speak(hass, how)
    began = clock.now()
    action = asyncio.ensure_future(act("make_call", phone=MOM, media=SPEECH))
    await as_time_passes(clock, action.done)

    assert clock.now() - began <= 16
    with pytest.raises(ServiceValidationError) as raised:
        await action
    assert raised.value.translation_key in ("media_unreadable", "media_empty")
    assert "Secret" not in str(raised.value)
    assert not simulator.ledger.messages


@each_way
async def test_a_call_with_a_text_goes_out_without_the_sound(
    hass: HomeAssistant,
    clock: ManualClock,
    account: object,
    simulator: Simulator,
    act: Send,
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    """An alarm is not lost for its sound; the log says so, but not what was said."""
    await speak(hass, how)
    caplog.clear()
    caplog.set_level(logging.INFO, "custom_components.sms_gateway")
    action = asyncio.ensure_future(
        act("make_call", phone=MOM, message="Fire!", media=SPEECH)
    )
    await as_time_passes(clock, action.done)
    await action

    [call] = simulator.ledger.over("call")
    assert call.text == "Fire!"
    assert "files" not in call.details
    told = [r for r in caplog.records if r.name.startswith("custom_components")]
    assert [record.levelname for record in told] == ["WARNING"]
    assert "tts/demo" in told[0].getMessage()
    assert not {"Fire", "Secret"} & set(told[0].getMessage().split())


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("name", "content"),
    [("alarm.mp3", b""), ("alarm.mp3", b"ID3"), ("alarm.wav", b"RIFF" + b"\0" * 40)],
)
async def test_a_sound_of_nothing_is_refused(
    simulator: Simulator, act: Send, media: Path, name: str, content: bytes
) -> None:
    """A call that says nothing is charged, and believed to have been an alarm."""
    (media / name).write_bytes(content)
    with pytest.raises(ServiceValidationError) as raised:
        await act("make_call", phone=MOM, media=f"{LOCAL}{name}")

    assert raised.value.translation_key == "media_empty"
    assert not simulator.ledger.messages


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("name", "content", "is_sent"),
    [
        ("door.jpg", b"\xff\xd8", False),
        ("note.txt", b"", False),
        ("note.txt", b"1", True),
    ],
)
async def test_a_mail_carries_no_empty_files(
    simulator: Simulator,
    act: Send,
    media: Path,
    name: str,
    content: bytes,
    is_sent: bool,
) -> None:
    """A picture has a header at least; a text may be as short as it likes."""
    (media / name).write_bytes(content)
    refused = pytest.raises(ServiceValidationError, match="is empty")
    with nullcontext() if is_sent else refused:
        await act("send_email", address=ANNA, attachments=f"{LOCAL}{name}", **MAIL)
    assert bool(simulator.ledger.messages) is is_sent


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "media_id",
    [f"{LOCAL}a\0.mp3", "media-source://media_source", f"{LOCAL}..", "\ud83d"],
)
async def test_media_that_cannot_be(
    simulator: Simulator, act: Send, media: Path, media_id: str
) -> None:
    """Whatever a source makes of them, the error is ours."""
    with pytest.raises(ServiceValidationError) as raised:
        await act("make_call", phone=MOM, media=media_id)

    assert raised.value.translation_key == "media_unreadable"
    assert not simulator.ledger.messages


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("name", "arrives_as"),
    [
        ("фото 1.jpg", "фото 1.jpg"),
        ('a"; x="b.jpg', "a_; x=_b.jpg"),
        ("a\\b.jpg", "a_b.jpg"),
    ],
)
async def test_names_of_files_arrive_as_they_are(
    simulator: Simulator, act: Send, media: Path, name: str, arrives_as: str
) -> None:
    """Not in percents, which no mail program turns back; and none ends its header."""
    (media / name).write_bytes(b"x" * 500)
    await act("send_email", address=ANNA, attachments=f"{LOCAL}{name}", **MAIL)

    assert simulator.ledger.over("mail")[0].details["files"] == f"{arrives_as}:500"
