"""Messages and what came in as events and answers show them."""

from datetime import datetime
from typing import Any, Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util

from .const import (
    ATTR_CHANNEL,
    ATTR_COST,
    ATTR_ERROR,
    ATTR_MESSAGE_ID,
    ATTR_PARTS,
    ATTR_PHONE,
    ATTR_PREVIOUS_STATE,
    ATTR_PROVIDER,
    ATTR_RECIPIENT,
    ATTR_REFERENCE,
    ATTR_STATE,
    ATTR_TAG,
    CONF_EVENT_TEXT,
    DOMAIN,
)
from .faults import fault_text
from .journal import Message, Received, ReceivedKind, StateChange
from .providers.model import Channel
from .recipients import Recipient, find_recipient, find_recipient_by_phone

LATE_AFTER: Final = 600.0
"""Seconds after which what came in is called late."""


def message_data(hass: HomeAssistant, message: Message) -> dict[str, Any]:
    """Return what every answer and event says of a message."""
    recipient = find_recipient(hass, message.recipient_id or "")
    return {
        ATTR_REFERENCE: message.reference,
        ATTR_CONFIG_ENTRY_ID: message.entry_id,
        ATTR_PROVIDER: message.provider,
        ATTR_MESSAGE_ID: message.message_id,
        ATTR_PHONE: message.phone,
        ATTR_RECIPIENT: None if recipient is None else recipient.name,
        ATTR_CHANNEL: message.channel,
        ATTR_STATE: message.state,
        ATTR_PARTS: message.parts,
        ATTR_COST: None if message.cost is None else float(message.cost),
        ATTR_ERROR: fault_text(hass, message.fault, message.provider),
        **(_of_call(message) if message.channel is Channel.CALL else {}),
    }


def _of_call(message: Message) -> dict[str, Any]:
    """Return what is told of calls only."""
    return {
        "keys_pressed": message.keys_pressed,
        "duration": message.duration,
        "ring_time": message.ring_time,
    }


def state_change_data(hass: HomeAssistant, change: StateChange) -> dict[str, Any]:
    """Return the event of a change of state."""
    message = change.message
    recipient = find_recipient(hass, message.recipient_id or "")
    return {
        **message_data(hass, message),
        ATTR_DEVICE_ID: device_id(hass, message.entry_id, recipient),
        ATTR_TAG: message.tag,
        ATTR_PREVIOUS_STATE: change.previous_state,
        "provider_status": message.status,
        "error_code": None if message.fault is None else message.fault.code,
        "changed_at": _time(message.changed_at),
        **({"link_opened": True} if change.link_opened else {}),
    }


def received_data(hass: HomeAssistant, received: Received) -> dict[str, Any]:
    """Return the event of a text that came in."""
    entry = hass.config_entries.async_get_entry(received.entry_id)
    is_told = entry is None or entry.options.get(CONF_EVENT_TEXT, True)
    return {
        **call_data(hass, received),
        ATTR_MESSAGE_ID: received.message_id,
        # The recorder keeps what is on the bus.
        **({"text": received.text} if is_told else {}),
        "to": received.to,
        "reply_to": received.answered,
    }


def call_data(hass: HomeAssistant, received: Received) -> dict[str, Any]:
    """Return the event of a call, which is what all that comes in has in common."""
    recipient = find_recipient_by_phone(hass, received.phone, received.entry_id)
    age = age_of(received)
    return {
        ATTR_CONFIG_ENTRY_ID: received.entry_id,
        ATTR_DEVICE_ID: device_id(hass, received.entry_id, recipient),
        ATTR_PROVIDER: received.provider,
        ATTR_PHONE: received.phone,
        ATTR_RECIPIENT: None if recipient is None else recipient.name,
        "received_at": _time(received.received_at),
        "late": age > LATE_AFTER,
        "age": round(age),
    }


def history_data(hass: HomeAssistant, message: Message) -> dict[str, Any]:
    """Return a message as one looks back on it; its text is forgotten after a week."""
    return {
        **message_data(hass, message),
        ATTR_TAG: message.tag,
        "sender": message.sender,
        "text": message.text or None,
        "created_at": _time(message.created_at),
        "changed_at": _time(message.changed_at),
        "known_at": _time(message.known_at or message.changed_at),
    }


def incoming_data(hass: HomeAssistant, received: Received) -> dict[str, Any]:
    """Return what came in as one looks back on it, with the provider's own time."""
    told = {
        **call_data(hass, received),
        "known_at": _time(received.received_at),
    }
    came = received.arrived_at or received.sent_at or received.received_at
    if received.kind is ReceivedKind.CALL:
        return {**told, "received_at": _time(came)}
    return {
        **told,
        ATTR_MESSAGE_ID: received.message_id,
        "text": received.text or None,
        "to": received.to,
        "reply_to": received.answered,
        "received_at": _time(came),
    }


def age_of(received: Received) -> float:
    """Return how many seconds a text or a call was on its way to us."""
    if received.sent_at is None:
        return 0.0
    return max(received.received_at - received.sent_at, 0.0)


def device_id(
    hass: HomeAssistant, entry_id: str, recipient: Recipient | None
) -> str | None:
    """Return the device of a recipient, else of the account."""
    owner, identifier = entry_id, entry_id
    if recipient is not None:
        owner, identifier = recipient.entry_id, f"{recipient.entry_id}_{recipient.id}"
    try:
        return dr.async_get_device_id_by_identifier(
            hass, (DOMAIN, identifier), config_entry_id=owner
        )
    except ValueError:
        # The account may be disabled, or gone, when its last report comes.
        return None


def _time(seconds: float) -> str:
    """Return a time as ISO 8601 with the home's offset."""
    moment: datetime = dt_util.as_local(dt_util.utc_from_timestamp(seconds))
    return moment.isoformat()
