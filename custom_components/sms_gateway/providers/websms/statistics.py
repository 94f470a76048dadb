"""WEBSMS's statistics (seed 000, section 7): rows of XML, whole or as damaged as printed."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
import html
import re
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ..errors import OutcomeOpenError
from ..exchange import Answer
from ..statistics import StatisticsQuery, StatisticsRow
from ..values import MOSCOW, as_decimal, as_int, as_text, maybe, told
from .answers import UNREADABLE, decode, error_number
from .codes import STATES, SUCCESS, result_fault

type _Row = Mapping[str, str]

_ZONE: Final = MOSCOW
"""Times are in the account's zone, which nothing tells; by default that is Moscow's."""

_CYRILLIC_O: Final = str.maketrans("о", "o")
"""The seed writes `operator` with it in some places."""

_TAG: Final = re.compile(r"<[^<>]*>")
_DAMAGED_ROW: Final = re.compile(r"<\s*z:row\b([^<>]*)>")
_DAMAGED_ATTRIBUTE: Final = re.compile(r'\b(\w++)\s*=\s*["“”]([^"“”]*)["“”]')
_DAMAGED_END: Final = re.compile(r"</\s*xml\s*>\s*\Z", re.IGNORECASE)


def statistics_parameters(query: StatisticsQuery) -> dict[str, str]:
    """Return the question; of days one more, as the last may count by its midnight."""
    form = {"repformat": "3"}
    if query.packet_id is not None:
        return {**form, "packet_id": query.packet_id}
    end = query.end + timedelta(days=1)
    return {
        **form,
        "recdate_beg": query.begin.strftime("%d.%m.%Y"),
        "recdate_end": end.strftime("%d.%m.%Y"),
    }


def statistics_error(answer: Answer) -> int | None:
    """Return the number of an error where the answer is one; none is documented."""
    text = decode(answer.body).strip()
    root = _parsed(text)
    number = error_number(_TAG.sub(" ", text))
    if root is not None:
        fields = {name.lower(): value for name, value in root.attrib.items()}
        number = error_number(fields.get("error_num")) or number
    return None if number == SUCCESS else number


def read_statistics(query: StatisticsQuery, answer: Answer) -> list[StatisticsRow]:
    """Read the rows; raises OutcomeOpenError for what is no rowset, or half of one."""
    rows = [_statistics_row(row) for row in _rows(decode(answer.body).strip())]
    if query.packet_id is not None:
        return rows
    return [row for row in rows if _is_meant(query, row)]


def _is_meant(query: StatisticsQuery, row: StatisticsRow) -> bool:
    """Tell whether a row is of the days that were asked for."""
    moment = row.registered_at
    return moment is None or query.begin <= moment.date() <= query.end


def _rows(text: str) -> Iterator[_Row]:
    """Yield the rows of a rowset."""
    if (root := _parsed(text)) is not None:
        elements = list(root.iter())
        if not any(_name(element) in ("data", "schema") for element in elements):
            raise OutcomeOpenError(UNREADABLE)
        for element in elements:
            if _name(element) == "row":
                yield _named(element.attrib)
        return
    # Its end alone tells that nothing is missing.
    if not _DAMAGED_END.search(text) or "rs:data" not in text:
        raise OutcomeOpenError(UNREADABLE)
    for row in _DAMAGED_ROW.finditer(text):
        found = dict(_DAMAGED_ATTRIBUTE.findall(row[1]))
        yield _named({name: html.unescape(value) for name, value in found.items()})


def _parsed(text: str) -> Element | None:
    """Read XML; None for what is none."""
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except ParseError, DefusedXmlException, ValueError:
        return None
    return root


def _name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def _named(row: _Row) -> _Row:
    """Return a row with its names as they are meant."""
    return {
        name.lower().translate(_CYRILLIC_O): value.strip()
        for name, value in row.items()
    }


def _statistics_row(row: _Row) -> StatisticsRow:
    """Read a row."""
    result = maybe(as_int, row.get("result_id"))
    digits = row.get("message_phone", "").removeprefix("+").removeprefix("00")
    return StatisticsRow(
        phone=f"+{digits}" if digits.isdecimal() else digits,
        message_id=row.get("message_id") or None,
        packet_id=row.get("packet_id") or None,
        state=None if result is None else STATES.get(result),
        fault=None if result is None else result_fault(result),
        operator=row.get("operator") or None,
        cost=maybe(as_decimal, row.get("message_cost")),
        parts=maybe(as_int, row.get("message_parts")),
        registered_at=maybe(_time, row.get("reg_date")),
        due_at=maybe(_time, row.get("send_on")),
        changed_at=maybe(_time, row.get("delivered_date")),
    )


def _time(value: object) -> datetime:
    """Read a moment, with seconds or without."""
    text = as_text(value)
    for form in ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"):
        try:
            return told(datetime.strptime(text, form).replace(tzinfo=_ZONE))
        except ValueError:
            continue
    raise ValueError("no time")
