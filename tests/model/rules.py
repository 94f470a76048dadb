"""What must be true of the changes of state that are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from custom_components.sms_gateway.journal.model import StateChange
from custom_components.sms_gateway.providers.model import MessageState

# Written down once more, from DESIGN §5, so that a slip in the product shows.
RANKS: Final = {
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


@dataclass(frozen=True, slots=True)
class Told:
    """An event that was told, and in which run."""

    run: int
    event: StateChange


def check_told(told: Sequence[Told]) -> list[str]:
    """Return what is wrong with the events: each once, twice around a crash, in rank."""
    wrong: list[str] = []
    by_id: dict[int, Told] = {}
    states: dict[str, MessageState] = {}
    ranks: dict[str, int] = {}
    for item in told:
        event = item.event
        reference, state = event.message.reference, event.message.state
        if (first := by_id.get(event.id)) is not None:
            if first.run == item.run:
                wrong.append(f"event {event.id} was told twice in one run")
            if _content(first.event) != _content(event):
                wrong.append(f"event {event.id} was two events")
            continue
        by_id[event.id] = item
        if event.previous_state is not states.get(reference):
            wrong.append(
                f"{reference}: {event.previous_state} to {state}, but it was"
                f" {states.get(reference)}"
            )
        if state is MessageState.UNCONFIRMED:
            if ranks.get(reference, 0) > RANKS[MessageState.SENT]:
                wrong.append(f"{reference}: unconfirmed after a final state")
        elif RANKS[state] <= ranks.get(reference, -1):
            wrong.append(f"{reference}: {state} is no step up")
        else:
            ranks[reference] = RANKS[state]
        states[reference] = state
    return wrong


def _content(event: StateChange) -> tuple[object, ...]:
    """Return what an event says."""
    return event.message.reference, event.message.state, event.previous_state
