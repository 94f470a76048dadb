"""The action `cancel_message`: takes back what has not left yet."""

import asyncio
from typing import Final

import voluptuous as vol

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonValueType

from ..const import ATTR_ERROR, ATTR_MESSAGE_ID, ATTR_PHONE, ATTR_REFERENCE, ATTR_TAG
from ..faults import bad_input, fault_text
from ..gateway import GATEWAY
from ..journal import FINAL_STATES, Message, is_withdrawn
from ..payloads import message_data
from ..unconfirmed import async_let_go
from .action import Action
from .named import NAMING_FIELDS, async_named_messages


async def _async_cancel_message(call: ServiceCall) -> ServiceResponse:
    """Cancel each message by itself; nothing raises that the response can tell."""
    hass, data = call.hass, call.data
    # An id of the provider's may be that of many messages; one of them is meant.
    if ATTR_MESSAGE_ID in data and ATTR_PHONE not in data and not data.keys() & _OURS:
        raise bad_input("phone_missing")
    messages = await async_named_messages(call)
    if not messages:
        raise bad_input("message_not_found")
    if not data.keys() & {ATTR_REFERENCE, ATTR_MESSAGE_ID}:
        # A tag is used again and again: what was settled long ago is not meant.
        messages = [m for m in messages if m.state not in FINAL_STATES]
    # What has begun goes on without the caller.
    work = hass.async_create_task(
        _async_cancel(hass, messages, with_others=data[ATTR_WHOLE_PACKET]),
        "sms_gateway cancel",
    )
    return await asyncio.shield(work)


ATTR_WHOLE_PACKET: Final = "whole_packet"

_OURS: Final = {ATTR_REFERENCE, ATTR_TAG}


async def _async_cancel(
    hass: HomeAssistant, messages: list[Message], *, with_others: bool
) -> ServiceResponse:
    """Cancel messages, and tell what became of each."""
    gateway = hass.data[GATEWAY]
    faults = await gateway.cancellation.cancel(messages, with_others=with_others)
    told: list[JsonValueType] = []
    for message, fault in zip(messages, faults, strict=True):
        now = gateway.journal.get(message.reference) or message
        if is_withdrawn(now):
            async_let_go(hass, now)
        error = fault_text(hass, fault or now.fault, now.provider)
        told.append(
            message_data(hass, now) | {"cancelled": fault is None, ATTR_ERROR: error}
        )
    return {"messages": told}


CANCEL_MESSAGE: Final = Action(
    name="cancel_message",
    schema=vol.Schema(
        {
            **NAMING_FIELDS,
            vol.Optional(ATTR_WHOLE_PACKET, default=False): cv.boolean,
        }
    ),
    handler=_async_cancel_message,
)
