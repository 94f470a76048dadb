"""Every parameter that SMSC's documents name, and what may stand in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
import re

from .codes import DATE, PARAMETERS, Refusal
from .when import validity

CODECS = {"windows-1251": "cp1251", "utf-8": "utf-8", "koi8-r": "koi8_r"}
DEFAULT_CHARSET = "windows-1251"
SECRETS = frozenset({"psw", "apikey"})
LONGEST_TEXT = 1000
_LARGEST_ID = 2147483647
_SENDER_MARKS = " .,-_&!+'*/()#@:\"$%=?;<>"


class Role(StrEnum):
    """What a parameter is for."""

    COMMON = "common"
    TEXT = "text"
    SWITCH = "switch"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: what it is for and which values the documents give it.

    A switch turns a text into something else, which is not simulated yet: it may only
    be off. A detail belongs to such a switch, and is read past without it.
    """

    role: Role
    allows: Callable[[str], bool]


def _anything(value: str) -> bool:
    """Allow every value."""
    return True


def _one_of(*values: str) -> Callable[[str], bool]:
    """Allow the listed values."""
    return lambda value: value in values


def _matching(pattern: str) -> Callable[[str], bool]:
    """Allow what a pattern matches as a whole."""
    return lambda value: re.fullmatch(pattern, value) is not None


def _between(lowest: float, highest: float, *, whole: bool) -> Callable[[str], bool]:
    """Allow numbers from a range."""
    pattern = r"[+-]?\d{1,9}" if whole else r"[+-]?\d{1,9}(\.\d{1,6})?"
    return lambda value: (
        re.fullmatch(pattern, value) is not None and lowest <= float(value) <= highest
    )


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


_ON_OFF = _one_of("0", "1")

ACCESS: dict[str, Parameter] = {
    "login": Parameter(Role.COMMON, _anything),
    "psw": Parameter(Role.COMMON, _anything),
    "apikey": Parameter(Role.COMMON, _anything),
    "fmt": Parameter(Role.COMMON, _one_of("0", "1", "2", "3")),
    "charset": Parameter(Role.COMMON, lambda value: value.lower() in CODECS),
}

SEND: dict[str, Parameter] = ACCESS | {
    "phones": Parameter(Role.COMMON, _anything),
    "mes": Parameter(Role.COMMON, lambda value: len(value) <= LONGEST_TEXT),
    "id": Parameter(Role.COMMON, is_message_id),
    "sender": Parameter(Role.TEXT, is_sender),
    "translit": Parameter(Role.TEXT, _one_of("0", "1", "2")),
    "tinyurl": Parameter(Role.TEXT, _ON_OFF),
    "time": Parameter(Role.TEXT, _anything),
    "tz": Parameter(Role.TEXT, _between(-15, 15, whole=False)),
    "period": Parameter(Role.TEXT, _between(0.1, 720, whole=False)),
    "freq": Parameter(Role.TEXT, _between(1, 1440, whole=True)),
    "flash": Parameter(Role.TEXT, _ON_OFF),
    "cost": Parameter(Role.COMMON, _one_of("0", "1", "2", "3")),
    "valid": Parameter(Role.TEXT, lambda value: validity(value) is not None),
    "maxsms": Parameter(Role.TEXT, _between(1, 255, whole=True)),
    "err": Parameter(Role.COMMON, _ON_OFF),
    "op": Parameter(Role.COMMON, _ON_OFF),
    "smsreq": Parameter(Role.TEXT, _between(10, 999, whole=True)),
    "imgcode": Parameter(Role.TEXT, _matching(r"[A-Za-z0-9]+")),
    "userip": Parameter(Role.TEXT, _matching(r"[0-9A-Fa-f.:]+")),
    "pp": Parameter(Role.COMMON, _matching(r"\d+")),
    "bin": Parameter(Role.SWITCH, _one_of("0", "1", "2")),
    "push": Parameter(Role.SWITCH, _ON_OFF),
    "hlr": Parameter(Role.SWITCH, _ON_OFF),
    "ping": Parameter(Role.SWITCH, _ON_OFF),
    "mms": Parameter(Role.SWITCH, _ON_OFF),
    "mail": Parameter(Role.SWITCH, _ON_OFF),
    "soc": Parameter(Role.SWITCH, _ON_OFF),
    "viber": Parameter(Role.SWITCH, _ON_OFF),
    "whatsapp": Parameter(Role.SWITCH, _ON_OFF),
    "tg": Parameter(Role.SWITCH, _ON_OFF),
    "call": Parameter(Role.SWITCH, _ON_OFF),
    "bot": Parameter(Role.SWITCH, _matching(r"@\w+_bot")),
    "list": Parameter(Role.SWITCH, _anything),
    "fileurl": Parameter(Role.SWITCH, _matching(r"https?://.+")),
    "nl": Parameter(Role.DETAIL, _ON_OFF),
    "voice": Parameter(Role.DETAIL, _matching(r"[mw][234]?(,[a-z]{2})?")),
    "param": Parameter(Role.DETAIL, _matching(r"\d*,\d*,\d*")),
    "subj": Parameter(Role.DETAIL, _anything),
}

STATUS: dict[str, Parameter] = ACCESS | {
    "phone": Parameter(Role.COMMON, _anything),
    "id": Parameter(Role.COMMON, _anything),
    "all": Parameter(Role.COMMON, _one_of("0", "1", "2")),
    "del": Parameter(Role.COMMON, _ON_OFF),
}

BALANCE: dict[str, Parameter] = ACCESS | {
    "cur": Parameter(Role.COMMON, _ON_OFF),
}

ANSWERS: dict[str, Parameter] = ACCESS | {
    "get_answers": Parameter(Role.COMMON, _ON_OFF),
    "hour": Parameter(Role.COMMON, _between(1, 168, whole=True)),
    "after_id": Parameter(Role.COMMON, _matching(r"\d+")),
    "to_phone": Parameter(Role.COMMON, _anything),
    "cnt": Parameter(Role.COMMON, _between(1, 10000, whole=True)),
}


def check(values: Mapping[str, str], table: Mapping[str, Parameter]) -> None:
    """Refuse what is out of its documented range, or not simulated yet."""
    for name, value in values.items():
        parameter = table.get(name)
        if parameter is None or not value:
            continue
        if not parameter.allows(value):
            raise Refusal(DATE if name == "time" else PARAMETERS, f"{name}: {value}")
        if parameter.role is Role.SWITCH and value != "0":
            raise Refusal(PARAMETERS, f"{name}: not simulated yet")
