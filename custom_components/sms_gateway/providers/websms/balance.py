"""The money on an account (seed 000, section 8), from a page that documents no error."""

from decimal import Decimal
import re
from typing import Final

from ..errors import OutcomeOpenError
from ..exchange import Answer
from ..model import Reason
from ..values import as_decimal, maybe
from .answers import UNREADABLE, decode, error_number, raise_for_error
from .codes import ERRORS, SUCCESS

_TAG: Final = re.compile(r"<[^<>]*>")

REFUSALS: Final = frozenset(
    {
        Reason.AUTH,
        Reason.IP_NOT_ALLOWED,
        Reason.IP_REFUSED,
        Reason.ACCOUNT_BLOCKED,
        Reason.HTTP_DISABLED,
        Reason.BUSY,
    }
)
"""What says that an account cannot be used; all else is said to one that can."""


def read_amount(answer: Answer) -> Decimal:
    """Read the page; raises RefusedError where it has an error's words instead."""
    text = _TAG.sub("", decode(answer.body)).strip()
    if (amount := maybe(as_decimal, text)) is not None:
        return amount
    if (number := error_number(text)) not in (None, SUCCESS):
        raise_for_error(number)
    raise OutcomeOpenError(UNREADABLE)


def may_be_error(amount: Decimal) -> bool:
    """Tell whether an amount looks like the number of an error, or like no answer."""
    return amount == 0 or amount in ERRORS
