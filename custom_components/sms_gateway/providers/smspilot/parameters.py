"""A request to send, as the parameters of SMSPILOT (seed 003, section 1)."""

from typing import Final
from urllib.parse import urlencode

from ..errors import RefusedError
from ..model import Channel, Fault, Reason, SendRequest
from .channels import FLASH_CALL, VOICE, VOICES
from .codes import RESERVED_SENDERS, RESERVED_TEXTS, TABLE_RESERVED

TOKEN: Final = "token"
"""What our own id is called in the address for reports."""

FIELDS: Final = "server_id,phone,price,status,sender,sender_orig,parts,error"

_MINUTE: Final = 60


def send_parameters(request: SendRequest) -> dict[str, str]:
    """Return all parameters but the credentials and the form of the answer.

    Raises RefusedError for what would be something else than was asked for.
    """
    _refuse_reserved(request)
    form = {
        "send": request.text,
        "to": ",".join(phone.removeprefix("+") for phone in request.phones),
        "fields": FIELDS,
    }
    if sender := _sender(request):
        form["from"] = sender
    if request.valid_for is not None:
        form["ttl"] = str(max(int(request.valid_for // _MINUTE), 1))
    if request.details.send_at is not None:
        # Seconds since 1970, which no time zone changes.
        form["send_datetime"] = str(int(request.details.send_at))
    if request.is_practice:
        form["test"] = "1"
    if request.callback_address is not None:
        token = urlencode({TOKEN: request.request_id})
        form["callback"] = f"{request.callback_address}?{token}"
        form["callback_method"] = "post"
    return form


def _sender(request: SendRequest) -> str | None:
    """Return the sender ID, which says too whether a message is a call."""
    if request.channel is Channel.CALL:
        return VOICES[request.details.voice or VOICE]
    return FLASH_CALL if request.channel is Channel.FLASH_CALL else request.sender


def _refuse_reserved(request: SendRequest) -> None:
    """Refuse a text that is an order to the provider, and a sender that is one."""
    if request.text.strip().upper() in RESERVED_TEXTS:
        raise RefusedError(Fault(Reason.CONTENT, "text", TABLE_RESERVED))
    if (request.sender or "").strip().upper() in RESERVED_SENDERS:
        raise RefusedError(Fault(Reason.SENDER, "sender", TABLE_RESERVED))
