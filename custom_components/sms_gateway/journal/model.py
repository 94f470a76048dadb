"""What the journal holds: messages, their changes of state, what was received."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from ..providers.details import Details
from ..providers.model import Channel, Fault, MessageState


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One text to one number. Times are seconds since 1970.

    `number` is its place among all, in the order in which they came to be sent.
    `attempted_at` is when the last attempt began by the home's clock, which may be
    hours behind, and `dated_at` by the provider's, where that was known, until the
    message has an id of the provider's.
    `followed` is the state that `unconfirmed` came after. `tracked_until` is None once
    nothing more is asked about the message. `is_on_wire`: a request with it may have
    left, and what came of it is not known. `was_denied`: none of them was taken, by the
    provider's word. `chain` are the accounts it may go by, and
    `refused_by` those of them that said no. `keys_pressed`, `duration` and `ring_time`
    (seconds) are of calls. `packet_id` is the provider's number of its last request,
    where one is taken back by that alone. `changed_at` is the provider's time, where it tells one, and
    `known_at` the home's, when it heard of that.
    """

    reference: str
    request_id: str
    entry_id: str
    provider: str
    channel: Channel
    phone: str
    recipient_id: str | None = None
    tag: str | None = None
    sender: str | None = None
    text: str
    created_at: float
    valid_until: float
    tracked_until: float | None
    message_id: str | None = None
    state: MessageState = MessageState.PENDING
    followed: MessageState | None = None
    is_on_wire: bool = False
    was_denied: bool = False
    attempted_at: float | None = None
    earlier_ids: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    refused_by: tuple[str, ...] = ()
    valid_for: float | None = None
    details: Details = field(default_factory=Details)
    number: int = 0
    dated_at: float | None = None
    status: str | None = None
    fault: Fault | None = None
    cost: Decimal | None = None
    parts: int | None = None
    keys_pressed: str | None = None
    duration: int | None = None
    ring_time: int | None = None
    packet_id: str | None = None
    changed_at: float
    known_at: float | None = None

    def without_text(self) -> Message:
        """Return it once texts are kept no longer."""
        return replace(self, text="", details=self.details.without_page())


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageUpdate:
    """What became known of a message; None means nothing new.

    `final` ends the asking although the state is open.
    """

    reference: str
    state: MessageState
    message_id: str | None = None
    status: str | None = None
    fault: Fault | None = None
    cost: Decimal | None = None
    parts: int | None = None
    changed_at: float | None = None
    final: bool = False
    link_opened: bool = False
    keys_pressed: str | None = None
    duration: int | None = None
    ring_time: int | None = None
    packet_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """A message that moved to another state; `message` is as it was right after."""

    id: int
    message: Message
    previous_state: MessageState | None
    link_opened: bool = False


class ReceivedKind(StrEnum):
    """The way somebody got in touch."""

    SMS = "sms"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A text or a call that came in. Times are seconds since 1970.

    `answered` is the reference of the message it replies to. `sent_at` and `arrived_at`
    are the provider's; `arrived_at` is when the provider got it. `is_pulled` tells
    whether it was asked for; `other_id` is its id by the other way once it came by that
    too (empty where it has none there).
    """

    id: int
    entry_id: str
    provider: str
    message_id: str | None
    phone: str
    text: str
    to: str | None
    answered: str | None
    sent_at: float | None
    received_at: float
    kind: ReceivedKind = ReceivedKind.SMS
    arrived_at: float | None = None
    is_pulled: bool = False
    other_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Money that an account spent on no message; the time is in seconds since 1970."""

    entry_id: str
    cost: Decimal
    charged_at: float


type Event = StateChange | Received
"""What has to be told once it is on disk; ids grow and are never used again."""
