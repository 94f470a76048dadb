"""Incoming messages by pull (get.php, get_answers=1), as seen beside the documents."""

from collections.abc import Mapping

from tests.simulator.kernel.model import IncomingMessage

from .accounts import Account
from .codes import (
    BLOCKED,
    LOGIN,
    PARAMETERS,
    SEND_ERRORS,
    STATUS_ERRORS,
    TOO_OFTEN,
    ErrorName,
    Refusal,
)
from .formats import (
    Field,
    Format,
    Writer,
    json_list,
    json_object,
    xml_element,
    xml_fields,
)
from .limits import Limits
from .numbers import read_number
from .parameters import ANSWERS
from .state import NAME, State
from .when import long_date

_A_MINUTE = 3
_NO_RECORDS = 3
_HOUR = 3600.0
_DEFAULT_HOURS = 24


class AnswersWork:
    """The page that lists incoming messages."""

    group = "get"
    parameters = ANSWERS
    errors: Mapping[int, ErrorName] = {
        PARAMETERS: SEND_ERRORS[PARAMETERS],
        LOGIN: SEND_ERRORS[LOGIN],
        _NO_RECORDS: ErrorName("record not found", "Записи не найдены"),
        BLOCKED: SEND_ERRORS[BLOCKED],
        TOO_OFTEN: STATUS_ERRORS[TOO_OFTEN],
    }
    concurrent = 15

    def __init__(self, state: State) -> None:
        """Look into the provider's memory."""
        self._state = state
        self._limits = Limits(state)

    def carry_out(
        self, account: Account, values: Mapping[str, str], fmt: Format
    ) -> str:
        """List what has come in."""
        if values.get("get_answers") != "1":
            raise Refusal(PARAMETERS, "only get_answers=1 is simulated")
        request = tuple(sorted(values.items()))
        self._limits.spend("lists", (account.login, request), _A_MINUTE)
        messages = self._select(account, values)
        if not messages and self._state.dialect.nothing_incoming == "error":
            raise Refusal(_NO_RECORDS, "nothing new")
        writer = Writer(self._state.dialect)
        rows = [self._fields(account, one, writer) for one in messages]
        match fmt:
            case Format.WORDS:
                return "\n".join(
                    ", ".join(f"{one.name} = {one.plain}" for one in row)
                    for row in rows
                )
            case Format.NUMBERS:
                return "\n".join(",".join(one.plain for one in row) for row in rows)
            case Format.XML:
                sms = "\n".join(xml_element("sms", xml_fields(row)) for row in rows)
                return xml_element("list", sms)
            case Format.JSON:
                return json_list([json_object(row) for row in rows])

    def _select(
        self, account: Account, values: Mapping[str, str]
    ) -> list[IncomingMessage]:
        """Return the messages that were asked for, newest first."""
        after = int(values.get("after_id") or 0)
        oldest = 0.0
        if not after:
            hours = int(values.get("hour") or _DEFAULT_HOURS)
            oldest = self._state.kernel.clock.now() - hours * _HOUR
        to = values.get("to_phone")
        chosen = [
            one
            for one in reversed(self._state.kernel.ledger.incoming)
            if one.provider == NAME
            and one.account == account.login
            and int(one.message_id) > after
            and one.received_at >= oldest
            and (not to or one.to == read_number(to).digits)
        ]
        return chosen[: int(values["cnt"])] if values.get("cnt") else chosen

    def _fields(
        self, account: Account, message: IncomingMessage, writer: Writer
    ) -> list[Field]:
        """Return one message's fields."""
        return [
            writer.message_id(message.message_id),
            writer.text("received", long_date(message.received_at, account.timezone)),
            writer.text("phone", message.phone),
            writer.text("message", message.text),
            writer.text("to_phone", message.to),
            writer.text("sent", long_date(message.sent_at, account.timezone)),
        ]
