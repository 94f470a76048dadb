"""WEBSMS's address book (seed 000, section 4), in text: of XML the seed prints nothing.

Nor does it print an error, or the lists, which are read as what it prints of changes.
"""

from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
import datetime as dt
import re
from typing import Final

from ..address_book import Contact, Group, clean_name, groups_called
from ..errors import OutcomeOpenError, RefusedError
from ..exchange import Answer
from ..model import Fault, Reason
from ..values import as_text, maybe
from .answers import UNREADABLE, decode, error_number
from .codes import SUCCESS
from .doubt import make_sure

type Fields = Mapping[str, str]

TABLE_BOOK: Final = "book"

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_DATE: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")

_RESULT: Final = "result"
_IDS: Final = ("id", "group_id", "user_id")

_FIELDS: Final = {
    "nick": "nickname",
    "name": "first_name",
    "family": "last_name",
    "date": "date",
}
"""By parameter: what a contact calls it."""

_RUSSIAN: Final = ((11, "8", 1), (10, "9", 0))
"""How a number is written at home: its length, its beginning, and how much of that is
no part of it."""

_CHARSET: Final = "windows-1251"


class AddressBook:
    """The book of one account.

    `post` hands over a form and `prove` raises what is wrong with the account, if
    anything is: the page's own errors are not documented.
    """

    def __init__(
        self,
        post: Callable[[Mapping[str, str]], Awaitable[Answer]],
        prove: Callable[[], Awaitable[object]],
    ) -> None:
        """Prepare to ask."""
        self._post = post
        self._prove = prove

    async def groups(self) -> list[Group]:
        """Ask for all groups."""
        rows = _whole(await self._ask("getgroups"))
        return [_group(row) for row in rows]

    async def contacts(self, group: str) -> list[Contact]:
        """Ask who is in a group."""
        rows = _whole(await self._ask("getphones", group=group))
        return [_contact(row, group) for row in rows]

    async def members(self, written: str) -> Sequence[str]:
        """Ask for the numbers in a group, which is meant by its number or its name."""
        found = groups_called(await self.groups(), written.strip())
        # Of two groups of one name nobody can tell which is meant.
        members = await self.contacts(found[0].id) if len(found) == 1 else []
        if not members:
            raise RefusedError(Fault(Reason.GROUP_UNKNOWN))
        return tuple(contact.phone for contact in members)

    async def add_contact(self, contact: Contact) -> Contact:
        """Add somebody to a group."""
        rows = await self._ask("adduser", group=contact.group, **_parameters(contact))
        return _contact(rows[0], contact.group) if rows else contact

    async def edit_contact(self, contact: Contact, emptied: Container[str]) -> None:
        """Write a contact anew; by its id, so that the number can change too."""
        await self._ask("edituser", id=contact.id, **_parameters(contact, emptied))

    async def delete_contact(self, contact: Contact) -> None:
        """Delete a contact; without a group it might go from all of them (4.4)."""
        of_group = {"group": contact.group} if contact.group else {}
        await self._ask("deluser", id=contact.id, **of_group)

    async def add_group(self, name: str) -> Group:
        """Add a group."""
        rows = await self._ask("addgroup", name=name)
        return _group(rows[0]) if rows else Group(id="", name=name)

    async def edit_group(self, group: Group) -> None:
        """Give a group another name."""
        await self._ask("editgroup", group=group.id, name=group.name)

    async def delete_group(self, group_id: str) -> None:
        """Delete a group; the table has it as `group`, the example as `id`."""
        await self._ask("delgroup", group=group_id, id=group_id)

    async def _ask(self, act: str, **parameters: str) -> list[Fields]:
        """Ask for something to be told or done; return what stands below the result."""
        form = {name: _writable(value) for name, value in parameters.items()}
        sections = _sections(await self._post({"act": act, "format": "txt", **form}))
        head = sections.get(_RESULT, {})
        number = error_number(head.get(_RESULT))
        if number != SUCCESS:
            await self._raise_refused(head, number)
        return [fields for name, fields in sections.items() if name != _RESULT]

    async def _raise_refused(self, head: Fields, number: int | None) -> None:
        """Raise what an error means."""
        if not head.get(_RESULT):
            raise OutcomeOpenError(UNREADABLE)
        reason = await make_sure(number, self._prove) or Reason.BOOK_REFUSED
        code = None if number is None else str(number)
        raise RefusedError(Fault(reason, code, TABLE_BOOK))


def _whole(rows: list[Fields]) -> list[Fields]:
    """Return a list; raises OutcomeOpenError where it seems to break off.

    Nothing marks its end, but all rows end with the same name.
    """
    if len({list(row)[-1] for row in rows}) > 1 or any(len(row) == 1 for row in rows):
        raise OutcomeOpenError(UNREADABLE)
    return rows


def _sections(answer: Answer) -> Mapping[str, Fields]:
    """Read lines of names and values below headings, in their order.

    Raises OutcomeOpenError where the last line is neither.
    """
    sections: dict[str, dict[str, str]] = {}
    fields: dict[str, str] = {}
    is_cut = False
    for line in _LINE_END.split(decode(answer.body)):
        if (heading := _heading(line.strip())) is not None:
            fields = sections.setdefault(heading.lower(), {})
            fields.setdefault(_IDS[0], heading)
            is_cut = False
        elif "=" in line:
            name, _, value = line.partition("=")
            # Spaces within names may come from the document's layout.
            fields["".join(name.lower().split())] = clean_name(value)
            is_cut = False
        else:
            is_cut = is_cut or bool(line.strip())
    if is_cut:
        raise OutcomeOpenError(UNREADABLE)
    return sections


def _heading(line: str) -> str | None:
    """Return what stands in brackets, where that is all of a line."""
    inner = line[1:-1]
    if f"[{inner}]" != line or "[" in inner or "]" in inner:
        return None
    return inner.strip()


def _group(row: Fields) -> Group:
    """Read a group."""
    name = row.get("group_name") or row.get("name") or ""
    return Group(id=_id(row, "group_id"), name=name)


def _contact(row: Fields, group: str) -> Contact:
    """Read a contact."""
    return Contact(
        id=_id(row, "user_id"),
        phone=_as_phone(row.get("phone", "")),
        first_name=row.get("name", ""),
        last_name=row.get("family", ""),
        nickname=row.get("nick", ""),
        date=maybe(_as_date, row.get("date")),
        group=row.get("group") or group,
    )


def _id(row: Fields, name: str) -> str:
    """Return the number of what a row is about, which the heading has too."""
    return row.get(name) or row.get(_IDS[0], "")


def _as_phone(written: str) -> str:
    """Read a number as people enter it in the cabinet."""
    digits = re.sub(r"[\s()\-]", "", written)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if not digits.isdecimal():
        return digits if digits.startswith("+") else written
    for length, beginning, cut in _RUSSIAN:
        if len(digits) == length and digits.startswith(beginning):
            return f"+7{digits[cut:]}"
    return f"+{digits}"


def _as_date(value: object) -> dt.date:
    """Read a day."""
    found = _DATE.match(as_text(value))
    if found is None:
        raise ValueError("no date")
    day, month, year = (int(part) for part in found.groups())
    return dt.date(year, month, day)


def _parameters(contact: Contact, emptied: Container[str] = ()) -> dict[str, str]:
    """Return what is known of a contact, but for whom it is.

    What is empty is left out, unless it is to become so: a day in another form than
    ours is not read, and would be lost.
    """
    day = contact.date
    written = {
        "phone": contact.phone,
        "nick": contact.nickname,
        "name": contact.first_name,
        "family": contact.last_name,
        "date": "" if day is None else f"{day.day:02}.{day.month:02}.{day.year:04}",
    }
    return {
        name: value
        for name, value in written.items()
        if value or _FIELDS.get(name) in emptied
    }


def _writable(value: str) -> str:
    """Return a value on one line; raises RefusedError for letters that would be lost."""
    line = clean_name(value)
    try:
        line.encode(_CHARSET)
    except UnicodeEncodeError:
        raise RefusedError(Fault(Reason.BOOK_LETTERS)) from None
    return line
