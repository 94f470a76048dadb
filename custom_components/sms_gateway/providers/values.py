"""Numbers and texts of answers, whichever way a provider writes them.

All raise ValueError for what is none.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from typing import Final

_LARGEST_AMOUNT: Final = 15
"""As a power of ten."""


def as_text(value: object) -> str:
    """Read a text or a number as text."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise ValueError("no text")


def as_int(value: object) -> int:
    """Read an integer, which may come as a string; none has more than 64 bits."""
    number = int(as_text(value))
    if not -(2**63) <= number < 2**63:
        raise ValueError("no number of anything")
    return number


def as_decimal(value: object) -> Decimal:
    """Read an amount, with a comma or a dot."""
    try:
        amount = Decimal(as_text(value).replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        raise ValueError("no amount") from None
    if not amount.is_finite() or amount.adjusted() > _LARGEST_AMOUNT:
        raise ValueError("no amount")
    return amount


def as_time(value: object) -> datetime:
    """Read seconds since 1970."""
    try:
        return datetime.fromtimestamp(as_int(value), UTC)
    except OverflowError, OSError:
        raise ValueError("no time") from None


def as_address(value: object) -> str:
    """Read an address of the internet."""
    return str(ip_address(as_text(value)))


def maybe[ValueT](read: Callable[[object], ValueT], value: object) -> ValueT | None:
    """Read a value that may be missing, empty or damaged."""
    try:
        return None if value is None else read(value)
    except ValueError:
        return None
