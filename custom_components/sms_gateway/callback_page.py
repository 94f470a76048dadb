"""The callback address as an owner copies it to the provider, and that it was copied."""

from collections.abc import Mapping
import secrets

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .callback_address import async_callback_address, origin_of
from .const import (
    CONF_BASE_URL,
    CONF_CALLBACK_ORIGIN,
    CONF_CALLBACK_SECRET,
    CONF_PROVIDER,
)
from .gateway import GATEWAY
from .providers import PROVIDERS


@callback
def async_callback_page(
    hass: HomeAssistant, entry: ConfigEntry
) -> Mapping[str, str] | None:
    """Return what a page about the address is filled in with; None where there is none.

    A secret that is shown once stays the same: the provider may have it already.
    """
    if (address := async_callback_address(hass, entry)) is None:
        return None
    info = PROVIDERS[entry.data[CONF_PROVIDER]]
    if info.has_signed_callbacks:
        if CONF_CALLBACK_SECRET not in entry.data:
            hass.config_entries.async_update_entry(
                entry,
                data={**entry.data, CONF_CALLBACK_SECRET: secrets.token_hex(16)},
            )
        address += f"?{info.callback_query(entry.data[CONF_CALLBACK_SECRET])}"
    place = info.callback_place
    return {
        "address": address,
        "site": entry.data[CONF_BASE_URL],
        "place": place.get(hass.config.language, place["en"]),
    }


@callback
def async_callback_confirmed(
    hass: HomeAssistant, entry: ConfigEntry, page: Mapping[str, str]
) -> Mapping[str, str]:
    """Expect callbacks at the address that a page showed; return the options for it."""
    hass.data[GATEWAY].silence.begin_anew(entry.entry_id)
    changes = {CONF_CALLBACK_ORIGIN: origin_of(page["address"])}
    if PROVIDERS[entry.data[CONF_PROVIDER]].has_signed_callbacks:
        changes[CONF_CALLBACK_SECRET] = entry.data[CONF_CALLBACK_SECRET]
    return changes
