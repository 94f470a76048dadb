"""The fields of a callback, whatever they came as: a form, JSON or XML (seed 004).

The shapes of JSON and XML are not documented, and content types may be missing or
wrong: a body is taken for what its first byte says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
import json
import re
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .errors import MalformedCallbackError
from .model import CallbackRequest
from .values import decoded

CHARSETS: Final = ("utf-8", "koi8-r", "windows-1251")

_FORMS_ONLY: Final = "koi8-r"
"""Not used for JSON and XML, whatever the address asks for (seed 004)."""

_MAX_FIELDS: Final = 100

_HALVES: Final = re.compile(
    r"&#(?:x0*(d[89a-f][\da-f]{2})|0*(5[5-7]\d{3}));", re.IGNORECASE
)

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields by name: decoded, and as bytes where they came as bytes."""

    text: Mapping[str, str]
    raw: Mapping[str, bytes]


def read_fields(request: CallbackRequest) -> Fields:
    """Read query and body; fields of the body go before those of the query.

    Raises MalformedCallbackError for what nobody can read.
    """
    raw = dict(_query(request.query))
    body = request.body.removeprefix(_BYTE_ORDER_MARK).lstrip()
    read = {b"{": _json, b"[": _json, b"<": _xml}.get(body[:1])
    if read is None:
        raw |= _form(request.body)
        charset = _charset(raw)
        return Fields(
            {name: _decode(value, charset) for name, value in raw.items()}, raw
        )
    # All that matters for the structure is ASCII, whatever the encoding; what charset
    # it is may stand in the body.
    named = _form_of(read(body.decode("latin-1")), "charset")
    charset = _charset(raw | named)
    if charset == _FORMS_ONLY:
        charset = ""
    fields = read(_decode(body, charset))
    if len(fields) > _MAX_FIELDS:
        raise MalformedCallbackError("too many fields")
    by_query = {name: _decode(value, charset) for name, value in raw.items()}
    return Fields(by_query | fields, {n: v for n, v in raw.items() if n not in fields})


@lru_cache(maxsize=16)
def _query(query: str) -> Mapping[str, bytes]:
    """Read a query; that of an account is nearly always the same."""
    # As aiohttp has it: bytes that are no UTF-8 come as halves of surrogates.
    return MappingProxyType(_form(query.encode("utf-8", "surrogateescape")))


def _form_of(fields: Mapping[str, str], name: str) -> dict[str, bytes]:
    """Return one field as a form would have it, where it is there."""
    return {name: fields[name].encode("ascii", "replace")} if name in fields else {}


def _form(content: bytes) -> dict[str, bytes]:
    """Read a form, or a query, and leave every byte of its values as it came."""
    try:
        pairs = parse_qsl(content, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise MalformedCallbackError("too many fields") from None
    return {name.decode("latin-1"): value for name, value in pairs}


def _json(content: str) -> dict[str, str]:
    """Read the values of one object; numbers stay as they were written."""
    try:
        value = json.loads(content, parse_int=str, parse_float=str)
    except ValueError, RecursionError:
        raise MalformedCallbackError("no JSON") from None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        raise MalformedCallbackError("no object")
    return {
        # Half of a surrogate pair cannot be written down.
        name: field.encode("utf-8", "replace").decode()
        for name, field in value.items()
        if isinstance(field, str)
    }


def _xml(content: str) -> dict[str, str]:
    """Read elements and attributes; what the XML says of its encoding does not count."""
    # Halves of an emoji that are named, which no parser takes.
    spelled = _HALVES.sub(
        lambda half: chr(int(half[1], 16) if half[1] else int(half[2])), content
    )
    spelled = spelled.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    try:
        root = fromstring(spelled, forbid_dtd=True)
    except ParseError, DefusedXmlException, ValueError:
        raise MalformedCallbackError("no XML") from None
    fields: dict[str, str] = {}
    for element in root.iter():
        fields |= element.attrib
        is_value = element is not root and len(element) == 0
        if is_value and (element.text or not element.attrib):
            fields[element.tag] = element.text or ""
    return fields


def _charset(raw: Mapping[str, bytes]) -> str:
    """Return the charset that a parameter names; it is the address's own."""
    return raw.get("charset", b"").decode("ascii", "replace").lower()


def _decode(value: bytes, charset: str) -> str:
    """Decode by the charset parameter, else as UTF-8, else as windows-1251."""
    for candidate in ([charset] if charset in CHARSETS else []) + ["utf-8"]:
        try:
            return decoded(value) if candidate == "utf-8" else value.decode(candidate)
        except UnicodeDecodeError:
            continue
    # Who cuts a long text by bytes leaves a part of a letter at its ends.
    text = value.decode("utf-8", "replace")
    middle = text.strip("\ufffd")
    if not middle.isascii() and "\ufffd" not in middle:
        return text
    return value.decode("windows-1251", "replace")
