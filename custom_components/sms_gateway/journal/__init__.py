"""The journal: what was asked for, what became of it, what was received."""

from .journal import Journal, JournalError
from .model import Event, Message, MessageUpdate, Received, ReceivedKind, StateChange
from .states import FINAL_STATES, GRAVITY, IN_TRANSIT_STATES

__all__ = [
    "FINAL_STATES",
    "GRAVITY",
    "IN_TRANSIT_STATES",
    "Event",
    "Journal",
    "JournalError",
    "Message",
    "MessageUpdate",
    "Received",
    "ReceivedKind",
    "StateChange",
]
