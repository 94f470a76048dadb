"""The logbook: what became of messages and who wrote or called, without text or number."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ICON,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.core import Event, HomeAssistant, callback

from .const import (
    ATTR_CHANNEL,
    ATTR_ERROR,
    ATTR_PHONE,
    ATTR_RECIPIENT,
    ATTR_STATE,
    DOMAIN,
    EVENT_CALL_RECEIVED,
    EVENT_MESSAGE_RECEIVED,
    EVENT_MESSAGE_STATUS,
)
from .numbers import mask_number
from .words import word

_ICONS: Final = {
    "delivered": "mdi:message-check-outline",
    "read": "mdi:message-star-outline",
    "cancelled": "mdi:message-minus-outline",
    "unconfirmed": "mdi:message-question-outline",
    "expired": "mdi:message-alert-outline",
    "failed": "mdi:message-alert-outline",
    "rejected": "mdi:message-alert-outline",
    "undelivered": "mdi:message-alert-outline",
}
_ON_ITS_WAY: Final = "mdi:message-arrow-right-outline"

type Entry = dict[str, str]


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[[str, str, Callable[[Event], Entry]], None],
) -> None:
    """Describe our events; in the recorder's thread too, so nothing here may wait."""

    def words(key: str) -> str:
        return word(hass, "common", key) or key.rpartition("_")[2]

    def subject(data: Mapping[str, Any], preposition: str, **parts: str) -> str:
        """Name the person, or the number as a screen in the hall may show it."""
        whose = "recipient" if data.get(ATTR_RECIPIENT) else "number"
        return words(f"logbook_{preposition}_{whose}").format(
            recipient=data.get(ATTR_RECIPIENT),
            phone=mask_number(str(data.get(ATTR_PHONE))),
            **parts,
        )

    def describe_status(event: Event) -> Entry:
        data = event.data
        state = str(data.get(ATTR_STATE))
        what = words(f"logbook_state_{state}")
        error = data.get(ATTR_ERROR)
        channel = words(f"channel_{data.get(ATTR_CHANNEL)}")
        return {
            LOGBOOK_ENTRY_NAME: subject(data, "to", channel=channel),
            LOGBOOK_ENTRY_MESSAGE: f"{what} ({error})" if error else what,
            LOGBOOK_ENTRY_ICON: _ICONS.get(state, _ON_ITS_WAY),
        }

    def describe_message(event: Event) -> Entry:
        late = "_late" if event.data.get("late") else ""
        return {
            LOGBOOK_ENTRY_NAME: subject(event.data, "sms_from"),
            LOGBOOK_ENTRY_MESSAGE: words(f"logbook_sms_came{late}"),
            LOGBOOK_ENTRY_ICON: "mdi:message-arrow-left-outline",
        }

    def describe_call(event: Event) -> Entry:
        late = "_late" if event.data.get("late") else ""
        return {
            LOGBOOK_ENTRY_NAME: subject(event.data, "call_from"),
            LOGBOOK_ENTRY_MESSAGE: words(f"logbook_call_came{late}"),
            LOGBOOK_ENTRY_ICON: "mdi:phone-incoming-outline",
        }

    async_describe_event(DOMAIN, EVENT_MESSAGE_STATUS, describe_status)
    async_describe_event(DOMAIN, EVENT_MESSAGE_RECEIVED, describe_message)
    async_describe_event(DOMAIN, EVENT_CALL_RECEIVED, describe_call)
