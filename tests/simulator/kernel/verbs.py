"""The control verbs that every provider has: about its accounts, dialect and limits."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from . import fields
from .encode import to_json
from .fields import Body
from .provider import ControlError, Json, Verb
from .simulated import SimulatedProvider


class ProviderVerbs[Run: SimulatedProvider[Any, Any]](ABC):
    """The control verbs of a provider."""

    settings: Mapping[str, Callable[[Body, str], Any]]
    """How each setting of an account is read."""

    def __init__(self, provider: Run) -> None:
        """Control a provider."""
        self._provider = provider

    @property
    def table(self) -> Mapping[str, Verb]:
        """Return the verbs by name."""
        return {
            "accounts": self._accounts,
            "account": self._account,
            "forget_limits": self._forget_limits,
            "dialect": self._dialect,
        }

    @abstractmethod
    def new_account(self, login: str, changes: Mapping[str, Any]) -> None:
        """Open an account with some settings; the rest is as for everybody."""

    def known_login(self, login: str, field: str) -> str:
        """Return a login that a field names; raise where no account has it."""
        if self._provider.accounts.by_login(login) is None:
            raise ControlError(f"{field}: there is no {login}")
        return login

    def _accounts(self, body: Body) -> Json:
        """Return all accounts."""
        return to_json(list(self._provider.accounts))

    def _account(self, body: Body) -> Json:
        """Change an account, or open a new one."""
        login = fields.optional_text(body, "login") or "demo"
        fields.refuse_unknown(body, {"login", *self.settings})
        changes = {
            name: read(body, name)
            for name, read in self.settings.items()
            if name in body
        }
        if self._provider.accounts.by_login(login) is None:
            self.new_account(login, changes)
        elif changes:
            self._provider.set_account(login, **changes)
        return to_json(self._provider.account(login))

    def _forget_limits(self, body: Body) -> Json:
        """Forget all that was counted against the provider's limits."""
        self._provider.forget_limits()
        return {}

    def _dialect(self, body: Body) -> Json:
        """Change readings; return all of them with what there is to choose from."""
        self._provider.speak(**{name: str(value) for name, value in body.items()})
        return {
            "spoken": to_json(self._provider.dialect),
            "readings": to_json(self._provider.readings),
        }
