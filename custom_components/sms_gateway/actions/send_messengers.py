"""The actions `send_viber`, `send_whatsapp` and `send_social`: a text by a messenger."""

from homeassistant.core import ServiceCall

from ..providers.details import Details
from ..providers.model import Channel
from .message import (
    ATTR_SHORTEN_LINKS,
    DRY_RUN_FIELD,
    FILE_URL_FIELD,
    MESSAGE_FIELD,
    SENDER_FIELD,
    SHORTEN_LINKS_FIELD,
    MessageAction,
    read_file_url,
)
from .when import SEND_AT_FIELD, read_send_at


def _details(call: ServiceCall) -> Details:
    """Return what goes along with the text."""
    return Details(
        send_at=read_send_at(call),
        shorten_links=call.data.get(ATTR_SHORTEN_LINKS) or None,
        file_url=read_file_url(call),
    )


def _action(name: str, channel: Channel) -> MessageAction:
    """Return the action of a messenger; they differ in nothing else."""
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
        },
        details=_details,
    )


SEND_VIBER = _action(name="send_viber", channel=Channel.VIBER)
SEND_WHATSAPP = _action(name="send_whatsapp", channel=Channel.WHATSAPP)
SEND_SOCIAL = _action(name="send_social", channel=Channel.SOCIAL)
