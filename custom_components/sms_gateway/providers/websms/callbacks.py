"""What WEBSMS sends to a handler: delivery reports as XML, in two forms (seed 000).

Section 6.5 has the result beside the state, section 7 an error's text. The XML is the
body, or a field of a form; of whose number the id is, the document is of two minds.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from ..bodies import read_fields
from ..errors import MalformedCallbackError
from ..model import Callback, CallbackRequest, StatusReport
from ..values import as_int, as_mail_time, maybe
from .codes import STATES, WORDS, result_fault

ACCEPTED: Final = "<status>accepted</status>"
"""The answer without which a report comes again."""


def parse_callback(
    request: CallbackRequest, secret: str | None, allow_crc32: bool = False
) -> Callback:
    """Read a callback. Nothing is signed; the id alone tells which message is meant.

    Raises MalformedCallbackError where a field is missing or cannot be.
    """
    for fields in _candidates(request):
        if (report := _report(fields)) is not None:
            return report
    raise MalformedCallbackError("no report")


def _candidates(request: CallbackRequest) -> Iterator[Mapping[str, str]]:
    """Yield the fields of the XML, be it the body or a field, whatever that is called."""
    came = read_fields(request)
    yield came.text
    # Without a name the XML itself is read as one.
    for value in (*came.raw.values(), *(n.encode("latin-1") for n in came.raw)):
        if value.lstrip().startswith(b"<"):
            yield read_fields(CallbackRequest(query="", body=value)).text


def _report(came: Mapping[str, str]) -> StatusReport | None:
    """Read a report; None where it does not say what became of which message."""
    # The document has `result_id` and `result_Id`.
    fields = {name.lower(): value for name, value in came.items()}
    message_id = fields.get("id", "").strip()
    result = maybe(as_int, fields.get("result_id"))
    word = fields.get("state", "").strip().lower()
    if result not in STATES:
        result = WORDS.get(word)
    if not message_id or result is None:
        return None
    return StatusReport(
        message_id=message_id,
        phone=None,
        state=STATES[result],
        status=str(result),
        fault=result_fault(result),
        changed_at=maybe(_time, fields.get("date")),
    )


def _time(value: object) -> datetime | None:
    """Read a date with its offset; without one nobody knows when that was."""
    moment = as_mail_time(value)
    return None if moment.tzinfo is None else moment
