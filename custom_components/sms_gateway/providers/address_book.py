"""The address book that a provider keeps for an account: groups, and who is in them."""

from collections.abc import Iterable
from dataclasses import dataclass
import datetime as dt


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of contacts; the id is the provider's."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody in one group, with an id in it; in another group he has another.

    `phone` is a number with its plus, or what stands there if it is none. An empty
    field is not written: nobody says whether that would empty what is there.
    """

    phone: str
    id: str = ""
    group: str = ""
    first_name: str = ""
    last_name: str = ""
    nickname: str = ""
    date: dt.date | None = None
    """Of birth, or whatever day is kept for the person."""


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
