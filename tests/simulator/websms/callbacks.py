"""Writes what WEBSMS sends to an account's handler, in either of the two printed forms."""

from urllib.parse import quote_from_bytes
from xml.sax.saxutils import escape

from tests.simulator.kernel.callbacks import Callback, Repetition
from tests.simulator.kernel.model import Message

from .accounts import Account
from .codes import CALLBACK_STATES, DELIVERED, RESULTS
from .state import NAME, State
from .when import callback_date

_INTERVAL = 300.0
_ATTEMPTS = 20
# White space is nobody's business, nor is a first line above the answer.
_ACCEPTED = r"\s*(?:<\?xml[^>]*\?>)?\s*<status>\s*accepted\s*</status>\s*"
_ANY_STATUS = frozenset(range(100, 600))
_REPETITIONS = {
    "accepted": Repetition(_INTERVAL, _ATTEMPTS, frozenset({200}), _ACCEPTED),
    "any_answer": Repetition(_INTERVAL, _ATTEMPTS, _ANY_STATUS),
}
_TYPES = {"xml": "text/xml", "form": "application/x-www-form-urlencoded"}
_QUOTES = {"'": "&apos;", '"': "&quot;"}


class CallbackWriter:
    """Writes callbacks to one provider's handlers."""

    def __init__(self, state: State) -> None:
        """Write in the provider's dialect."""
        self._state = state

    def write(self, account: Account, message: Message) -> Callback:
        """Write a message's final state."""
        dialect = self._state.dialect
        text = self._document(account, message)
        if dialect.callback_prolog == "present":
            text = (
                f'<?xml version="1.0" encoding="{dialect.callback_charset}"?>\n{text}'
            )
        body = text.encode("utf-8" if dialect.callback_charset == "utf-8" else "cp1251")
        content_type = _TYPES.get(dialect.callback_type)
        if dialect.callback_way == "field":
            body = f"{dialect.callback_field}={quote_from_bytes(body)}".encode()
            content_type = _TYPES["form"]
        headers = {} if content_type is None else {"Content-Type": content_type}
        note = self._state.note
        note("callback_state", "status", CALLBACK_STATES[message.status])
        note("callback_form", "status", dialect.callback_form)
        note("callback_way", "status", dialect.callback_way)
        note("code", "callback", message.status)
        return Callback(
            provider=NAME,
            account=account.login,
            kind="status",
            url=account.handler,
            body=body,
            headers=headers,
            repetition=_REPETITIONS[dialect.callback_settled],
            passed=self._state.take_notes(),
        )

    def _document(self, account: Account, message: Message) -> str:
        """Return the XML of one of the two forms, as the document lays it out."""
        dialect = self._state.dialect
        state = CALLBACK_STATES[message.status]
        own_id = dialect.callback_id == "own" and message.client_id
        message_id = escape(own_id or message.message_id, _QUOTES)
        date = callback_date(message.changed_at, account.gmt)
        if dialect.callback_form == "error":
            error = "" if message.status == DELIVERED else RESULTS[message.status].info
            self._state.note("callback", "status", "id", "date", "state", "error")
            return (
                f'<status id="{message_id}" date="{date}">\n'
                f'<state error="{escape(error, _QUOTES)}">{state}</state> </status>'
            )
        own_packet = (
            dialect.callback_package == "own" and message.details["user_packet_id"]
        )
        package = own_packet or message.details["packet_id"]
        names = ("id", "date", "package", "state", "result_id")
        self._state.note("callback", "status", *names)
        return (
            f"<status id='{message_id}' date='{date}' package='{package}'>\n"
            f"    <state>{state}</state>\n"
            f"    <result_id>{message.status}</result_id>\n"
            "</status>"
        )
