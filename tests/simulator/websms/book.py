"""The address book of an account: groups, and contacts in them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody in one group; one who is in two groups is there twice."""

    contact_id: str
    registered_at: float
    phone: str
    nick: str = ""
    name: str = ""
    family: str = ""
    date: str = ""
    group_id: str
    oper_id: str = "0"


@dataclass(slots=True)
class Book:
    """Groups and contacts by their numbers."""

    groups: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)

    @property
    def first_group(self) -> str | None:
        """Return the group that contacts come to when none is named."""
        return next(iter(self.groups), None)

    def members(self, group_id: str) -> list[Contact]:
        """Return the contacts of a group."""
        return [one for one in self.contacts.values() if one.group_id == group_id]

    def find(
        self, *, contact_id: str = "", phone: str = "", group_id: str = ""
    ) -> list[Contact]:
        """Return the contacts of a number, or of a phone, in one group or in all."""
        if contact_id:
            return [self.contacts[contact_id]] if contact_id in self.contacts else []
        return [
            one
            for one in self.contacts.values()
            if one.phone == phone and group_id in ("", one.group_id)
        ]

    def put(self, contact: Contact) -> Contact:
        """Enter a contact, or replace one."""
        self.contacts[contact.contact_id] = contact
        return contact

    def remove_group(self, group_id: str) -> None:
        """Remove a group with all who are in it."""
        del self.groups[group_id]
        for contact in self.members(group_id):
            del self.contacts[contact.contact_id]


def demo_book() -> Book:
    """Return the book of the demo account: a family of two."""
    book = Book(groups={"17352": "Семья"})
    book.put(
        Contact(
            contact_id="5749177",
            registered_at=1255429470.0,
            phone="79161110001",
            nick="Мама",
            name="Анна",
            family="Иванова",
            date="11.03.1970",
            group_id="17352",
        )
    )
    book.put(
        Contact(
            contact_id="5749178",
            registered_at=1255429470.0,
            phone="79161110003",
            nick="Федор",
            name="Дмитрий",
            family="Иванов",
            group_id="17352",
        )
    )
    return book
