"""What became of each number of a sending, by the answer to it (seed 000, 5.3)."""

from collections.abc import Sequence
from typing import Final

from ..account import Balance
from ..errors import OutcomeOpenError
from ..model import Channel, MessageState, PhoneResult, SendAnswer, SendRequest
from ..values import as_decimal, as_int, as_text, maybe
from .answers import UNREADABLE, Page, Row, as_digits
from .codes import VANISHED
from .deletion import sent_packet

_BALANCE_BEFORE: Final = "balance_before"
_BALANCE_AFTER: Final = "balance_after"


def send_answer(request: SendRequest, page: Page) -> SendAnswer:
    """Read the answer to a sending that was taken."""
    if not page.rows and maybe(as_text, page.fields.get("packet_id")) is None:
        # It says nothing but that nothing is wrong.
        raise OutcomeOpenError(UNREADABLE)
    return SendAnswer(
        results=_results(request, page),
        parts=_parts(request, page),
        cost=maybe(as_decimal, page.fields.get("packet_cost")),
        packet_id=None if request.is_practice else sent_packet(request, page),
        balance=balance(page, is_test=request.is_practice),
        is_practice=request.is_practice,
    )


def balance(page: Page, *, is_test: bool) -> Balance | None:
    """Read the money on the account; a test reckons as if it were charged."""
    name = _BALANCE_BEFORE if is_test else _BALANCE_AFTER
    amount = maybe(as_decimal, page.fields.get(name))
    return None if amount is None else Balance(amount=amount)


def _results(request: SendRequest, page: Page) -> tuple[PhoneResult, ...]:
    """Return what the rows say, and what it means that some are missing.

    The provider drops numbers that are blocked or were just sent that text, and says
    only of how many it took. Nothing is said of a number that was taken without a row.
    """
    rows = {maybe(as_digits, row.get("message_phone")): row for row in page.rows}
    taken = maybe(as_int, page.fields.get("summ_phone"))
    found = [phone for phone in request.phones if as_digits(phone) in rows]
    missing = [phone for phone in request.phones if phone not in found]
    results = [_result(phone, rows[as_digits(phone)]) for phone in found]
    if taken == len(found):
        results += [
            PhoneResult(phone=phone, state=MessageState.REJECTED, fault=VANISHED)
            for phone in missing
        ]
    elif taken != len(request.phones):
        # Some of these were taken, and some were not.
        results += [
            PhoneResult(phone=phone, state=MessageState.UNCONFIRMED, fault=UNREADABLE)
            for phone in missing
        ]
    return tuple(results)


def _result(phone: str, row: Row) -> PhoneResult:
    """Read the row of a number."""
    return PhoneResult(
        phone=phone,
        message_id=maybe(as_text, row.get("message_id")) or None,
        state=MessageState.QUEUED,
        cost=maybe(as_decimal, row.get("message_cost")),
    )


def _parts(request: SendRequest, page: Page) -> int | None:
    """Return the parts of one message, which are the same for all numbers."""
    if request.channel is not Channel.SMS:
        return None
    counts: Sequence[int | None] = [
        maybe(as_int, row.get("message_parts")) for row in page.rows
    ]
    if counts:
        return counts[0] if len(set(counts)) == 1 else None
    total = maybe(as_int, page.fields.get("summ_parts"))
    numbers = maybe(as_int, page.fields.get("summ_phone"))
    return total // numbers if total and numbers and total % numbers == 0 else None
