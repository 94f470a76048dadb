"""The action `estimate_cost`: what a text would cost, and why; nothing is sent."""

from typing import Final

import voluptuous as vol

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse

from ..capabilities import check_ability
from ..providers.account import Ability
from .action import Action
from .addressees import ADDRESS_FIELDS
from .estimates import async_estimates, carrier
from .message import MESSAGE_FIELD, SENDER_FIELD, MessageAction
from .send_sms import TEXT_FIELDS, sending_details, text_channel

_TEXT: Final = MessageAction(
    name="estimate_cost",
    channel=text_channel,
    fields={**MESSAGE_FIELD, **SENDER_FIELD, **TEXT_FIELDS},
    details=sending_details,
)


async def _async_estimate_cost(call: ServiceCall) -> ServiceResponse:
    """Ask every account what its part of the messages would cost."""
    orders = await _TEXT.async_orders(call)
    for order in orders:
        check_ability(call.hass, carrier(call.hass, order), Ability.ESTIMATE)
    return await async_estimates(call.hass, orders)


ESTIMATE_COST: Final = Action(
    name=_TEXT.name,
    schema=vol.Schema({**ADDRESS_FIELDS, **_TEXT.fields}),
    handler=_async_estimate_cost,
    supports_response=SupportsResponse.ONLY,
)
