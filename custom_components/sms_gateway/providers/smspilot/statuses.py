"""What SMSPILOT says of messages: by id, and in the list of the day (seed 003, 2.2)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from ..model import LostMessage, MessageState, NotFound, StatusQuery, StatusReport
from ..values import MOSCOW, as_decimal, as_int, as_text, maybe
from .answers import Row, as_digits, by_digits
from .channels import channel_of
from .codes import REFUSED, STATES, fault_of
from .times import as_utc

FIELDS: Final = "server_id,phone,status,price,error"
LIST_FIELDS: Final = f"{FIELDS},created,message,sender"

_BEFORE: Final = timedelta(minutes=1)
"""The list may leave seconds out."""
_AFTER: Final = timedelta(minutes=3)
"""After it left, in which a message is written down."""
_MOSCOW: Final = MOSCOW.utcoffset(None)
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
    """Look for messages in the list of the day; each row is one message only.

    The nearest in time goes first, and what was taken before what was refused. A row
    that says nothing known of its message is no denial.
    """
    listed = by_digits(rows)
    pairs = sorted(
        (
            (maybe(as_int, row.get("status")) == REFUSED, apart, place, number)
            for place, message in enumerate(lost)
            for number, row in listed.get(as_digits(message.phone), ())
            if (apart := _apart(message, row)) is not None
        )
    )
    chosen: dict[int, Row] = {}
    taken: set[int] = set()
    for _, _, place, number in pairs:
        if place not in chosen and number not in taken:
            chosen[place] = rows[number]
            taken.add(number)
    answers: list[StatusReport | NotFound] = []
    for place, message in enumerate(lost):
        if (row := chosen.get(place)) is None:
            answers.append(NotFound(message.request_id, message.phone))
            continue
        message_id = as_text(row.get("server_id"))
        report = report_of(message_id, message.phone, row, message.request_id)
        if report is not None and report.state is MessageState.REJECTED:
            # Not taken, and not charged (section 2).
            refused = report.fault or fault_of(None)
            answers.append(NotFound(message.request_id, message.phone, refused))
        elif report is not None:
            answers.append(report)
    return answers


def _apart(message: LostMessage, row: Row) -> timedelta | None:
    """Return by how much a row of its number differs in time from a message.

    It may be the message by way and text, and by no other message's id. Without the
    text it is no proof: the account may send from elsewhere too.
    """
    message_id = maybe(as_text, row.get("server_id")) or ""
    text, created = row.get("message"), maybe(as_utc, row.get("created"))
    if (
        message_id == ""
        or message_id in message.other_ids
        or channel_of(maybe(as_text, row.get("sender"))) is not message.channel
        or not isinstance(text, str)
        or text.split() != message.text.split()
        or created is None
    ):
        return None
    # Of which zone it is, the seed does not say.
    times = (created - message.sent_at, created - message.sent_at - _MOSCOW)
    fitting = [abs(apart) for apart in times if -_BEFORE <= apart <= _AFTER]
    return min(fitting, default=None)
