"""What all pages of WEBSMS share: accounts, books, dialect, numbering of messages."""

from dataclasses import dataclass, field
import itertools

from tests.simulator.kernel.coverage import Notes, Passed
from tests.simulator.kernel.provider import Kernel
from tests.simulator.kernel.window import Window

from .accounts import Accounts
from .book import Book, demo_book
from .dialect import Dialect

NAME = "websms"
_DAY = 86400.0


@dataclass(slots=True)
class Numbering:
    """The numbers that come next."""

    packet_id: itertools.count[int] = field(
        default_factory=lambda: itertools.count(12347310)
    )
    message_id: itertools.count[int] = field(
        default_factory=lambda: itertools.count(220517990)
    )
    contact_id: itertools.count[int] = field(
        default_factory=lambda: itertools.count(5805641)
    )
    group_id: itertools.count[int] = field(
        default_factory=lambda: itertools.count(17729)
    )

    def go_on_from(self, name: str, number: int) -> None:
        """Set what comes next."""
        setattr(self, name, itertools.count(number))


@dataclass(slots=True)
class State:
    """The provider's memory."""

    kernel: Kernel
    accounts: Accounts = field(default_factory=Accounts)
    dialect: Dialect = field(default_factory=Dialect)
    numbering: Numbering = field(default_factory=Numbering)
    books: dict[str, Book] = field(default_factory=dict)
    repeats: Window = field(init=False)
    notes: Notes = field(default_factory=lambda: Notes(NAME))

    def __post_init__(self) -> None:
        """Count repeats by the provider's clock."""
        self.repeats = Window(self.kernel.clock, _DAY)

    def book(self, login: str) -> Book:
        """Return an account's address book."""
        if login not in self.books:
            self.books[login] = demo_book() if login == "demo" else Book()
        return self.books[login]

    def new_packet_id(self) -> str:
        """Return the next number of a packet."""
        return str(next(self.numbering.packet_id))

    def new_message_id(self) -> str:
        """Return the next number of a message."""
        return str(next(self.numbering.message_id))

    def note(self, kind: str, place: str, *names: object) -> None:
        """Note what passes over the wire with the answer or callback being written."""
        self.notes.note(kind, place, *names)

    def take_notes(self) -> tuple[Passed, ...]:
        """Return what was noted, and begin anew."""
        return self.notes.take()

    def reset(self) -> None:
        """Go back to the accounts, books and settings of the start."""
        self.accounts.reset()
        self.dialect = Dialect()
        self.books.clear()
        self.numbering = Numbering()
        self.repeats.clear()
