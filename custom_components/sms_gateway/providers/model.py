"""What passes between a provider and the engine: plain data, no wire formats."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from .account import Balance
from .details import Details


class Channel(StrEnum):
    """The way a message takes to a person."""

    SMS = "sms"
    FLASH = "flash"
    BINARY = "binary"
    WAP_PUSH = "wap_push"
    MMS = "mms"
    CALL = "call"
    VIBER = "viber"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    TELEGRAM_BOT = "telegram_bot"
    FLASH_CALL = "flash_call"
    """A call that nobody takes: the code is the end of the number it comes from."""
    SOCIAL = "social"
    EMAIL = "email"


CUT_INTO_PARTS: Final = frozenset({Channel.SMS, Channel.FLASH})
"""Of other channels the provider alone knows what counts."""


class MessageState(StrEnum):
    """What is known of a message, in the order of its life."""

    PENDING = "pending"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENT = "sent"
    UNCONFIRMED = "unconfirmed"
    EXPIRED = "expired"
    UNDELIVERED = "undelivered"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"


class Reason(StrEnum):
    """Why something did not work, in words that every provider shares."""

    AUTH = "auth"
    CREDENTIALS_LETTERS = "credentials_letters"
    """A page would read others than these, and take the credentials for wrong ones."""
    IP_BLOCKED = "ip_blocked"
    """For a while: it is worth trying again."""
    IP_REFUSED = "ip_refused"
    """Until somebody asks for it."""
    IP_NOT_ALLOWED = "ip_not_allowed"
    """It is not on the list that the account's owner keeps at the provider."""
    ACCOUNT_BLOCKED = "account_blocked"
    HTTP_DISABLED = "http_disabled"
    FUNDS = "funds"
    CONTENT = "content"
    ALTERED = "altered"
    """It would not arrive as it was written."""
    SENDER = "sender"
    RECIPIENT = "recipient"
    ADDRESS = "address"
    """It is none of e-mail."""
    GROUP_UNKNOWN = "group_unknown"
    GROUP_UNOPENED = "group_unopened"
    """Nobody could say who is in it."""
    BOOK_REFUSED = "book_refused"
    """The address book has no such group or contact, or cannot keep it."""
    BOOK_LETTERS = "book_letters"
    """It would keep other letters than these."""
    BAD_REQUEST = "bad_request"
    DUPLICATE = "duplicate"
    """The same as one of just now, which may be the first try of this one."""
    REPEATED = "repeated"
    """The same as one that was taken some time ago: nothing was sent."""
    CALLBACK = "callback"
    """The address for the report of a message: it is taken without one."""
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    NO_ANSWER = "no_answer"
    UNREADABLE = "unreadable"
    NOT_DELIVERED = "not_delivered"
    TEST_MODE = "test_mode"
    NO_REPORT = "no_report"
    INTERRUPTED = "interrupted"
    RESTORED = "restored"
    TOO_LATE = "too_late"
    CANCELLED = "cancelled"
    """By its sender, while it may have left: it is never sent again."""
    ALREADY_SENT = "already_sent"
    ALREADY_OVER = "already_over"
    NOTHING_REMOVED = "nothing_removed"
    NOT_CANCELLABLE = "not_cancellable"
    NOT_LOADED = "not_loaded"
    """Its account is switched off, or does not start: nobody can be asked."""
    WHOLE_PACKET = "whole_packet"
    """It left together with others, and the provider takes back all or none."""
    CANCELLATION_UNANSWERED = "cancellation_unanswered"
    """It is not known whether the message stays where it is."""
    ACCOUNT_GONE = "account_gone"
    GUARD_MESSAGES = "guard_messages"
    GUARD_NUMBER = "guard_number"
    GUARD_MONEY = "guard_money"


OF_ONE_NUMBER: Final = frozenset({Reason.RECIPIENT, Reason.REPEATED})
"""Refusals that are about a number by their nature."""

DISTRUSTED: Final = frozenset({Reason.AUTH, Reason.IP_NOT_ALLOWED})
"""Refusals after which one has to hold back: a provider blocks who goes on failing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something did not work, to act on and to show.

    `code` is the provider's own; a code means something only together with the
    `table` of the provider's that it is from.
    """

    reason: Reason
    code: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class OwnText:
    """What one number of a request gets, and from whom."""

    phone: str
    text: str
    sender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRequest:
    """One text to one or many numbers, as it goes over the wire at once.

    `request_id` is ours (26 characters) and goes along where a provider takes an
    id of its client, or with the `callback_address`, where it takes one for each
    request: a report tells it. `phones` are E.164 with the plus, none of them twice.
    Where they get different texts, or from different senders, `own` has them all, in
    the same order, and `text` and `sender` say nothing. With `is_practice` the provider
    is to take it and send nothing.
    """

    request_id: str
    phones: tuple[str, ...]
    text: str
    sender: str | None = None
    valid_for: float | None = None
    """Seconds for which the operator shall try; None leaves it to the provider."""
    channel: Channel = Channel.SMS
    details: Details = field(default_factory=Details)
    callback_address: str | None = None
    is_practice: bool = False
    own: tuple[OwnText, ...] = ()

    def among(self, phones: Container[str]) -> SendRequest:
        """Return the same request to some of the numbers."""
        return replace(
            self,
            phones=tuple(phone for phone in self.phones if phone in phones),
            own=tuple(item for item in self.own if item.phone in phones),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneResult:
    """What the provider said at once about one number of a request.

    `state` is `unconfirmed` where it cannot be told whether it was taken.
    """

    phone: str
    state: MessageState
    message_id: str | None = None
    """None where one id stands for all numbers of the request."""
    status: str | None = None
    fault: Fault | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswer:
    """A request that the provider took; a number without a result was taken.

    `message_id` stands for all numbers whose results have none of their own.
    `parts` is what one number costs in SMS, None where the answer does not tell, as
    where numbers get texts of their own.
    `sender` is the sender ID that was put in place of the one that was asked for. With
    `is_practice` nothing was sent, whatever the results say. `packet_id` is the
    provider's number of the request, where one is taken back by that alone.
    """

    message_id: str | None = None
    packet_id: str | None = None
    results: tuple[PhoneResult, ...] = ()
    parts: int | None = None
    cost: Decimal | None = None
    balance: Balance | None = None
    sender: str | None = None
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a request would come to; nothing was sent. As in an answer to a real one."""

    results: tuple[PhoneResult, ...] = ()
    parts: int | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StatusQuery:
    """Which message is asked for: the provider's id and the number.

    `packet_id` is the provider's number of its request, where that is known.
    """

    message_id: str
    phone: str
    channel: Channel = Channel.SMS
    packet_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LostMessage:
    """A message whose answer was lost, as it is looked for among all of an account.

    It left at `sent_at`, by the provider's clock. `other_ids` are those of other
    messages to the number: none of them is this one.
    """

    request_id: str
    phone: str
    text: str
    sent_at: datetime
    channel: Channel = Channel.SMS
    other_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """What a provider says of one message, asked for or on its own.

    `request_id` is ours, where it came back; it goes before the provider's id.
    `phone` is None where the id alone tells which message is meant.
    `final` is set where no further report will come although the state is open.
    `keys_pressed`, `duration` and `ring_time` (seconds) are of calls.
    """

    message_id: str
    phone: str | None
    state: MessageState
    request_id: str | None = None
    status: str | None = None
    fault: Fault | None = None
    final: bool = False
    link_opened: bool = False
    cost: Decimal | None = None
    parts: int | None = None
    changed_at: datetime | None = None
    keys_pressed: str | None = None
    duration: int | None = None
    ring_time: int | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    """A provider's word that it does not know a message, for what it is worth.

    The id is the one that was asked for. With a `fault` it was refused, and certainly
    not taken.
    """

    message_id: str
    phone: str
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """A text that somebody sent to the account; `phone` is as it came.

    `sent_at` is when the person sent it, `arrived_at` when the provider got it.
    `account_id` is the provider's own id of the account it came to, where it says so.
    """

    message_id: str | None
    phone: str
    text: str
    to: str | None = None
    reply_to_message_id: str | None = None
    sent_at: datetime | None = None
    arrived_at: datetime | None = None
    account_id: str | None = None

    @property
    def time(self) -> datetime | None:
        """Return when it came to the provider, as far as is known."""
        return self.arrived_at or self.sent_at


def oldest_first(messages: Iterable[IncomingMessage]) -> list[IncomingMessage]:
    """Return texts by their times; those without one come first, as they came."""
    return sorted(
        messages, key=lambda m: 0.0 if (t := m.time) is None else t.timestamp()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCall:
    """Somebody who called a number of the account; `phone` is as it came."""

    phone: str
    called_at: datetime


class LookUpKind(StrEnum):
    """How a number is asked about."""

    HLR = "hlr"
    """The operators' register is asked; the phone does not notice."""
    PING = "ping"
    """An SMS goes out that no phone shows."""
    HLR_VIP = "hlr_vip"
    """The register, and an SMS where it does not tell, with more of the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpRequest:
    """A question about numbers, in E.164 with the plus; `request_id` is ours."""

    request_id: str
    phones: tuple[str, ...]
    kind: LookUpKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpResult:
    """What became known of a number; `is_reachable` is None where nobody can tell."""

    phone: str
    is_reachable: bool | None
    fault: Fault | None = None
    cost: Decimal | None = None
    country: str | None = None
    region: str | None = None
    operator: str | None = None
    original_operator: str | None = None
    """By the number's code; another one where the number was taken along."""
    roaming_country: str | None = None
    roaming_operator: str | None = None
    mcc: str | None = None
    mnc: str | None = None
    imsi: str | None = None
    msc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpReport:
    """A provider's word that there is a result to ask for."""

    message_id: str
    phone: str


type Callback = StatusReport | IncomingMessage | IncomingCall | LookUpReport


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRequest:
    """What reached the webhook: the raw query string and the undecoded body."""

    query: str
    body: bytes
    content_type: str = ""


type Words = Mapping[str, str]
"""One text by language code; "en" is always there."""
