"""What `/_control/websms/...` can do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.simulator.kernel import fields
from tests.simulator.kernel.encode import to_json
from tests.simulator.kernel.provider import ControlError, Json, Verb

from .accounts import Account
from .dialect import READINGS
from .settings import SETTINGS, Body

if TYPE_CHECKING:
    from .provider import WebsmsProvider

_NUMBERS = ("packet_id", "message_id", "contact_id", "group_id")


class WebsmsVerbs:
    """The provider's control verbs."""

    def __init__(self, provider: WebsmsProvider) -> None:
        """Control a provider."""
        self._provider = provider

    @property
    def table(self) -> Mapping[str, Verb]:
        """Return the verbs by name."""
        return {
            "accounts": self._accounts,
            "account": self._account,
            "book": self._book,
            "incoming": self._incoming,
            "report": self._report,
            "number_from": self._number_from,
            "forget_limits": self._forget_limits,
            "dialect": self._dialect,
        }

    def _accounts(self, body: Body) -> Json:
        """Return all accounts."""
        return to_json(list(self._provider.accounts))

    def _account(self, body: Body) -> Json:
        """Change an account, or open a new one."""
        login = fields.optional_text(body, "login") or "demo"
        fields.refuse_unknown(body, {"login", *SETTINGS})
        changes = {
            name: read(body, name) for name, read in SETTINGS.items() if name in body
        }
        if self._provider.accounts.by_login(login) is None:
            fresh = {"password": login} | changes
            self._provider.accounts.add(Account(login=login, **fresh))
        elif changes:
            self._provider.set_account(login, **changes)
        return to_json(self._provider.account(login))

    def _book(self, body: Body) -> Json:
        """Return an account's address book."""
        login = fields.optional_text(body, "login") or "demo"
        if self._provider.accounts.by_login(login) is None:
            raise ControlError(f"login: there is no {login}")
        return to_json(self._provider.book(login))

    def _incoming(self, body: Body) -> Json:
        """Refuse: there are no incoming messages."""
        return to_json(
            self._provider.receive(
                phone=fields.text(body, "phone"), text=fields.text(body, "text")
            )
        )

    def _report(self, body: Body) -> Json:
        """Give a message a state."""
        key, status = fields.integer(body, "key", 0), fields.integer(body, "status", 0)
        try:
            return to_json(self._provider.report(key, status, 0))
        except KeyError as error:
            raise ControlError("key: no such message") from error

    def _number_from(self, body: Body) -> Json:
        """Set the numbers that the next packets, messages, contacts and groups get."""
        fields.refuse_unknown(body, _NUMBERS)
        numbers = {name: fields.integer(body, name, 0) for name in body}
        self._provider.number_from(**numbers)
        return {}

    def _forget_limits(self, body: Body) -> Json:
        """Forget how often which text went to whom."""
        self._provider.forget_limits()
        return {}

    def _dialect(self, body: Body) -> Json:
        """Change readings; return all of them with what there is to choose from."""
        self._provider.speak(**{name: str(value) for name, value in body.items()})
        return {
            "spoken": to_json(self._provider.dialect),
            "readings": to_json(READINGS),
        }
