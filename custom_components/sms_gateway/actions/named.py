"""Messages as actions name them: by reference, tag, or the provider's id."""

from typing import Any, Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..const import ATTR_MESSAGE_ID, ATTR_PHONE, ATTR_REFERENCE, ATTR_TAG
from ..faults import bad_input
from ..gateway import GATEWAY
from ..journal import Message
from ..numbers import mask_number
from .addressees import Reader, as_written, read_anyone

NAMING_FIELDS: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_REFERENCE): cv.string,
    vol.Optional(ATTR_TAG): cv.string,
    vol.Optional(ATTR_MESSAGE_ID): cv.string,
    vol.Optional(ATTR_PHONE): vol.Any(int, cv.string),
}


async def async_named_messages(call: ServiceCall) -> list[Message]:
    """Return the messages that fit all that was given, oldest first."""
    phone = await async_one_phone(call)
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

    return [m for m in call.hass.data[GATEWAY].journal.messages if is_meant(m)]


async def async_one_phone(call: ServiceCall, read: Reader = read_anyone) -> str | None:
    """Return the one number that was given, if it was; raise for one that is none."""
    if (given := call.data.get(ATTR_PHONE)) is None:
        return None
    written = as_written(given)
    phone = await call.hass.async_add_executor_job(
        read, written, call.hass.config.country
    )
    if phone is None:
        raise bad_input("phone_invalid", phone=mask_number(str(written)))
    return phone
