"""Every parameter that SMSPILOT's document names, and what may stand in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import re

from yarl import URL

from .codes import CALLBACK, IDS_LIST, SEND_DATETIME, SINCE, TTL, Refusal
from .dialect import Dialect
from .when import read_date

# Of the list that the document refers to, those that this simulator knows.
CODECS: Mapping[str, str] = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
    "windows-1251": "cp1251",
    "cp1251": "cp1251",
    "cp866": "cp866",
    "koi8-r": "koi8_r",
    "iso-8859-5": "iso8859_5",
    "windows-1252": "cp1252",
    "iso-8859-1": "latin-1",
    "ascii": "ascii",
}
DEFAULT_CHARSET = "UTF-8"
SECRETS = frozenset({"apikey", "password"})
# What is in the request's charset; everything else is ASCII in all of them.
TEXTS = frozenset({"send", "from"})
LONGEST_TTL = 1440
MOST_ROWS = 1000

type Allows = Callable[[str, Dialect], bool]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may stand in a parameter, and the error otherwise; None is a general one."""

    allows: Allows
    code: int | None = None


def _anything(value: str, _: Dialect) -> bool:
    """Allow every value."""
    return True


def _one_of(*values: str) -> Allows:
    """Allow the listed values."""
    return lambda value, _: value in values


def _matching(pattern: str) -> Allows:
    """Allow what a pattern matches as a whole."""
    return lambda value, _: re.fullmatch(pattern, value) is not None


def _is_ttl(value: str, dialect: Dialect) -> bool:
    """Allow minutes, as the dialect has their lowest number."""
    if re.fullmatch(r"\d{1,6}", value) is None:
        return False
    return int(dialect.ttl_least) <= int(value) <= LONGEST_TTL


def _is_limit(value: str, dialect: Dialect) -> bool:
    """Allow a number of rows, or anything where a wrong one is not looked at."""
    if dialect.bad_limit == "ignored":
        return True
    return re.fullmatch(r"\d{1,9}", value) is not None and 1 <= int(value) <= MOST_ROWS


def _is_offset(value: str, dialect: Dialect) -> bool:
    """Allow a number of rows to leave out."""
    return dialect.bad_limit == "ignored" or re.fullmatch(r"\d{1,9}", value) is not None


def _is_address(value: str, _: Dialect) -> bool:
    """Allow the address of a script."""
    try:
        url = URL(value)
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.host)


def _is_since(value: str, _: Dialect) -> bool:
    """Allow what a list of incoming messages can be asked by."""
    return value in ("new", "all") or read_date(value) is not None


_SWITCH = Parameter(_one_of("0", "1"))
_FREE = Parameter(_anything)

COMMON: Mapping[str, Parameter] = {
    "apikey": _FREE,
    "login": _FREE,
    "password": _FREE,
    "format": _FREE,
    "charset": Parameter(lambda value, _: value.lower() in CODECS),
    "lang": Parameter(_one_of("en", "ru")),
    "debug": Parameter(_matching(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    "test": _SWITCH,
    "cost": _SWITCH,
    "r": Parameter(_matching(r"\d+")),
}
SEND: Mapping[str, Parameter] = {
    **COMMON,
    "send": _FREE,
    "to": _FREE,
    "from": _FREE,
    "send_datetime": Parameter(
        lambda value, _: read_date(value) is not None, SEND_DATETIME
    ),
    "ttl": Parameter(_is_ttl, TTL),
    "fields": _FREE,
    "callback": Parameter(_is_address, CALLBACK),
    "callback_method": Parameter(_one_of("get", "post")),
}
CHECK: Mapping[str, Parameter] = {
    **COMMON,
    "check": _FREE,
    "id": Parameter(_matching(r"\d+"), IDS_LIST),
    "fields": _FREE,
    "limit": Parameter(_is_limit, IDS_LIST),
    "offset": Parameter(_is_offset, IDS_LIST),
}
BALANCE: Mapping[str, Parameter] = {**COMMON, "balance": _FREE}
INBOUND: Mapping[str, Parameter] = {
    **COMMON,
    "inbound": Parameter(_is_since, SINCE),
}
INFO = COMMON


def check(
    values: Mapping[str, str], table: Mapping[str, Parameter], dialect: Dialect
) -> None:
    """Refuse what is out of its documented range."""
    for name, value in values.items():
        parameter = table.get(name)
        if parameter is None or not value or parameter.allows(value, dialect):
            continue
        code = parameter.code
        if code is None:
            code = int(dialect.bad_request)
        raise Refusal(code, f"{name}: {value}")
