"""How a provider plugs into the kernel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .background import Background
from .callbacks import Callbacks
from .clock import Clock
from .delivery import Delivery
from .ledger import Ledger
from .model import Answer, Arrival, Call, Message
from .phones import Phones

type Json = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
type Verb = Callable[[Mapping[str, Json]], Json]


class ControlError(Exception):
    """A control request that cannot be carried out as it is."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """What the kernel lends to every provider."""

    clock: Clock
    ledger: Ledger
    phones: Phones
    delivery: Delivery
    callbacks: Callbacks
    background: Background


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """An account as the page shows it; not every provider takes messages for one."""

    login: str
    balance: str
    handler: str
    receives: bool = True


class Page(Protocol):
    """One address of a provider. Pages of one `group` share their limit of concurrency."""

    path: str
    group: str

    def read(self, arrival: Arrival) -> Call:
        """Read the parameters; whatever is wrong with them is noted, not raised."""

    def answer(self, call: Call) -> Answer:
        """Carry the call out."""

    def refuse(self, call: Call, code: int) -> Answer:
        """Answer with an error code, as the fault of that name wants."""


class Provider(Protocol):
    """A simulated provider."""

    name: str

    @property
    def pages(self) -> Sequence[Page]:
        """Return the provider's HTTP interface."""

    @property
    def verbs(self) -> Mapping[str, Verb]:
        """Return what `/_control/<provider>/<verb>` can do."""

    @property
    def accounts_shown(self) -> Sequence[AccountSummary]:
        """Return the accounts for the page."""

    def state_of(self, message: Message) -> str:
        """Return the words for a message's state."""

    def report(self, key: int, status: int, error: int) -> Message:
        """Give a message a state, as if its operator had just reported it."""

    def receive(
        self,
        *,
        phone: str,
        text: str,
        account: str | None = None,
        to: str | None = None,
        reply_to: str | None = None,
        age: float = 0.0,
    ) -> object:
        """Take a message from a phone."""

    def reset(self) -> None:
        """Go back to the accounts and settings of the start."""
