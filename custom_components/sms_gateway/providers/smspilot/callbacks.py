"""What SMSPILOT sends to a handler: delivery reports and texts (seed 003, 2.1 and 6.1)."""

from collections.abc import Mapping

from ..bodies import read_fields
from ..errors import MalformedCallbackError
from ..model import Callback, CallbackRequest, IncomingMessage, StatusReport
from .answers import as_phone
from .parameters import TOKEN
from .statuses import report_of


def parse_callback(
    request: CallbackRequest, secret: str | None, allow_crc32: bool = False
) -> Callback:
    """Read a callback. Nothing is signed: a report brings our own id of its request.

    Raises MalformedCallbackError where a field is missing or cannot be.
    """
    fields = read_fields(request).text
    # A report may have the text too, where a user has asked for it in the cabinet.
    if "server_id" in fields:
        return _report(fields)
    if "message" in fields:
        return _incoming(fields)
    raise MalformedCallbackError("neither a report nor a text")


def _report(fields: Mapping[str, str]) -> StatusReport:
    """Read a delivery report."""
    message_id, phone = fields["server_id"].strip(), as_phone(fields.get("phone", ""))
    if not message_id or not phone:
        raise MalformedCallbackError("no message")
    token = fields.get(TOKEN) or None
    report = report_of(message_id, phone, fields, token)
    if report is None:
        raise MalformedCallbackError("no status")
    return report


def _incoming(fields: Mapping[str, str]) -> IncomingMessage:
    """Read a text that came in."""
    phone = as_phone(fields.get("phone", ""))
    if not phone:
        raise MalformedCallbackError("no sender")
    return IncomingMessage(
        message_id=fields.get("id") or None,
        phone=phone,
        text=fields["message"],
        to=fields.get("num") or None,
        account_id=fields.get("user_id") or None,
    )
