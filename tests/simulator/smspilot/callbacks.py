"""Writes what SMSPILOT sends to handlers: states of messages, and messages that came in."""

from collections.abc import Mapping
from urllib.parse import quote, unquote

from tests.simulator.kernel.callbacks import Callback, Repetition
from tests.simulator.kernel.model import IncomingMessage, Message

from .accounts import Account
from .dialect import Dialect
from .rows import EVERY, values_of
from .state import NAME, State

_ONCE = Repetition(interval=0.0, attempts=1, settled=frozenset({200}))
_UNTIL_200 = Repetition(interval=60.0, attempts=5, settled=frozenset({200}))
ALWAYS = ("server_id", "phone", "status", "error")
WITH_ERROR = ("error_en", "error_ru")
ON_DEMAND = (
    *("message", "sender", "sender_orig", "created", "modified"),
    *("country", "operator"),
)
INBOUND = ("phone", "message", "user_id", "id", "num")
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class CallbackWriter:
    """Writes callbacks to a provider's handlers."""

    def __init__(self, state: State) -> None:
        """Write in the provider's dialect."""
        self._state = state

    def status(self, message: Message) -> Callback:
        """Write a message's state."""
        dialect, note = self._state.dialect, self._state.notes.note
        bare, _, query = message.details["callback"].partition("?")
        values = values_of(message, dialect)
        names = [*ALWAYS, *(WITH_ERROR if message.error else ()), *_demanded(query)]
        if dialect.hlrvip_details == "always":
            names += [one for one in list(values) if one not in EVERY]
        fields = {name: values[name] for name in names}
        method = message.details["callback_method"]
        note("callback", "status", *fields)
        note("callback_method", "status", method)
        note("code", "callback_status", message.status)
        note("code", "callback_error", message.error)
        note("channel", "callback", message.channel)
        own = _own_query(query, dialect)
        encoded = _encode(fields)
        if method == "get":
            own, encoded = "&".join(one for one in (own, encoded) if one), ""
        return Callback(
            provider=NAME,
            account=message.account,
            kind="status",
            method=method.upper(),
            url=f"{bare}?{own}" if own else bare,
            body=encoded.encode("ascii"),
            headers=_FORM if encoded else {},
            repetition=_UNTIL_200 if dialect.callback_repeats == "until_200" else _ONCE,
            passed=self._state.notes.take(),
        )

    def inbound(self, account: Account, message: IncomingMessage) -> Callback:
        """Write a message that came in; always by POST, and once."""
        fields = {
            "phone": message.phone,
            "message": message.text,
            "user_id": account.user_id,
            "id": message.message_id,
            "num": message.to,
        }
        self._state.notes.note("callback", "inbound", *fields)
        self._state.notes.note("callback_method", "inbound", "post")
        return Callback(
            provider=NAME,
            account=account.login,
            kind="inbound",
            url=account.inbound_handler,
            body=_encode(fields).encode("ascii"),
            headers=_FORM,
            repetition=_ONCE,
            passed=self._state.notes.take(),
        )


def _demanded(query: str) -> list[str]:
    """Return the fields that an address asks for beyond those that always come."""
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name == "fields":
            asked = [one.strip() for one in unquote(value).split(",")]
            if "all" in asked:
                return list(ON_DEMAND)
            return [one for one in ON_DEMAND if one in asked]
    return []


def _own_query(query: str, dialect: Dialect) -> str:
    """Return what of an address's own query is called with."""
    match dialect.callback_query:
        case "replaced":
            return ""
        case "fields_dropped":
            kept = [one for one in query.split("&") if not one.startswith("fields=")]
            return "&".join(kept)
    return query


def _encode(fields: Mapping[str, str]) -> str:
    """Return fields url-encoded in UTF-8, a space as %20."""
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
