"""Every channel's messages are followed to their end, told of and asked for alike."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import MOM, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import ManualClock, Simulator
from .simulator.smsc.channels import Channel

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

LOOK_UPS = {Channel.HLR, Channel.PING}
"""Channels of what is no message."""


def test_no_channel_is_missing() -> None:
    """Each is that of a message or of a look-up."""
    assert MESSAGES.keys() | LOOK_UPS == set(Channel)


@pytest.mark.parametrize("path", ["callback", "look-up"])
@pytest.mark.parametrize("channel", MESSAGES)
async def test_every_channel(
    account: MockConfigEntry,
    callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    channel: Channel,
    path: str,
) -> None:
    """Whatever its type is at the provider."""
    action, fields, ours = MESSAGES[channel]
    if path == "look-up":
        simulator.callbacks.lose(1000)
    await act(action, **fields)
    if path == "look-up":
        await as_time_passes(clock, lambda: "delivered" in statuses.states, step=5)
    else:
        await clock.advance(30)
        await eventually(lambda: "delivered" in statuses.states)

    event = statuses.data[-1]
    assert event["channel"] == ours
    assert event["error"] is None
    assert len(simulator.ledger.over(channel)) == 1
    asked = [r for r in simulator.ledger.requests if r.path == "/sys/status.php"]
    assert bool(asked) is (path == "look-up")
