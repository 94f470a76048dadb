"""Every channel's messages are followed to their end, told of and asked for alike."""

from typing import Any

import pytest

from homeassistant.util import dt as dt_util

from .conftest import ACCOUNT_ID, MOM, PILOT_ID, WEBSMS_ID, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import ManualClock, Simulator
from .simulator.kernel.model import RequestRecord
from .simulator.smsc.channels import Channel
from .simulator.smspilot.channels import Channel as PilotChannel
from .simulator.websms.sending import Mode

pytestmark = pytest.mark.by_the_clock

TEXT = {"phone": MOM, "message": "Test"}

MESSAGES: dict[Channel, tuple[str, dict[str, Any], str]] = {
    Channel.SMS: ("send_sms", TEXT, "sms"),
    Channel.FLASH: ("send_sms", {**TEXT, "flash": True}, "flash"),
    Channel.BINARY: ("send_binary", {"phone": MOM, "payload": "00FF"}, "binary"),
    Channel.PUSH: (
        "send_wap_push",
        {"phone": MOM, "url": "http://a.example", "title": "Test"},
        "wap_push",
    ),
    Channel.MMS: ("send_mms", TEXT, "mms"),
    Channel.CALL: ("make_call", TEXT, "call"),
    Channel.MAIL: (
        "send_email",
        {
            "address": "anna@demo.example",
            "from_address": "alarm@demo.example",
            "subject": "Test",
            "message": "Test",
        },
        "email",
    ),
    Channel.VIBER: ("send_viber", TEXT, "viber"),
    Channel.WHATSAPP: ("send_whatsapp", TEXT, "whatsapp"),
    Channel.SOC: ("send_social", TEXT, "social"),
    Channel.TELEGRAM: ("send_telegram", {**TEXT, "message": "4821"}, "telegram"),
    Channel.BOT: ("send_telegram", {**TEXT, "bot": "@demo_bot"}, "telegram_bot"),
}
"""By the provider's channel: the action, its fields, and our name of the channel."""

PILOT_MESSAGES: dict[PilotChannel, tuple[str, dict[str, Any], str]] = {
    PilotChannel.SMS: ("send_sms", TEXT, "sms"),
    PilotChannel.TWO_WAY: ("send_sms", {**TEXT, "sender": "2WAY"}, "sms"),
    PilotChannel.VOICE: ("make_call", TEXT, "call"),
    PilotChannel.MALE_VOICE: ("make_call", {**TEXT, "voice": "man_1"}, "call"),
    PilotChannel.FLASH_CALL: (
        "send_flash_call",
        {"phone": MOM, "code": "4821"},
        "flash_call",
    ),
}

WEBSMS_MESSAGES: dict[Mode, tuple[str, dict[str, Any], str]] = {
    Mode.SMS: ("send_sms", TEXT, "sms"),
    Mode.VIBER: ("send_viber", TEXT, "viber"),
    Mode.VOICE: ("make_call", TEXT, "call"),
}

FILE_URL = "https://example.com/water.mp3"
WITH_FILES = {
    Channel.MMS,
    Channel.CALL,
    Channel.MAIL,
    Channel.VIBER,
    Channel.WHATSAPP,
    Channel.SOC,
    Channel.BOT,
}
"""Channels of messages that the provider may fetch a file for."""

LOOK_UPS = {Channel.HLR, Channel.PING}
PILOT_LOOK_UPS = {PilotChannel.HLR, PilotChannel.PING, PilotChannel.HLRVIP}
"""Channels of what is no message."""

EACH = [
    pytest.param(entry_id, channel, *message, id=f"{provider} {channel}")
    for provider, entry_id, messages in (
        ("smsc", ACCOUNT_ID, MESSAGES),
        ("smspilot", PILOT_ID, PILOT_MESSAGES),
        ("websms", WEBSMS_ID, WEBSMS_MESSAGES),
    )
    for channel, message in messages.items()
]


def is_look_up(request: RequestRecord) -> bool:
    """Tell whether a request asks what became of messages."""
    pages = ("/sys/status.php", "/json_out5.asp")
    return request.path in pages or "check" in request.parameters


def test_no_channel_is_missing() -> None:
    """Each is that of a message or of a look-up."""
    assert MESSAGES.keys() | LOOK_UPS == set(Channel)
    assert PILOT_MESSAGES.keys() | PILOT_LOOK_UPS == set(PilotChannel)
    assert WEBSMS_MESSAGES.keys() == set(Mode)


@pytest.mark.usefixtures("callbacks", "pilot_callbacks", "websms_callbacks")
@pytest.mark.parametrize("path", ["callback", "look-up"])
@pytest.mark.parametrize(("entry_id", "channel", "action", "fields", "ours"), EACH)
async def test_every_channel(
    clock: ManualClock,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    entry_id: str,
    channel: str,
    action: str,
    fields: dict[str, Any],
    ours: str,
    path: str,
) -> None:
    """Whatever its type is at the provider."""
    if path == "look-up":
        simulator.callbacks.lose(1000)
    await act(action, **fields, config_entry_id=entry_id)
    if path == "look-up":
        await as_time_passes(clock, lambda: "delivered" in statuses.states, step=5)
    else:
        await clock.advance(30)
        await eventually(lambda: "delivered" in statuses.states)

    event = statuses.data[-1]
    assert event["channel"] == ours
    assert event["error"] is None
    assert len(simulator.ledger.over(channel)) == 1
    asked = [request for request in simulator.ledger.requests if is_look_up(request)]
    assert bool(asked) is (path == "look-up")


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("channel", MESSAGES)
async def test_every_channel_can_be_put_off_and_taken_back(
    clock: ManualClock, simulator: Simulator, act: Send, channel: Channel
) -> None:
    """The provider keeps it, knows how long it is of use, and what to fetch for it."""
    action, fields, ours = MESSAGES[channel]
    due = int(clock.now()) + 3600
    wanted = {"send_at": dt_util.utc_from_timestamp(due).isoformat()}
    if channel in WITH_FILES:
        wanted["file_url"] = FILE_URL
    answer = await act(action, **fields, **wanted, valid_for={"minutes": 90})

    [message] = answer["messages"]
    assert (message["channel"], message["state"]) == (ours, "scheduled")
    [sending] = [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]
    assert sending.parameters["time"] == f"0{due}"
    assert sending.parameters.get("fileurl") == wanted.get("file_url")
    # Nobody tries for so long with mail.
    is_mail = channel is Channel.MAIL
    assert sending.parameters.get("valid") == (None if is_mail else "01:30")
    named = {"message_id": message["message_id"], "phone": message["phone"]}
    [gone] = (await act("cancel_message", **named))["messages"]
    assert (gone["cancelled"], gone["state"]) == (True, "cancelled")
