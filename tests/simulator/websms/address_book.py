"""The page of the address book: groups and contacts, listed, added, edited, deleted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .book import Book, Contact
from .codes import Refusal, words_of
from .formats import Field, Format, Node, text_section, xml_document
from .numbers import read_number
from .parameters import ADDRESS_BOOK
from .question import Question, Written
from .send import format_of
from .state import State
from .when import write_date

# The document prints no failure; these are beyond the table of sending.
MISSING = 100
NOT_THERE = 101
_WORDS = {MISSING: "error parameters", NOT_THERE: "not found"}
_EDITABLE = ("phone", "nick", "name", "family", "date")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is said of one group or contact, under its number."""

    number: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of an action."""

    message: str
    entries: Sequence[_Entry] = ()


type _Action = Callable[[Question, Book], _Done]


class AddressBookWork:
    """The page of the address book."""

    group = "addrbook"
    parameters = ADDRESS_BOOK

    def __init__(self, state: State) -> None:
        """Work on the provider's memory."""
        self._state = state

    @property
    def actions(self) -> Mapping[str, _Action]:
        """Return what can be done, by `act`."""
        return {
            "getgroups": self._list_groups,
            "getphones": self._list_contacts,
            "adduser": self._add_contact,
            "deluser": self._delete_contact,
            "edituser": self._edit_contact,
            "addgroup": self._add_group,
            "delgroup": self._delete_group,
            "editgroup": self._edit_group,
        }

    def format_of(self, values: Mapping[str, str]) -> Format:
        """Return the format that was asked for."""
        return format_of(values)

    def needs_login(self, values: Mapping[str, str]) -> bool:
        """Return that a book is its owner's."""
        return True

    def carry_out(self, question: Question) -> Written:
        """Do what is asked."""
        act = question.value("act")
        action = self.actions.get(act)
        if action is None:
            raise Refusal(MISSING, f"act: {act}")
        done = action(question, self._state.book(question.account.login))
        self._state.note("action", self.group, act)
        return self._write("field", question.fmt, 0, done)

    def refuse(self, question: Question, code: int) -> Written:
        """Return an error answer."""
        words = _WORDS.get(code) or words_of(code)
        return self._write("error_field", question.fmt, code, _Done(words))

    def _list_groups(self, question: Question, book: Book) -> _Done:
        """Tell all groups."""
        return _Done(
            "ok", [_group(number, name) for number, name in book.groups.items()]
        )

    def _list_contacts(self, question: Question, book: Book) -> _Done:
        """Tell who is in a group."""
        members = book.members(_group_of(question, book))
        return _Done("ok", [self._contact(question, one) for one in members])

    def _add_contact(self, question: Question, book: Book) -> _Done:
        """Enter somebody; without a group into the first."""
        if not question.value("phone"):
            raise Refusal(MISSING, "phone is missing")
        group_id = book.first_group
        if question.value("group"):
            group_id = _group_of(question, book)
        if group_id is None:
            raise Refusal(NOT_THERE, "there is no group")
        contact = Contact(
            contact_id=str(next(self._state.numbering.contact_id)),
            registered_at=self._state.kernel.clock.now(),
            phone=read_number(question.value("phone")).digits,
            nick=question.value("nick"),
            name=question.value("name"),
            family=question.value("family"),
            date=question.value("date"),
            group_id=group_id,
            oper_id=question.oper_id,
        )
        return _Done("ok", [self._contact(question, book.put(contact))])

    def _delete_contact(self, question: Question, book: Book) -> _Done:
        """Delete somebody, from one group or from all."""
        ids = [one.contact_id for one in _contacts_of(question, book, by_group=True)]
        for contact_id in ids:
            del book.contacts[contact_id]
        return _Done(
            f"ok, user {', '.join(ids)} deleted",
            [_Entry(one, [Field("user_id", one)]) for one in ids],
        )

    def _edit_contact(self, question: Question, book: Book) -> _Done:
        """Change what is given of somebody."""
        changes: dict[str, Any] = {
            name: question.value(name)
            for name in _EDITABLE
            if question.value(name) or self._is_emptied(question, name)
        }
        if phone := changes.get("phone"):
            changes["phone"] = read_number(phone).digits
        edited = [
            book.put(replace(one, **changes)) for one in _contacts_of(question, book)
        ]
        return _Done("ok", [self._contact(question, one) for one in edited])

    def _is_emptied(self, question: Question, name: str) -> bool:
        """Return whether a field that has no value in a request loses the one it had."""
        if name == "phone":
            return False
        if name in question.values:
            return self._state.dialect.empty_field == "emptied"
        return self._state.dialect.field_left_out == "emptied"

    def _add_group(self, question: Question, book: Book) -> _Done:
        """Open a group."""
        if not question.value("name"):
            raise Refusal(MISSING, "name is missing")
        number = str(next(self._state.numbering.group_id))
        book.groups[number] = question.value("name")
        return _Done(f"ok, group {number} added", [_group(number, book.groups[number])])

    def _delete_group(self, question: Question, book: Book) -> _Done:
        """Delete a group with all who are in it."""
        number = _group_of(question, book)
        book.remove_group(number)
        entry = _Entry(number, [Field("group_id", number)])
        return _Done(f"ok, group {number} deleted", [entry])

    def _edit_group(self, question: Question, book: Book) -> _Done:
        """Rename a group."""
        number = _group_of(question, book)
        if not question.value("name"):
            raise Refusal(MISSING, "name is missing")
        book.groups[number] = question.value("name")
        return _Done(
            f"ok, group {number} edited", [_group(number, book.groups[number])]
        )

    def _contact(self, question: Question, contact: Contact) -> _Entry:
        """Return what is said of somebody."""
        padded = self._state.dialect.hours == "padded"
        values = {
            "id": contact.contact_id,
            "datereg": write_date(
                contact.registered_at, question.account.gmt, padded=padded
            ),
            "phone": contact.phone,
            "nick": contact.nick,
            "name": contact.name,
            "family": contact.family,
            "date": contact.date,
            "group": contact.group_id,
            "oper_id": contact.oper_id,
            "region_id": "0",
        }
        fields = [Field(name, value) for name, value in values.items()]
        return _Entry(contact.contact_id, fields)

    def _write(self, kind: str, fmt: Format, result: int, done: _Done) -> Written:
        """Write an answer."""
        dialect = self._state.dialect
        head = [Field("result", str(result)), Field("mess", done.message)]
        for fields in (head, *(one.fields for one in done.entries)):
            self._state.note(kind, self.group, *(one.name for one in fields))
        if fmt is Format.XML:
            rows = [Node("row", one.fields) for one in done.entries]
            root = Node("XML", head, rows)
            elements = dialect.addrbook_xml == "elements"
            text = xml_document(root, dialect, elements=elements)
            return Written(text=text, fmt=fmt)
        sections = [text_section("result", head, dialect)]
        sections += [
            text_section(one.number, one.fields, dialect) for one in done.entries
        ]
        return Written(text="\n\n".join(sections) + "\n", fmt=fmt)


def _group(number: str, name: str) -> _Entry:
    """Return what is said of a group."""
    return _Entry(number, [Field("group_id", number), Field("group_name", name)])


def _group_of(question: Question, book: Book) -> str:
    """Return the group that is meant; the document calls it `group`, and once `id`."""
    number = question.value("group") or question.value("id")
    if not number:
        raise Refusal(MISSING, "group is missing")
    if number not in book.groups:
        raise Refusal(NOT_THERE, f"no group {number}")
    return number


def _contacts_of(
    question: Question, book: Book, *, by_group: bool = False
) -> list[Contact]:
    """Return the contacts that are meant, by number or by phone."""
    contact_id, phone = question.value("id"), question.value("phone")
    if not contact_id and not phone:
        raise Refusal(MISSING, "neither id nor phone")
    found = book.find(
        contact_id=contact_id,
        phone=read_number(phone).digits if phone and not contact_id else "",
        group_id=question.value("group") if by_group else "",
    )
    if not found:
        raise Refusal(NOT_THERE, "nobody of that number or phone")
    return found
