"""WEBSMS's answers, as fields and rows: JSON on some pages, XML on the others.

The seed prints XML with attributes and with elements, names in several letter cases,
errors as numbers and as words, and does not say in which charset anything comes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ..errors import OutcomeOpenError, RefusedError
from ..exchange import Answer
from ..model import Fault, Reason
from ..values import as_address, as_json, as_text, maybe
from .codes import ERROR_WORDS, ERRORS, SUCCESS, TABLE_ERROR

type Row = Mapping[str, object]

UNREADABLE = Fault(Reason.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its own fields, and a row for each message; names in lower case."""

    fields: dict[str, object] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


def read_page(answer: Answer) -> Page:
    """Read an answer that says it went well; raise what an error in it means.

    Raises RefusedError for a documented error, OutcomeOpenError for all else.
    """
    text = decode(answer.body).strip()
    page = _read_json(text) if text.startswith("{") else _read_xml(text)
    raise_for_error(
        _error_number(page.fields), maybe(as_address, page.fields.get("sender_ip"))
    )
    return page


def decode(body: bytes) -> str:
    """Decode an answer as UTF-8, else as windows-1251, whatever it says of itself."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("windows-1251", "replace")


def error_number(value: object) -> int | None:
    """Read an error, which is a number or words; None for what is neither."""
    text = maybe(as_text, value)
    if text is None:
        return None
    words = " ".join(text.lower().split())
    return (
        int(text) if words.isdecimal() and len(words) <= 9 else ERROR_WORDS.get(words)
    )


def raise_for_error(number: int | None, address: str | None = None) -> None:
    """Raise what an error means; without one nobody knows how it went."""
    if number == SUCCESS:
        return
    known = None if number is None else ERRORS.get(number)
    if number is None or known is None:
        # Not documented, so no proof that nothing was taken.
        code = None if number is None else str(number)
        raise OutcomeOpenError(Fault(Reason.UNREADABLE, code, TABLE_ERROR))
    fault = Fault(known.reason, str(number), TABLE_ERROR)
    if known.reason is Reason.DUPLICATE:
        raise OutcomeOpenError(fault)
    raise RefusedError(fault, address=address)


def as_digits(value: object) -> str:
    """Read a number as it is compared: without its plus, or the two zeros for it."""
    return as_text(value).removeprefix("+").removeprefix("00")


def _error_number(fields: Row) -> int | None:
    """Return the error of an answer, which has several names."""
    for name in ("err_num", "error_num", "error"):
        if (number := error_number(fields.get(name))) is not None:
            return number
    return None


def _read_json(text: str) -> Page:
    """Read an object with a list of messages (seed 000, 13)."""
    try:
        # A text in it may have line ends as they are.
        content = as_json(text, strict=False)
    except ValueError, RecursionError:
        raise OutcomeOpenError(UNREADABLE) from None
    if not isinstance(content, dict):
        raise OutcomeOpenError(UNREADABLE)
    page = Page()
    for name, value in content.items():
        rows = value if isinstance(value, list) else [value]
        named = [_lower(row) for row in rows if isinstance(row, dict)]
        if name.lower() == "sms":
            page.rows.extend(named)
        elif named:
            page.fields.update(named[0])
        else:
            page.fields[name.lower()] = value
    return page


def _lower(row: Mapping[str, object]) -> Row:
    """Return a row with its names in lower case."""
    return {name.lower(): value for name, value in row.items()}


def _read_xml(text: str) -> Page:
    """Read elements and attributes alike; what it says of its charset does not count."""
    try:
        root = fromstring(text, forbid_dtd=True)
        page = Page()
        _collect(root, page.fields, page.rows)
    except ParseError, DefusedXmlException, ValueError, RecursionError:
        raise OutcomeOpenError(UNREADABLE) from None
    return page


def _collect(element: Element, fields: dict[str, object], rows: list[Row]) -> None:
    """Gather what stands in an element, and below it but for rows."""
    fields.update(_lower(element.attrib))
    for child in element:
        name = child.tag.lower()
        if name == "sms":
            row: dict[str, object] = {}
            _collect(child, row, [])
            rows.append(row)
        elif len(child) or child.attrib:
            _collect(child, fields, rows)
        else:
            fields[name] = child.text or ""
