"""The action `send_mms`: pictures, sounds and films to phones."""

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..faults import bad_input
from ..providers.details import Details
from ..providers.model import Channel
from .attachments import ATTR_ATTACHMENTS, MEDIA
from .message import (
    ATTR_MESSAGE,
    ATTR_SUBJECT,
    DRY_RUN_FIELD,
    FILE_URL_FIELD,
    SENDER_FIELD,
    MessageAction,
    optional_text,
    read_file_url,
    read_subject,
)
from .when import SEND_AT_FIELD, read_send_at


def _details(call: ServiceCall) -> Details:
    """Return the subject and what goes along; a subject or a text is needed."""
    subject = read_subject(call)
    if subject is None and not optional_text(call).strip():
        raise bad_input("mms_says_nothing")
    return Details(
        send_at=read_send_at(call), subject=subject, file_url=read_file_url(call)
    )


SEND_MMS = MessageAction(
    name="send_mms",
    channel=Channel.MMS,
    fields={
        vol.Optional(ATTR_SUBJECT): cv.string,
        vol.Optional(ATTR_MESSAGE): cv.string,
        vol.Optional(ATTR_ATTACHMENTS): MEDIA,
        **SENDER_FIELD,
        **FILE_URL_FIELD,
        **SEND_AT_FIELD,
        **DRY_RUN_FIELD,
    },
    details=_details,
    text=optional_text,
    files=ATTR_ATTACHMENTS,
)
