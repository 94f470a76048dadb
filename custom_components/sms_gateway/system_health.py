"""System health: whether messages can go out and their states come in, at a glance."""

import asyncio
from collections import Counter
from typing import Any

from homeassistant.components import system_health
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.loader import async_get_integration

from .const import CONF_BASE_URL, CONF_PROVIDER, DOMAIN
from .gateway import GATEWAY
from .journal import IN_TRANSIT_STATES
from .journal_file import async_is_writable, async_journal_sizes
from .report_path import ReportPath
from .turns import is_waiting


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Say where the information comes from, and where one can do something about it."""
    register.async_register_info(
        _async_info, f"/config/integrations/integration/{DOMAIN}"
    )


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what is known; what has to be asked for as something to wait for."""
    integration = await async_get_integration(hass, DOMAIN)
    entries = hass.config_entries.async_entries(DOMAIN, include_disabled=False)
    if (gateway := hass.data.get(GATEWAY)) is None:
        # Of an integration without an account nothing is set up.
        return {"version": str(integration.version), "accounts_loaded": "0/0"}
    loaded = [entry for entry in entries if entry.state is ConfigEntryState.LOADED]
    paths = Counter(gateway.report_paths[entry.entry_id] for entry in loaded)
    addresses: dict[str, set[str]] = {}
    for entry in entries:
        known = addresses.setdefault(entry.data[CONF_PROVIDER], set())
        known.add(entry.data[CONF_BASE_URL])
    messages = list(gateway.journal.messages)
    return {
        "version": str(integration.version),
        "accounts_loaded": f"{len(loaded)}/{len(entries)}",
        **{
            f"reach_{provider}": _async_reach(hass, sorted(known))
            for provider, known in sorted(addresses.items())
        },
        "messages_in_transit": sum(m.state in IN_TRANSIT_STATES for m in messages),
        "messages_waiting": sum(is_waiting(m) for m in messages),
        "reports_by_callback": paths[ReportPath.CALLBACK],
        "reports_by_polling": paths[ReportPath.POLLING],
        "journal_writable": await async_is_writable(gateway.journal),
        "journal_size": _shown(sum((await async_journal_sizes(hass)).values())),
    }


async def _async_reach(
    hass: HomeAssistant, addresses: list[str]
) -> str | dict[str, str]:
    """Return whether all of a provider's sites that accounts use answer."""
    answers: list[str | dict[str, str]] = await asyncio.gather(
        *(system_health.async_check_can_reach_url(hass, url) for url in addresses)
    )
    return next((answer for answer in answers if answer != "ok"), "ok")


def _shown(size: int) -> str:
    """Return a size in words that every language has."""
    return f"{size / 1024**2:.1f} MiB"
