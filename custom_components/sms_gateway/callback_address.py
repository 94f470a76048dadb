"""The address for a provider's callbacks, and the watch over its changes."""

from typing import Final

from yarl import URL

from homeassistant.components import webhook
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import CONF_WEBHOOK_ID, EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.network import NoURLAvailableError
from homeassistant.helpers.start import async_at_started

from .const import CONF_CALLBACK_ORIGIN, DOMAIN

ADDRESS_CHANGED: Final = "address_changed"
CALLBACK_SILENT: Final = "callback_silent"
_ADDRESS_GONE: Final = "address_gone"
CALLBACK_FLOW: Final = "callback"
"""What the fix flow is told by, in the data of a repair."""


@callback
def async_callback_address(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return the address as the internet knows it; None where there is none."""
    try:
        return webhook.async_generate_url(
            hass, entry.data[CONF_WEBHOOK_ID], allow_internal=False, allow_ip=False
        )
    except NoURLAvailableError:
        return None


@callback
def async_encrypted_address(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return the address for a provider that is told it with every message."""
    address = async_callback_address(hass, entry)
    return address if address and URL(address).scheme == "https" else None


def origin_of(address: str) -> str:
    """Return the part of an address that is no secret."""
    return str(URL(address).origin())


@callback
def async_watch_address(hass: HomeAssistant) -> None:
    """Compare the address with the one that was confirmed, now and on every change."""

    @callback
    def look(_: object = None) -> None:
        for entry in hass.config_entries.async_entries(DOMAIN):
            _compare(hass, entry)

    @callback
    def look_at(_: ConfigEntryChange, changed: ConfigEntry) -> None:
        if changed.domain == DOMAIN:
            look()

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, look_at)
    hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, look)
    async_at_started(hass, look)


@callback
def _compare(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Tell the owner of an account that its provider calls the wrong address."""
    issue_id = f"{ADDRESS_CHANGED}_{entry.entry_id}"
    confirmed = entry.options.get(CONF_CALLBACK_ORIGIN)
    address = async_callback_address(hass, entry)
    now = None if address is None else origin_of(address)
    # The cloud's address is there only while the cloud is connected.
    is_unsure = now is None and "cloud" in hass.config.components
    if confirmed != now and not is_unsure:
        # Nobody calls there any more, which is told anew, or wanted.
        ir.async_delete_issue(hass, DOMAIN, f"{CALLBACK_SILENT}_{entry.entry_id}")
    if confirmed is None or confirmed == now:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
    elif now is not None:
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            data={"flow": CALLBACK_FLOW, "entry_id": entry.entry_id},
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=ADDRESS_CHANGED,
            translation_placeholders={
                "account": entry.title,
                "before": confirmed,
                "now": now,
            },
        )
    elif not is_unsure:
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=_ADDRESS_GONE,
            translation_placeholders={"account": entry.title, "before": confirmed},
        )
