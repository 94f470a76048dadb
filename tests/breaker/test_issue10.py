"""What breaks in issue 10; each test fails until its finding is mended."""

import asyncio
from datetime import timedelta
import os
from pathlib import Path
import time
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

from homeassistant.components.tts import TtsAudioType
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from tests.conftest import MOM, WEBHOOK_ID, Send
from tests.eventually import Recorded, as_time_passes, eventually
from tests.simulator import ManualClock, Simulator
from tests.test_email import ANNA, MAIL
from tests.test_make_call import SPEECH, SpeechEngine

OTHER, THIRD = "+79261234567", "+79031234567"
LOCAL = "media-source://media_source/local/"


def sends(simulator: Simulator) -> list[dict[str, str]]:
    """Return the requests to send."""
    return [
        dict(request.parameters)
        for request in simulator.ledger.requests
        if request.path == "/sys/send.php"
    ]


async def turn(clock: ManualClock, seconds: float, step: float = 1.0) -> None:
    """Turn the clock, and let sockets do their work."""
    for _ in range(int(seconds / step)):
        await clock.advance(step)
        for _ in range(5):
            await asyncio.sleep(0.001)


# ---- F1: channels hold each other up


async def test_a_call_does_not_wait_for_an_sms_whose_answer_was_lost(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """It is the second way because the first is in doubt; 63 to 90 seconds are lost."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    sms = await act("send_sms", message="Water!", phone=MOM)
    assert sms["messages"][0]["state"] == "unconfirmed"
    action = asyncio.ensure_future(act("make_call", message="Water!", phone=MOM))
    await turn(clock, 20)
    calls = len(simulator.ledger.over("call"))
    await turn(clock, 80)
    await action

    assert calls == 1


async def test_an_sms_that_was_not_taken_is_not_given_up_for_a_call(
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
) -> None:
    """Denied by the provider, in time, and never sent again: a call was taken."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    simulator.faults.add("http_status", path="/sys/status.php", times=1000)
    await act("send_sms", message="Water in the kitchen, code 1234", phone=MOM)
    action = asyncio.ensure_future(act("make_call", message="Look", phone=MOM))
    await turn(clock, 95)
    await action
    assert len(simulator.ledger.over("call")) == 1
    simulator.faults._waiting.clear()  # noqa: SLF001
    await turn(clock, 300)

    assert [m.channel for m in simulator.ledger.to(MOM)] == ["call", "sms"]


async def test_a_text_for_tomorrow_is_not_given_up_for_one_of_today(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """What is due later cannot be overtaken."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    simulator.faults.add("http_status", path="/sys/status.php", times=1000)
    tomorrow = (dt_util.now() + timedelta(days=1)).isoformat()
    await act("send_sms", message="Take your pills", phone=MOM, send_at=tomorrow)
    action = asyncio.ensure_future(act("send_sms", message="Door open", phone=MOM))
    await turn(clock, 95)
    await action
    assert [m.text for m in simulator.ledger.to(MOM)] == ["Door open"]
    simulator.faults._waiting.clear()  # noqa: SLF001
    await turn(clock, 300)

    assert "Take your pills" in [m.text for m in simulator.ledger.to(MOM)]


# ---- F2, F3: spreading


async def test_a_spread_sending_is_followed_to_its_end(
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
) -> None:
    """The provider has not sent the second portion yet; nobody may give it up."""
    await act(
        "send_sms",
        message="Hi",
        phone=[MOM, OTHER],
        spread_over={"hours": 72},
        spread_every={"hours": 24},
    )
    last = simulator.ledger.to(OTHER)[0]
    assert last.due_at - last.accepted_at > 86000
    await turn(clock, 26 * 3600, step=300)

    assert "unconfirmed" not in statuses.states


@pytest.mark.usefixtures("account")
async def test_spread_over_alone_is_spread_or_refused(
    simulator: Simulator, act: Send
) -> None:
    """The provider takes the two together only, and forgets one without a word."""
    numbers = [f"+7916{number:07}" for number in range(1000000, 1000012)]
    try:
        await act(
            "send_sms", message="Hi", phone=numbers, spread_over={"hours": 2}
        )
    except ServiceValidationError:
        return
    dues = {round(m.due_at - m.accepted_at) for m in simulator.ledger.messages}
    assert len(dues) > 1, sends(simulator)


# ---- F4: keys that come after the state


async def test_keys_that_come_late_are_told(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    hass_client_no_auth: Any,
) -> None:
    """A look-up was first, and cannot tell keys; the callback brings them, unheard."""
    simulator.smsc.set_callee(MOM, keys="1", listens=4.0)
    answer = await act("make_call", message="Press 1", phone=MOM)
    [call] = simulator.ledger.over("call")
    await eventually(lambda: simulator.ledger.message(call.key).status == 1)
    await as_time_passes(clock, lambda: "delivered" in statuses.states)
    client = await hass_client_no_auth()
    await client.post(
        f"/api/webhook/{WEBHOOK_ID}",
        data={
            "id": answer["messages"][0]["message_id"],
            "phone": MOM[1:],
            "status": "1",
            "type": "7",
            "cnt": "4",
            "dtmf": "1",
            "ts": str(int(time.time())),
        },
    )
    await asyncio.sleep(0.3)

    assert [s["keys_pressed"] for s in statuses.data][-1] == "1"


async def test_a_link_opened_after_it_was_read_is_told(
    account: MockConfigEntry,
    act: Send,
    statuses: Recorded,
    hass_client_no_auth: Any,
) -> None:
    """Both are `read`, and the second one is no event: `link_opened` is lost."""
    answer = await act("send_viber", message="https://demo.example", phone=MOM)
    client = await hass_client_no_auth()
    for status in "124":
        await client.post(
            f"/api/webhook/{WEBHOOK_ID}",
            data={
                "id": answer["messages"][0]["message_id"],
                "phone": MOM[1:],
                "status": status,
                "type": "10",
                "ts": str(int(time.time())),
            },
        )
    await asyncio.sleep(0.3)

    assert statuses.states[-1] == "read"
    assert any(s.get("link_opened") for s in statuses.data)


# ---- F5: halves of an emoji where a text is not the text


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "odd",
    [
        {"subject": "Leak \ud83d"},
        {"from_address": "ala\ud83drm@demo.example"},
        {"file_url": "https://demo.example/\ud83d"},
        {"address": [ANNA, "b\ud83d@demo.example"]},
    ],
)
async def test_half_an_emoji_is_replaced_or_refused(
    simulator: Simulator, act: Send, odd: dict[str, Any]
) -> None:
    """As in texts; now nothing leaves, to nobody, and it "may have been sent"."""
    try:
        answer = await act("send_email", **({"address": ANNA} | MAIL | odd))
    except HomeAssistantError:
        return
    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states[ANNA] == "queued"


# ---- F6: names of files


@pytest.mark.usefixtures("account")
async def test_names_of_files_arrive_as_they_are(
    simulator: Simulator, act: Send, media: Path
) -> None:
    """Not as `%D1%84…%20…`, which no mail program turns back."""
    (media / "фото 1.jpg").write_bytes(b"x" * 500)
    await act("send_email", address=ANNA, attachments=f"{LOCAL}фото 1.jpg", **MAIL)

    assert simulator.ledger.over("mail")[0].details["files"] == "фото 1.jpg:500"


# ---- F7, F8: what a text takes, and what is cut off


@pytest.mark.usefixtures("account")
async def test_short_links_do_not_pass_max_parts(
    simulator: Simulator, act: Send
) -> None:
    """A short link may be longer than the link was."""
    text = "x" * 148 + " http://a.ru"
    try:
        await act(
            "send_sms", message=text, phone=MOM, shorten_links=True, max_parts=1
        )
    except ServiceValidationError:
        return
    assert simulator.ledger.messages[0].parts == 1


@pytest.mark.usefixtures("account")
async def test_a_line_of_tildes_cuts_nothing_off(
    simulator: Simulator, act: Send
) -> None:
    """Under a reading that docs/ambiguities.md has: `comments`."""
    simulator.smsc.speak(comments="marked")
    try:
        await act("send_sms", message="Alarm\n~~~\nin the kitchen", phone=MOM)
    except ServiceValidationError:
        return
    assert "in the kitchen" in simulator.ledger.messages[0].text


# ---- F9: money


async def test_spent_today_counts_a_look_up_at_once(
    hass: HomeAssistant, account: MockConfigEntry, act: Send
) -> None:
    """Not only with the next message."""
    await act("lookup_number", phone=MOM, kind="ping", wait_for_result=0)
    await hass.async_block_till_done()

    state = hass.states.get("sensor.smsc_demo_spent_today")
    assert state is not None
    assert float(state.state) == 3.2


# ---- F10: bad input raises a translated ServiceValidationError


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("make_call", {"phone": MOM, "media": f"{LOCAL}a\0.mp3"}),
        ("make_call", {"phone": MOM, "media": "media-source://media_source"}),
        (
            "send_sms",
            {"phone": MOM, "message": "x", "send_at": "9999-12-31 23:59:59"},
        ),
        (
            "send_sms",
            {"phone": MOM, "message": "x", "send_at": "0001-01-01 00:00:00"},
        ),
        ("send_sms", {"phone": 10**5000, "message": "x"}),
        ("get_sent", {"since": "9999-12-31 23:59:59"}),
        ("make_call", {"phone": MOM, "message": "x", "language": "en\n"}),
        ("confirm_by_call", {"phone": "anna@demo.example", "wait_for_call": 1}),
        ("confirm_by_call", {"phone": "@anna_home", "wait_for_call": 1}),
    ],
)
async def test_bad_input_says_what_is_wrong(
    simulator: Simulator, act: Send, media: Path, action: str, data: dict[str, Any]
) -> None:
    """And reaches no provider."""
    with pytest.raises((ServiceValidationError, vol.Invalid)):
        await act(action, **data)
    assert not sends(simulator)


# ---- F11: files of nothing


@pytest.mark.usefixtures("account")
async def test_an_empty_file_is_refused(
    simulator: Simulator, act: Send, media: Path
) -> None:
    """A call that says nothing is charged, and believed to have been an alarm."""
    (media / "alarm.mp3").write_bytes(b"")
    with pytest.raises(ServiceValidationError):
        await act("make_call", phone=MOM, media=f"{LOCAL}alarm.mp3")
    assert not sends(simulator)


class _Engine(SpeechEngine):
    """Speaks as a service on the internet does when there is none."""

    def __init__(self, how: str) -> None:
        """Choose what goes wrong."""
        self.how = how

    async def async_get_tts_audio(
        self, message: str, language: str, options: dict[str, Any]
    ) -> TtsAudioType:
        """Hang, fail, or say nothing."""
        if self.how == "hangs":
            await asyncio.sleep(600)
        if self.how == "fails":
            raise RuntimeError("no connection")
        return "mp3", b""


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("how", ["hangs", "fails", "says nothing"])
async def test_a_speech_engine_that_does_not_speak(
    hass: HomeAssistant, simulator: Simulator, act: Send, how: str
) -> None:
    """DESIGN §8: an answer in 30 seconds; and bad input is a ServiceValidationError."""
    mock_integration(hass, MockModule("demo"))
    platform = MockPlatform()

    async def engine(*_: object) -> SpeechEngine:
        return _Engine(how)

    platform.async_get_engine = engine
    mock_platform(hass, "demo.tts", platform)
    assert await async_setup_component(hass, "tts", {"tts": {"platform": "demo"}})
    await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError):
        async with asyncio.timeout(32):
            await act("make_call", message="Fire!", phone=MOM, media=SPEECH)


# ---- F12: a moment that is over


@pytest.mark.usefixtures("account")
async def test_a_send_at_of_last_week_is_not_sent_now(
    simulator: Simulator, act: Send
) -> None:
    """DESIGN §10: nothing is handed over later than its validity after it was due."""
    past = (dt_util.now() - timedelta(days=7)).isoformat()
    try:
        await act("send_sms", message="Old", phone=MOM, send_at=past)
    except HomeAssistantError:
        pass
    assert not simulator.ledger.messages


# ---- F14: words


@pytest.mark.usefixtures("account")
async def test_words_of_a_balance_that_did_not_come(
    account: MockConfigEntry, simulator: Simulator
) -> None:
    """No message was sent, so none may have been."""
    simulator.faults.add("drop_after", path="/sys/balance.php", times=3)
    await account.runtime_data.coordinator.async_refresh()

    assert "may not have been sent" not in str(
        account.runtime_data.coordinator.last_exception
    )


@pytest.mark.usefixtures("account")
async def test_words_of_a_cancellation_that_was_not_answered(
    simulator: Simulator, act: Send
) -> None:
    """The message is known to be scheduled; what is not known is whether it stays."""
    later = (dt_util.now() + timedelta(hours=2)).isoformat()
    await act("send_sms", message="Hi", phone=MOM, send_at=later, tag="t")
    simulator.faults.add("drop_after", path="/sys/status.php", times=9)
    answer = await act("cancel_message", tag="t")

    [message] = answer["messages"]
    assert not message["cancelled"]
    assert "may not have been sent" not in message["error"]


@pytest.mark.usefixtures("account")
async def test_words_of_a_price_asked_too_often(
    simulator: Simulator, act: Send
) -> None:
    """Not those of a message that was sent twice."""
    simulator.faults.add("error_code", code=9, path="/sys/send.php", times=1)
    rows = [{"phone": MOM, "message": "a\\"}, {"phone": OTHER, "message": "b"}]
    answer = await act("send_personal_sms", messages=rows, dry_run=True)

    [error] = [m["error"] for m in answer["messages"] if m["error"]]
    assert error != "The same request more than once in a minute"


@pytest.mark.usefixtures("account")
async def test_words_of_a_bad_address(simulator: Simulator, act: Send) -> None:
    """It is no number, and was none to begin with."""
    answer = await act("send_email", address=[ANNA, "anna@"], **MAIL)

    [error] = [m["error"] for m in answer["messages"] if m["error"]]
    assert "number" not in error


@pytest.mark.usefixtures("account")
async def test_words_of_a_long_html(act: Send) -> None:
    """The field has 990 characters, and its description allows 1000."""
    mail = MAIL | {"message": "m" * 990}
    try:
        await act("send_email", address=ANNA, html=True, **mail)
    except ServiceValidationError as err:
        assert (err.translation_placeholders or {})["length"] == "990"


@pytest.mark.usefixtures("account")
async def test_words_of_a_file_without_a_bot(act: Send) -> None:
    """The account can: with a bot, as the field's own description says."""
    with pytest.raises(ServiceValidationError) as raised:
        await act(
            "send_telegram",
            phone="@anna_home",
            message="1234",
            file_url="https://demo.example/a.png",
        )
    assert raised.value.translation_key != "detail_not_offered"


# ---- F15: who is two, and who is one


@pytest.mark.usefixtures("account")
async def test_one_text_from_two_senders_loses_none(
    simulator: Simulator, act: Send
) -> None:
    """The first row's sender is dropped without a word."""
    simulator.smsc.accounts.update("demo", senders=frozenset({"A", "B"}))
    rows = [
        {"phone": MOM, "message": "Same", "sender": "A"},
        {"phone": MOM, "message": "Same", "sender": "B"},
    ]
    await act("send_personal_sms", messages=rows)

    assert simulator.ledger.messages[0].sender == "A"


@pytest.mark.usefixtures("account")
async def test_a_name_in_telegram_has_no_case(simulator: Simulator, act: Send) -> None:
    """One person, one message."""
    answer = await act(
        "send_telegram", phone=["@Anna_Home", "@anna_home"], message="1234"
    )

    assert len(answer["messages"]) == len(simulator.ledger.messages)


# ---- F16: answered before it was tried


@pytest.mark.usefixtures("account")
async def test_two_at_once_to_one_number_are_both_tried(
    simulator: Simulator, act: Send
) -> None:
    """DESIGN §8: it answers after one attempt; the second one answers `pending`."""
    answers = await asyncio.gather(
        act("send_sms", message="First", phone=MOM),
        act("make_call", message="Second", phone=MOM),
    )

    states = [answer["messages"][0]["state"] for answer in answers]
    assert states == ["queued", "queued"]
