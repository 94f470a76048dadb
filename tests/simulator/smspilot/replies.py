"""What a page says before it is written in a format: rows of named values, or an amount."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from .channels import Channel


class Format(StrEnum):
    """The format of an answer."""

    TEXT = "text"
    XML = "xml"
    JSON = "json"
    V = "v"


class Kind(StrEnum):
    """What a value is, as far as it matters to how it is written."""

    TEXT = "text"
    ID = "id"
    MONEY = "money"
    STATUS = "status"
    CODE = "code"
    ROW_ERROR = "row_error"


@dataclass(frozen=True, slots=True)
class Value:
    """A named value."""

    name: str
    plain: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of one message.

    `columns` are what was asked for; `added` is what goes with an error besides, where a
    format has names.
    """

    columns: tuple[Value, ...]
    added: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReply:
    """What became of a request to send."""

    rows: tuple[Row, ...]
    packet_id: str
    balance: Decimal
    cost: Decimal
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedReply:
    """The states of messages; `single` when one id was asked for."""

    rows: tuple[Row, ...]
    statuses: tuple[str, ...]
    single: bool


@dataclass(frozen=True, slots=True)
class AmountReply:
    """One number: what a sending would cost, or what is on the account."""

    name: str
    amount: Decimal
    whole: bool = False


@dataclass(frozen=True, slots=True)
class InfoReply:
    """Who the user is; `only_text` has what one format alone tells, by what follows it."""

    values: tuple[Value, ...]
    only_text: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRow:
    """A message that came in; its text stands apart because XML has it so."""

    before: tuple[Value, ...]
    text: str
    after: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class InboundReply:
    """Messages that came in."""

    rows: tuple[InboundRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReply:
    """A refusal."""

    code: int
    english: str
    russian: str
    more: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class PageReply:
    """A page for people where an answer should be."""

    html: str


type Reply = (
    SentReply
    | CheckedReply
    | AmountReply
    | InfoReply
    | InboundReply
    | ErrorReply
    | PageReply
)
