"""Triggers of what comes in: somebody wrote, or somebody called."""

from collections.abc import Mapping
from enum import StrEnum
import logging
from typing import Any, ClassVar, Final, override

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import (
    NotTriggeredInfo,
    TriggerActionRunner,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType

from ..announcer import ANYBODY, async_listen_received
from ..const import ATTR_RECIPIENT, CONF_PROVIDER
from ..gateway import GATEWAY
from ..journal import Received, ReceivedKind
from ..numbers import mask_number
from ..payloads import LATE_AFTER, call_data, received_data
from ..providers import PROVIDERS
from ..texts import folded
from .expressions import Expression, expression
from .whom import WhomTrigger

_LOGGER = logging.getLogger(__name__)

CONF_FROM: Final = "from"
CONF_CONTAINS: Final = "contains"
CONF_MATCHES: Final = "matches"
CONF_INCLUDE_LATE: Final = "include_late"


class From(StrEnum):
    """Who may set a trigger off, besides the numbers that are named."""

    KNOWN = "known"
    ANYONE = "anyone"


class _Incoming(WhomTrigger):
    """Somebody got in touch."""

    kind: ClassVar[ReceivedKind]
    takes_names = True
    fields: ClassVar[Mapping[vol.Marker, Any]] = {
        **WhomTrigger.fields,
        # A stranger sets nothing off unless he is asked for: it may open a gate.
        vol.Optional(CONF_FROM, default=From.KNOWN): vol.Coerce(From),
        vol.Optional(CONF_INCLUDE_LATE, default=False): cv.boolean,
    }

    @classmethod
    @override
    async def async_read(cls, hass: HomeAssistant, options: ConfigType) -> None:
        """Say where nothing ever comes: the selector of accounts cannot leave them out."""
        await super().async_read(hass, options)
        for entry_id in options[ATTR_CONFIG_ENTRY_ID]:
            entry = hass.config_entries.async_get_entry(entry_id)
            if entry and not PROVIDERS[entry.data[CONF_PROVIDER]].has_incoming:
                _LOGGER.warning(
                    "A trigger waits for what comes in to %s, but nothing ever does:"
                    " its provider has no incoming messages",
                    entry.title,
                )

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Listen."""

        @callback
        def heard(received: Received) -> None:
            """Run, or tell the trace what was in the way."""
            if received.kind is not self.kind or not self._is_wanted(received):
                return
            data = self._data(received)
            reason = None
            # Whoever picks an account means its messages, and no stranger's for that.
            if (
                self.options[CONF_FROM] is From.KNOWN
                and data[ATTR_RECIPIENT] is None
                and not self.whom.has_phone(received.phone)
            ):
                reason = "unknown_number"
            elif data["late"] and not self.options[CONF_INCLUDE_LATE]:
                reason = "late"
            if reason is None:
                run_action(data, f"{self.kind} from {mask_number(received.phone)}")
            elif did_not_trigger is not None:
                did_not_trigger(NotTriggeredInfo(reason))

        return async_listen_received(self.hass, ANYBODY, heard)

    def _is_wanted(self, received: Received) -> bool:
        """Tell whether it came from somebody who was chosen."""
        return self.whom.has_account(received.entry_id) and self.whom.has_person(
            self.hass, received.phone, received.entry_id
        )

    def _data(self, received: Received) -> dict[str, Any]:
        """Return the variables: those of the event, and how late it is by now.

        What came just before a power cut is told after it.
        """
        data = self._event_data(received)
        # Of a journal that is older than the first account, it is told at the set-up.
        gateway = self.hass.data.get(GATEWAY)
        now = received.received_at if gateway is None else gateway.clock.now()
        is_late = data["late"] or now - received.received_at > LATE_AFTER
        return {**data, "late": is_late}

    def _event_data(self, received: Received) -> dict[str, Any]:
        """Return what the event says."""
        raise NotImplementedError


class MessageReceived(_Incoming):
    """Somebody wrote."""

    kind = ReceivedKind.SMS
    fields: ClassVar[Mapping[vol.Marker, Any]] = {
        **_Incoming.fields,
        vol.Optional(CONF_CONTAINS): cv.string,
        vol.Optional(CONF_MATCHES): expression,
    }

    @override
    def _is_wanted(self, received: Received) -> bool:
        """Tell whether it also says what was asked for, in whatever case."""
        if not super()._is_wanted(received):
            return False
        part: str = self.options.get(CONF_CONTAINS, "")
        wanted: Expression | None = self.options.get(CONF_MATCHES)
        return folded(part) in folded(received.text) and (
            wanted is None or wanted.is_in(received.text)
        )

    @override
    def _event_data(self, received: Received) -> dict[str, Any]:
        """Return what the event says, and the text even where that leaves it out.

        The recorder keeps events; of an automation's variables it keeps none.
        """
        return {**received_data(self.hass, received), "text": received.text}


class CallReceived(_Incoming):
    """Somebody called."""

    kind = ReceivedKind.CALL

    @override
    def _event_data(self, received: Received) -> dict[str, Any]:
        """Return what the event says."""
        return call_data(self.hass, received)
