"""What SMSPILOT says of messages: by id, and in the list of the day (seed 003, 2.2)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from ..model import LostMessage, MessageState, NotFound, StatusQuery, StatusReport
from ..values import as_decimal, as_int, as_text, maybe
from .answers import Row, as_digits
from .codes import REFUSED, STATES, fault_of
from .times import as_utc

FIELDS: Final = "server_id,phone,status,price,error"
LIST_FIELDS: Final = f"{FIELDS},created,message"

_BEFORE: Final = timedelta(minutes=1)
"""The list may leave seconds out."""
_AFTER: Final = timedelta(minutes=3)
"""After it left, in which a message is written down."""
_MOSCOW: Final = timedelta(hours=3)
"""Ahead of UTC."""


def report_of(
    message_id: str, phone: str, row: Row, request_id: str | None = None
) -> StatusReport | None:
    """Read a row about a message; None where it brings no news."""
    status, error = maybe(as_int, row.get("status")), maybe(as_int, row.get("error"))
    if status not in STATES:
        return None
    if status == REFUSED and (not error or not maybe(as_text, row.get("phone"))):
        # So speaks the provider of an id that it does not know.
        return None
    state = STATES[status]
    is_bad = state in (MessageState.REJECTED, MessageState.UNDELIVERED)
    return StatusReport(
        message_id=message_id,
        phone=phone,
        request_id=request_id,
        state=state,
        status=str(status),
        fault=fault_of(error or None) if is_bad else None,
        cost=maybe(as_decimal, row.get("price")),
    )


def reports(queries: Sequence[StatusQuery], rows: Iterable[Row]) -> list[StatusReport]:
    """Read the rows of an answer, in any order."""
    asked: dict[str, list[StatusQuery]] = {}
    for query in queries:
        asked.setdefault(query.message_id, []).append(query)
    return [
        report
        for row in rows
        for query in asked.get(maybe(as_text, row.get("server_id")) or "", ())
        if maybe(as_digits, row.get("phone")) in (as_digits(query.phone), "", None)
        and (report := report_of(query.message_id, query.phone, row))
    ]


def found(
    lost: Sequence[LostMessage], rows: Sequence[Row]
) -> list[StatusReport | NotFound]:
    """Look for messages in the list of the day; each row is one message only."""
    taken: set[str] = set()
    answers: list[StatusReport | NotFound] = []
    for message in sorted(lost, key=lambda item: item.sent_at):
        report = None
        for row in rows:
            message_id = maybe(as_text, row.get("server_id")) or ""
            if message_id not in taken and _is_it(message, message_id, row):
                report = report_of(message_id, message.phone, row, message.request_id)
            if report is not None:
                taken.add(message_id)
                break
        answers.append(report or NotFound(message.request_id, message.phone))
    return answers


def _is_it(message: LostMessage, message_id: str, row: Row) -> bool:
    """Tell whether a row is a message: number, text and time, and no other one's id.

    Without the text it is no proof: the account may send from elsewhere too.
    """
    created = maybe(as_utc, row.get("created"))
    since_sent = [] if created is None else [created - message.sent_at]
    # Of which zone it is, the seed does not say.
    since_sent += [apart - _MOSCOW for apart in since_sent]
    text = row.get("message")
    return (
        message_id != ""
        and message_id not in message.other_ids
        and maybe(as_digits, row.get("phone")) == as_digits(message.phone)
        and isinstance(text, str)
        and text.split() == message.text.split()
        and any(-_BEFORE <= apart <= _AFTER for apart in since_sent)
    )
