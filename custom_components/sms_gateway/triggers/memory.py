"""What a trigger remembers across restarts: marks in the journal, under its own name."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
import json
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..gateway import GATEWAY
from ..journal import Journal

FORGOTTEN_AFTER: Final = 60.0
"""Seconds in which a reload of automations brings a trigger back."""

_LOOKED_EVERY: Final = timedelta(hours=1)

_PREFIX: Final = "trigger_"

_HELD: HassKey[set[str]] = HassKey(f"{DOMAIN}_trigger_memories")
"""The memories of the triggers that are armed."""


class Memory:
    """The marks of one trigger.

    A trigger has no name of its own: it is known by its options. Of several that are
    alike each has a number, or what one has told would be no news to the next.
    """

    def __init__(
        self, hass: HomeAssistant, kind: str, *settings: Mapping[str, Any]
    ) -> None:
        """Hold the memory; `let_go` ends that."""
        self._hass = hass
        text = json.dumps([kind, *settings], sort_keys=True, default=str)
        name = f"{_PREFIX}{sha256(text.encode()).hexdigest()[:16]}"
        self._held = hass.data.setdefault(_HELD, set())
        self._prefix = next(
            prefix
            for number in count()
            if (prefix := f"{name}.{number}_" if number else f"{name}_")
            not in self._held
        )
        self._held.add(self._prefix)

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
        self._held.discard(self._prefix)
        if self._hass.is_stopping or GATEWAY not in self._hass.data:
            return

        self._hass.async_create_background_task(
            self._forget_all_soon(), f"{DOMAIN} memory of a trigger"
        )

    async def _forget_all_soon(self) -> None:
        """Forget all, unless another trigger has taken the memory over by then."""
        await self._hass.data[GATEWAY].clock.sleep(FORGOTTEN_AFTER)
        if self._prefix not in self._held:
            for name in self:
                self.forget(name)

    @property
    def _journal(self) -> Journal:
        """Return the journal, which is there before any account."""
        return self._hass.data[GATEWAY].journal


@callback
def async_forget_orphans(hass: HomeAssistant) -> None:
    """Forget what triggers knew that are no more.

    Automations may be deleted, or written anew, while Home Assistant does not run. In
    the first hour after a start their owner may mend one that broke; and one that is
    being reloaded is armed again long before the next hour.
    """
    lone: set[str] = set()

    @callback
    def look(_: datetime) -> None:
        nonlocal lone
        marks = hass.data[GATEWAY].journal.marks
        held: set[str] = hass.data.setdefault(_HELD, set())
        before, lone = lone, set()
        for mark in marks:
            if mark.startswith(_PREFIX) and not mark.startswith(tuple(held)):
                if mark in before:
                    marks.clear(mark)
                else:
                    lone.add(mark)

    async_track_time_interval(hass, look, _LOOKED_EVERY, cancel_on_shutdown=True)
