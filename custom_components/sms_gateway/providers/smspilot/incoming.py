"""Incoming texts by pull (seed 003, 6.2)."""

from collections.abc import Iterable
from datetime import datetime

from ..model import IncomingMessage, oldest_first
from ..values import as_text, maybe
from .answers import Row
from .times import as_utc


def incoming_query(since: datetime) -> dict[str, str]:
    """Return what asks for texts after a time; `new` might give each of them once only."""
    return {"inbound": str(int(since.timestamp()))}


def incoming_messages(rows: Iterable[Row]) -> list[IncomingMessage]:
    """Read a list of texts, the oldest first; rows of no use are left out."""
    return oldest_first(message for row in rows if (message := _message(row)))


def _message(row: Row) -> IncomingMessage | None:
    """Read one row; None where it does not say who wrote what."""
    phone, text = maybe(as_text, row.get("phone")), row.get("text")
    if not phone or not isinstance(text, str | int | float):
        return None
    return IncomingMessage(
        message_id=maybe(as_text, row.get("id")) or None,
        phone=phone,
        text=str(text),
        to=maybe(as_text, row.get("num")) or None,
        arrived_at=maybe(as_utc, row.get("created")),
    )
