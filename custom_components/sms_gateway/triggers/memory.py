"""What a trigger remembers across restarts: marks in the journal, under its own name."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
import json
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..gateway import GATEWAY
from ..journal import Journal

FORGOTTEN_AFTER: Final = 60.0
"""Seconds in which a reload of automations brings a trigger back."""

_HOLDERS: HassKey[Counter[str]] = HassKey(f"{DOMAIN}_trigger_holders")
"""How many triggers that are armed share a memory."""


class Memory:
    """The marks of all triggers with the same options.

    A trigger has no name of its own. Two that are alike do the same in the same moment,
    so they may well share what they remember.
    """

    def __init__(
        self, hass: HomeAssistant, kind: str, *settings: Mapping[str, Any]
    ) -> None:
        """Hold the memory; `let_go` ends that."""
        self._hass = hass
        text = json.dumps([kind, *settings], sort_keys=True, default=str)
        self._prefix = f"trigger_{sha256(text.encode()).hexdigest()[:16]}_"
        self._holders = hass.data.setdefault(_HOLDERS, Counter())
        self._holders[self._prefix] += 1

    def __contains__(self, name: str) -> bool:
        """Tell whether something is remembered."""
        return (self._prefix + name) in self._journal.marks

    def __iter__(self) -> Iterator[str]:
        """Yield all that is remembered."""
        for mark in self._journal.marks:
            if mark.startswith(self._prefix):
                yield mark.removeprefix(self._prefix)

    def note(self, name: str) -> None:
        """Remember something."""
        self._journal.marks.set(self._prefix + name)

    def forget(self, name: str) -> None:
        """Remember it no more."""
        self._journal.marks.clear(self._prefix + name)

    @callback
    def let_go(self) -> None:
        """Forget all, unless the trigger is back soon or Home Assistant stops.

        One that was switched off begins anew: what happened meanwhile is no news to it.
        """
        self._holders[self._prefix] -= 1
        if self._hass.is_stopping or GATEWAY not in self._hass.data:
            return

        @callback
        def forget(_: datetime) -> None:
            if not self._holders[self._prefix]:
                for name in self:
                    self.forget(name)

        async_call_later(self._hass, FORGOTTEN_AFTER, forget)

    @property
    def _journal(self) -> Journal:
        """Return the journal, which is there before any account."""
        return self._hass.data[GATEWAY].journal
