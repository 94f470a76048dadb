"""Numbers and texts of answers, whichever way a provider writes them.

All raise ValueError for what is none.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from functools import lru_cache
from ipaddress import ip_address
import json
import re
from typing import Final
import unicodedata

MOSCOW: Final = timezone(timedelta(hours=3))

_LARGEST_AMOUNT: Final = 15
_SMALLEST_AMOUNT: Final = -15
"""As powers of ten."""

_LONGEST_AMOUNT: Final = 40
"""Letters; no amount has more, but a page of digits is one for Decimal."""

_LAST_YEAR: Final = 9998

_HALF_A_PAIR: Final = re.compile(r"\\u[dD][89a-fA-F]")


def composed(text: str) -> str:
    """Return a text with each letter and its marks in one, as most devices write it.

    Some write `й` as an `и` and a mark; on a screen that is the same, in a comparison not.
    """
    return unicodedata.normalize("NFC", text)


def as_json(text: str, *, strict: bool = True) -> object:
    """Read JSON; it may raise RecursionError too.

    Half of a surrogate pair, which cannot be written down, becomes a `?`.
    """
    value: object = json.loads(text, strict=strict)
    if _HALF_A_PAIR.search(text):
        written = json.dumps(value, ensure_ascii=False)
        value = json.loads(written.encode("utf-8", "replace"))
    return value


def decoded(body: bytes, errors: str = "strict") -> str:
    """Decode UTF-8, also such as has the halves of an emoji as letters of their own.

    Java writes it so, and who cuts a text between the halves leaves one of them.
    Raises ValueError for what is none, unless `errors` says what becomes of it.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = body.decode("utf-8-sig", "surrogatepass")
    except UnicodeDecodeError:
        return body.decode("utf-8-sig", errors)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


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
    """Read an amount, with a comma or a dot, and spaces of any kind within."""
    text = "".join(as_text(value).split()).replace(",", ".")
    if len(text) > _LONGEST_AMOUNT:
        raise ValueError("no amount")
    return _amount(text)


@lru_cache(maxsize=256)
def _amount(text: str) -> Decimal:
    """Read an amount with a dot; thousands of messages at one price share it."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError("no amount") from None
    if not amount.is_finite():
        raise ValueError("no amount")
    if not _SMALLEST_AMOUNT <= amount.adjusted() <= _LARGEST_AMOUNT:
        raise ValueError("no amount")
    return amount


def as_time(value: object) -> datetime:
    """Read seconds since 1970."""
    try:
        return told(datetime.fromtimestamp(as_int(value), UTC))
    except OverflowError, OSError:
        raise ValueError("no time") from None


def as_mail_time(value: object) -> datetime:
    """Read a time as e-mail and HTTP have it; without an offset it has no zone."""
    try:
        return told(parsedate_to_datetime(as_text(value)))
    except OverflowError, TypeError:
        raise ValueError("no time") from None


def told(moment: datetime) -> datetime:
    """Return a time that can be told in every zone; of the first and last year none can."""
    if not 1 < moment.year <= _LAST_YEAR:
        raise ValueError("no time")
    return moment


def as_address(value: object) -> str:
    """Read an address of the internet."""
    return str(ip_address(as_text(value)))


def maybe[ValueT](read: Callable[[object], ValueT], value: object) -> ValueT | None:
    """Read a value that may be missing, empty or damaged."""
    try:
        return None if value is None else read(value)
    except ValueError:
        return None
