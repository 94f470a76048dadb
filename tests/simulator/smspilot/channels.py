"""What SMSPILOT can carry, and how a request says which of it is meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Channel(StrEnum):
    """What a message is."""

    SMS = "sms"
    TWO_WAY = "2way"
    HLR = "hlr"
    PING = "ping"
    HLRVIP = "hlrvip"
    VOICE = "golos"
    MALE_VOICE = "golosm"
    FLASH_CALL = "flashcall"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a channel works: `price` None is the account's own price of a part."""

    channel: Channel
    price: Decimal | None
    in_parts: bool = False
    seen: bool = True


_BY_TEXT = {
    "HLR": Channel.HLR,
    "PING": Channel.PING,
    "HLRVIP": Channel.HLRVIP,
}
_BY_SENDER = {
    "GOLOS": Channel.VOICE,
    "GOLOSM": Channel.MALE_VOICE,
    "FLASHCALL": Channel.FLASH_CALL,
    "2WAY": Channel.TWO_WAY,
}
SPECIAL_SENDERS = frozenset(_BY_SENDER)
LOOKUPS = frozenset({Channel.HLR, Channel.PING, Channel.HLRVIP})
VOICES = frozenset({Channel.VOICE, Channel.MALE_VOICE})

RULES: Mapping[Channel, Rule] = {
    rule.channel: rule
    for rule in (
        Rule(Channel.SMS, None, in_parts=True),
        Rule(Channel.TWO_WAY, Decimal("3.13"), in_parts=True),
        Rule(Channel.HLR, Decimal("0.15"), seen=False),
        Rule(Channel.PING, Decimal("0.15"), seen=False),
        Rule(Channel.HLRVIP, Decimal("0.30"), seen=False),
        Rule(Channel.VOICE, Decimal("0.50")),
        Rule(Channel.MALE_VOICE, Decimal("0.50")),
        Rule(Channel.FLASH_CALL, Decimal("0.80")),
    )
}


def choose(text: str, sender: str) -> Rule:
    """Return what a request asks for: a sender of its own goes before a text."""
    channel = _BY_SENDER.get(sender) or _BY_TEXT.get(text, Channel.SMS)
    return RULES[channel]
