"""All that WEBSMS's document says may pass over the wire, in the words of the coverage record."""

from collections.abc import Iterable, Iterator

from tests.simulator.kernel.coverage import Passed

from .codes import CALLBACK_STATES, DOCUMENTED_ERRORS, RESULTS as RESULT_IDS
from .parameters import ADDRESS_BOOK, BALANCE, DELETE, RESULTS, SEND, STATISTIC
from .sending import Mode
from .state import NAME

_PAGES = {
    "send": ("/http_in5.asp", "/http_in6.asp", "/json_in5.asp"),
    "results": ("/http_out5.asp", "/json_out5.asp"),
    "delete": ("/http_delete.asp",),
    "statistic": ("/get_statistic.asp",),
    "balance": ("/http_credit.asp",),
    "addrbook": ("/http_addrbook.asp",),
}
_PARAMETERS = {
    "send": SEND,
    "results": RESULTS,
    "delete": DELETE,
    "statistic": STATISTIC,
    "balance": BALANCE,
    "addrbook": ADDRESS_BOOK,
}
_FORMATS = {
    "send": ("txt", "xml", "json"),
    "results": ("txt", "xml", "json"),
    "delete": ("txt", "xml"),
    "statistic": ("html", "xls", "xml"),
    "balance": ("txt", "xml"),
    "addrbook": ("txt", "xml"),
}
_ROW = ("message_id", "message_phone", "message_parts", "message_zone", "message_cost")
_SUMS = ("summ_phone", "summ_parts", "packet_cost")

# Answer fields by page, as the tables and the printed answers name them.
_ANSWERS = {
    "send": (
        *("error_num", "error", "err_num", "packet_id", "user_packet_id"),
        *("balance_before", "sender_ip", "balance_after"),
        *("packet_#", "message_text", "sms"),
        *_ROW,
        *_SUMS,
    ),
    "results": (
        *("error_num", "error", "err_num", "packet_id", "user_packet_id"),
        *("sender_ip", "num_#", "num", "message", "message_text"),
        *("delivered_date", "result_Id", "result_Info", "result_id", "result_info"),
        *_ROW,
        *_SUMS,
    ),
    "delete": ("SMSDELETE", "PARTSDELETE", "MONEYBACK", "ERROR"),
    "statistic": (
        *("packet_id", "delivered_date", "result_Id", "result_Info"),
        *("operator", "reg_date", "send_on"),
        *_ROW,
    ),
    "balance": ("BALANCE",),
    "addrbook": (
        *("result", "mess", "id", "datereg", "phone", "nick", "name", "family"),
        *("date", "group", "oper_id", "region_id"),
        *("user_id", "group_id", "group_name"),
    ),
}
_ACTIONS = (
    *("getgroups", "getphones", "adduser", "deluser"),
    *("addgroup", "delgroup", "editgroup", "edituser"),
)
_CALLBACK = ("id", "date", "package", "state", "result_id", "error")


def inventory() -> frozenset[Passed]:
    """Return everything, whether anybody has ever asked for it or not."""
    return frozenset(_all())


def _all() -> Iterator[Passed]:
    """Yield everything, kind by kind."""
    for place, pages in _PAGES.items():
        yield from _entries("page", place, pages)
        yield from _entries("method", place, ("GET", "POST"))
        yield from _entries("format", place, _FORMATS[place])
        yield from _entries("parameter", place, _PARAMETERS[place])
        yield from _entries("field", place, _ANSWERS[place])
    yield from _entries("error_field", "send", ("error_num", "error", "err_num"))
    yield from _entries("code", "send_error", DOCUMENTED_ERRORS)
    yield from _entries("code", "result", RESULT_IDS)
    yield from _entries("channel", "send", Mode)
    yield from _entries("channel", "results", Mode)
    yield from _entries("action", "addrbook", _ACTIONS)
    yield from _entries("callback", "status", _CALLBACK)
    yield from _entries("callback_state", "status", CALLBACK_STATES.values())
    yield from _entries("callback_form", "status", ("result_id", "error"))
    yield from _entries("code", "callback", CALLBACK_STATES)


def _entries(kind: str, place: str, names: Iterable[object]) -> Iterator[Passed]:
    """Yield the entries of one place."""
    return (Passed(NAME, kind, place, str(name)) for name in names)
