"""Watches for fallback accounts that are removed or disabled, and names them."""

from collections.abc import Sequence
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.start import async_at_started

from .const import CONF_FALLBACKS, DOMAIN

FALLBACK_GONE: Final = "fallback_gone"


@callback
def async_watch_fallbacks(hass: HomeAssistant) -> None:
    """Look at the fallbacks of all accounts now, and whenever an account changes."""

    @callback
    def look(_: ConfigEntryChange, changed: ConfigEntry) -> None:
        if changed.domain == DOMAIN:
            _look(hass, changed)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, look)
    async_at_started(hass, lambda hass: _look(hass, None))


@callback
def async_drop_fallback(hass: HomeAssistant, entry_id: str, fallback_id: str) -> None:
    """Take a fallback off the list of an account, unless it is back meanwhile."""
    fallback = hass.config_entries.async_get_entry(fallback_id)
    if fallback is not None and fallback.disabled_by is None:
        return
    if (entry := hass.config_entries.async_get_entry(entry_id)) is not None:
        left = [item for item in fallbacks_of(entry) if item != fallback_id]
        hass.config_entries.async_update_entry(
            entry, options={**entry.options, CONF_FALLBACKS: left}
        )


def fallbacks_of(entry: ConfigEntry) -> Sequence[str]:
    """Return the fallbacks of an account, the first one first."""
    chosen: Sequence[str] = entry.options.get(CONF_FALLBACKS, ())
    return [entry_id for entry_id in chosen if entry_id != entry.entry_id]


@callback
def _look(hass: HomeAssistant, changed: ConfigEntry | None) -> None:
    """Create a repair for each fallback that carries nothing, and drop the others."""
    registry = ir.async_get(hass)
    gone: set[str] = set()
    for entry in hass.config_entries.async_entries(DOMAIN, include_disabled=False):
        for fallback_id in fallbacks_of(entry):
            fallback = hass.config_entries.async_get_entry(fallback_id)
            if fallback is not None and fallback.disabled_by is None:
                continue
            issue_id = f"{FALLBACK_GONE}_{entry.entry_id}_{fallback_id}"
            gone.add(issue_id)
            if fallback is None and changed and changed.entry_id == fallback_id:
                fallback = changed
            # Of one that is gone for long, only the repair still knows the name.
            if fallback is not None or not registry.async_get_issue(DOMAIN, issue_id):
                name = fallback_id if fallback is None else fallback.title
                _create(hass, issue_id, entry, fallback_id, name)
    for domain, issue_id in list(registry.issues):
        if domain == DOMAIN and issue_id.startswith(FALLBACK_GONE):
            if issue_id not in gone:
                ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def _create(
    hass: HomeAssistant, issue_id: str, entry: ConfigEntry, fallback_id: str, name: str
) -> None:
    """Create the repair of one fallback."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={"entry_id": entry.entry_id, "fallback_id": fallback_id},
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=FALLBACK_GONE,
        translation_placeholders={"account": entry.title, "fallback": name},
    )
