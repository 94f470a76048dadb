"""The records that the kernel and the providers hand to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from .coverage import Passed


class Fate(StrEnum):
    """What becomes of messages to a phone; each provider puts it into its own codes."""

    DELIVERED = "delivered"
    READ = "read"
    LINK = "link"
    NEVER = "never"
    OFF = "off"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    REJECTED = "rejected"
    UNREPORTED = "unreported"
    UNROUTABLE = "unroutable"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Step:
    """One state in a message's life: so many seconds after the one before.

    `details` are what becomes known with it, such as the keys pressed in a call.
    """

    delay: float
    status: int
    error: int = 0
    details: Mapping[str, str] = field(default_factory=dict)


type Behaviour = Fate | tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A state that a message has had, and since when."""

    at: float
    status: int
    error: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to one number, as its provider keeps it."""

    key: int = 0
    provider: str
    account: str
    message_id: str
    client_id: str | None
    phone: str
    text: str
    sender: str
    channel: str
    parts: int
    cost: Decimal
    accepted_at: float
    due_at: float
    validity: float
    status: int
    error: int
    changed_at: float
    history: tuple[Change, ...] = ()
    arrived: bool = False
    deleted: bool = False
    archived: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """A message from a phone to the account."""

    provider: str
    account: str
    message_id: str
    phone: str
    text: str
    to: str
    reply_to: str | None
    sent_at: float
    received_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCall:
    """A call from a phone to the account's number."""

    provider: str
    account: str
    phone: str
    received_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An HTTP request as it came off the wire."""

    method: str
    path: str
    query: bytes
    content_type: str
    body: bytes
    remote: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file in the body of a request."""

    field: str
    name: str
    content: bytes

    @property
    def extension(self) -> str:
        """Return the end of the file's name, in small letters and without its point."""
        return self.name.rpartition(".")[2].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request whose parameters have been read."""

    arrival: Arrival
    parameters: Mapping[str, str]
    unknown_parameters: tuple[str, ...] = ()
    secret_parameters: frozenset[str] = frozenset()
    files: tuple[Upload, ...] = ()
    account: str = ""
    flaw: str = ""
    concurrent: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a page says to a call; `passed` is what has passed once it was sent whole."""

    body: bytes
    content_type: str
    outcome: str
    status: int = 200
    error_code: int | None = None
    passed: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """A received request, without its secrets, and what came of it."""

    at: float
    provider: str
    method: str
    path: str
    remote: str
    account: str
    parameters: Mapping[str, str]
    unknown_parameters: tuple[str, ...]
    concurrent: int
    outcome: str
    fault: str | None
    error_code: int | None
    answer: bytes | None
    files: tuple[str, ...] = ()
