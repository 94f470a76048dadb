"""How WEBSMS reads phone numbers, and what it takes for numbers that were made up."""

from collections.abc import Iterable
from dataclasses import dataclass
import re

from .codes import PHONES, Refusal

_NUMBER = re.compile(r"(\+|00)?(\d{3,15})")
_RUSSIAN = re.compile(r"7\d{9,10}")
_LONG_DISTANCE = re.compile(r"8\d{10}")
HOME = "1"
ABROAD = "2"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was asked for and as it is kept.

    `known` says whether its country is.
    """

    asked: str
    digits: str
    known: bool = True

    @property
    def zone(self) -> str:
        """Return the price zone."""
        return HOME if _RUSSIAN.fullmatch(self.digits) else ABROAD


def read_number(asked: str) -> Number:
    """Read one number; numbers abroad need a plus or two zeros."""
    found = _NUMBER.fullmatch(asked)
    if found is None:
        raise Refusal(PHONES, f"phone_list: {asked}")
    digits = found[2]
    if not found[1] and _LONG_DISTANCE.fullmatch(digits):
        digits = f"7{digits[1:]}"
    known = bool(found[1] or _RUSSIAN.fullmatch(digits))
    return Number(asked, digits, known)


def read_numbers(phone_list: str) -> list[Number]:
    """Read a list; a comma at its end adds nothing."""
    entries = [entry.strip() for entry in phone_list.split(",")]
    return [read_number(entry) for entry in entries if entry]


def without_doubles(numbers: Iterable[Number]) -> list[Number]:
    """Return the numbers without those that come once more."""
    unique: dict[str, Number] = {}
    for number in numbers:
        unique.setdefault(number.digits, number)
    return list(unique.values())


def longest_run(numbers: Iterable[Number]) -> int:
    """Return how many numbers follow each other by one."""
    longest = length = 0
    last = -1
    for value in sorted(int(number.digits) for number in numbers):
        length = length + 1 if value == last + 1 else 1
        longest = max(longest, length)
        last = value
    return longest
