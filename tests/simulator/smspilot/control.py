"""What `/_control/smspilot/...` can do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.simulator.kernel import fields
from tests.simulator.kernel.encode import to_json
from tests.simulator.kernel.fields import Body
from tests.simulator.kernel.provider import Json, Verb
from tests.simulator.kernel.verbs import ProviderVerbs

from .accounts import Account
from .codes import UNDELIVERED
from .lookups import FIELDS
from .settings import SETTINGS

if TYPE_CHECKING:
    from .provider import SmspilotProvider

# Looked up late, as the provider imports this module.
type _Provider = SmspilotProvider


class SmspilotVerbs(ProviderVerbs[_Provider]):
    """The provider's control verbs."""

    settings = SETTINGS

    @property
    def table(self) -> Mapping[str, Verb]:
        """Return the verbs by name."""
        return {
            **super().table,
            "incoming": self._incoming,
            "number_error": self._number_error,
            "fail": self._fail,
            "subscriber": self._subscriber,
            "next_id": self._next_id,
        }

    def new_account(self, login: str, changes: Mapping[str, Any]) -> None:
        """Open an account."""
        accounts = self._provider.accounts
        fresh = {
            "password": login,
            "api_key": f"{login}-key",
            "user_id": str(5671 + len(list(accounts))),
            "email": f"{login}@demo.example",
        }
        accounts.add(Account(login=login, **{**fresh, **changes}))

    def _incoming(self, body: Body) -> Json:
        """Inject a message from a phone; without an account the system looks for one."""
        if (account := fields.optional_text(body, "account")) is not None:
            account = self.known_login(account, "account")
        return to_json(
            self._provider.receive(
                phone=fields.text(body, "phone"),
                text=fields.text(body, "text"),
                account=account,
                to=fields.optional_text(body, "to"),
                age=fields.number(body, "age", 0.0),
            )
        )

    def _number_error(self, body: Body) -> Json:
        """Refuse a number with an error code from now on; 0 lets it be."""
        code = fields.integer(body, "code", 0)
        self._provider.refuse_number(fields.text(body, "phone"), code)
        return {}

    def _fail(self, body: Body) -> Json:
        """Let further messages to a phone end with a status and an error."""
        self._provider.fail(
            fields.text(body, "phone"),
            fields.integer(body, "error", 0),
            fields.integer(body, "status", UNDELIVERED),
            fields.optional_text(body, "channel"),
        )
        return {}

    def _subscriber(self, body: Body) -> Json:
        """Say what HLRVIP finds of a number."""
        fields.refuse_unknown(body, {"phone", *FIELDS})
        register = {name: fields.text(body, name) for name in FIELDS if name in body}
        phone = fields.text(body, "phone")
        return to_json(self._provider.set_subscriber(phone, **register))

    def _next_id(self, body: Body) -> Json:
        """Let the next message, sent or incoming, have an id."""
        given = {
            name: fields.integer(body, name, 1)
            for name in ("id", "inbound")
            if name in body
        }
        self._provider.number_from(given.get("id"), given.get("inbound"))
        return {}
