"""What came in and what went out, by pull (get.php), as seen beside the documents."""

from collections.abc import Mapping

from tests.simulator.kernel.model import IncomingMessage, Message

from .accounts import Account
from .addresses import read_any
from .codes import (
    BLOCKED,
    DATE,
    LOGIN,
    PARAMETERS,
    SEND_ERRORS,
    STATUS_ERRORS,
    STATUS_NAMES,
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
from .parameters import LISTS
from .sending import Question
from .state import NAME, State
from .status_answer import place_of, units_of
from .when import long_date, read_long_date

_A_MINUTE = 3
_NO_RECORDS = 3
_HOUR = 3600.0
_DEFAULT_HOURS = 24


class ListsWork:
    """The page that lists incoming messages, or those that were sent."""

    group = "get"
    parameters = LISTS
    errors: Mapping[int, ErrorName] = {
        DATE: SEND_ERRORS[DATE],
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

    def carry_out(self, account: Account, question: Question, fmt: Format) -> str:
        """List what has come in, or what was sent."""
        values = question.values
        asked = [
            one for one in ("get_answers", "get_messages") if values.get(one) == "1"
        ]
        if len(asked) != 1:
            raise Refusal(PARAMETERS, "get_answers=1 or get_messages=1 is needed")
        request = tuple(sorted(values.items()))
        self._limits.spend("lists", (account.login, request), _A_MINUTE)
        writer = Writer(self._state.dialect)
        if asked == ["get_answers"]:
            incoming = self._select(account, values)
            rows = [self._fields(account, one, writer) for one in incoming]
        else:
            sent = self._select_sent(account, values)
            rows = [self._sent_fields(account, one, writer) for one in sent]
        if not rows and self._state.dialect.nothing_incoming == "error":
            raise Refusal(_NO_RECORDS, "nothing to list")
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
            and (not to or one.to == read_number(to).address)
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

    def _select_sent(
        self, account: Account, values: Mapping[str, str]
    ) -> list[Message]:
        """Return the sent messages that were asked for, newest first."""
        start = read_long_date(values.get("start", ""), account.timezone)
        end = read_long_date(values.get("end", ""), account.timezone, last=True)
        phone = values.get("phone")
        before = values.get("prev_id")
        chosen = [
            one
            for one in reversed(self._state.kernel.ledger.messages)
            if one.provider == NAME
            and one.account == account.login
            and not one.deleted
            and start <= one.accepted_at <= end
            and (not phone or one.phone == read_any(phone).address)
        ]
        if before:
            # The list goes on behind the message that was told last.
            seen = [
                index for index, one in enumerate(chosen) if one.message_id == before
            ]
            chosen = chosen[seen[-1] + 1 :] if seen else []
        return chosen[: int(values["cnt"])] if values.get("cnt") else chosen

    def _sent_fields(
        self, account: Account, message: Message, writer: Writer
    ) -> list[Field]:
        """Return one sent message's fields."""
        place = place_of(message)
        return [
            writer.message_id(message.message_id),
            writer.text("send_date", long_date(message.accepted_at, account.timezone)),
            writer.text("phone", message.phone),
            writer.text("message", message.text),
            writer.text("sender_id", message.sender),
            writer.number("sms_cnt", units_of(message)),
            writer.text("status_name", STATUS_NAMES.get(message.status, "")),
            writer.text("operator", place.operator),
            writer.text("mccmnc", place.mccmnc),
        ]
