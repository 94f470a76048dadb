"""The triggers that the automation editor offers."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.trigger import Trigger

from .triggers.balance import BalanceUnder
from .triggers.incoming import CallReceived, MessageReceived
from .triggers.not_delivered import MessageNotDelivered
from .triggers.status import LinkOpened, MessageDelivered

TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "message_received": MessageReceived,
    "message_delivered": MessageDelivered,
    "message_not_delivered": MessageNotDelivered,
    "link_opened": LinkOpened,
    "call_received": CallReceived,
    "balance_under": BalanceUnder,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers by their names."""
    return TRIGGERS
