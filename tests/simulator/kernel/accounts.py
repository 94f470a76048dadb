"""Keeps a provider's accounts by login; each provider says what an account is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar, Protocol


class AccountRecord(Protocol):
    """What every provider's account has; it is a frozen dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def login(self) -> str:
        """Return the name it is kept by."""

    @property
    def balance(self) -> Decimal:
        """Return the money on it."""


class AccountBook[Held: AccountRecord]:
    """All accounts of a provider."""

    def __init__(self, at_first: Iterable[Held]) -> None:
        """Start with the given accounts."""
        self._at_first = tuple(at_first)
        self._accounts: dict[str, Held] = {}
        self.reset()

    def __iter__(self) -> Iterator[Held]:
        """Go through all accounts."""
        return iter(list(self._accounts.values()))

    def __getitem__(self, login: str) -> Held:
        """Return an account as it stands now."""
        return self._accounts[login]

    def add(self, account: Held) -> Held:
        """Open an account, or replace one."""
        self._accounts[account.login] = account
        return account

    def update(self, login: str, **changes: Any) -> Held:
        """Change an account's settings."""
        return self.add(replace(self._accounts[login], **changes))

    def charge(self, login: str, amount: Decimal) -> Held:
        """Take money off an account, or give it back."""
        return self.update(login, balance=self._accounts[login].balance - amount)

    def by_login(self, login: str) -> Held | None:
        """Return the account of a login."""
        return self._accounts.get(login)

    def reset(self) -> None:
        """Go back to the accounts of the start."""
        self._accounts = {one.login: one for one in self._at_first}
