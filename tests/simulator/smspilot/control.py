"""What `/_control/smspilot/...` can do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.simulator.kernel import fields
from tests.simulator.kernel.encode import to_json
from tests.simulator.kernel.fields import Body
from tests.simulator.kernel.provider import ControlError, Json, Verb

from .accounts import Account
from .codes import UNDELIVERED
from .dialect import READINGS
from .lookups import FIELDS
from .settings import SETTINGS

if TYPE_CHECKING:
    from .provider import SmspilotProvider


class SmspilotVerbs:
    """The provider's control verbs."""

    def __init__(self, provider: SmspilotProvider) -> None:
        """Control a provider."""
        self._provider = provider

    @property
    def table(self) -> Mapping[str, Verb]:
        """Return the verbs by name."""
        return {
            "accounts": self._accounts,
            "account": self._account,
            "incoming": self._incoming,
            "number_error": self._number_error,
            "fail": self._fail,
            "subscriber": self._subscriber,
            "next_id": self._next_id,
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
        accounts = self._provider.accounts
        if accounts.by_login(login) is None:
            number = str(5671 + len(list(accounts)))
            fresh = {
                "password": login,
                "api_key": f"{login}-key",
                "user_id": number,
                "email": f"{login}@demo.example",
            }
            accounts.add(Account(login=login, **fresh | changes))
        elif changes:
            accounts.update(login, **changes)
        return to_json(accounts[login])

    def _incoming(self, body: Body) -> Json:
        """Inject a message from a phone; without an account the system looks for one."""
        account = fields.optional_text(body, "account")
        if account is not None and self._provider.accounts.by_login(account) is None:
            raise ControlError(f"account: there is no {account}")
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

    def _forget_limits(self, body: Body) -> Json:
        """Forget which texts were sent to whom, for the loop protection."""
        self._provider.forget_limits()
        return {}

    def _dialect(self, body: Body) -> Json:
        """Change readings; return all of them with what there is to choose from."""
        self._provider.speak(**{name: str(value) for name, value in body.items()})
        return {
            "spoken": to_json(self._provider.dialect),
            "readings": to_json(READINGS),
        }
