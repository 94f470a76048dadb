"""What `/_control/websms/...` can do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.simulator.kernel import fields
from tests.simulator.kernel.encode import to_json
from tests.simulator.kernel.provider import ControlError, Json, Verb
from tests.simulator.kernel.verbs import ProviderVerbs

from .accounts import Account
from .settings import SETTINGS, Body

if TYPE_CHECKING:
    from .provider import WebsmsProvider

# Looked up late, as the provider imports this module.
type _Provider = WebsmsProvider

_NUMBERS = ("packet_id", "message_id", "contact_id", "group_id")


class WebsmsVerbs(ProviderVerbs[_Provider]):
    """The provider's control verbs."""

    settings = SETTINGS

    @property
    def table(self) -> Mapping[str, Verb]:
        """Return the verbs by name."""
        return {
            **super().table,
            "book": self._book,
            "incoming": self._incoming,
            "report": self._report,
            "number_from": self._number_from,
        }

    def new_account(self, login: str, changes: Mapping[str, Any]) -> None:
        """Open an account."""
        fresh = {"password": login}
        self._provider.accounts.add(Account(login=login, **{**fresh, **changes}))

    def _book(self, body: Body) -> Json:
        """Return an account's address book."""
        login = fields.optional_text(body, "login") or "demo"
        return to_json(self._provider.book(self.known_login(login, "login")))

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
