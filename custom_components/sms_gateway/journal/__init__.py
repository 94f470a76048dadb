"""The journal: what was asked for, what became of it, what was received."""

from .changes import is_lost, is_open, is_withdrawn
from .journal import Journal
from .model import Event, Message, MessageUpdate, Received, ReceivedKind, StateChange
from .states import (
    ARRIVED_STATES,
    FINAL_STATES,
    GRAVITY,
    IN_TRANSIT_STATES,
    MAY_BE_SENT_STATES,
    NOT_SENT_STATES,
    TAKEN_STATES,
)
from .writer import JournalError

__all__ = [
    "ARRIVED_STATES",
    "FINAL_STATES",
    "GRAVITY",
    "IN_TRANSIT_STATES",
    "MAY_BE_SENT_STATES",
    "NOT_SENT_STATES",
    "TAKEN_STATES",
    "Event",
    "Journal",
    "JournalError",
    "Message",
    "MessageUpdate",
    "Received",
    "ReceivedKind",
    "StateChange",
    "is_lost",
    "is_open",
    "is_withdrawn",
]
