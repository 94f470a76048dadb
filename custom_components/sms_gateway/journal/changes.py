"""How a message changes by what becomes known, and what it is found by."""

from collections.abc import Iterator
from dataclasses import replace

from ..providers.model import MessageState
from .model import Message, MessageUpdate
from .states import FINAL_STATES, moves_up


def updated(message: Message, update: MessageUpdate, now: float) -> Message:
    """Return the message with what became known."""
    message = replace(
        message,
        is_on_wire=False,
        message_id=update.message_id or message.message_id,
        cost=message.cost if update.cost is None else update.cost,
        parts=message.parts if update.parts is None else update.parts,
    )
    if not moves_up(message.state, message.followed, update.state):
        # The same word again may still be the last one.
        if update.final and update.state is message.state:
            return replace(message, tracked_until=None)
        return message
    is_over = update.final or update.state in FINAL_STATES
    return replace(
        message,
        state=update.state,
        was_denied=False,
        followed=message.state if update.state is MessageState.UNCONFIRMED else None,
        status=update.status,
        fault=update.fault,
        changed_at=now if update.changed_at is None else update.changed_at,
        tracked_until=None if is_over else message.tracked_until,
    )


def earlier_ids(message: Message) -> tuple[str, ...]:
    """Return all ids that a message has had once another attempt begins."""
    if message.attempted_at is None:
        return message.earlier_ids
    ids = (*message.earlier_ids, message.request_id, message.message_id)
    return tuple(dict.fromkeys(known for known in ids if known is not None))


def provider_keys(message: Message) -> Iterator[tuple[str, str, str]]:
    """Yield what reports of a message are matched by: every id ever seen for it."""
    for provider_id in (message.request_id, message.message_id, *message.earlier_ids):
        if provider_id is not None:
            # Earlier ids may be of another account; they are unlike any of its own.
            for entry_id in {message.entry_id, *message.chain}:
                yield provider_key(entry_id, provider_id, message.phone)


def provider_key(entry_id: str, message_id: str, phone: str) -> tuple[str, str, str]:
    """Return what a report is matched by, regardless of letter case and of the plus."""
    return entry_id, message_id.lower(), phone.removeprefix("+")
