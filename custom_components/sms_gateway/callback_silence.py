"""Notices that callbacks do not come any more, although their address is in place."""

from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .callback_address import (
    CALLBACK_FLOW,
    CALLBACK_SILENT,
    async_callback_address,
    origin_of,
)
from .clock import Clock
from .const import CONF_CALLBACK_ORIGIN, DOMAIN
from .report_path import ReportPath

_MESSAGES: Final = 3
"""So many messages in a row had to be asked for: one callback may get lost."""

_FOR: Final = 1800.0
"""Seconds; a callback that is late by a few repetitions is no silence."""


@dataclass(slots=True)
class _Streak:
    """Messages of which no callback told; `since` is of the monotonic clock."""

    since: float
    count: int = 0


class CallbackSilence:
    """Counts, for each account, the reports that came only because they were asked for.

    It costs no request. Only where the owner has confirmed that the provider has the
    address is it a fault: most homes cannot be called, and need not be.
    """

    def __init__(self, hass: HomeAssistant, clock: Clock) -> None:
        """Have heard nothing, and missed nothing."""
        self._hass = hass
        self._clock = clock
        self._streaks: dict[str, _Streak] = {}

    @callback
    def note(self, entry_id: str, path: ReportPath) -> None:
        """Note by which way a report came."""
        if path is ReportPath.CALLBACK:
            self.begin_anew(entry_id)
            return
        now = self._clock.monotonic()
        streak = self._streaks.setdefault(entry_id, _Streak(now))
        streak.count += 1
        if streak.count >= _MESSAGES and now - streak.since >= _FOR:
            self._tell(entry_id)

    @callback
    def begin_anew(self, entry_id: str) -> None:
        """Trust that callbacks come, as one did or the owner has seen to it."""
        self._streaks.pop(entry_id, None)
        ir.async_delete_issue(self._hass, DOMAIN, f"{CALLBACK_SILENT}_{entry_id}")

    @callback
    def _tell(self, entry_id: str) -> None:
        """Tell the owner of an account where its provider should have called."""
        entry = self._hass.config_entries.async_get_entry(entry_id)
        confirmed = entry and entry.options.get(CONF_CALLBACK_ORIGIN)
        if entry is None or confirmed is None:
            return
        address = async_callback_address(self._hass, entry)
        if address is None or origin_of(address) != confirmed:
            # That the address has changed is a repair of its own.
            return
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            f"{CALLBACK_SILENT}_{entry_id}",
            data={"flow": CALLBACK_FLOW, "entry_id": entry_id},
            is_fixable=True,
            is_persistent=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=CALLBACK_SILENT,
            translation_placeholders={"account": entry.title, "origin": confirmed},
        )
