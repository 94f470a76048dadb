"""Incoming texts by pull (seed 003, 6.2)."""

from collections.abc import Iterable
from datetime import datetime

from ..model import IncomingMessage, oldest_first
from ..values import as_text, maybe
from .answers import Row, as_phone
from .times import as_utc


def incoming_query(since: datetime) -> dict[str, str]:
    """Return what asks for texts after a time; `new` might give each of them once only."""
    return {"inbound": str(int(since.timestamp()))}


def incoming_messages(
    rows: Iterable[Row], account_id: str | None = None
) -> list[IncomingMessage]:
    """Read a list of texts, the oldest first; rows of no use are left out."""
    messages = (_message(row, account_id) for row in rows)
    return oldest_first(message for message in messages if message)


def _message(row: Row, account_id: str | None) -> IncomingMessage | None:
    """Read one row; None where it does not say who wrote what."""
    phone, text = maybe(as_phone, row.get("phone")), row.get("text")
    if not phone or not isinstance(text, str | int | float):
        return None
    return IncomingMessage(
        message_id=maybe(as_text, row.get("id")) or None,
        phone=phone,
        text=_without_prefix(str(text), account_id),
        to=maybe(as_text, row.get("num")) or None,
        arrived_at=maybe(as_utc, row.get("created")),
    )


def _without_prefix(text: str, account_id: str | None) -> str:
    """Return a text without the contract number that leads it to the account.

    It is taken off what is pushed (6.1); of the list nothing is said (6.2).
    """
    number, *rest = text.split(maxsplit=1) or [""]
    return rest[0] if rest and account_id is not None and number == account_id else text
