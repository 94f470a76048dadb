"""The actions `send_viber`, `send_whatsapp` and `send_social`: a text by a messenger."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..providers.details import Details, SmsFallback
from ..providers.model import Channel
from .message import (
    ATTR_FILE_ID,
    ATTR_SHORTEN_LINKS,
    DRY_RUN_FIELD,
    FILE_ID_FIELD,
    FILE_URL_FIELD,
    MESSAGE_FIELD,
    SENDER_FIELD,
    SHORTEN_LINKS_FIELD,
    MessageAction,
    read_file_url,
)
from .when import SEND_AT_FIELD, read_send_at

ATTR_BUTTON: Final = "button"
ATTR_SMS_FALLBACK: Final = "sms_fallback"


def _details(call: ServiceCall) -> Details:
    """Return what goes along with the text."""
    return Details(
        send_at=read_send_at(call),
        shorten_links=call.data.get(ATTR_SHORTEN_LINKS) or None,
        file_url=read_file_url(call),
        file_id=call.data.get(ATTR_FILE_ID),
        button=call.data.get(ATTR_BUTTON),
        sms_fallback=call.data.get(ATTR_SMS_FALLBACK),
    )


def _action(
    name: str, channel: Channel, own: Mapping[vol.Marker, Any] | None = None
) -> MessageAction:
    """Return the action of a messenger; they differ in a few fields."""
    return MessageAction(
        name=name,
        channel=channel,
        fields={
            **MESSAGE_FIELD,
            **SENDER_FIELD,
            **SHORTEN_LINKS_FIELD,
            **FILE_URL_FIELD,
            **SEND_AT_FIELD,
            **DRY_RUN_FIELD,
            **(own or {}),
        },
        details=_details,
    )


SEND_VIBER = _action(
    name="send_viber",
    channel=Channel.VIBER,
    own={
        **FILE_ID_FIELD,
        vol.Optional(ATTR_BUTTON): cv.string,
        vol.Optional(ATTR_SMS_FALLBACK): vol.Coerce(SmsFallback),
    },
)
SEND_WHATSAPP = _action(name="send_whatsapp", channel=Channel.WHATSAPP)
SEND_SOCIAL = _action(name="send_social", channel=Channel.SOCIAL)
