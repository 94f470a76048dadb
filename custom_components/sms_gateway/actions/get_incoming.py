"""The action `get_incoming`: the texts and calls that came in, newest first."""

from typing import Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.util.json import JsonValueType

from ..capabilities import check_incoming
from ..gateway import GATEWAY
from ..journal import ReceivedKind
from ..payloads import incoming_data
from .action import Action
from .looking_back import ATTR_LIMIT, LOOKING_BACK_FIELDS, async_whose, since


async def _async_get_incoming(call: ServiceCall) -> ServiceResponse:
    """Answer from the journal, which asks the provider every few minutes."""
    is_asked_for, begin = await async_whose(call), since(call)
    # An empty list would say that nobody wrote.
    check_incoming(call.hass, call.data[ATTR_CONFIG_ENTRY_ID])
    came = [
        (item.arrived_at or item.sent_at or item.received_at, item)
        for item in call.hass.data[GATEWAY].journal.received
        if is_asked_for(item.entry_id, item.phone)
    ]
    newest = sorted(
        ((moment, item) for moment, item in came if moment >= begin),
        key=lambda pair: pair[0],
        reverse=True,
    )
    messages: list[JsonValueType] = []
    calls: list[JsonValueType] = []
    lists = {ReceivedKind.SMS: messages, ReceivedKind.CALL: calls}
    for _, item in newest:
        if len(lists[item.kind]) < call.data[ATTR_LIMIT]:
            lists[item.kind].append(incoming_data(call.hass, item))
    return {"messages": messages, "calls": calls}


GET_INCOMING: Final = Action(
    name="get_incoming",
    schema=vol.Schema(LOOKING_BACK_FIELDS),
    handler=_async_get_incoming,
    supports_response=SupportsResponse.ONLY,
)
