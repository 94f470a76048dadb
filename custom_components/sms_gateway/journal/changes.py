"""How a message changes by what becomes known."""

from dataclasses import replace

from ..providers.model import Fault, MessageState, Reason
from .model import Message, MessageUpdate
from .states import FINAL_STATES, MAY_BE_SENT_STATES, moves_up


def is_withdrawn(message: Message) -> bool:
    """Tell whether a message that may have left is never to be sent again."""
    return message.fault is not None and message.fault.reason is Reason.CANCELLED


def is_open(message: Message) -> bool:
    """Tell whether no word of what became of a message has come since it left."""
    return (
        message.state is MessageState.UNCONFIRMED
        and message.followed is MessageState.PENDING
    )


def is_lost(message: Message) -> bool:
    """Tell whether nobody knows if a message was taken."""
    # An id of the provider's came with an answer: it was taken.
    return is_open(message) and message.message_id is None


def withdrawn(message: Message) -> Message:
    """Return a message that its sender wants no more, and that may have left."""
    if message.fault is not None and message.fault.reason is Reason.RESTORED:
        # Nor is that one sent again; and no denial may speak for it.
        return message
    return replace(message, fault=Fault(Reason.CANCELLED))


def updated(message: Message, update: MessageUpdate, now: float) -> Message:
    """Return the message with what became known."""
    if update.state is MessageState.QUEUED and (message.details.send_at or 0) > now:
        update = replace(update, state=MessageState.SCHEDULED)
    message_id = _message_id(message, update)
    message = replace(
        message,
        is_on_wire=False,
        message_id=message_id,
        packet_id=update.packet_id or message.packet_id,
        # What has an id need not be looked for by its time.
        dated_at=message.dated_at if message_id is None else None,
        cost=message.cost if update.cost is None else update.cost,
        parts=message.parts if update.parts is None else update.parts,
        # Of a call more may become known without another state.
        keys_pressed=update.keys_pressed or message.keys_pressed,
        duration=message.duration if update.duration is None else update.duration,
        ring_time=message.ring_time if update.ring_time is None else update.ring_time,
    )
    if not moves_up(message.state, message.followed, update.state):
        if update.link_opened and update.state is message.state:
            # To be read is no news, but what was done with it is.
            message = replace(message, status=update.status)
        # The same word again may still be the last one.
        if update.final and update.state is message.state:
            return replace(message, tracked_until=None)
        return message
    is_over = update.final or update.state in FINAL_STATES
    return replace(
        message,
        # Files are large, and needed for as long as it may be sent again.
        details=message.details
        if update.state in MAY_BE_SENT_STATES and not is_over
        else message.details.without_data(),
        state=update.state,
        was_denied=False,
        followed=message.state if update.state is MessageState.UNCONFIRMED else None,
        status=update.status,
        # The wish not to send it again outlives an answer that was lost.
        fault=message.fault
        if is_withdrawn(message) and update.state is MessageState.UNCONFIRMED
        else update.fault,
        changed_at=now if update.changed_at is None else update.changed_at,
        known_at=now,
        tracked_until=None if is_over else message.tracked_until,
    )


def _message_id(message: Message, update: MessageUpdate) -> str | None:
    """Return the provider's id; where that is our own, it is held in memory once."""
    message_id = update.message_id or message.message_id
    return message.request_id if message_id == message.request_id else message_id


def is_news(before: Message, after: Message, update: MessageUpdate) -> bool:
    """Tell whether somebody is to be told: of a state, or of what a person did.

    Keys may be told after the call, and a link be opened after the text was read.
    """
    return (
        after.state is not before.state
        or after.keys_pressed != before.keys_pressed
        or (update.link_opened and after.status != before.status)
    )


def refused(message: Message, fault: Fault, by: str | None) -> Message:
    """Return a message that was not taken; `by` is an account whose last word it is."""
    return replace(
        message,
        is_on_wire=False,
        # One that was open before still waits to be sent again.
        was_denied=message.was_denied
        or (message.is_on_wire and message.state is MessageState.UNCONFIRMED),
        refused_by=message.refused_by if by is None else (*message.refused_by, by),
        fault=message.fault if is_withdrawn(message) else fault,
    )


def on_the_wire(
    message: Message,
    entry_id: str,
    provider: str,
    request_id: str,
    now: float,
    dated_at: float | None,
) -> Message:
    """Return a message as it is while a request with it may leave."""
    earlier_ids = message.earlier_ids
    if message.attempted_at is not None:
        ids = (*earlier_ids, message.request_id, message.message_id)
        earlier_ids = tuple(dict.fromkeys(known for known in ids if known is not None))
    return replace(
        message,
        entry_id=entry_id,
        provider=provider,
        request_id=request_id,
        # That of an earlier one would take back another request.
        packet_id=None,
        is_on_wire=True,
        was_denied=False,
        attempted_at=now,
        dated_at=dated_at,
        earlier_ids=earlier_ids,
    )


def restored(message: Message, now: float) -> Message | None:
    """Return an unsettled message as a restored backup has to see it, None for others.

    The home went on after the backup: it may have sent the message since, under an id
    that the backup does not know. So no denial of the provider proves anything.
    """
    is_unsettled = (
        message.state is MessageState.PENDING
        or message.is_on_wire
        or message.was_denied
        or is_open(message)
    )
    if not is_unsettled:
        return None
    return replace(
        message,
        state=MessageState.UNCONFIRMED,
        followed=MessageState.PENDING,
        is_on_wire=False,
        was_denied=False,
        fault=Fault(Reason.RESTORED),
        changed_at=now,
        known_at=now,
    )
