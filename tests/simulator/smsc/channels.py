"""SMSC's channels: what asks for each, whom it reaches, and what it takes along."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from .codes import PARAMETERS, Refusal
from .dialect import Dialect


class Channel(StrEnum):
    """The way a message takes."""

    SMS = "sms"
    FLASH = "flash"
    BINARY = "binary"
    PUSH = "push"
    HLR = "hlr"
    PING = "ping"
    MMS = "mms"
    CALL = "call"
    MAIL = "mail"
    VIBER = "viber"
    WHATSAPP = "whatsapp"
    SOC = "soc"
    TELEGRAM = "telegram"
    BOT = "bot"


class Audience(StrEnum):
    """What `phones` lists."""

    NUMBERS = "numbers"
    MAILBOXES = "mailboxes"
    TELEGRAM = "telegram"


class Need(StrEnum):
    """Whether a message has a text."""

    NEEDED = "needed"
    POSSIBLE = "possible"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the documents say of a channel. Without a price it costs what a part does."""

    channel: Channel
    switch: str = ""
    kind: int | None = None
    audience: Audience = Audience.NUMBERS
    text: Need = Need.NEEDED
    cut: bool = False
    named: bool = True
    files: bool = False
    file_address: bool = False
    price: Decimal | None = None


RULES = (
    Rule(channel=Channel.SMS, kind=0, cut=True),
    Rule(channel=Channel.FLASH, switch="flash", kind=1, cut=True),
    Rule(channel=Channel.BINARY, switch="bin", kind=2),
    Rule(channel=Channel.PUSH, switch="push", kind=3),
    Rule(
        channel=Channel.HLR,
        switch="hlr",
        kind=4,
        text=Need.UNUSED,
        named=False,
        price=Decimal("0.30"),
    ),
    Rule(channel=Channel.PING, switch="ping", kind=5, text=Need.UNUSED),
    Rule(
        channel=Channel.MMS,
        switch="mms",
        kind=6,
        text=Need.POSSIBLE,
        files=True,
        file_address=True,
        price=Decimal(9),
    ),
    Rule(
        channel=Channel.CALL,
        switch="call",
        kind=7,
        text=Need.POSSIBLE,
        named=False,
        files=True,
        file_address=True,
        price=Decimal("1.50"),
    ),
    Rule(
        channel=Channel.MAIL,
        switch="mail",
        kind=8,
        audience=Audience.MAILBOXES,
        files=True,
        file_address=True,
        price=Decimal("0.05"),
    ),
    Rule(
        channel=Channel.VIBER,
        switch="viber",
        kind=10,
        file_address=True,
        price=Decimal("2.40"),
    ),
    Rule(
        channel=Channel.WHATSAPP,
        switch="whatsapp",
        file_address=True,
        price=Decimal("4.10"),
    ),
    Rule(
        channel=Channel.SOC,
        switch="soc",
        kind=12,
        file_address=True,
        price=Decimal("1.70"),
    ),
    Rule(
        channel=Channel.TELEGRAM,
        switch="tg",
        audience=Audience.TELEGRAM,
        named=False,
        price=Decimal("0.90"),
    ),
    Rule(
        channel=Channel.BOT,
        switch="bot",
        audience=Audience.TELEGRAM,
        named=False,
        file_address=True,
        price=Decimal("0.10"),
    ),
)
_BY_CHANNEL = {rule.channel: rule for rule in RULES}
SWITCHES = frozenset(rule.switch for rule in RULES if rule.switch)

# No document has a type for these; four bits leave room above those that it has.
_UNLISTED = {Channel.WHATSAPP: 13, Channel.TELEGRAM: 14, Channel.BOT: 15}


def rule_of(channel: str) -> Rule:
    """Return what is said of a channel."""
    return _BY_CHANNEL[Channel(channel)]


def choose(values: Mapping[str, str]) -> Rule:
    """Return the channel that a request's switches ask for; two at once are none."""
    chosen = [
        rule
        for rule in RULES
        if rule.switch and values.get(rule.switch, "") not in ("", "0")
    ]
    if len(chosen) > 1:
        names = ", ".join(rule.switch for rule in chosen)
        raise Refusal(PARAMETERS, f"{names}: one channel at a time")
    return chosen[0] if chosen else _BY_CHANNEL[Channel.SMS]


def kind_of(rule: Rule, dialect: Dialect) -> int:
    """Return the number that stands for a channel in answers and callbacks."""
    if rule.kind is not None:
        return rule.kind
    match dialect.unlisted_type:
        case "zero":
            return 0
        case "unlisted":
            return _UNLISTED[rule.channel]
        case _:
            assert_never(dialect.unlisted_type)
