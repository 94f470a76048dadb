"""The action `send_personal_link`: an SMS with a link to a page that is the reader's own."""

from typing import Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..providers.account import Ability
from ..providers.details import Details, Feedback
from ..providers.model import Channel
from .message import DRY_RUN_FIELD, MESSAGE_FIELD, SENDER_FIELD, MessageAction
from .when import SEND_AT_FIELD, read_send_at

ATTR_PAGE: Final = "page"
ATTR_FEEDBACK: Final = "feedback"

_LONGEST_PAGE: Final = 300_000
"""Characters. No document names a limit; a home has 20 seconds to hand it over."""


def _details(call: ServiceCall) -> Details:
    """Return the page, and how its reader may answer."""
    return Details(
        send_at=read_send_at(call),
        page=call.data[ATTR_PAGE],
        feedback=call.data[ATTR_FEEDBACK],
    )


SEND_PERSONAL_LINK: Final = MessageAction(
    name="send_personal_link",
    channel=Channel.SMS,
    ability=Ability.PERSONAL_LINKS,
    fields={
        **MESSAGE_FIELD,
        vol.Required(ATTR_PAGE): vol.All(
            cv.string, vol.Match(r"(?s).*\S"), vol.Length(max=_LONGEST_PAGE)
        ),
        vol.Optional(ATTR_FEEDBACK, default=Feedback.NONE): vol.Coerce(Feedback),
        **SENDER_FIELD,
        **SEND_AT_FIELD,
        **DRY_RUN_FIELD,
    },
    details=_details,
)
