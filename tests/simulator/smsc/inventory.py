"""All that SMSC's documents say may pass over the wire, in the words of the coverage record."""

from collections.abc import Iterable, Iterator

from tests.simulator.kernel.coverage import Passed

from .callbacks import SETTINGS
from .channels import Channel
from .codes import MAIL_ERRORS, MESSAGE_ERRORS, SEND_ERRORS, STATUS_ERRORS, STATUS_NAMES
from .lookups import FIELDS
from .parameters import SEND, STATUS
from .state import NAME

_HASHES = ("md5", "sha1", "crc32")
_FORMATS = ("0", "1", "2", "3")

# Answer fields by page, as 001 and 002 name them.
_ANSWERS = {
    "send": (
        *("id", "cnt", "cost", "balance"),
        *("phones", "phone", "mccmnc", "status", "error"),
    ),
    "status": (
        *("status", "last_date", "last_timestamp", "check_time", "flag", "err"),
        *("send_date", "send_timestamp", "phone", "cost", "sender_id"),
        *("status_name", "message", "comment", "type", "sms_cnt"),
        *("mccmnc", "country", "operator", "operator_orig", "region"),
        *("id", "list", "sms", "result"),
        *FIELDS,
    ),
}
_REFUSALS = {
    "send": ("error", "error_code", "id"),
    "status": ("error", "error_code"),
}

# Fields by kind of callback, as 004 names them.
_CALLBACKS = {
    "status": (
        *("id", "phone", "status", "time", "ts", "err", "syserr", "cnt", "type"),
        *("cost", "flag", "sender", "dtmf", "cmt"),
        *("calltime", "callmenu", "ringtime"),
        *FIELDS,
        *_HASHES,
    ),
    "incoming": (
        *("id", "sms_id", "phone", "mes", "to", "smsc", "sent", "time"),
        *_HASHES,
    ),
    "call": ("waitcall", "phone", "ts", *_HASHES),
}


def inventory() -> frozenset[Passed]:
    """Return everything, whether anybody has ever asked for it or not."""
    return frozenset(_all())


def _all() -> Iterator[Passed]:
    """Yield everything, kind by kind."""
    for page, parameters in (("send", SEND), ("status", STATUS)):
        yield from _entries("parameter", page, parameters)
        yield from _entries("format", page, _FORMATS)
        yield from _entries("method", page, ("GET", "POST"))
        yield from _entries("field", page, _ANSWERS[page])
        yield from _entries("error_field", page, _REFUSALS[page])
        yield from _entries("channel", page, Channel)
    yield from _entries("parameter", "send", ("(files)",))
    yield from _entries("page", "send", ("/sys/send.php", "/rest/send/"))
    yield from _entries("page", "status", ("/sys/status.php",))
    yield from _entries("parameter", "handler", SETTINGS)
    yield from _entries("channel", "callback", Channel)
    yield from _entries("code", "send_error", SEND_ERRORS)
    yield from _entries("code", "status_error", STATUS_ERRORS)
    yield from _entries("code", "status", STATUS_NAMES)
    yield from _entries("code", "message_error", MESSAGE_ERRORS)
    yield from _entries("code", "mail_error", MAIL_ERRORS)
    for kind, names in _CALLBACKS.items():
        yield from _entries("callback", kind, names)
        yield from _entries("callback_format", kind, ("form", "2", "3"))


def _entries(kind: str, place: str, names: Iterable[object]) -> Iterator[Passed]:
    """Yield the entries of one place."""
    return (Passed(NAME, kind, place, str(name)) for name in names)
