"""How SMSPILOT reads the numbers of a request."""

from dataclasses import dataclass, replace

from .codes import INVALID_PHONE, NO_ERROR, PHONE_LENGTH
from .dialect import Dialect

_RUSSIAN_LENGTH = 11
_LENGTHS = range(10, 16)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A number as it will be written in answers, and what is wrong with it."""

    phone: str
    error: int = NO_ERROR


def read_recipients(to: str, dialect: Dialect) -> tuple[Recipient, ...]:
    """Return the numbers of a list that commas separate, each of them once."""
    found: dict[str, Recipient] = {}
    for part in to.split(","):
        if one := part.strip():
            recipient = _read(one, dialect)
            found.setdefault(recipient.phone, recipient)
    return tuple(found.values())


def _read(asked: str, dialect: Dialect) -> Recipient:
    """Read a number: digits alone, with the country's code."""
    bare = asked.removeprefix("+") if dialect.plus_sign == "taken" else asked
    recipient = Recipient(bare)
    if not bare.isascii() or not bare.isdigit() or bare.startswith("0"):
        return replace(recipient, error=INVALID_PHONE)
    if bare.startswith("7"):
        fits = len(bare) == _RUSSIAN_LENGTH
    else:
        fits = len(bare) in _LENGTHS
    return recipient if fits else replace(recipient, error=PHONE_LENGTH)
