"""Messages, received texts and events as rows of the journal's file, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
import json
from operator import attrgetter
from sys import intern
from typing import Any, Final

import orjson

from ..providers.details import Details
from ..providers.model import Channel, Fault, MessageState, Reason
from .model import Event, Message, Received, ReceivedKind, StateChange

# A fault is kept as three plain columns.
_FAULT: Final = ("reason", "error_code", "error_table")

# An event that version 1 left untold does not have these.
_LATER_COLUMNS: Final[dict[str, Any]] = {
    "is_on_wire": 0,
    "was_denied": 0,
    "attempted_at": None,
    "earlier_ids": "[]",
    "chain": "[]",
    "refused_by": "[]",
    "valid_for": None,
    "details": None,
    # Nor has one of version 2 these.
    "number": 0,
    "dated_at": None,
    "keys_pressed": None,
    "duration": None,
    "ring_time": None,
    # Nor has one of version 5 this.
    "known_at": None,
    # Nor has one of version 6 this.
    "packet_id": None,
}

_TUPLES: Final = ("earlier_ids", "chain", "refused_by")

_REPEATED: Final = ("entry_id", "provider", "recipient_id", "tag", "sender", "status")
"""What thousands of messages have in common, to be held in memory once."""

MESSAGE_COLUMNS: Final = (
    *(field.name for field in fields(Message) if field.name != "fault"),
    *_FAULT,
)

_ALMOST_PLAIN: Final = attrgetter(*MESSAGE_COLUMNS[: -len(_FAULT)])
_TUPLE_PLACES: Final = tuple(MESSAGE_COLUMNS.index(name) for name in _TUPLES)
_DETAILS_PLACE: Final = MESSAGE_COLUMNS.index("details")
_TEXT_PLACE: Final = MESSAGE_COLUMNS.index("text")
_COST_PLACE: Final = MESSAGE_COLUMNS.index("cost")
_NO_DETAILS: Final = Details()

RECEIVED_COLUMNS: Final = tuple(field.name for field in fields(Received))


def message_row(message: Message) -> list[object]:
    """Return the values of MESSAGE_COLUMNS."""
    fault = message.fault
    row: list[object] = [
        *_ALMOST_PLAIN(message),
        *((fault.reason, fault.code, fault.table) if fault else (None, None, None)),
    ]
    # Few columns have a value that SQLite and JSON do not know.
    for place in _TUPLE_PLACES:
        row[place] = json.dumps(row[place]) if row[place] else "[]"
    # A copy: SQLite leaves its own form on a text for as long as that is held.
    row[_TEXT_PLACE] = message.text.encode().decode()
    row[_DETAILS_PLACE] = _details(message.details)
    if message.cost is not None:
        row[_COST_PLACE] = str(message.cost)
    return row


def message_from_row(row: Sequence[Any], files: Mapping[str, bytes]) -> Message:
    """Build a message from the values of MESSAGE_COLUMNS; ValueError for a bad one.

    `files` have the content of those that go along, by its digest.
    """
    message = _message(dict(zip(MESSAGE_COLUMNS, row, strict=True)), files)
    texts = (message.reference, message.request_id, message.entry_id, message.phone)
    numbers = (
        message.created_at,
        message.valid_until,
        message.changed_at,
        message.number,
    )
    if not all(isinstance(text, str) for text in (*texts, message.text)) or not all(
        isinstance(number, int | float) for number in numbers
    ):
        raise ValueError("a column has a value of another kind")
    return message


def received_row(received: Received) -> tuple[object, ...]:
    """Return the values of RECEIVED_COLUMNS."""
    return tuple(getattr(received, column) for column in RECEIVED_COLUMNS)


def received_from_row(row: Sequence[Any]) -> Received:
    """Build what came in from the values of RECEIVED_COLUMNS."""
    return _received(dict(zip(RECEIVED_COLUMNS, row, strict=True)))


def event_row(event: Event) -> tuple[object, ...]:
    """Return id, kind and payload of an event."""
    if isinstance(event, StateChange):
        kind = "state"
        payload: dict[str, object] = {
            # The text is not told, and need not be kept twice.
            "message": dict(
                zip(MESSAGE_COLUMNS, message_row(event.message), strict=True)
            )
            | {"text": "", "details": None},
            "previous_state": event.previous_state,
            "link_opened": event.link_opened,
        }
    else:
        kind = "received"
        payload = dict(zip(RECEIVED_COLUMNS, received_row(event), strict=True))
    return event.id, kind, orjson.dumps(payload).decode()


def event_from_row(row: Sequence[Any]) -> Event:
    """Build an event from its id, kind and payload."""
    event_id, kind, payload = row
    values = json.loads(payload)
    if kind == "received":
        return _received({**values, "id": event_id})
    previous = values["previous_state"]
    return StateChange(
        id=event_id,
        message=_message(_LATER_COLUMNS | values["message"], {}),
        previous_state=None if previous is None else MessageState(previous),
        link_opened=values["link_opened"],
    )


def _details(details: Details) -> str | None:
    """Return details as JSON; most messages have none."""
    if details == _NO_DETAILS:
        return None
    return json.dumps(details.as_json()) if details.given else None


def _received(values: Mapping[str, Any]) -> Received:
    """Build what came in from its columns by name.

    Events of older versions lack those that came later; their defaults fit.
    """
    kind = ReceivedKind(values.get("kind", ReceivedKind.SMS))
    is_pulled = bool(values.get("is_pulled", False))
    return Received(**{**values, "kind": kind, "is_pulled": is_pulled})


def _message(values: Mapping[str, Any], files: Mapping[str, bytes]) -> Message:
    """Build a message from its columns by name."""
    plain = {name: value for name, value in values.items() if name not in _FAULT}
    reason, code, table = (values[name] for name in _FAULT)
    followed = plain.pop("followed")
    cost = plain.pop("cost")
    details = plain.pop("details")
    return Message(
        **plain
        | {
            "channel": Channel(plain["channel"]),
            "state": MessageState(plain["state"]),
            "is_on_wire": bool(plain["is_on_wire"]),
            "was_denied": bool(plain["was_denied"]),
        }
        | {name: _texts(plain[name]) for name in _TUPLES}
        | {name: _held_once(plain[name]) for name in _REPEATED},
        followed=None if followed is None else MessageState(followed),
        cost=None if cost is None else _amount(cost),
        fault=None if reason is None else Fault(Reason(reason), code, table),
        details=_NO_DETAILS
        if details is None
        else Details.from_json(json.loads(details), files),
    )


_amount: Final = lru_cache(maxsize=256)(Decimal)


@lru_cache(maxsize=256)
def _texts(written: str) -> tuple[str, ...]:
    """Read a list of texts."""
    return tuple(json.loads(written))


def _held_once(text: str | None) -> str | None:
    """Return the first one that was the same."""
    return intern(text) if isinstance(text, str) else text
