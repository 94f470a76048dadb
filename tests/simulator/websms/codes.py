"""WEBSMS's numbers: what refuses a request, and what becomes of a message."""

from collections.abc import Mapping
from dataclasses import dataclass


class Refusal(Exception):
    """An error answer. `note` is for the ledger, it does not go over the wire."""

    def __init__(self, code: int, note: str = "") -> None:
        """Refuse with a number."""
        super().__init__(note)
        self.code = code
        self.note = note


OK = 0
LOGIN = 1
BLOCKED_USER = 2
FUNDS = 3
BLOCKED_ADDRESS = 4
NO_HTTP = 5
FOREIGN_ADDRESS = 6
NO_SMPP = 7
NO_SMTP = 8
MODERATOR = 9
PHONES = 10
NO_TEXT = 11
NO_PHONES = 12
STOPPED = 13
DATE = 14
WEB_REPEAT = 15
DEALER = 16
BUSY = 17
# Not in the document, seen elsewhere: what 15 is for the web form.
HTTP_REPEAT = 19
GROUP = 20
NO_PASSWORD = 21
NO_LOGIN = 22
SENDER = 23
FLOOD = 24

# Nowhere documented: what a look-up of an unknown packet may say.
NOT_FOUND = 18

DOCUMENTED_ERRORS: Mapping[int, str] = {
    OK: "ok",
    LOGIN: "error login, password",
    BLOCKED_USER: "blocked user",
    FUNDS: "insufficient funds",
    BLOCKED_ADDRESS: "blocked ip",
    NO_HTTP: "http not enabled",
    FOREIGN_ADDRESS: "this server ip not enabled",
    NO_SMPP: "email sending not enabled",
    NO_SMTP: "this email not enabled",
    MODERATOR: "blocked moderator ID",
    PHONES: "error manual phone list",
    NO_TEXT: "empty message text",
    NO_PHONES: "empty phone list",
    STOPPED: "stop service",
    DATE: "error format date",
    WEB_REPEAT: "double sent from web interface",
    DEALER: "error dealer off",
    BUSY: "error multiaccess",
    GROUP: "Incorrect Group",
    NO_PASSWORD: "empty password",
    NO_LOGIN: "empty login",
    SENDER: "Invalid FromPhone",
    FLOOD: "flood",
}
ERRORS: Mapping[int, str] = {
    **DOCUMENTED_ERRORS,
    NOT_FOUND: "packet not found",
    HTTP_REPEAT: "double sent",
}
SUCCESS_WORD = "OK"


def words_of(code: int) -> str:
    """Return what an error is called; the one that is none is printed in capitals."""
    return SUCCESS_WORD if code == OK else ERRORS.get(code, "error")


@dataclass(frozen=True, slots=True)
class Result:
    """What a message's result is called."""

    name: str
    info: str


UNKNOWN = 1
READY = 2
SPOOLED = 3
SENT = 4
OPERATOR_REJECTED = 5
DELIVERED = 6
UNDELIVERED = 7
ENROUTE = 8
DELETED = 9
SYSTEM_REJECTED = 10
EXPIRED = 11
DELAYED = 12
UNREPORTED = 13
RESTRICTED = 14
UNROUTABLE = 15

RESULTS: Mapping[int, Result] = {
    UNKNOWN: Result("UNKNOWN", "неизвестный результат"),
    READY: Result("READY", "готово к отправке"),
    SPOOLED: Result("SPOOLED", "принято к отправке"),
    SENT: Result("SENT", "передано оператору"),
    OPERATOR_REJECTED: Result("REJECTED", "отказано оператором"),
    DELIVERED: Result("DELIVERED", "доставлено"),
    UNDELIVERED: Result("UNDELIVERED", "не доставлено"),
    ENROUTE: Result("ENROUTE", "в процессе доставки"),
    DELETED: Result("DELETED", "удалено пользователем"),
    SYSTEM_REJECTED: Result("REJECTED", "не принято системой"),
    EXPIRED: Result("EXPIRED", "время доставки сообщения истекло"),
    DELAYED: Result("DELAYED", "отложено системой"),
    UNREPORTED: Result("UNKNOWN", "статус не получен"),
    RESTRICTED: Result("RESTRICTED", "закрытое направление"),
    UNROUTABLE: Result("UNROUTABLE", "неизвестное направление"),
}

# What has not left yet, and can still be taken back.
WAITING = frozenset({READY, SPOOLED, DELAYED})
UNDERWAY = frozenset({*WAITING, SENT, ENROUTE})
FINAL = frozenset(RESULTS) - UNDERWAY

# What a handler is told of, and in which word.
CALLBACK_STATES: Mapping[int, str] = {
    DELIVERED: "delivered",
    UNDELIVERED: "undeliverable",
    EXPIRED: "expired",
    OPERATOR_REJECTED: "rejected",
    SYSTEM_REJECTED: "rejected",
    RESTRICTED: "rejected",
    UNROUTABLE: "rejected",
    UNKNOWN: "unknown",
    UNREPORTED: "unknown",
}
