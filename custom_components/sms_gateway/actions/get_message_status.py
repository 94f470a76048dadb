"""The action `get_message_status`: what is known of messages that were sent."""

import voluptuous as vol

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse

from ..faults import bad_input
from ..payloads import message_data
from .action import Action
from .named import NAMING_FIELDS, async_named_messages


async def _async_get_message_status(call: ServiceCall) -> ServiceResponse:
    """Answer from the journal, which asks the provider on its own."""
    messages = await async_named_messages(call)
    if not messages:
        raise bad_input("message_not_found")
    return {"messages": [message_data(call.hass, message) for message in messages]}


GET_MESSAGE_STATUS = Action(
    name="get_message_status",
    schema=vol.Schema(NAMING_FIELDS),
    handler=_async_get_message_status,
    supports_response=SupportsResponse.ONLY,
)
