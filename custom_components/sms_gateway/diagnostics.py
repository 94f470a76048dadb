"""Diagnostics: what a stranger needs to help, and nothing about anybody."""

from collections import Counter
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from .const import (
    CONF_BASE_URL,
    CONF_CALLBACK_SECRET,
    CONF_LOGIN,
    CONF_PROVIDER,
    CONF_SENDER,
)
from .coordinator import SmsGatewayConfigEntry
from .gateway import GATEWAY
from .providers import PROVIDERS

_SECRET = {
    CONF_API_KEY,
    CONF_CALLBACK_SECRET,
    CONF_LOGIN,
    CONF_PASSWORD,
    CONF_SENDER,
    CONF_WEBHOOK_ID,
}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry
) -> dict[str, Any]:
    """Return counts and names of fields instead of contents."""
    gateway = hass.data[GATEWAY]
    info = PROVIDERS[entry.data[CONF_PROVIDER]]
    data = async_redact_data(entry.data, _SECRET)
    if data[CONF_BASE_URL] not in info.sites:
        data[CONF_BASE_URL] = "**REDACTED**"
    messages = [m for m in gateway.journal.messages if m.entry_id == entry.entry_id]
    loaded = entry.runtime_data if entry.state is ConfigEntryState.LOADED else None
    return {
        "data": data,
        "options": async_redact_data(entry.options, _SECRET),
        "recipients": [
            {"phones": len(subentry.data["phone"])}
            for subentry in entry.subentries.values()
        ],
        "balance": {
            "is_known": bool(loaded and loaded.coordinator.data),
            "last_update_success": bool(
                loaded and loaded.coordinator.last_update_success
            ),
        },
        "is_loaded": loaded is not None,
        "credentials_refused": bool(loaded and loaded.engine.is_distrusted),
        "callbacks": dict(gateway.callbacks[entry.entry_id]),
        "messages": {
            "by_state": dict(Counter(m.state for m in messages)),
            "by_reason": dict(Counter(m.fault.reason for m in messages if m.fault)),
            "tracked": sum(m.tracked_until is not None for m in messages),
        },
        "journal": {
            "messages": sum(1 for _ in gateway.journal.messages),
            "was_damaged": gateway.journal.was_damaged,
        },
    }
