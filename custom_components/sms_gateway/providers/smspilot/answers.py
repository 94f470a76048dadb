"""SMSPILOT's answers in JSON, read also where they are damaged.

The seed prints answers to calls that were charged with commas and brackets in wrong
places, and errors with backslashes that JSON does not know (sections 4, 5, 9 and 11).
"""

from collections.abc import Iterable, Mapping, Sequence
import re
from typing import Final

from ..errors import OutcomeOpenError, RefusedError
from ..exchange import Answer
from ..model import Fault, Reason
from ..values import as_address, as_int, as_json, as_text, maybe
from .codes import ERRORS, REFUSED, TABLE_API

_NO_ERROR: Final = (None, "", "0", 0)

type Row = Mapping[str, object]

_ESCAPE: Final = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})?')
_COMMA_TOO_MUCH: Final = re.compile(r",(\s*[\]}])")
_BETWEEN_DIGITS: Final = re.compile(r"[\s()+.\-]")
_LENGTH: Final = 11
"""Digits of a Russian number."""
_OBJECT: Final = re.compile(r"\{[^{}]*\}")


def read_answer(answer: Answer, phones: Sequence[str] = ()) -> Row:
    """Return the fields of an answer; raise what an error in it means.

    `phones` are those of the request: an error may name one of them. Raises
    RefusedError for a documented error, OutcomeOpenError for what cannot be read.
    """
    try:
        # A text that was cut within a letter must not keep the others back.
        content: object = answer.json(_mend, errors="replace")
    except OutcomeOpenError:
        content = _salvage(answer.body.decode("utf-8", "replace"))
    if not isinstance(content, dict):
        raise OutcomeOpenError(Fault(Reason.UNREADABLE))
    if content.get("error") not in _NO_ERROR and not _has_taken(content.get("send")):
        _raise_error(content["error"], phones)
    return content


def _has_taken(rows: object) -> bool:
    """Tell whether a message of an answer has an id, and is not refused."""
    return isinstance(rows, list) and any(
        isinstance(row, dict)
        and maybe(as_text, row.get("server_id"))
        and maybe(as_int, row.get("status")) not in (None, REFUSED)
        for row in rows
    )


def rows_of(content: Row, name: str) -> list[Row]:
    """Return the rows of a list; what is no row is left out.

    A list of one may come without its brackets, and an empty one as null.
    """
    rows = content.get(name, ...)
    if isinstance(rows, dict):
        return [rows]
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise OutcomeOpenError(Fault(Reason.UNREADABLE))
    return [row for row in rows if isinstance(row, dict)]


def as_digits(value: object) -> str:
    """Read a number as it is compared: what stands between its digits is left out.

    A mobile one may be written as at home; no country begins with these two digits.
    """
    digits = _BETWEEN_DIGITS.sub("", as_text(value))
    is_of_home = digits.startswith("89") and len(digits) == _LENGTH
    return f"7{digits[1:]}" if is_of_home else digits


def as_phone(value: object) -> str:
    """Read who wrote or was written to: a number as messages have it, or a name."""
    digits = as_digits(value)
    is_russian = digits.isdecimal() and len(digits) == _LENGTH and digits[0] == "7"
    return digits if is_russian else as_text(value)


def by_digits(rows: Iterable[Row]) -> Mapping[str, Sequence[tuple[int, Row]]]:
    """Return the rows of each number, with their places; a list has up to 5000."""
    found: dict[str, list[tuple[int, Row]]] = {}
    for place, row in enumerate(rows):
        if (digits := maybe(as_digits, row.get("phone"))) is not None:
            found.setdefault(digits, []).append((place, row))
    return found


def _raise_error(error: object, phones: Sequence[str]) -> None:
    """Raise what an error means; texts vary, so go by the code."""
    fields = error if isinstance(error, dict) else {}
    code = maybe(as_int, fields.get("code"))
    if (known := ERRORS.get(code or 0)) is None:
        # Not documented, so no proof that nothing was taken.
        shown = None if code is None else str(code)
        raise OutcomeOpenError(Fault(Reason.UNREADABLE, shown, TABLE_API))
    fault = Fault(known.reason, str(code), TABLE_API)
    if known.reason is Reason.NO_ANSWER:
        raise OutcomeOpenError(fault)
    named = maybe(as_digits, fields.get("phone"))
    phone = next((p for p in phones if named and as_digits(p) == named), None)
    raise RefusedError(fault, phone, maybe(as_address, fields.get("ip")))


def _mend(text: str) -> str:
    """Return a text without the damages that leave its structure whole."""
    # A backslash that escapes nothing is one itself.
    escaped = _ESCAPE.sub(lambda found: found[0] if found[1] else r"\\", text)
    return _COMMA_TOO_MUCH.sub(r"\1", escaped)


def _salvage(text: str) -> dict[str, object]:
    """Return what can be read of a damaged answer to a sending.

    Every object that is whole: a message has an id, and what is left over are fields
    of the answer. An error is read only where nothing else is there.
    """
    rows: list[object] = []
    others: dict[str, object] = {}
    for found in _OBJECT.findall(text):
        try:
            fields = as_json(_mend(found))
        except ValueError, RecursionError:
            continue
        if not isinstance(fields, dict):
            continue
        if "server_id" in fields:
            rows.append(fields)
        elif "code" in fields and "description" in fields:
            others["error"] = fields
        else:
            others |= fields
    if rows:
        others.pop("error", None)
        return {**others, "send": rows}
    if "error" in others:
        return others
    raise OutcomeOpenError(Fault(Reason.UNREADABLE))
