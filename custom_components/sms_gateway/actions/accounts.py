"""Which account an action goes to, and the patience with one that is being loaded."""

import asyncio
from collections.abc import Sequence
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..capabilities import check_ability, has_ability
from ..const import DOMAIN
from ..coordinator import SmsGatewayConfigEntry
from ..faults import bad_input
from ..providers.account import Ability

LOADED_WITHIN: Final = 30.0
"""Seconds that an action waits for an account."""

# A reload passes through all of these; none of them is a lasting state of an account
# that is not disabled.
_ON_THE_WAY: Final = frozenset(
    {
        ConfigEntryState.NOT_LOADED,
        ConfigEntryState.SETUP_IN_PROGRESS,
        ConfigEntryState.UNLOAD_IN_PROGRESS,
    }
)


async def async_loaded_account(
    hass: HomeAssistant, entry_ids: Sequence[str]
) -> SmsGatewayConfigEntry:
    """Return the first of these accounts that is loaded, waiting for one if need be.

    Raises ServiceValidationError where none of them is one, or none gets loaded.
    """
    # Of several, in order of preference, one may be gone.
    known = [_known_account(hass, entry_id) for entry_id in entry_ids]
    entries = [entry for entry in known if entry is not None]
    if not entries:
        raise bad_input("account_unknown", account=entry_ids[0])
    changed = asyncio.Event()

    @callback
    def note(_: ConfigEntryChange, __: ConfigEntry) -> None:
        changed.set()

    stop_listening = async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, note)
    try:
        async with asyncio.timeout(LOADED_WITHIN):
            while True:
                if loaded := next((e for e in entries if _is_loaded(e)), None):
                    return loaded
                if not any(_may_load(entry) for entry in entries):
                    break
                changed.clear()
                await changed.wait()
    except TimeoutError:
        pass
    finally:
        stop_listening()
    raise bad_input("account_not_loaded", account=entries[0].title)


def only_account(hass: HomeAssistant) -> str:
    """Return the only account's id; raises ServiceValidationError if it is not one."""
    entries = [
        entry
        for entry in hass.config_entries.async_entries(DOMAIN)
        if entry.disabled_by is None
    ]
    if not entries:
        raise bad_input("no_account")
    if len(entries) > 1:
        raise bad_input(
            "account_needed", accounts=", ".join(entry.title for entry in entries)
        )
    return entries[0].entry_id


def only_account_with(hass: HomeAssistant, ability: Ability, chosen: str | None) -> str:
    """Return the account that was chosen, or the only one that can do something.

    Raises ServiceValidationError, which names the accounts that can.
    """
    if chosen is not None:
        if (entry := _known_account(hass, chosen)) is None:
            raise bad_input("account_unknown", account=chosen)
        check_ability(hass, entry, ability)
        return chosen
    entries = hass.config_entries.async_entries(DOMAIN, include_disabled=False)
    able = [entry for entry in entries if has_ability(entry, ability)]
    if len(able) > 1:
        accounts = ", ".join(entry.title for entry in able)
        raise bad_input("account_needed", accounts=accounts)
    if not able:
        if not entries:
            raise bad_input("no_account")
        check_ability(hass, entries[0], ability)
    return able[0].entry_id


def _known_account(hass: HomeAssistant, entry_id: str) -> SmsGatewayConfigEntry | None:
    """Return an account by id."""
    entry = hass.config_entries.async_get_entry(entry_id)
    return entry if entry is not None and entry.domain == DOMAIN else None


def _is_loaded(entry: ConfigEntry) -> bool:
    """Tell whether an account can send."""
    return entry.state is ConfigEntryState.LOADED


def _may_load(entry: ConfigEntry) -> bool:
    """Tell whether an account is on the way to be loaded."""
    return entry.disabled_by is None and entry.state in _ON_THE_WAY
