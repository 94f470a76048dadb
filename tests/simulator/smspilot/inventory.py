"""All that SMSPILOT's document says may pass over the wire, in the coverage's own words."""

from collections.abc import Iterable, Iterator

from tests.simulator.kernel.coverage import Passed

from .callbacks import ALWAYS, INBOUND, ON_DEMAND, WITH_ERROR
from .channels import Channel
from .codes import ERRORS, OF_A_NUMBER, REASONS, STATUS_WORDS
from .lookups import FIELDS
from .parameters import BALANCE, CHECK, INBOUND as INBOUND_PARAMETERS, INFO, SEND
from .replies import Format
from .rows import EVERY
from .state import NAME

_PARAMETERS = {
    "send": SEND,
    "check": CHECK,
    "balance": BALANCE,
    "inbound": INBOUND_PARAMETERS,
    "info": INFO,
}
_FIELDS = {
    "send": (*EVERY, "balance", "cost", "server_packet_id"),
    "check": (*EVERY, *FIELDS),
    "balance": ("balance",),
    "inbound": ("id", "phone", "num", "text", "created", "seen"),
    "info": (
        *("id", "tariff_id", "email", "name", "phone", "balance", "date"),
        *("default_sender", "senders", "any_sender"),
    ),
}
_ERROR_FIELDS = ("code", "description", "description_ru", "ip")
_MORE_ERROR_FIELDS = {"send": ("phone",), "info": ("status", "status_ru")}
# Those that the document names; its whole list is behind a link.
_CHARSETS = ("utf-8", "windows-1251", "utf-16le")
_UNITS = {"balance": ("rur", "rus", "sms"), "inbound": ("new", "all", "since")}


def inventory() -> frozenset[Passed]:
    """Return everything, whether anybody has ever asked for it or not."""
    return frozenset(_all())


def _all() -> Iterator[Passed]:
    """Yield everything, kind by kind."""
    for work, parameters in _PARAMETERS.items():
        yield from _entries("page", work, ("/api.php",))
        yield from _entries("method", work, ("GET", "POST"))
        yield from _entries("format", work, Format)
        yield from _entries("parameter", work, parameters)
        yield from _entries("field", work, _FIELDS[work])
        yield from _entries("error_field", work, _ERROR_FIELDS)
    for work, names in _MORE_ERROR_FIELDS.items():
        yield from _entries("error_field", work, names)
    for work, units in _UNITS.items():
        yield from _entries("unit", work, units)
    for place in ("send", "check", "callback"):
        yield from _entries("channel", place, Channel)
    yield from _entries("charset", "request", _CHARSETS)
    yield from _entries("code", "error", ERRORS)
    yield from _entries("code", "row_error", OF_A_NUMBER)
    yield from _entries("code", "status", STATUS_WORDS)
    yield from _entries("code", "callback_status", STATUS_WORDS)
    yield from _entries("code", "reason", REASONS)
    yield from _entries(
        "callback", "status", (*ALWAYS, *WITH_ERROR, *ON_DEMAND, *FIELDS)
    )
    yield from _entries("callback", "inbound", INBOUND)
    yield from _entries("callback_method", "status", ("get", "post"))
    yield from _entries("callback_method", "inbound", ("post",))


def _entries(kind: str, place: str, names: Iterable[object]) -> Iterator[Passed]:
    """Yield the entries of one place."""
    return (Passed(NAME, kind, place, str(name)) for name in names)
