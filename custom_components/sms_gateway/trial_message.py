"""The test SMS that is offered for a recipient: what it says, costs, and comes to."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .actions.estimates import async_estimates
from .capabilities import is_for_trying
from .const import ATTR_COST, CONF_CURRENCY
from .coordinator import SmsGatewayConfigEntry
from .gateway import GATEWAY
from .journal import Message
from .money import money_text
from .order import Addressee, Order
from .recipients import Recipient
from .sending import new_order
from .words import word

_PATIENCE: Final = 5.0
"""Seconds to wait for a price; without one the test is offered all the same."""


def can_be_tried(entry: SmsGatewayConfigEntry) -> bool:
    """Tell whether an account would send a test SMS, now and for real."""
    return (
        entry.state is ConfigEntryState.LOADED
        and not entry.runtime_data.engine.settings.is_practice
        and not is_for_trying(entry)
    )


def trial_text(hass: HomeAssistant) -> str:
    """Return what a test SMS says, in one part."""
    return word(hass, "common", "test_message") or "Home Assistant"


async def async_trial_price(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry, recipient: Recipient
) -> str | None:
    """Ask what a test SMS would cost; None where nobody can tell now."""
    try:
        async with asyncio.timeout(_PATIENCE):
            answer = await async_estimates(hass, [_order(hass, entry, recipient)])
    except HomeAssistantError, TimeoutError:
        return None
    [account] = answer["accounts"]
    cost = account[ATTR_COST]
    return money_text(hass, cost, entry.data[CONF_CURRENCY]) if cost else None


async def async_send_trial(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry, recipient: Recipient
) -> Sequence[Message]:
    """Send a test SMS to all numbers of a recipient; raises NoAccountError."""
    return await hass.data[GATEWAY].collector.send(_order(hass, entry, recipient))


def _order(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry, recipient: Recipient
) -> Order:
    """Return the order: by this account alone, as it is this one that is tested."""
    order = new_order(
        hass,
        entry,
        text=trial_text(hass),
        addressees=[
            Addressee(phone, recipient.id, is_urgent=recipient.is_urgent)
            for phone in recipient.phones
        ],
    )
    return replace(order, chain=(entry.entry_id,))
