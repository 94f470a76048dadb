"""The action `get_message_status`: what is known of messages that were sent."""

import voluptuous as vol

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv

from ..const import ATTR_MESSAGE_ID, ATTR_PHONE, ATTR_REFERENCE, ATTR_TAG
from ..faults import bad_input
from ..gateway import GATEWAY
from ..journal import Message
from ..numbers import mask_number
from ..payloads import message_data
from .action import Action
from .addressees import read_anyone

_SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_REFERENCE): cv.string,
        vol.Optional(ATTR_TAG): cv.string,
        vol.Optional(ATTR_MESSAGE_ID): cv.string,
        vol.Optional(ATTR_PHONE): vol.Any(int, cv.string),
    }
)


async def _async_get_message_status(call: ServiceCall) -> ServiceResponse:
    """Answer from the journal, which asks the provider on its own."""
    hass = call.hass
    phone: str | None = None
    if (written := call.data.get(ATTR_PHONE)) is not None:
        phone = await hass.async_add_executor_job(
            read_anyone, written, hass.config.country
        )
        if phone is None:
            raise bad_input("phone_invalid", phone=mask_number(str(written)))
    reference = call.data.get(ATTR_REFERENCE)
    tag = call.data.get(ATTR_TAG)
    message_id = call.data.get(ATTR_MESSAGE_ID)
    if reference is None and tag is None and message_id is None:
        raise bad_input("no_message_named")

    def is_meant(message: Message) -> bool:
        return (
            reference in (None, message.reference)
            and tag in (None, message.tag)
            and phone in (None, message.phone)
            and (
                message_id is None
                or message_id.lower() == (message.message_id or "").lower()
            )
        )

    messages = [m for m in hass.data[GATEWAY].journal.messages if is_meant(m)]
    if not messages:
        raise bad_input("message_not_found")
    return {"messages": [message_data(hass, message) for message in messages]}


GET_MESSAGE_STATUS = Action(
    name="get_message_status",
    schema=_SCHEMA,
    handler=_async_get_message_status,
    supports_response=SupportsResponse.ONLY,
)
