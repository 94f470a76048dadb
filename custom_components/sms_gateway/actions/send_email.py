"""The action `send_email`: a mail to addresses, with files."""

from typing import Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..faults import bad_input
from ..providers.details import Details
from ..providers.model import Channel
from .addressees import BY_EMAIL, named_by, read_mailbox
from .attachments import ATTR_ATTACHMENTS, MEDIA
from .message import (
    ATTR_SUBJECT,
    DRY_RUN_FIELD,
    FILE_URL_FIELD,
    MESSAGE_FIELD,
    MessageAction,
    read_file_url,
    read_subject,
)
from .when import SEND_AT_FIELD, read_send_at

ATTR_FROM_ADDRESS: Final = "from_address"
ATTR_HTML: Final = "html"


def _details(call: ServiceCall) -> Details:
    """Return who it is from, what it is about and what goes along."""
    from_address = read_mailbox(call.data[ATTR_FROM_ADDRESS])
    if from_address is None:
        raise bad_input("from_address_invalid")
    if (subject := read_subject(call)) is None:
        raise bad_input("subject_empty")
    return Details(
        send_at=read_send_at(call),
        subject=subject,
        from_address=from_address,
        file_url=read_file_url(call),
    )


def _wrap(call: ServiceCall, text: str) -> str:
    """Make a text in HTML a whole document, which can be seen to be read."""
    if not text.strip() or not call.data[ATTR_HTML] or "<html" in text.lower():
        return text
    return f"<html><body>{text}</body></html>"


SEND_EMAIL = MessageAction(
    name="send_email",
    channel=Channel.EMAIL,
    fields={
        vol.Required(ATTR_FROM_ADDRESS): cv.string,
        vol.Required(ATTR_SUBJECT): cv.string,
        **MESSAGE_FIELD,
        vol.Optional(ATTR_ATTACHMENTS): MEDIA,
        vol.Optional(ATTR_HTML, default=False): cv.boolean,
        **FILE_URL_FIELD,
        **SEND_AT_FIELD,
        **DRY_RUN_FIELD,
    },
    details=_details,
    wrap=_wrap,
    whom=named_by(BY_EMAIL),
    files=ATTR_ATTACHMENTS,
)
