"""Event entities: what became of messages, and what came in."""

from typing import Any, Final, override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .announcer import async_listen_received, async_listen_state_changes
from .const import (
    ATTR_CHANNEL,
    ATTR_ERROR,
    ATTR_MESSAGE_ID,
    ATTR_PHONE,
    ATTR_PREVIOUS_STATE,
    ATTR_RECIPIENT,
    ATTR_REFERENCE,
    ATTR_TAG,
)
from .coordinator import SmsGatewayConfigEntry
from .entity import GatewayEntity
from .journal import Received, ReceivedKind, StateChange
from .numbers import mask_number
from .payloads import message_data, received_data
from .providers.model import MessageState
from .recipients import Recipient

PARALLEL_UPDATES = 0

_STATUS_ATTRIBUTES: Final = (
    ATTR_REFERENCE,
    ATTR_RECIPIENT,
    ATTR_CHANNEL,
    ATTR_TAG,
    ATTR_PREVIOUS_STATE,
    ATTR_ERROR,
)
_CALL_ATTRIBUTES: Final = (ATTR_RECIPIENT, "received_at", "late", "age")
_RECEIVED_ATTRIBUTES: Final = (*_CALL_ATTRIBUTES, ATTR_MESSAGE_ID, "reply_to")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entities of the account and of its recipients."""
    async_add_entities([MessageStatusEvent(entry)])
    if not entry.runtime_data.engine.info.has_incoming:
        return
    async_add_entities([IncomingMessageEvent(entry, None)])
    entry.runtime_data.add_recipient.append(
        lambda recipient: async_add_entities(
            [IncomingMessageEvent(entry, recipient)],
            config_subentry_id=recipient.id,
        )
    )


class MessageStatusEvent(GatewayEntity, EventEntity):
    """A message of the account moved to another state."""

    _attr_event_types = [*MessageState]
    # Not MATCH_ALL, which would keep the type of the event out of the recorder too.
    _unrecorded_attributes = frozenset({*_STATUS_ATTRIBUTES, ATTR_PHONE})

    def __init__(self, entry: SmsGatewayConfigEntry) -> None:
        """Belong to the account."""
        super().__init__(entry, "message_status", None)

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the messages of the account."""
        self.async_on_remove(
            async_listen_state_changes(self.hass, self.owner_id, self._heard)
        )

    @callback
    def _heard(self, change: StateChange) -> None:
        """Show a change of state."""
        message = change.message
        data = {
            **message_data(self.hass, message),
            ATTR_TAG: message.tag,
            ATTR_PREVIOUS_STATE: change.previous_state,
        }
        self._trigger_event(message.state, _shown(data, _STATUS_ATTRIBUTES))
        self.async_write_ha_state()


class IncomingMessageEvent(GatewayEntity, EventEntity):
    """Somebody wrote to the account or called; of a recipient: that person did."""

    _attr_event_types = [*ReceivedKind]
    _unrecorded_attributes = frozenset({*_RECEIVED_ATTRIBUTES, ATTR_PHONE})

    def __init__(
        self, entry: SmsGatewayConfigEntry, recipient: Recipient | None
    ) -> None:
        """Belong to the account, or to a recipient."""
        super().__init__(entry, "incoming_message", recipient)

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to what comes in."""
        self.async_on_remove(
            async_listen_received(self.hass, self.owner_id, self._heard)
        )

    @callback
    def _heard(self, received: Received) -> None:
        """Show that something came in, but no text."""
        is_call = received.kind is ReceivedKind.CALL
        names = _CALL_ATTRIBUTES if is_call else _RECEIVED_ATTRIBUTES
        data = received_data(self.hass, received)
        self._trigger_event(received.kind, _shown(data, names))
        self.async_write_ha_state()


def _shown(data: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return what an attribute may show of an event."""
    return {
        **{name: data[name] for name in names},
        ATTR_PHONE: mask_number(data[ATTR_PHONE]),
    }
