"""What all of SMSPILOT shares: accounts, dialect, what is known of phones, numbering."""

from collections.abc import Hashable
from dataclasses import dataclass, field
import itertools

from tests.simulator.kernel.coverage import Notes
from tests.simulator.kernel.provider import Kernel

from .accounts import Accounts
from .dialect import Dialect
from .lookups import Subscriber

NAME = "smspilot"
_FIRST_ID = 9316849
_FIRST_INBOUND = 54321


@dataclass(slots=True)
class State:
    """The provider's memory.

    `keys` has the ledger's key of every message, by the id that the provider gave it;
    `sent_at` when a text was last taken for a number.
    """

    kernel: Kernel
    accounts: Accounts = field(default_factory=Accounts)
    dialect: Dialect = field(default_factory=Dialect)
    notes: Notes = field(default_factory=lambda: Notes(NAME))
    ids: itertools.count[int] = field(
        default_factory=lambda: itertools.count(_FIRST_ID)
    )
    inbound_ids: itertools.count[int] = field(
        default_factory=lambda: itertools.count(_FIRST_INBOUND)
    )
    keys: dict[str, int] = field(default_factory=dict)
    sent_at: dict[Hashable, float] = field(default_factory=dict)
    number_errors: dict[str, int] = field(default_factory=dict)
    subscribers: dict[str, Subscriber] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    prefixes: dict[str, str] = field(default_factory=dict)
    """What stood before a text and led to its account, by the text's id."""

    def new_id(self) -> str:
        """Return the next message's id."""
        return str(next(self.ids))

    def reset(self) -> None:
        """Forget all but the numbering, which never goes back."""
        self.accounts.reset()
        self.dialect = Dialect()
        self.keys.clear()
        self.sent_at.clear()
        self.number_errors.clear()
        self.subscribers.clear()
        self.seen.clear()
        self.prefixes.clear()
