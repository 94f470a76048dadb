"""The address book that a provider keeps for an account: groups, and who is in them."""

from collections.abc import Iterable
from dataclasses import dataclass
import datetime as dt
from typing import Final
import unicodedata

_INVISIBLE: Final = "Cf"
"""Such as a space of no width, which comes along where names are pasted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of contacts; the id is the provider's."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody in one group, with an id in it; in another group he has another.

    `phone` is a number with its plus, or what stands there if it is none.
    """

    phone: str
    id: str = ""
    group: str = ""
    first_name: str = ""
    last_name: str = ""
    nickname: str = ""
    date: dt.date | None = None
    """Of birth, or whatever day is kept for the person."""


def clean_name(text: str) -> str:
    """Return a name as it is kept and shown: on one line, of what can be seen.

    Control characters and line ends are spaces, and there is one between two words.
    """
    if not text.isprintable():
        text = "".join(
            " " if unicodedata.category(letter) == "Cc" else letter
            for letter in text
            if unicodedata.category(letter) != _INVISIBLE
        )
    return " ".join(text.split())


def groups_called(groups: Iterable[Group], written: str) -> list[Group]:
    """Return the group of that number, else all groups of that name."""
    known = list(groups)
    if by_number := [group for group in known if group.id == written]:
        return by_number
    name = _plain(written)
    return [group for group in known if _plain(group.name) == name]


def _plain(name: str) -> str:
    """Return a name as it is compared."""
    return " ".join(name.casefold().split())
