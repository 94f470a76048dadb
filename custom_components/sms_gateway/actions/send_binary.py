"""The actions `send_binary` and `send_wap_push`: what a phone or a device reads itself."""

import re
from typing import Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..faults import bad_input
from ..providers.details import Details
from ..providers.model import Channel
from .message import DRY_RUN_FIELD, SENDER_FIELD, WEB_ADDRESS, MessageAction
from .when import SEND_AT_FIELD, read_send_at

ATTR_PAYLOAD: Final = "payload"
ATTR_HEADER: Final = "header"
ATTR_PROTOCOL: Final = "protocol"
ATTR_DATA_CODING: Final = "data_coding"
ATTR_URL: Final = "url"
ATTR_TITLE: Final = "title"

_BYTES_OF_AN_SMS: Final = 140
"""With the header and its length. Cutting bytes into several SMS is not documented."""

_BYTE = vol.All(vol.Coerce(int), vol.Range(min=0, max=255))


def _details(call: ServiceCall) -> Details:
    """Return when it is to be sent."""
    return Details(send_at=read_send_at(call))


def _bytes(call: ServiceCall, field: str) -> bytes:
    """Read bytes in hexadecimal; blanks between them do not matter."""
    try:
        return bytes.fromhex(call.data.get(field, ""))
    except ValueError:
        raise bad_input("binary_invalid", field=field) from None


def _binary(call: ServiceCall) -> str:
    """Return the header with its length before it, the content, and how to read it."""
    header, payload = _bytes(call, ATTR_HEADER), _bytes(call, ATTR_PAYLOAD)
    if not payload and not header:
        raise bad_input("binary_invalid", field=ATTR_PAYLOAD)
    # A length of zero says that there is no header, and is not sent itself.
    length = len(payload) + (len(header) + 1 if header else 0)
    if length > _BYTES_OF_AN_SMS:
        raise bad_input("binary_too_long", length=length, limit=_BYTES_OF_AN_SMS)
    protocol, coding = call.data.get(ATTR_PROTOCOL), call.data.get(ATTR_DATA_CODING)
    if (protocol is None) is not (coding is None):
        raise bad_input("protocol_alone")
    content = (bytes([len(header)]) + header + payload).hex().upper()
    # Seed 001, `bin`.
    return content + (
        "" if protocol is None else f"\n~~~\npid: {protocol}, dcs: {coding}"
    )


def _link(call: ServiceCall) -> str:
    """Return a link and its title, each on a line."""
    url, title = call.data[ATTR_URL].strip(), call.data[ATTR_TITLE].strip()
    if not WEB_ADDRESS.fullmatch(url):
        raise bad_input("url_invalid", field=ATTR_URL)
    if not title or re.search(r"[\r\n]", title):
        raise bad_input("title_invalid")
    return f"{url}\n{title}"


SEND_BINARY = MessageAction(
    name="send_binary",
    channel=Channel.BINARY,
    fields={
        vol.Required(ATTR_PAYLOAD): cv.string,
        vol.Optional(ATTR_HEADER): cv.string,
        vol.Optional(ATTR_PROTOCOL): _BYTE,
        vol.Optional(ATTR_DATA_CODING): _BYTE,
        **SENDER_FIELD,
        **SEND_AT_FIELD,
        **DRY_RUN_FIELD,
    },
    details=_details,
    text=_binary,
)

SEND_WAP_PUSH = MessageAction(
    name="send_wap_push",
    channel=Channel.WAP_PUSH,
    fields={
        vol.Required(ATTR_URL): cv.string,
        vol.Required(ATTR_TITLE): cv.string,
        **SENDER_FIELD,
        **SEND_AT_FIELD,
        **DRY_RUN_FIELD,
    },
    details=_details,
    text=_link,
)
