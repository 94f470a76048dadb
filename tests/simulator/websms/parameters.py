"""Every parameter that WEBSMS's document names, and what may stand in it."""

from collections.abc import Iterable, Mapping
import re

from tests.simulator.kernel.allows import Allows, anything, between, matching, one_of

from .codes import DATE, GROUP, NO_TEXT, PHONES, SENDER, Refusal
from .when import is_day

SECRETS = frozenset({"http_password", "json"})
TEST_SENDERS = frozenset({"TESTSMS", "79021100083", "70000000000"})
_ON_OFF = one_of("0", "1")
_NUMBER = matching(r"\d{1,18}")
_SENDER = re.compile(r"[A-Za-z0-9]{1,11}")
_TEMPO = re.compile(r"\d(?:[.,]\d{1,3})?")
_GMT = re.compile(r"[+ -]?\d{1,2}")


def is_sender(value: str) -> bool:
    """Return whether a sender's name has an allowed length and form."""
    return _SENDER.fullmatch(value) is not None


def _is_tempo(value: str) -> bool:
    """Allow 0.5 to 2.0, with either decimal mark."""
    known = _TEMPO.fullmatch(value) is not None
    return known and 0.5 <= float(value.replace(",", ".")) <= 2.0


def _is_gmt(value: str) -> bool:
    """Allow -12 to +12; a plus that nobody encoded comes as a space."""
    return _GMT.fullmatch(value) is not None and -12 <= int(value) <= 12


ACCESS: Mapping[str, Allows] = {
    "http_username": anything,
    "http_password": anything,
}
_FORMAT: Mapping[str, Allows] = {"format": one_of("txt", "xml", "TXT", "XML")}

# http_in5.asp and http_in6.asp; json_in5.asp takes the same in its object.
SEND: Mapping[str, Allows] = {
    **ACCESS,
    **_FORMAT,
    "mode": one_of("viber", "voice"),
    "button": anything,
    "id_fileid": _NUMBER,
    "to_sms": one_of("1", "2", "3"),
    "lang": one_of("1", "2", "3"),
    "voice": between(1, 5, whole=True),
    "temp": _is_tempo,
    "emotion": one_of("good", "neutral", "evil"),
    "message": anything,
    "fulltext": anything,
    "chat": one_of("0", "1", "2", "3"),
    "phone_list": anything,
    "packet_id": _NUMBER,
    "message_id": _NUMBER,
    "group": anything,
    "send_on": anything,
    "UseReceiverGMT": _ON_OFF,
    "translit": _ON_OFF,
    "fromPhone": anything,
    "nosplit": _ON_OFF,
    "test": one_of("0", "1", "-1"),
    "birthday": _ON_OFF,
    "gmt": _is_gmt,
    "valid_period": between(10, 1440, whole=True),
}
RESULTS: Mapping[str, Allows] = {
    **ACCESS,
    **_FORMAT,
    "packet_id": _NUMBER,
    "user_packet_id": _NUMBER,
    "message_id": _NUMBER,
    "valid_period": matching(r"\d{1,6}"),
    "test": anything,
}
DELETE: Mapping[str, Allows] = {**ACCESS, **_FORMAT, "packet_id": _NUMBER}
STATISTIC: Mapping[str, Allows] = {
    **ACCESS,
    "repformat": one_of("1", "2", "3"),
    "packet_id": _NUMBER,
    "oper_id": _NUMBER,
    "recdate_beg": is_day,
    "recdate_end": is_day,
    "inpdate_beg": is_day,
    "inpdate_end": is_day,
    "subtotals": _ON_OFF,
    "show_text": _ON_OFF,
    "zones": _ON_OFF,
    "npage": between(1, 1000000, whole=True),
    "page_size": between(0, 1000000, whole=True),
}
BALANCE: Mapping[str, Allows] = {
    **ACCESS,
    "format": one_of("TEXT", "XML", "text", "xml"),
    "test": anything,
}
ADDRESS_BOOK: Mapping[str, Allows] = {
    **ACCESS,
    **_FORMAT,
    "act": anything,
    "id": _NUMBER,
    "phone": anything,
    "nick": anything,
    "name": anything,
    "family": anything,
    "date": is_day,
    "group": _NUMBER,
}

# The document has no error for a bad parameter; these are the nearest.
_CODES = {
    "send_on": DATE,
    "UseReceiverGMT": DATE,
    "birthday": DATE,
    "gmt": DATE,
    "valid_period": DATE,
    "packet_id": PHONES,
    "message_id": PHONES,
    "user_packet_id": PHONES,
    "group": GROUP,
    "fromPhone": SENDER,
}


def canonical(name: str, table: Iterable[str]) -> str:
    """Return a parameter's documented name, whatever its letter case."""
    return next((one for one in table if one.lower() == name.lower()), name)


def in_order(
    values: Mapping[str, str], table: Mapping[str, Allows], *, strict: bool
) -> dict[str, str]:
    """Return what the document knows; what is out of its range is refused or left off."""
    good: dict[str, str] = {}
    for name, value in values.items():
        allows = table.get(name)
        if allows is None:
            continue
        if not value or allows(value):
            good[name] = value
        elif strict:
            raise Refusal(_CODES.get(name, NO_TEXT), f"{name}: {value}")
    return good
