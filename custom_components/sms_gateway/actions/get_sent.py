"""The action `get_sent`: the messages that were sent, newest first."""

from typing import Final

import voluptuous as vol

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv

from ..const import ATTR_STATE, ATTR_TAG
from ..gateway import GATEWAY
from ..payloads import history_data
from ..providers.model import MessageState
from .action import Action
from .looking_back import ATTR_LIMIT, LOOKING_BACK_FIELDS, async_whose, since


async def _async_get_sent(call: ServiceCall) -> ServiceResponse:
    """Answer from the journal, which knows what was sent from here, and no more."""
    is_asked_for, begin = await async_whose(call), since(call)
    tag, states = call.data.get(ATTR_TAG), call.data[ATTR_STATE]
    messages = [
        message
        for message in call.hass.data[GATEWAY].journal.messages
        if message.created_at >= begin
        and is_asked_for(message.entry_id, message.phone)
        and tag in (None, message.tag)
        and (not states or message.state in states)
    ]
    newest = sorted(messages, key=lambda m: (m.created_at, m.number), reverse=True)
    limit = call.data[ATTR_LIMIT]
    return {"messages": [history_data(call.hass, m) for m in newest[:limit]]}


GET_SENT: Final = Action(
    name="get_sent",
    schema=vol.Schema(
        {
            **LOOKING_BACK_FIELDS,
            vol.Optional(ATTR_TAG): cv.string,
            vol.Optional(ATTR_STATE, default=list): vol.All(
                cv.ensure_list, [vol.In([*MessageState])]
            ),
        }
    ),
    handler=_async_get_sent,
    supports_response=SupportsResponse.ONLY,
)
