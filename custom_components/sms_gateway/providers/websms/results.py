"""What became of messages, asked for (seed 000, section 6)."""

from collections.abc import Sequence

from ..model import NotFound, StatusQuery, StatusReport
from ..values import as_decimal, as_int, as_text, maybe
from .answers import Page, Row, as_digits
from .codes import STATES, result_fault
from .ids import is_number, packet_number

type Asked = tuple[str, str]
"""A parameter of the page, and its value."""


def asked_by(query: StatusQuery) -> Asked:
    """Return what a message is asked for by: its own id, else our number of its packet."""
    if is_number(query.message_id):
        return "message_id", query.message_id
    return "user_packet_id", packet_number(query.message_id)


def together(queries: Sequence[StatusQuery]) -> dict[Asked, list[StatusQuery]]:
    """Return the messages that one question is about."""
    asked: dict[Asked, list[StatusQuery]] = {}
    for query in queries:
        asked.setdefault(asked_by(query), []).append(query)
    return asked


def reports(
    queries: Sequence[StatusQuery], page: Page
) -> list[StatusReport | NotFound]:
    """Read the rows of a packet or of a message, in any order."""
    answers: list[StatusReport | NotFound] = []
    for query in queries:
        if (row := row_of(query, page)) is None:
            answers.append(NotFound(query.message_id, query.phone))
        elif (report := _report(query, row)) is not None:
            answers.append(report)
    return answers


def row_of(query: StatusQuery, page: Page) -> Row | None:
    """Return the row of a message, if it is there."""
    for row in page.rows:
        message_id = maybe(as_text, row.get("message_id"))
        if is_number(query.message_id) and message_id != query.message_id:
            continue
        if maybe(as_digits, row.get("message_phone")) == as_digits(query.phone):
            return row
    return None


def _report(query: StatusQuery, row: Row) -> StatusReport | None:
    """Read a row; None where it brings no news.

    Its time is left out: it is in the account's own zone, which nothing tells.
    """
    result = maybe(as_int, row.get("result_id"))
    if result not in STATES:
        return None
    message_id = maybe(as_text, row.get("message_id")) or query.message_id
    is_ours = not is_number(query.message_id)
    return StatusReport(
        message_id=message_id,
        phone=query.phone,
        request_id=query.message_id if is_ours else None,
        state=STATES[result],
        status=str(result),
        fault=result_fault(result),
        cost=maybe(as_decimal, row.get("message_cost")),
        parts=maybe(as_int, row.get("message_parts")),
    )
