"""Which state may follow which: a message only moves up in rank."""

from typing import Final

from ..providers.model import MessageState

_RANKS: Final = {
    MessageState.PENDING: 0,
    MessageState.SCHEDULED: 1,
    MessageState.QUEUED: 2,
    MessageState.SENT: 3,
    MessageState.EXPIRED: 4,
    MessageState.UNDELIVERED: 4,
    MessageState.REJECTED: 4,
    MessageState.CANCELLED: 4,
    MessageState.FAILED: 4,
    MessageState.DELIVERED: 5,
    MessageState.READ: 6,
}

FINAL_STATES: Final = frozenset(
    state for state, rank in _RANKS.items() if rank > _RANKS[MessageState.SENT]
)
"""Nothing is asked about these any more, though a proof of delivery still counts."""

IN_TRANSIT_STATES: Final = frozenset(_RANKS) - FINAL_STATES

ARRIVED_STATES: Final = frozenset({MessageState.DELIVERED, MessageState.READ})

NOT_SENT_STATES: Final = frozenset({MessageState.REJECTED, MessageState.FAILED})
"""Refused, at once or later, or given up before anybody took it."""

MAY_BE_SENT_STATES: Final = frozenset({MessageState.PENDING, MessageState.UNCONFIRMED})
"""What a provider has taken is sent to none any more, and needs no deadline."""

TAKEN_STATES: Final = ARRIVED_STATES | {
    MessageState.SCHEDULED,
    MessageState.QUEUED,
    MessageState.SENT,
    MessageState.EXPIRED,
    MessageState.UNDELIVERED,
}
"""Only what a provider has taken can be in one of these."""

# Among messages of one moment the worst is shown; then the least far.
_GRAVITY: Final = (
    MessageState.REJECTED,
    MessageState.FAILED,
    MessageState.UNDELIVERED,
    MessageState.EXPIRED,
    MessageState.CANCELLED,
    MessageState.UNCONFIRMED,
    MessageState.PENDING,
    MessageState.SCHEDULED,
    MessageState.QUEUED,
    MessageState.SENT,
    MessageState.DELIVERED,
    MessageState.READ,
)

GRAVITY: Final = {state: place for place, state in enumerate(_GRAVITY)}


def moves_up(
    current: MessageState, followed: MessageState | None, new: MessageState
) -> bool:
    """Tell whether a message in `current` may become `new`.

    `unconfirmed` stands in for the state it followed.
    """
    if new is MessageState.UNCONFIRMED:
        return current in IN_TRANSIT_STATES
    return _RANKS[new] > _RANKS[followed or current]
