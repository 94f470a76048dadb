"""The records of a request to send: what was asked, and what each recipient is to get."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil

from tests.simulator.kernel.model import Upload

from .accounts import Account
from .channels import Channel, Rule
from .dialect import Dialect
from .numbers import Recipient

_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request whose parameters are in order."""

    values: Mapping[str, str]
    files: tuple[Upload, ...] = ()
    remote: str = ""

    def value(self, name: str) -> str:
        """Return a parameter, or nothing where it is missing."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message says. `same` is what makes two of them equal."""

    text: str
    parts: int = 1
    seconds: int = 0
    comment: str = ""
    same: Hashable = ()
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one recipient is to get."""

    recipient: Recipient
    content: Content
    sender: str
    due_at: float

    @property
    def address(self) -> str:
        """Return the recipient's number, mailbox or name."""
        return self.recipient.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A request to send, read and in order."""

    message_id: str
    client_id: str | None
    rule: Rule
    letters: tuple[Letter, ...]
    period: float
    freq: float
    validity: float
    details: Mapping[str, str]
    request: Hashable
    remote: str

    def price(self, account: Account, letter: Letter) -> Decimal:
        """Return what one letter costs; calls are paid by the minute begun."""
        if account.test_mode:
            return Decimal(0)
        each = account.prices.get(self.rule.channel, self.rule.price)
        if each is None:
            each = account.price
        if self.rule.channel is Channel.CALL:
            return each * ceil(letter.content.seconds / _MINUTE)
        return each * letter.content.parts

    def count(self, letter: Letter, dialect: Dialect) -> int:
        """Return what one letter adds to `cnt`: parts, or a call's seconds."""
        if self.rule.channel is Channel.CALL and dialect.call_count == "seconds":
            return letter.content.seconds
        return letter.content.parts
