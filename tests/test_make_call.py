"""Calls: what is said and how, what the one who is called does, what an event tells."""

from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    mock_integration,
    mock_platform,
)
import voluptuous as vol

from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.components.tts import Provider, TtsAudioType
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component

from .conftest import ANNA, MOM, MOM_ENTITY, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import ManualClock, Simulator
from .simulator.smsc import Pickup

ALARM = "media-source://media_source/local/alarm.mp3"
SPEECH = "media-source://tts/demo?message=Secret+words&language=en"


class SpeechEngine(Provider):
    """Says everything alike."""

    @property
    def default_language(self) -> str:
        """Return the only language."""
        return "en"

    @property
    def supported_languages(self) -> list[str]:
        """Return the only language."""
        return ["en"]

    def get_tts_audio(
        self, message: str, language: str, options: dict[str, Any]
    ) -> TtsAudioType:
        """Return a sound."""
        return "mp3", b"x" * 300


async def _speech_engine(*_: object) -> SpeechEngine:
    """Return the engine as its platform does."""
    return SpeechEngine()


def sends(simulator: Simulator) -> list[Any]:
    """Return the requests to send."""
    return [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]


@pytest.mark.usefixtures("account")
async def test_a_text_is_spoken(simulator: Simulator, act: Send) -> None:
    """Over the channel of calls; the seconds that it takes are no parts."""
    answer = await act(
        "make_call", message="Water in the bathroom", recipient=MOM_ENTITY
    )

    [call] = simulator.ledger.over("call")
    assert call.text == "Water in the bathroom"
    assert not simulator.ledger.unknown_parameters
    [message] = answer["messages"]
    assert message["channel"] == "call"
    assert message["parts"] is None
    assert message["keys_pressed"] is message["duration"] is None
    # Nothing that was not asked for.
    assert not {"voice", "param", "sender"} & sends(simulator)[0].parameters.keys()


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("data", "voice"),
    [
        ({"voice": "woman_2"}, "w2"),
        ({"voice": "man_1", "language": "en"}, "m,en"),
        # The provider's own voice is the third.
        ({"language": "FR"}, "m3,fr"),
    ],
)
async def test_voice_and_language(
    simulator: Simulator, act: Send, data: dict[str, Any], voice: str
) -> None:
    """They are one parameter."""
    await act("make_call", message="Test", phone=MOM, **data)

    assert simulator.ledger.over("call")[0].details["voice"] == voice


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("data", "param"),
    [
        ({"ring_for": 10, "repeat_every": 10, "attempts": 1}, "10,10,1"),
        ({"ring_for": 35, "repeat_every": {"hours": 1}, "attempts": 9}, "35,3600,9"),
        ({"ring_for": "00:00:20"}, "20,60,8"),
        ({"repeat_every": {"minutes": 5}}, "25,300,8"),
        ({"attempts": 3}, "25,60,3"),
    ],
)
async def test_ringing(
    simulator: Simulator, act: Send, data: dict[str, Any], param: str
) -> None:
    """The provider takes all three or none; what is left out is said for the user."""
    await act("make_call", message="Test", phone=MOM, **data)

    assert simulator.ledger.over("call")[0].details["param"] == param


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "data",
    [
        {"ring_for": 9},
        {"ring_for": 36},
        {"repeat_every": 9},
        {"repeat_every": {"seconds": 3601}},
        {"attempts": 0},
        {"attempts": 10},
        {"voice": "woman_5"},
        {"language": "english"},
    ],
)
async def test_out_of_range_is_refused(
    simulator: Simulator, act: Send, data: dict[str, Any]
) -> None:
    """The provider would forget all three without a word."""
    with pytest.raises(vol.Invalid):
        await act("make_call", message="Test", phone=MOM, **data)

    assert not sends(simulator)


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("kind", ["mp3", "wav", "amr", "mid"])
async def test_a_sound_is_played(
    simulator: Simulator, act: Send, media: Path, kind: str
) -> None:
    """From Home Assistant's media; it goes along in the request's body."""
    (media / f"alarm.{kind}").write_bytes(b"x" * 20000)
    sound = ALARM.removesuffix("mp3") + kind
    await act("make_call", phone=MOM, media={"media_content_id": sound})

    [call] = simulator.ledger.over("call")
    assert call.details["files"] == f"alarm.{kind}:20000"
    assert call.text == ""
    assert "mes" not in sends(simulator)[0].parameters


@pytest.mark.usefixtures("account")
async def test_a_sound_beside_a_text(
    simulator: Simulator, act: Send, media: Path
) -> None:
    """Both in one call; the text arrives as it is."""
    (media / "alarm.mp3").write_bytes(b"x" * 200)
    await act("make_call", message="Ёлка & 100%", phone=MOM, media=ALARM)

    [call] = simulator.ledger.over("call")
    assert (call.text, call.details["files"]) == ("Ёлка & 100%", "alarm.mp3:200")


@pytest.mark.usefixtures("account")
async def test_a_speech_engine_of_ones_own(
    hass: HomeAssistant, simulator: Simulator, act: Send
) -> None:
    """What it says is a sound like any other."""
    mock_integration(hass, MockModule("demo"))
    platform = MockPlatform()
    platform.async_get_engine = _speech_engine
    mock_platform(hass, "demo.tts", platform)
    assert await async_setup_component(hass, "tts", {"tts": {"platform": "demo"}})
    await hass.async_block_till_done()
    await act("make_call", phone=MOM, media=SPEECH)

    assert simulator.ledger.over("call")[0].details["files"].startswith("speech.mp3:")


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "call_says_nothing"),
        ({"message": " "}, "call_says_nothing"),
        ({"media": "media-source://media_source/local/none.mp3"}, "media_unreadable"),
        ({"media": "media-source://nowhere/none.mp3"}, "media_unreadable"),
        ({"media": "/etc/passwd"}, "media_unreadable"),
        ({"media": SPEECH}, "media_unreadable"),
        ({"media": "media-source://camera/camera.none"}, "media_unreadable"),
        ({"media": "media-source://media_source/local/a.exe"}, "media_kind"),
        ({"media": "media-source://media_source/local/huge.mp3"}, "media_too_large"),
        ({"file_url": "ftp://example.com/a.mp3"}, "url_invalid"),
        ({"message": "a" * 1001}, "message_too_long"),
        ({"message": "Test", "phone": "112233"}, "phone_invalid"),
    ],
)
async def test_bad_input_is_refused_before_anything_is_sent(
    simulator: Simulator, act: Send, media: Path, data: dict[str, Any], error: str
) -> None:
    """The error says why, and not what was to be spoken."""
    (media / "a.exe").write_bytes(b"x")
    (media / "huge.mp3").write_bytes(b"x" * (3 * 1024 * 1024 + 1))
    with pytest.raises(ServiceValidationError) as raised:
        await act("make_call", **({"phone": MOM} | data))

    assert raised.value.translation_key == error
    assert "Secret" not in str(raised.value)
    assert not sends(simulator)


async def test_keys_and_times_come_with_the_report(
    simulator: Simulator, callbacks: str, act: Send, statuses: Recorded
) -> None:
    """The event of a call that was taken is all that an automation needs."""
    simulator.smsc.speak(call_times="always")
    simulator.smsc.set_callee(MOM, keys="1#", ring_time=7.0, listens=4.0)
    answer = await act("make_call", message="Press 1", phone=MOM)
    event = await statuses.until_state("delivered")

    assert event["channel"] == "call"
    assert (event["keys_pressed"], event["duration"], event["ring_time"]) == (
        "1#",
        4,
        7,
    )
    assert event["parts"] is None
    known = await act(
        "get_message_status", reference=answer["messages"][0]["reference"]
    )
    assert known["messages"][0]["keys_pressed"] == "1#"


async def test_the_way_through_a_menu(
    simulator: Simulator, callbacks: str, act: Send, statuses: Recorded
) -> None:
    """Its keys have a name of their own at the provider, but are keys pressed."""
    simulator.smsc.set_callee(MOM, menu="12", listens=6.0)
    await act("make_call", message="Press 1", phone=MOM)
    event = await statuses.until_state("delivered")

    assert (event["keys_pressed"], event["duration"]) == ("12", 6)


async def test_answers_of_messages_have_no_fields_of_calls(
    account: MockConfigEntry, send_sms: Send
) -> None:
    """They would only confuse."""
    answer = await send_sms(phone=MOM)

    assert "keys_pressed" not in answer["messages"][0]


async def test_without_callbacks_the_length_is_known(
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
) -> None:
    """The look-up has it, though not the keys."""
    simulator.smsc.set_callee(MOM, keys="1", listens=4.0)
    await act("make_call", message="Press 1", phone=MOM)
    [call] = simulator.ledger.over("call")
    await eventually(lambda: simulator.ledger.message(call.key).status == 1)
    await as_time_passes(clock, lambda: "delivered" in statuses.states)

    assert statuses.data[-1]["duration"] == 4
    assert statuses.data[-1]["keys_pressed"] is None


@pytest.mark.parametrize(
    ("habits", "state", "error"),
    [
        ({"pickup": Pickup.NO_ANSWER}, "undelivered", "237"),
        ({"pickup": Pickup.BUSY}, "undelivered", "240"),
        ({"pickup": Pickup.MACHINE}, "delivered", "242"),
    ],
)
async def test_a_call_that_nobody_takes(
    simulator: Simulator,
    callbacks: str,
    act: Send,
    statuses: Recorded,
    habits: dict[str, Any],
    state: str,
    error: str,
) -> None:
    """Sent for as long as it is tried again, and then it says why not."""
    simulator.smsc.speak(callback_statuses="every")
    simulator.smsc.set_callee(MOM, ring_time=1.0, **habits)
    await act(
        "make_call", message="Test", phone=MOM, ring_for=10, repeat_every=10, attempts=3
    )
    event = await statuses.until_state(state)

    assert event["error_code"] == error
    assert statuses.states[:3] == ["pending", "queued", "sent"]
    assert statuses.states[3:] == [state]
    if state == "undelivered":
        assert event["duration"] is None


@pytest.mark.usefixtures("account")
async def test_the_same_sound_again_is_the_same_call(
    simulator: Simulator, act: Send, media: Path
) -> None:
    """Although the sound itself is dropped once the call is taken."""
    (media / "alarm.mp3").write_bytes(b"x" * 200)
    first = await act("make_call", phone=MOM, media=ALARM)
    second = await act("make_call", phone=MOM, media=ALARM)
    (media / "alarm.mp3").write_bytes(b"y" * 200)
    third = await act("make_call", phone=MOM, media=ALARM)

    references = [a["messages"][0]["reference"] for a in (first, second, third)]
    assert references[0] == references[1] != references[2]
    assert len(simulator.ledger.over("call")) == 2


async def test_a_call_right_after_an_sms_does_not_wait(
    simulator: Simulator, account: MockConfigEntry, send_sms: Send, act: Send
) -> None:
    """The same alarm by another channel is not the same again."""
    await send_sms("Water!", phone=MOM)
    answer = await act("make_call", message="Water!", phone=MOM)

    assert answer["messages"][0]["state"] == "queued"
    assert simulator.ledger.over("call")


async def test_the_journal_lets_go_of_sounds(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    media: Path,
) -> None:
    """They are kept for as long as they may have to be sent, not longer."""
    (media / "alarm.mp3").write_bytes(b"Zebra" * 40000)
    await act("make_call", phone=MOM, media=ALARM)

    journal = hass.data[GATEWAY].journal
    assert [m.details.attachments[0].data for m in journal.messages] == [b""]


@pytest.mark.by_the_clock
@pytest.mark.parametrize(
    "data", [{"media": ALARM}, {"file_url": "http://a.example/a.mp3"}]
)
async def test_a_call_that_would_say_nothing_is_made_by_no_fallback(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    websms_account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    media: Path,
    data: dict[str, Any],
) -> None:
    """One that plays no sounds is for calls with a text; a sound alone waits instead."""
    (media / "alarm.mp3").write_bytes(b"x" * 200)
    fallbacks = [websms_account.entry_id, pilot_account.entry_id]
    hass.config_entries.async_update_entry(account, options={"fallbacks": fallbacks})
    simulator.smsc.block()
    given = {"config_entry_id": account.entry_id, **data}
    [call] = (await act("make_call", phone=MOM, **given))["messages"]

    assert (call["state"], call["provider"]) == ("pending", "smsc")
    spoken = await act("make_call", phone=ANNA, message="Water!", **given)
    assert spoken["messages"][0]["provider"] == "websms"
    simulator.smsc.unblock()
    await as_time_passes(clock, lambda: bool(simulator.ledger.over("call")))
    assert [m.text for m in simulator.ledger.messages] == ["Water!", ""]


@pytest.mark.by_the_clock
@pytest.mark.usefixtures("account")
async def test_a_sound_waits_with_its_call_for_the_network(
    clock: ManualClock, simulator: Simulator, act: Send, media: Path
) -> None:
    """What could not be handed over yet is whole in the journal."""
    (media / "alarm.mp3").write_bytes(b"x" * 200)
    simulator.smsc.block()
    answer = await act("make_call", phone=MOM, media=ALARM)
    assert answer["messages"][0]["state"] == "pending"
    (media / "alarm.mp3").unlink()
    simulator.smsc.unblock()
    await as_time_passes(clock, lambda: bool(simulator.ledger.over("call")))

    assert simulator.ledger.over("call")[0].details["files"] == "alarm.mp3:200"
