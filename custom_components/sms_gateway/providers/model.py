"""What passes between a provider and the engine: plain data, no wire formats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

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
    IP_BLOCKED = "ip_blocked"
    ACCOUNT_BLOCKED = "account_blocked"
    HTTP_DISABLED = "http_disabled"
    FUNDS = "funds"
    CONTENT = "content"
    SENDER = "sender"
    RECIPIENT = "recipient"
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
    ACCOUNT_GONE = "account_gone"
    GUARD_MESSAGES = "guard_messages"
    GUARD_NUMBER = "guard_number"
    GUARD_MONEY = "guard_money"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something did not work, to act on and to show.

    `code` is the provider's own; a code means something only together with the
    `table` of the provider's that it is from.
    """

    reason: Reason
    code: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Money on an account; the currency is an ISO 4217 code where it was told.

    `messages` is for how many it is enough, by the provider's own reckoning.
    """

    amount: Decimal
    currency: str | None = None
    messages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInfo:
    """What a provider tells of an account: its own id of it, and its sender IDs."""

    account_id: str | None = None
    balance: Balance
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRequest:
    """One text to one or many numbers, as it goes over the wire at once.

    `request_id` is ours (26 characters) and goes along where a provider takes an
    id of its client, or with the `callback_address`, where it takes one for each
    request: a report tells it. `phones` are E.164 with the plus, none of them twice.
    With `is_practice` the provider is to take it and send nothing.
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
    `parts` is what one number costs in SMS, None where the answer does not tell.
    `sender` is the sender ID that was put in place of the one that was asked for. With
    `is_practice` nothing was sent, whatever the results say.
    """

    message_id: str | None = None
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
    """Which message is asked for: the provider's id and the number."""

    message_id: str
    phone: str
    channel: Channel = Channel.SMS


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
    other_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """What a provider says of one message, asked for or on its own.

    `request_id` is ours, where it came back; it goes before the provider's id.
    `final` is set where no further report will come although the state is open.
    `keys_pressed`, `duration` and `ring_time` (seconds) are of calls.
    """

    message_id: str
    phone: str
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

    The id is the one that was asked for.
    """

    message_id: str
    phone: str


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
    operator: str | None = None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """How an account proves itself: a key, or login and password."""

    base_url: str
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a provider allows: counts, and pauses in seconds."""

    concurrent_sends: int
    concurrent_look_ups: int
    batch_look_up_size: int
    batch_look_up_pause: float
    phones_per_request: int
    sender_letters: int
    sender_digits: int
    text_length: int
    shortest_validity: float
    longest_validity: float

    def is_sender(self, sender: str) -> bool:
        """Tell whether a sender ID has a form that the provider takes."""
        digits = sender.removeprefix("+")
        if digits.isdecimal():
            return len(digits) <= self.sender_digits
        return (
            sender.isascii()
            and sender.isprintable()
            and len(sender) <= self.sender_letters
        )


class Ability(StrEnum):
    """What a provider can be asked for besides sending, statuses and the balance."""

    ESTIMATE = "estimate"
    """The price of a request before it is made."""
    CANCEL = "cancel"
    """Taking back what has not left yet."""
    HLR = "hlr"
    """What an operator's register says of a number."""
    PING = "ping"
    """An SMS that nobody sees, to find out whether a phone is on."""
    HLR_VIP = "hlr_vip"
    """The two together."""
    ACCOUNT = "account"
    """Telling its own id of the account, and the sender IDs that it may use."""
    MESSAGE_COUNT = "message_count"
    """Telling for how many messages the money is enough."""
    FIND_LOST = "find_lost"
    """Finding a message whose answer was lost in a list of what was sent lately."""
    PRACTICE = "practice"
    """Taking messages as if they were to be sent."""
    CALL_CONFIRMATION = "call_confirmation"
    """Telling who called a number of the account."""


type Words = Mapping[str, str]
"""One text by language code; "en" is always there."""
