"""Triggers of messages that arrived, and of links in them that were opened."""

from collections.abc import Mapping
from typing import Any, ClassVar, override

import voluptuous as vol

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import (
    TriggerActionRunner,
    TriggerNotTriggeredReporter,
)

from ..announcer import ANYBODY, async_listen_state_changes
from ..const import ATTR_TAG
from ..journal import ARRIVED_STATES, Message, StateChange
from ..numbers import mask_number
from ..payloads import state_change_data
from .whom import WhomTrigger


class SentMessageTrigger(WhomTrigger):
    """Something became of a message of ours."""

    fields: ClassVar[Mapping[vol.Marker, Any]] = {
        **WhomTrigger.fields,
        vol.Optional(ATTR_TAG): cv.string,
    }

    def is_meant(self, message: Message) -> bool:
        """Tell whether a message is one of those that were chosen."""
        tag = self.options.get(ATTR_TAG)
        return (
            self.whom.has_account(message.entry_id)
            and (not tag or message.tag == tag)
            and self.whom.has_person(
                self.hass, message.phone, message.entry_id, message.recipient_id
            )
        )


class _StatusTrigger(SentMessageTrigger):
    """A report said something."""

    what: ClassVar[str]

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Listen."""

        @callback
        def heard(change: StateChange) -> None:
            message = change.message
            if self.says_so(change) and self.is_meant(message):
                run_action(
                    state_change_data(self.hass, change),
                    f"{self.what} {mask_number(message.phone)}",
                )

        return async_listen_state_changes(self.hass, ANYBODY, heard)

    def says_so(self, change: StateChange) -> bool:
        """Tell whether it happened just now."""
        raise NotImplementedError


class MessageDelivered(_StatusTrigger):
    """A message arrived: once for each, be it read in the same moment."""

    what = "message delivered to"

    @override
    def says_so(self, change: StateChange) -> bool:
        """Tell whether it has arrived just now."""
        return (
            change.message.state in ARRIVED_STATES
            and change.previous_state not in ARRIVED_STATES
        )


class LinkOpened(_StatusTrigger):
    """Somebody opened a link in a message."""

    what = "link opened by"

    @override
    def says_so(self, change: StateChange) -> bool:
        """Tell whether a link was opened just now."""
        return change.link_opened
