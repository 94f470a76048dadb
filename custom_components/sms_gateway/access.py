"""Repairs about an account that cannot be used, or not from this home, before it fails."""

from functools import partial
from typing import Final

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.core import DOMAIN as HOMEASSISTANT_DOMAIN, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import CONF_BASE_URL, DOMAIN
from .engine import AccountEngine
from .journal import ARRIVED_STATES, StateChange
from .providers.errors import RefusedError
from .providers.model import Reason

ACCESS_FLOW: Final = "access"
"""What the fix flow of these is told by, in the data of the repair."""

_NO_ACCESS: Final = "no_access"
_ADDRESS_REPORTED: Final = "address_reported"

_KEYS: Final = {
    Reason.IP_NOT_ALLOWED: "address_not_allowed",
    Reason.IP_REFUSED: "address_blocked",
    Reason.ACCOUNT_BLOCKED: "account_blocked",
    Reason.HTTP_DISABLED: "http_disabled",
}


@callback
def async_watch_access(
    hass: HomeAssistant, entry: ConfigEntry, engine: AccountEngine
) -> None:
    """Tell the owner when the provider lets nobody in, and when it does again."""
    engine.notices.on_access = partial(_async_access, hass, entry)
    engine.notices.on_address = partial(_async_dropped, hass, entry)


@callback
def async_watch_address_reports(
    hass: HomeAssistant, entry: ConfigEntry, change: StateChange
) -> None:
    """Tell of messages that were taken, and dropped for the home's address later."""
    message = change.message
    reason = None if message.fault is None else message.fault.reason
    if reason is Reason.IP_NOT_ALLOWED and message.message_id is not None:
        _async_dropped(hass, entry)
    elif message.state in ARRIVED_STATES:
        ir.async_delete_issue(hass, DOMAIN, f"{_ADDRESS_REPORTED}_{entry.entry_id}")


@callback
def _async_dropped(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Tell of a message that was dropped for the home's address."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{_ADDRESS_REPORTED}_{entry.entry_id}",
        is_fixable=False,
        is_persistent=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=_ADDRESS_REPORTED,
        translation_placeholders=_placeholders(entry),
    )


@callback
def async_forget_access(hass: HomeAssistant, entry_id: str) -> None:
    """Drop what was said of credentials or of an account that is gone."""
    for key in (_NO_ACCESS, _ADDRESS_REPORTED):
        ir.async_delete_issue(hass, DOMAIN, f"{key}_{entry_id}")


@callback
def _async_access(
    hass: HomeAssistant, entry: ConfigEntry, refusal: RefusedError | None
) -> None:
    """Tell why an account cannot be used; None says that it can."""
    issue_id = f"{_NO_ACCESS}_{entry.entry_id}"
    if refusal is None:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        _async_end_reauth(hass, entry)
    elif refusal.fault.reason is Reason.AUTH:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        entry.async_start_reauth(hass)
    elif refusal.fault.reason is Reason.IP_NOT_ALLOWED and refusal.address:
        _async_refused(
            hass,
            entry,
            translation_key="address_told",
            translation_placeholders={
                **_placeholders(entry),
                "address": refusal.address,
            },
        )
    else:
        _async_refused(
            hass,
            entry,
            translation_key=_KEYS[refusal.fault.reason],
            translation_placeholders=_placeholders(entry),
        )


@callback
def _async_refused(
    hass: HomeAssistant,
    entry: ConfigEntry,
    *,
    translation_key: str,
    translation_placeholders: dict[str, str],
) -> None:
    """Tell of an account that lets nobody in; its owner can have it tried again."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{_NO_ACCESS}_{entry.entry_id}",
        data={"flow": ACCESS_FLOW, "entry_id": entry.entry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=translation_key,
        translation_placeholders=translation_placeholders,
    )


def _placeholders(entry: ConfigEntry) -> dict[str, str]:
    """Return whose account it is, and where that is looked after."""
    return {"account": entry.title, "site": entry.data[CONF_BASE_URL]}


@callback
def _async_end_reauth(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Ask for no password any more: the old one is taken again, as the address is back."""
    for flow in entry.async_get_active_flows(hass, {SOURCE_REAUTH}):
        hass.config_entries.flow.async_abort(flow["flow_id"])
        issue_id = f"config_entry_reauth_{DOMAIN}_{entry.entry_id}"
        ir.async_delete_issue(hass, HOMEASSISTANT_DOMAIN, issue_id)
