"""What every simulated provider does alike: keeps accounts, speaks a dialect, has pages."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from .accounts import AccountBook, AccountRecord
from .provider import Page
from .readings import change_readings, readings_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Memory[Held: AccountRecord, Spoken: DataclassInstance](Protocol):
    """What every provider remembers."""

    dialect: Spoken

    @property
    def accounts(self) -> AccountBook[Held]:
        """Return the accounts."""


class SimulatedProvider[Held: AccountRecord, Spoken: DataclassInstance](ABC):
    """A provider with accounts and a dialect."""

    def __init__(self, memory: Memory[Held, Spoken], pages: Sequence[Page]) -> None:
        """Answer by pages that work on a memory."""
        self._memory = memory
        self._pages = pages

    @property
    def pages(self) -> Sequence[Page]:
        """Return the provider's HTTP interface."""
        return self._pages

    @property
    def accounts(self) -> AccountBook[Held]:
        """Return the accounts."""
        return self._memory.accounts

    @property
    def dialect(self) -> Spoken:
        """Return the reading that is spoken."""
        return self._memory.dialect

    @dialect.setter
    def dialect(self, dialect: Spoken) -> None:
        """Speak another reading."""
        self._memory.dialect = dialect

    @property
    def readings(self) -> Mapping[str, tuple[str, ...]]:
        """Return what there is to choose from, by the dialect's switches."""
        return readings_of(type(self.dialect))

    def speak(self, **readings: str) -> None:
        """Change some readings of the dialect; names and values are checked."""
        self.dialect = change_readings(self.dialect, readings)

    def account(self, login: str = "demo") -> Held:
        """Return an account as it stands now."""
        return self.accounts[login]

    def set_account(self, login: str = "demo", **changes: Any) -> Held:
        """Change an account's settings, as in the provider's cabinet."""
        return self.accounts.update(login, **changes)

    @abstractmethod
    def forget_limits(self) -> None:
        """Forget all that was counted against the provider's limits."""
