"""Repairs: one for each cause, gone when it is healed.

What only a message shows is kept over a restart, which heals nothing. What each start
finds out anew is not.
"""

from collections.abc import Sequence

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .account_notices import NOTICES
from .callback_address import ADDRESS_CHANGED
from .capabilities import is_for_trying
from .const import DOMAIN
from .faults import fault_text
from .gateway import GATEWAY
from .guard import is_guarded
from .journal import (
    ARRIVED_STATES,
    MAY_BE_SENT_STATES,
    NOT_SENT_STATES,
    TAKEN_STATES,
    Message,
    StateChange,
)
from .providers.model import MessageState, Reason

_JOURNAL_BROKEN = "journal_broken"
_JOURNAL_DAMAGED = "journal_damaged"
_NOT_SENT = "not_sent"
_TEST_MODE = "test_mode"
_FAILED = "reference"
"""What a repair remembers the last message by that was not sent."""
_GUARD = "guard"
_ACCOUNT_REMOVED = "account_removed"


@callback
def async_report_failures(hass: HomeAssistant, messages: Sequence[Message]) -> None:
    """Tell of messages that were not sent, where no answer does."""
    by_account: dict[str, list[Message]] = {}
    for message in messages:
        by_account.setdefault(message.entry_id, []).append(message)
    for entry_id, sent in by_account.items():
        failed = [m for m in sent if m.state in NOT_SENT_STATES and not is_guarded(m)]
        entry = hass.config_entries.async_get_entry(entry_id)
        if not failed or entry is None:
            continue
        _create_not_sent(hass, entry, failed, len(sent))


@callback
def async_watch_taken(hass: HomeAssistant, change: StateChange) -> None:
    """Drop the repair of an account that takes messages again, at once or later."""
    message = change.message
    if (
        change.previous_state not in MAY_BE_SENT_STATES
        or message.state not in TAKEN_STATES
    ):
        return
    issue_id = f"{_NOT_SENT}_{message.entry_id}"
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    if issue is None:
        return
    reference = (issue.data or {}).get(_FAILED)
    failed = hass.data[GATEWAY].journal.get(str(reference))
    # What was ordered together with it is part of the same sending.
    if failed is None or (
        message.number > failed.number and message.created_at != failed.created_at
    ):
        ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def async_watch_given_up(hass: HomeAssistant, change: StateChange) -> None:
    """Tell of a message that was given up long after its sender had an answer."""
    message = change.message
    entry = hass.config_entries.async_get_entry(message.entry_id)
    if message.state is not MessageState.FAILED or entry is None:
        return
    if is_guarded(message):
        _create_guard(hass, entry, message)
    else:
        _create_not_sent(hass, entry, [message], 1)


@callback
def _create_not_sent(
    hass: HomeAssistant, entry: ConfigEntry, failed: Sequence[Message], count: int
) -> None:
    """Create the repair of messages that were not sent."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{_NOT_SENT}_{entry.entry_id}",
        data={_FAILED: failed[-1].reference},
        is_fixable=False,
        # One that is switched off sends nothing that could heal it.
        is_persistent=entry.disabled_by is None,
        severity=ir.IssueSeverity.ERROR,
        translation_key=_NOT_SENT,
        translation_placeholders={
            "account": entry.title,
            "failed": str(len(failed)),
            "all": str(count),
            "error": fault_text(hass, failed[0].fault, failed[0].provider) or "",
        },
    )


@callback
def _create_guard(hass: HomeAssistant, entry: ConfigEntry, message: Message) -> None:
    """Create the repair of an account whose spending guard has refused something.

    Until its owner has seen it: what the guard lets through later heals nothing.
    """
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{_GUARD}_{entry.entry_id}",
        data={"entry_id": entry.entry_id},
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=_GUARD,
        translation_placeholders={
            "account": entry.title,
            "error": fault_text(hass, message.fault, message.provider) or "",
        },
    )


@callback
def async_guard_changed(hass: HomeAssistant, entry_id: str) -> None:
    """Drop the repair of a guard that has other limits now."""
    ir.async_delete_issue(hass, DOMAIN, f"{_GUARD}_{entry_id}")


@callback
def async_report_removed(
    hass: HomeAssistant, entry: ConfigEntry, given_up: int, unknown: int
) -> None:
    """Tell of messages that were under way when their account was removed."""
    if given_up or unknown:
        ir.async_create_issue(
            hass,
            DOMAIN,
            f"{_ACCOUNT_REMOVED}_{entry.entry_id}",
            is_fixable=False,
            is_persistent=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=_ACCOUNT_REMOVED,
            translation_placeholders={
                "account": entry.title,
                "given_up": str(given_up),
                "unknown": str(unknown),
            },
        )


@callback
def async_report_journal(hass: HomeAssistant, works: bool) -> None:
    """Tell that messages cannot be written down, or that they can again."""
    if works:
        ir.async_delete_issue(hass, DOMAIN, _JOURNAL_BROKEN)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        _JOURNAL_BROKEN,
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=_JOURNAL_BROKEN,
    )


@callback
def async_report_damaged_journal(hass: HomeAssistant) -> None:
    """Tell that the journal was set aside and begun anew."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _JOURNAL_DAMAGED,
        is_fixable=False,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_JOURNAL_DAMAGED,
    )


@callback
def async_watch_test_mode(hass: HomeAssistant, change: StateChange) -> None:
    """Tell of an account that only pretends to send, until it sends for real."""
    message = change.message
    entry = hass.config_entries.async_get_entry(message.entry_id)
    if message.details.is_practice or (entry and is_for_trying(entry)):
        # The owner's own choice, of which another repair reminds.
        return
    issue_id = f"{_TEST_MODE}_{message.entry_id}"
    if message.fault is not None and message.fault.reason is Reason.TEST_MODE and entry:
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            is_persistent=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=_TEST_MODE,
            translation_placeholders={"account": entry.title},
        )
    elif message.state in ARRIVED_STATES:
        ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def async_forget_account_issues(hass: HomeAssistant, entry_id: str) -> None:
    """Drop the repairs of an account that is gone."""
    for key in (_NOT_SENT, _TEST_MODE, _GUARD, ADDRESS_CHANGED, *NOTICES):
        ir.async_delete_issue(hass, DOMAIN, f"{key}_{entry_id}")
