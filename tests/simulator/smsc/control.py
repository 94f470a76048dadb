"""What `/_control/smsc/...` can do."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.simulator.kernel import fields
from tests.simulator.kernel.encode import to_json
from tests.simulator.kernel.provider import ControlError, Json, Verb

from .accounts import Account
from .dialect import READINGS
from .limits import BLOCK_SECONDS

if TYPE_CHECKING:
    from .provider import SmscProvider

type Body = Mapping[str, Json]


def _set(body: Body, name: str) -> frozenset[str]:
    """Read a set of strings."""
    return frozenset(fields.texts(body, name))


def _hours(body: Body, name: str) -> float:
    """Read an offset in hours."""
    return fields.number(body, name, 0.0)


_SETTINGS: Mapping[str, Callable[[Body, str], Any]] = {
    "password": fields.text,
    "api_key": fields.text,
    "balance": fields.money,
    "currency": fields.text,
    "price": fields.money,
    "senders": _set,
    "default_sender": fields.text,
    "allowed_ips": _set,
    "test_mode": fields.flag,
    "handler": fields.text,
    "timezone": _hours,
    "incoming_number": fields.text,
    "forbidden_words": _set,
}


class SmscVerbs:
    """The provider's control verbs."""

    def __init__(self, provider: SmscProvider) -> None:
        """Control a provider."""
        self._provider = provider

    @property
    def table(self) -> Mapping[str, Verb]:
        """Return the verbs by name."""
        return {
            "accounts": self._accounts,
            "account": self._account,
            "incoming": self._incoming,
            "call": self._call,
            "block": self._block,
            "unblock": self._unblock,
            "forget_limits": self._forget_limits,
            "archive": self._archive,
            "dialect": self._dialect,
        }

    def _accounts(self, body: Body) -> Json:
        """Return all accounts."""
        return to_json(list(self._provider.accounts))

    def _account(self, body: Body) -> Json:
        """Change an account, or open a new one."""
        login = fields.optional_text(body, "login") or "demo"
        for name in body:
            if name != "login" and name not in _SETTINGS:
                raise ControlError(f"{name}: there is no such setting")
        changes = {
            name: read(body, name) for name, read in _SETTINGS.items() if name in body
        }
        if self._provider.accounts.by_login(login) is None:
            fresh = {"password": login, "api_key": f"{login}-key"} | changes
            self._provider.accounts.add(Account(login=login, **fresh))
        elif changes:
            self._provider.set_account(login, **changes)
        return to_json(self._provider.account(login))

    def _incoming(self, body: Body) -> Json:
        """Inject a message from a phone."""
        return to_json(
            self._provider.receive(
                phone=fields.text(body, "phone"),
                text=fields.text(body, "text"),
                account=self._login(body),
                to=fields.optional_text(body, "to"),
                reply_to=fields.optional_text(body, "sms_id"),
                age=fields.number(body, "age", 0.0),
            )
        )

    def _call(self, body: Body) -> Json:
        """Inject a call from a phone."""
        return to_json(
            self._provider.ring(fields.text(body, "phone"), self._login(body))
        )

    def _block(self, body: Body) -> Json:
        """Block an address for a while."""
        address = fields.optional_text(body, "address") or "127.0.0.1"
        self._provider.block(address, fields.number(body, "seconds", BLOCK_SECONDS))
        return {}

    def _unblock(self, body: Body) -> Json:
        """Let an address ask again."""
        self._provider.unblock(fields.optional_text(body, "address") or "127.0.0.1")
        return {}

    def _forget_limits(self, body: Body) -> Json:
        """Forget all that was counted against the rate limits."""
        self._provider.forget_limits()
        return {}

    def _archive(self, body: Body) -> Json:
        """Move everything with a final state to the archive."""
        return {"archived": self._provider.archive()}

    def _dialect(self, body: Body) -> Json:
        """Change readings; return all of them with what there is to choose from."""
        self._provider.speak(**{name: str(value) for name, value in body.items()})
        return {
            "spoken": to_json(self._provider.dialect),
            "readings": to_json(READINGS),
        }

    def _login(self, body: Body) -> str:
        """Read the account a request is about."""
        login = fields.optional_text(body, "account") or "demo"
        if self._provider.accounts.by_login(login) is None:
            raise ControlError(f"account: there is no {login}")
        return login
