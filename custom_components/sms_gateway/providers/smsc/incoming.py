"""Incoming texts by pull: get.php, which only clients' code documents."""

from collections.abc import Mapping
from datetime import datetime, timedelta
import math
from typing import Final

from ..errors import OutcomeOpenError
from ..model import Fault, IncomingMessage, Reason, oldest_first
from ..values import MOSCOW, as_text, maybe, told

NOTHING_NEW: Final = 3
"""The error that means an empty list, on this page."""

_MAX_HOURS: Final = 168
_MAX_ROWS: Final = 1000
"""Of 10,000 that the page allows; a home gets fewer in a week."""

"""Times come without a zone, and clients read them as Moscow's."""


def incoming_query(since: datetime, now: datetime) -> dict[str, str]:
    """Return the parameters that ask for what came in, in whole hours."""
    hours = math.ceil((now - since) / timedelta(hours=1))
    return {
        "get_answers": "1",
        "hour": str(min(max(hours, 1), _MAX_HOURS)),
        "cnt": str(_MAX_ROWS),
    }


def incoming_messages(rows: object) -> list[IncomingMessage]:
    """Read a list of incoming texts, the oldest first; rows of no use are left out."""
    if not isinstance(rows, list):
        raise OutcomeOpenError(Fault(Reason.UNREADABLE))
    return oldest_first(
        m for row in rows if isinstance(row, dict) and (m := _message(row))
    )


def _message(row: Mapping[str, object]) -> IncomingMessage | None:
    """Read one row; None where it does not say who wrote what."""
    phone, text = maybe(as_text, row.get("phone")), row.get("message")
    if not phone or not isinstance(text, str | int | float):
        return None
    return IncomingMessage(
        message_id=maybe(as_text, row.get("id")) or None,
        phone=phone,
        text=str(text),
        to=maybe(as_text, row.get("to_phone")) or None,
        sent_at=maybe(_time, row.get("sent")),
        arrived_at=maybe(_time, row.get("received")),
    )


def _time(value: object) -> datetime:
    """Read a date and a time."""
    moment = datetime.strptime(as_text(value), "%d.%m.%Y %H:%M:%S")
    return told(moment.replace(tzinfo=MOSCOW))
