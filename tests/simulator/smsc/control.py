"""What `/_control/smsc/...` can do."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.simulator.kernel import fields
from tests.simulator.kernel.encode import to_json
from tests.simulator.kernel.provider import ControlError, Json, Verb
from tests.simulator.kernel.verbs import ProviderVerbs

from .accounts import Account
from .calls import Pickup
from .limits import BLOCK_SECONDS
from .lookups import FIELDS
from .settings import SETTINGS, Body

if TYPE_CHECKING:
    from .provider import SmscProvider

# Looked up late, as the provider imports this module.
type _Provider = SmscProvider


def _pickup(body: Body, name: str) -> Pickup:
    """Read what somebody does when it rings."""
    return Pickup(fields.text(body, name))


def _seconds(body: Body, name: str) -> float:
    """Read a duration."""
    return fields.number(body, name, 0.0)


_HABITS: Mapping[str, Callable[[Body, str], Any]] = {
    "pickup": _pickup,
    "misses": lambda body, name: fields.integer(body, name, 0),
    "missed": _pickup,
    "ring_time": _seconds,
    "listens": _seconds,
    "keys": fields.text,
    "menu": fields.text,
}


class SmscVerbs(ProviderVerbs[_Provider]):
    """The provider's control verbs."""

    settings = SETTINGS

    @property
    def table(self) -> Mapping[str, Verb]:
        """Return the verbs by name."""
        return {
            **super().table,
            "incoming": self._incoming,
            "call": self._call,
            "callee": self._callee,
            "subscriber": self._subscriber,
            "fail": self._fail,
            "confirm_number": self._confirm_number,
            "swap_sim": self._swap_sim,
            "top_up": self._top_up,
            "host_file": self._host_file,
            "pause": self._pause,
            "resume": self._resume,
            "report": self._report,
            "press_link": self._press_link,
            "block": self._block,
            "unblock": self._unblock,
            "archive": self._archive,
        }

    def new_account(self, login: str, changes: Mapping[str, Any]) -> None:
        """Open an account."""
        fresh = {"password": login, "api_key": f"{login}-key"}
        self._provider.accounts.add(Account(login=login, **{**fresh, **changes}))

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

    def _callee(self, body: Body) -> Json:
        """Say how a phone takes calls."""
        habits: dict[str, Any] = {
            name: read(body, name) for name, read in _HABITS.items() if name in body
        }
        fields.refuse_unknown(body, {"phone", *_HABITS})
        return to_json(self._provider.set_callee(fields.text(body, "phone"), **habits))

    def _subscriber(self, body: Body) -> Json:
        """Say what a look-up of a number finds."""
        fields.refuse_unknown(body, {"phone", "error", *FIELDS})
        register: dict[str, Any] = {
            name: fields.text(body, name) for name in FIELDS if name in body
        }
        if "error" in body:
            register["error"] = fields.integer(body, "error", 0)
        phone = fields.text(body, "phone")
        return to_json(self._provider.set_subscriber(phone, **register))

    def _fail(self, body: Body) -> Json:
        """Let further messages to a phone end with an error."""
        self._provider.fail(
            fields.text(body, "phone"),
            fields.integer(body, "error", 0),
            fields.optional_text(body, "channel"),
        )
        return {}

    def _confirm_number(self, body: Body) -> Json:
        """Say when a number was last confirmed."""
        days = fields.number(body, "days_ago", 0.0)
        self._provider.confirm_number(fields.text(body, "phone"), days)
        return {}

    def _swap_sim(self, body: Body) -> Json:
        """Put a new SIM card into a phone."""
        self._provider.swap_sim(fields.text(body, "phone"))
        return {}

    def _top_up(self, body: Body) -> Json:
        """Top up a phone's balance."""
        self._provider.top_up(fields.text(body, "phone"))
        return {}

    def _host_file(self, body: Body) -> Json:
        """Say how many bytes there are at an address."""
        size = fields.integer(body, "size", 0)
        self._provider.host_file(fields.text(body, "address"), size)
        return {}

    def _pause(self, body: Body) -> Json:
        """Stop what of a mailing has not left yet."""
        return to_json(self._provider.pause(fields.text(body, "id")))

    def _resume(self, body: Body) -> Json:
        """Let a stopped mailing go on."""
        return to_json(self._provider.resume(fields.text(body, "id")))

    def _report(self, body: Body) -> Json:
        """Give a message a state, and what becomes known with it."""
        details = fields.table(body, "details") if "details" in body else {}
        try:
            message = self._provider.report(
                fields.integer(body, "key", 0),
                fields.integer(body, "status", 0),
                fields.integer(body, "error", 0),
                {name: str(value) for name, value in details.items()},
            )
        except KeyError as error:
            raise ControlError("key: no such message") from error
        return to_json(message)

    def _press_link(self, body: Body) -> Json:
        """Press the short link in a message."""
        try:
            return to_json(self._provider.press_link(fields.integer(body, "key", 0)))
        except KeyError as error:
            raise ControlError("key: no such message") from error

    def _block(self, body: Body) -> Json:
        """Block an address for a while."""
        address = fields.optional_text(body, "address") or "127.0.0.1"
        self._provider.block(address, fields.number(body, "seconds", BLOCK_SECONDS))
        return {}

    def _unblock(self, body: Body) -> Json:
        """Let an address ask again."""
        self._provider.unblock(fields.optional_text(body, "address") or "127.0.0.1")
        return {}

    def _archive(self, body: Body) -> Json:
        """Move everything with a final state to the archive."""
        return {"archived": self._provider.archive()}

    def _login(self, body: Body) -> str:
        """Read the account a request is about."""
        login = fields.optional_text(body, "account") or "demo"
        return self.known_login(login, "account")
