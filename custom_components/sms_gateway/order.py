"""What somebody wants to be sent, and the messages that it makes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from homeassistant.util.ulid import ulid_now

from .engine import AccountEngine
from .journal import Message
from .providers.details import Details
from .providers.model import Channel, Fault, MessageState

TRACKED_FOR: Final = 86400.0
"""Seconds after the end of its validity for which a message is asked for."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A number, and whose it is: the id of a recipient's subentry.

    One with a fault is no number; it is answered for, and not sent to. One that is
    urgent passes the spending guard. `text` and `sender` go before those of the order.
    """

    phone: str
    recipient_id: str | None = None
    fault: Fault | None = None
    is_urgent: bool = False
    text: str | None = None
    sender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants to be sent; without a number that is good nothing leaves.

    `chain` are the accounts it may go by, the first one first. `valid_for` is in
    seconds; None leaves it to the first account's settings, and to its provider.
    """

    chain: tuple[str, ...]
    text: str
    addressees: tuple[Addressee, ...]
    sender: str | None = None
    tag: str | None = None
    valid_for: float | None = None
    is_urgent: bool = False
    details: Details = field(default_factory=Details)
    channel: Channel = field(default=Channel.SMS)

    def text_for(self, addressee: Addressee) -> str:
        """Return what somebody gets."""
        return self.text if addressee.text is None else addressee.text


type SameKey = tuple[str, Channel, str, Details]
"""What the same text to the same number is known by."""


def key_of(message: Message) -> SameKey:
    """Return what tells a repetition of a message from another one."""
    return message.phone, message.channel, message.text, message.details


def key_for(order: Order, addressee: Addressee) -> SameKey:
    """Return what the message to somebody will be known by."""
    text = order.text_for(addressee)
    return addressee.phone, order.channel, text, order.details


def end_of(order: Order, account: AccountEngine, now: float) -> float:
    """Return until when an order is of use: its validity after it is due.

    A moment that is over is none of a clock that is hours behind: such a one is refused
    before. So what is long over by the provider's clock is due now.
    """
    valid_for = order.valid_for or account.settings.valid_for
    due = order.details.send_at
    return (now if due is None or due < now - valid_for else due) + valid_for


def new_messages(
    order: Order, addressees: Iterable[Addressee], account: AccountEngine, now: float
) -> list[Message]:
    """Return the messages of an order, first for the given account."""
    valid_until = end_of(order, account, now)
    # What is spread leaves the provider bit by bit.
    tracked_until = valid_until + TRACKED_FOR + (order.details.spread_over or 0.0)
    named = [(ulid_now(), addressee) for addressee in addressees]
    return [
        Message(
            reference=reference,
            # Replaced by that of the first request; until then, what belongs together.
            request_id=named[0][0],
            entry_id=account.entry_id,
            provider=account.info.id,
            channel=order.channel,
            phone=addressee.phone,
            recipient_id=addressee.recipient_id,
            tag=order.tag,
            sender=addressee.sender or order.sender,
            text=order.text_for(addressee),
            chain=_held_once(order.chain),
            valid_for=order.valid_for,
            details=order.details.without_data() if addressee.fault else order.details,
            created_at=now,
            valid_until=valid_until,
            tracked_until=None if addressee.fault else tracked_until,
            state=MessageState.REJECTED if addressee.fault else MessageState.PENDING,
            fault=addressee.fault,
            changed_at=now,
        )
        for reference, addressee in named
    ]


@lru_cache(maxsize=64)
def _held_once(chain: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first one that was the same: most messages go by the same accounts."""
    return chain
