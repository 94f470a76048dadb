"""Repairs about what a provider does to an account's messages without refusing them."""

from functools import partial

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .engine import AccountEngine

_SENDER_REPLACED = "sender_replaced"
_REPETITION_REFUSED = "repetition_refused"
_PRACTICE = "practice"

NOTICES = (_SENDER_REPLACED, _REPETITION_REFUSED, _PRACTICE)
"""All that is noticed here; the repairs end with their account."""


@callback
def async_watch_engine(
    hass: HomeAssistant, entry: ConfigEntry, engine: AccountEngine
) -> None:
    """Tell the owner what the engine of an account notices."""
    engine.on_sender = partial(_async_sender_used, hass, entry)
    engine.on_repetition_refused = partial(_async_repetition_refused, hass, entry)
    async_follow_practice(hass, entry, is_practice=engine.settings.is_practice)


@callback
def async_follow_practice(
    hass: HomeAssistant, entry: ConfigEntry, *, is_practice: bool
) -> None:
    """Remind the owner of an account that it sends nothing, for as long as it is so."""
    issue_id = f"{_PRACTICE}_{entry.entry_id}"
    if not is_practice:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_PRACTICE,
        translation_placeholders={"account": entry.title},
    )


@callback
def _async_sender_used(
    hass: HomeAssistant, entry: ConfigEntry, wanted: str, used: str | None
) -> None:
    """Tell of a sender ID that the provider does not use, until it does."""
    issue_id = f"{_SENDER_REPLACED}_{entry.entry_id}"
    if used is None:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_SENDER_REPLACED,
        translation_placeholders={
            "account": entry.title,
            "wanted": wanted,
            "used": used,
        },
    )


@callback
def _async_repetition_refused(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Tell of a protection against repetitions that has stopped a message."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{_REPETITION_REFUSED}_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_REPETITION_REFUSED,
        translation_placeholders={"account": entry.title},
    )
