"""What watches over an account while it is loaded, and warns its owner before it fails."""

from functools import partial

from homeassistant.core import HomeAssistant, callback

from .access import async_forget_access, async_watch_access, async_watch_address_reports
from .account_notices import (
    async_follow_practice,
    async_follow_trial_key,
    async_sender_chosen,
    async_watch_engine,
    async_watch_sender_reports,
)
from .announcer import async_listen_state_changes
from .balance_watch import (
    async_check_balance,
    async_forget_balance,
    async_watch_balance,
)
from .capabilities import is_for_trying
from .coordinator import SmsGatewayConfigEntry
from .engine import AccountSettings
from .gateway import GATEWAY
from .issues import async_guard_changed, async_watch_test_mode
from .unconfirmed import (
    async_forget_questions,
    async_watch_known,
    async_watch_unconfirmed,
)


@callback
def async_watch_account(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Begin to watch an account that is being loaded."""
    engine = entry.runtime_data.engine
    async_watch_engine(hass, entry, engine)
    async_follow_trial_key(hass, entry, is_for_trying=is_for_trying(entry))
    async_watch_access(hass, entry, engine)
    async_watch_balance(hass, entry)
    for watch in (
        partial(async_watch_test_mode, hass),
        partial(async_watch_unconfirmed, hass, entry),
        partial(async_watch_address_reports, hass, entry),
        partial(async_watch_sender_reports, hass, entry),
    ):
        entry.async_on_unload(async_listen_state_changes(hass, entry.entry_id, watch))
    async_watch_known(hass, entry)


@callback
def async_settings_changed(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry, before: AccountSettings
) -> None:
    """Drop what was said of settings that are others now."""
    now = entry.runtime_data.engine.settings
    if now.guard != before.guard:
        async_guard_changed(hass, entry.entry_id)
    if now.sender != before.sender:
        async_sender_chosen(hass, entry.entry_id)
    async_follow_practice(hass, entry, is_practice=now.is_practice)
    async_check_balance(hass, entry)


@callback
def async_credentials_changed(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry
) -> None:
    """Drop what was said of credentials that are others now."""
    async_forget_access(hass, entry.entry_id)
    async_follow_trial_key(hass, entry, is_for_trying=is_for_trying(entry))


@callback
def async_forget_watches(hass: HomeAssistant, entry_id: str) -> None:
    """Drop the warnings and questions about an account that is gone or switched off."""
    async_forget_access(hass, entry_id)
    async_forget_balance(hass, entry_id)
    if gateway := hass.data.get(GATEWAY):
        gateway.silence.begin_anew(entry_id)
        async_forget_questions(hass, entry_id)
