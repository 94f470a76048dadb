"""Watches messages whose outcome stays open, and asks their owner about them."""

from datetime import datetime
from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later

from .const import DOMAIN
from .coordinator import SmsGatewayConfigEntry
from .gateway import GATEWAY
from .journal import Message, StateChange, is_open, is_withdrawn
from .numbers import mask_number
from .recipients import find_recipient

ASKED_AFTER: Final = 300.0
"""Seconds in which a look-up may still find out by itself."""

_ISSUE: Final = "unconfirmed"


@callback
def async_watch_unconfirmed(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry, change: StateChange
) -> None:
    """Begin to watch a message that became open; let go of one that is settled."""
    if _is_in_question(change.message):
        _ask_later(hass, entry, change.message.reference)
    else:
        ir.async_delete_issue(hass, DOMAIN, _issue_id(change.message))


@callback
def async_watch_known(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Watch the open messages of the time before the account was loaded."""
    for message in hass.data[GATEWAY].journal.messages:
        if message.entry_id != entry.entry_id or not _is_in_question(message):
            continue
        # Of one that its owner wishes to forget, nobody is asked again.
        if message.tracked_until is not None:
            _ask_later(hass, entry, message.reference)


@callback
def async_let_go(hass: HomeAssistant, message: Message) -> None:
    """Ask no more about a message that is never to be sent again."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(message))


@callback
def async_ask_again(hass: HomeAssistant, reference: str) -> None:
    """Watch a message that its owner sends once more: no event tells if that is lost."""
    message = hass.data[GATEWAY].journal.get(reference)
    if message is None:
        return
    entry = hass.config_entries.async_get_entry(message.entry_id)
    if entry is not None and entry.state is ConfigEntryState.LOADED:
        _ask_later(hass, entry, reference)


@callback
def async_forget_questions(hass: HomeAssistant, entry_id: str) -> None:
    """Ask no more about the messages of an account that is gone or switched off."""
    for message in hass.data[GATEWAY].journal.messages:
        if message.entry_id == entry_id:
            ir.async_delete_issue(hass, DOMAIN, _issue_id(message))


@callback
def _ask_later(hass: HomeAssistant, entry: ConfigEntry, reference: str) -> None:
    """Ask the owner in a while, if nobody else has found out."""

    @callback
    def ask(_: datetime) -> None:
        message = hass.data[GATEWAY].journal.get(reference)
        if message is not None and (message.was_denied or message.is_on_wire):
            # Being sent again: should that be lost too, its state stays as it is.
            _ask_later(hass, entry, reference)
        if message is None or not _is_in_question(message):
            return
        recipient = find_recipient(hass, message.recipient_id or "")
        ir.async_create_issue(
            hass,
            DOMAIN,
            _issue_id(message),
            data={"reference": reference},
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=_ISSUE,
            translation_placeholders={
                "recipient": recipient.name if recipient else mask_number(message.phone)
            },
        )

    entry.async_on_unload(async_call_later(hass, ASKED_AFTER, ask))


def _is_in_question(message: Message) -> bool:
    """Tell whether nobody knows if a message was taken."""
    return (
        is_open(message)
        and not message.was_denied
        and not message.is_on_wire
        and not is_withdrawn(message)
        and not message.details.is_practice
    )


def _issue_id(message: Message) -> str:
    """Return the id of the repair of a message."""
    return f"{_ISSUE}_{message.reference}"
