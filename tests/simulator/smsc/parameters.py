"""Every parameter that SMSC's documents name, and what may stand in it."""

from collections.abc import Mapping
from ipaddress import ip_address
import re

from tests.simulator.kernel.allows import Allows, anything, between, matching, one_of

from .codes import DATE, PARAMETERS, Refusal
from .when import validity

CODECS = {"windows-1251": "cp1251", "utf-8": "utf-8", "koi8-r": "koi8_r"}
DEFAULT_CHARSET = "windows-1251"
SECRETS = frozenset({"psw", "apikey"})
LONGEST_TEXT = 1000
_LARGEST_ID = 2147483647
_DATE_PATTERN = r"\d\d\.\d\d\.\d{4}( \d\d:\d\d(:\d\d)?)?"
_SENDER_MARKS = " .,-_&!+'*/()#@:\"$%=?;<>"


def is_message_id(value: str) -> bool:
    """Return whether a client may give a message this id."""
    if value.isascii() and value.isdigit():
        return len(value) <= 10 and 1 <= int(value) <= _LARGEST_ID
    return re.fullmatch(r"[A-Za-z0-9._-]{1,40}", value) is not None


def is_sender(value: str) -> bool:
    """Return whether a sender's name has an allowed length and form."""
    if value.isascii() and value.removeprefix("+").isdigit():
        return len(value.removeprefix("+")) <= 15
    return len(value) <= 11 and all(
        one.isascii() and (one.isalnum() or one in _SENDER_MARKS) for one in value
    )


def _is_ip_address(value: str) -> bool:
    """Return whether this is an address of either kind."""
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


_ON_OFF = one_of("0", "1")

ACCESS: dict[str, Allows] = {
    "login": anything,
    "psw": anything,
    "apikey": anything,
    "fmt": one_of("0", "1", "2", "3"),
    "charset": lambda value: value.lower() in CODECS,
}

SEND: dict[str, Allows] = ACCESS | {
    "phones": anything,
    "mes": lambda value: len(value) <= LONGEST_TEXT,
    "id": is_message_id,
    "sender": anything,
    "translit": one_of("0", "1", "2"),
    "tinyurl": _ON_OFF,
    "time": anything,
    "tz": between(-15, 15, whole=False),
    "period": between(0.1, 720, whole=False),
    "freq": between(1, 1440, whole=True),
    "flash": _ON_OFF,
    "cost": one_of("0", "1", "2", "3"),
    "valid": lambda value: validity(value) is not None,
    "maxsms": between(1, 255, whole=True),
    "err": _ON_OFF,
    "op": _ON_OFF,
    "smsreq": between(10, 999, whole=True),
    "imgcode": matching(r"[A-Za-z0-9]+"),
    "userip": _is_ip_address,
    "pp": matching(r"\d+"),
    "bin": one_of("0", "1", "2"),
    "push": _ON_OFF,
    "hlr": _ON_OFF,
    "ping": _ON_OFF,
    "mms": _ON_OFF,
    "mail": _ON_OFF,
    "soc": _ON_OFF,
    "viber": _ON_OFF,
    "whatsapp": _ON_OFF,
    "tg": _ON_OFF,
    "call": _ON_OFF,
    "bot": matching(r"@\w+[Bb][Oo][Tt]"),
    "list": anything,
    "fileurl": matching(r"https?://.+"),
    "nl": _ON_OFF,
    "voice": matching(r"[mw][234]?(,[a-z]{2})?"),
    "param": anything,
    "subj": anything,
}

STATUS: dict[str, Allows] = ACCESS | {
    "phone": anything,
    "id": anything,
    "all": one_of("0", "1", "2"),
    "del": _ON_OFF,
}

BALANCE: dict[str, Allows] = ACCESS | {
    "cur": _ON_OFF,
}

LISTS: dict[str, Allows] = ACCESS | {
    "get_answers": _ON_OFF,
    "hour": between(1, 168, whole=True),
    "after_id": matching(r"\d+"),
    "to_phone": anything,
    "cnt": between(1, 10000, whole=True),
    "get_messages": _ON_OFF,
    "start": matching(_DATE_PATTERN),
    "end": matching(_DATE_PATTERN),
    "phone": anything,
    "prev_id": matching(r"\d+"),
}


def check(values: Mapping[str, str], table: Mapping[str, Allows]) -> None:
    """Refuse what is out of its documented range."""
    for name, value in values.items():
        allows = table.get(name)
        if allows is not None and value and not allows(value):
            raise Refusal(DATE if name == "time" else PARAMETERS, f"{name}: {value}")
