"""What all pages of SMSC share: accounts, dialect, limits and the numbering of messages."""

from dataclasses import dataclass, field
import itertools
from typing import TYPE_CHECKING

from tests.simulator.kernel.coverage import Notes, Passed
from tests.simulator.kernel.provider import Kernel
from tests.simulator.kernel.window import MINUTE, Window

from .accounts import Accounts
from .dialect import Dialect

if TYPE_CHECKING:
    from .calls import Callee
    from .lookups import Subscriber

NAME = "smsc"
_FIRST_ID = 100001
_FIRST_INCOMING = 47436134


@dataclass(slots=True)
class State:
    """The provider's memory."""

    kernel: Kernel
    accounts: Accounts = field(default_factory=Accounts)
    dialect: Dialect = field(default_factory=Dialect)
    ids: itertools.count[int] = field(
        default_factory=lambda: itertools.count(_FIRST_ID)
    )
    incoming_ids: itertools.count[int] = field(
        default_factory=lambda: itertools.count(_FIRST_INCOMING)
    )
    blocked: dict[str, float] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)
    floods: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    callees: dict[str, Callee] = field(default_factory=dict)
    subscribers: dict[str, Subscriber] = field(default_factory=dict)
    confirmed: dict[str, float] = field(default_factory=dict)
    swapped: dict[str, float] = field(default_factory=dict)
    hosted: dict[str, int] = field(default_factory=dict)
    notes: Notes = field(default_factory=lambda: Notes(NAME))

    def window(self, name: str, seconds: float = MINUTE) -> Window:
        """Return the rate limit of that name."""
        return self.windows.setdefault(name, Window(self.kernel.clock, seconds))

    def note(self, kind: str, place: str, *names: object) -> None:
        """Note what passes over the wire with the answer or callback being written."""
        self.notes.note(kind, place, *names)

    def take_notes(self) -> tuple[Passed, ...]:
        """Return what was noted, and begin anew."""
        return self.notes.take()

    def forget_people(self) -> None:
        """Forget all that tests have said of people, their phones and their files."""
        self.callees.clear()
        self.subscribers.clear()
        self.confirmed.clear()
        self.swapped.clear()
        self.hosted.clear()

    def new_id(self) -> str:
        """Return the next id for a message whose client gave none."""
        return str(next(self.ids))
