"""Repairs about what a provider does to an account's messages without refusing them."""

from functools import partial
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import CONF_SENDER, DOMAIN
from .engine import AccountEngine
from .journal import StateChange
from .providers.model import Reason

_SENDER_REPLACED = "sender_replaced"
_REPETITION_REFUSED = "repetition_refused"
_PRACTICE = "practice"
_TRIAL_KEY = "trial_key"
_SENDER_REFUSED = "sender_refused"

SENDER_FLOW: Final = "sender"
"""What the fix flow of these is told by, in the data of the repair."""

NOTICES: Final = (
    _SENDER_REPLACED,
    _SENDER_REFUSED,
    _REPETITION_REFUSED,
    _PRACTICE,
    _TRIAL_KEY,
)
"""All that is noticed here; the repairs end with their account."""


@callback
def async_watch_engine(
    hass: HomeAssistant, entry: ConfigEntry, engine: AccountEngine
) -> None:
    """Tell the owner what the engine of an account notices."""
    engine.notices.on_sender = partial(_async_sender_used, hass, entry)
    engine.notices.on_sender_refused = partial(_async_sender_refused, hass, entry)
    engine.notices.on_repetition = partial(_async_repetition, hass, entry)
    async_follow_practice(hass, entry, is_practice=engine.settings.is_practice)
    _async_drop_others(hass, entry)


@callback
def async_follow_practice(
    hass: HomeAssistant, entry: ConfigEntry, *, is_practice: bool
) -> None:
    """Remind the owner of an account that it sends nothing, for as long as it is so."""
    _async_follow(hass, entry, is_practice, translation_key=_PRACTICE)


@callback
def async_follow_trial_key(
    hass: HomeAssistant, entry: ConfigEntry, *, is_for_trying: bool
) -> None:
    """Say of a key that anybody may use that it sends nothing, before the first alarm."""
    _async_follow(hass, entry, is_for_trying, translation_key=_TRIAL_KEY)


@callback
def async_sender_chosen(hass: HomeAssistant, entry_id: str) -> None:
    """Drop what was said of a sender ID that messages do not ask for any more."""
    for key in (_SENDER_REPLACED, _SENDER_REFUSED):
        ir.async_delete_issue(hass, DOMAIN, f"{key}_{entry_id}")


@callback
def _async_drop_others(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Drop what was said of a default that was replaced while nobody watched."""
    for key in (_SENDER_REPLACED, _SENDER_REFUSED):
        issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}")
        if issue is None or issue.data is None or not issue.is_fixable:
            continue
        if issue.data["sender"] != entry.options.get(CONF_SENDER):
            ir.async_delete_issue(hass, DOMAIN, issue.issue_id)


@callback
def async_watch_sender_reports(
    hass: HomeAssistant, entry: ConfigEntry, change: StateChange
) -> None:
    """Tell of a sender ID that was refused only after the message was taken."""
    message = change.message
    wanted = message.sender or entry.options.get(CONF_SENDER)
    is_refused = message.fault is not None and message.fault.reason is Reason.SENDER
    if is_refused and message.message_id is not None and wanted is not None:
        _async_sender_refused(hass, entry, wanted)


@callback
def _async_sender_used(
    hass: HomeAssistant, entry: ConfigEntry, wanted: str, used: str | None
) -> None:
    """Tell of a sender ID that the provider does not use, until it does."""
    for key in (_SENDER_REPLACED, _SENDER_REFUSED):
        _async_heal_sender(hass, entry, key, wanted)
    if used is None:
        return
    is_default = entry.options.get(CONF_SENDER) == wanted
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{_SENDER_REPLACED}_{entry.entry_id}",
        data={"flow": SENDER_FLOW, "entry_id": entry.entry_id, "sender": wanted},
        is_fixable=is_default,
        # An automation that was mended may never name one again, which heals nothing.
        is_persistent=is_default,
        severity=ir.IssueSeverity.WARNING,
        translation_key="sender_replaced" if is_default else "sender_replaced_once",
        translation_placeholders={
            "account": entry.title,
            "wanted": wanted,
            "used": used,
        },
    )


@callback
def _async_sender_refused(hass: HomeAssistant, entry: ConfigEntry, wanted: str) -> None:
    """Tell of a sender ID for which messages are not sent at all."""
    is_default = entry.options.get(CONF_SENDER) == wanted
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{_SENDER_REFUSED}_{entry.entry_id}",
        data={"flow": SENDER_FLOW, "entry_id": entry.entry_id, "sender": wanted},
        is_fixable=is_default,
        # An automation that was mended may never name one again, which heals nothing.
        is_persistent=is_default,
        severity=ir.IssueSeverity.ERROR,
        translation_key="sender_refused" if is_default else "sender_refused_once",
        translation_placeholders={"account": entry.title, "wanted": wanted},
    )


@callback
def _async_heal_sender(
    hass: HomeAssistant, entry: ConfigEntry, key: str, taken: str
) -> None:
    """Drop what was said of a sender ID, once it is taken.

    What an automation asked for is settled by any: it may ask for another one now.
    """
    issue_id = f"{key}_{entry.entry_id}"
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    if issue is None or issue.data is None:
        return
    wanted = issue.data["sender"]
    if taken == wanted or wanted != entry.options.get(CONF_SENDER):
        ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def _async_repetition(
    hass: HomeAssistant, entry: ConfigEntry, is_refused: bool
) -> None:
    """Tell of a protection against repetitions that stops messages, until it does not."""
    _async_follow(hass, entry, is_refused, translation_key=_REPETITION_REFUSED)


@callback
def _async_follow(
    hass: HomeAssistant, entry: ConfigEntry, is_so: bool, *, translation_key: str
) -> None:
    """Tell of something for as long as it is so."""
    issue_id = f"{translation_key}_{entry.entry_id}"
    if not is_so:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=translation_key,
        translation_placeholders={"account": entry.title},
    )
