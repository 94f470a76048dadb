"""Look-ups of messages, one or many, and their deletion."""

from collections.abc import Mapping
from typing import assert_never

from tests.simulator.kernel.model import Message

from .accounts import Account
from .addresses import read_any
from .codes import (
    DELETION,
    FINAL,
    NOT_FOUND,
    PARAMETERS,
    PAUSED,
    STATUS_ERRORS,
    WAITING,
    Refusal,
    error_table,
)
from .courier import Courier
from .formats import Format, Writer, json_list, json_object, xml_element
from .limits import Limits
from .parameters import STATUS
from .sending import Question
from .state import NAME, State
from .status_answer import Found, StatusWriter
from .when import is_archived

_A_MINUTE = 5
_BATCHES_A_MINUTE = 1
_DAY = 86400.0
_HTML = "<html><body>Page not found</body></html>"


class StatusWork:
    """The pages that tell a message's state."""

    group = "status"
    parameters = STATUS
    errors = STATUS_ERRORS
    concurrent = 5

    def __init__(self, state: State, courier: Courier) -> None:
        """Look into the provider's memory; deletion stops the courier."""
        self._state = state
        self._courier = courier
        self._limits = Limits(state)

    def carry_out(self, account: Account, question: Question, fmt: Format) -> str:
        """Tell states, or delete."""
        values = question.values
        phones, ids = _split(values, "phone"), _split(values, "id")
        if len(phones) != len(ids):
            raise Refusal(PARAMETERS, f"{len(phones)} numbers for {len(ids)} ids")
        batch = "," in values["phone"] or "," in values["id"]
        pairs = list(zip(ids, phones, strict=True))
        if values.get("del") == "1":
            return self._delete(account, pairs, fmt)
        self._count(account, pairs, batch=batch)
        found = [self._find(account, *pair) for pair in pairs]
        detail = int(values.get("all") or 0)
        return self._write(account, found, detail, fmt, batch=batch)

    def _count(
        self, account: Account, pairs: list[tuple[str, str]], *, batch: bool
    ) -> None:
        """Refuse look-ups that come too often."""
        if not batch:
            message_id, phone = pairs[0]
            key = (account.login, message_id, read_any(phone).address)
            self._limits.spend("look-ups", key, _A_MINUTE)
        elif self._state.dialect.batch_limit == "any":
            self._limits.spend("batches", account.login, _BATCHES_A_MINUTE)
        else:
            same = (account.login, tuple(pairs))
            self._limits.spend("batches", same, _BATCHES_A_MINUTE)

    def _find(self, account: Account, message_id: str, phone: str) -> Found:
        """Return a message, if it is known and not in the archive."""
        address = read_any(phone).address
        for message in self._state.kernel.ledger.find(
            NAME, account.login, message_id, address
        ):
            if self._is_visible(message):
                return Found(message_id=message_id, phone=phone, message=message)
        return Found(message_id=message_id, phone=phone, message=None)

    def _is_visible(self, message: Message) -> bool:
        """Return whether look-ups still find a message."""
        if message.deleted or message.archived:
            return False
        dialect = self._state.dialect
        if (
            dialect.refused_known == "no"
            and message in self._state.kernel.ledger.refused
        ):
            return False
        if message.status not in FINAL:
            return True
        now = self._state.kernel.clock.now()
        match dialect.archive:
            case "nightly":
                return not is_archived(message.accepted_at, message.changed_at, now)
            case "day":
                return now - message.accepted_at < _DAY
            case "never":
                return True
            case _:
                assert_never(dialect.archive)

    def _delete(
        self, account: Account, pairs: list[tuple[str, str]], fmt: Format
    ) -> str:
        """Delete what is found; nothing found is an error."""
        found = [self._find(account, *pair).message for pair in pairs]
        messages = [one for one in found if one is not None and self._may_go(one)]
        if not messages:
            raise Refusal(DELETION, "nothing to delete")
        for message in messages:
            self._courier.remove(message)
        writer = Writer(self._state.dialect)
        match fmt:
            case Format.WORDS | Format.NUMBERS:
                return "OK"
            case Format.XML:
                return "<result>OK</result>"
            case Format.JSON:
                return json_object([writer.text("result", "OK")])

    def _may_go(self, message: Message) -> bool:
        """Return whether a message can be deleted."""
        waits = message.status in (WAITING, PAUSED)
        return waits or self._state.dialect.deletes == "any"

    def _write(
        self,
        account: Account,
        found: list[Found],
        detail: int,
        fmt: Format,
        *,
        batch: bool,
    ) -> str:
        """Write the answer to a look-up of one message or of many."""
        dialect = self._state.dialect
        writer = StatusWriter(dialect, account, detail)
        if all(one.message is None for one in found):
            match dialect.unknown_id:
                case "error":
                    raise Refusal(PARAMETERS, "unknown id")
                case "empty":
                    return "[]" if fmt is Format.JSON else ""
                case "html":
                    return _HTML
                case "status":
                    pass
        if batch and dialect.status_rows == "found":
            found = [one for one in found if one.message is not None]
        self._note(found)
        if not batch:
            return writer.write(found[0], fmt, batch=False)
        if dialect.status_order == "reversed":
            found = found[::-1]
        rows = [writer.write(one, fmt, batch=True) for one in found]
        match fmt:
            case Format.WORDS | Format.NUMBERS:
                return "\n".join(rows)
            case Format.XML:
                return xml_element("list", "\n".join(rows))
            case Format.JSON:
                return json_list(rows)

    def _note(self, found: list[Found]) -> None:
        """Note what is told, for the record of what is covered."""
        for one in found:
            message = one.message
            status = NOT_FOUND if message is None else message.status
            self._state.note("code", "status", status)
            if message is not None:
                self._state.note("code", error_table(message.channel), message.error)
                self._state.note("channel", self.group, message.channel)


def _split(values: Mapping[str, str], name: str) -> list[str]:
    """Return a comma-separated list; a trailing comma adds nothing."""
    entries = [entry.strip() for entry in values.get(name, "").split(",")]
    entries = [entry for entry in entries if entry]
    if not entries:
        raise Refusal(PARAMETERS, f"{name} is missing")
    return entries
