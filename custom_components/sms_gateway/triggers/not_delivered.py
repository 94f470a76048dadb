"""The trigger of messages that did not arrive in time: the next link of an alarm chain."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, Final, override

import voluptuous as vol

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import (
    TriggerActionRunner,
    TriggerNotTriggeredReporter,
)

from ..announcer import ANYBODY, async_listen_state_changes
from ..const import DOMAIN
from ..gateway import GATEWAY
from ..journal import ARRIVED_STATES, FINAL_STATES, Message, StateChange
from ..numbers import mask_number
from ..payloads import state_change_data
from ..providers.model import MessageState
from .memory import Memory
from .status import SentMessageTrigger

CONF_WITHIN: Final = "within"

DEFAULT_WITHIN: Final = timedelta(minutes=5)
LONGEST_WITHIN: Final = timedelta(hours=24)
"""Longer than that hardly any message is asked for."""

CATCH_UP: Final = 60.0
"""Seconds for the look-ups after a start: it may have arrived while nobody listened."""

_ASK_BEFORE: Final = 5.0
"""Seconds before the time is over in which the provider is asked once more."""

_TOLD: Final = "_told"
"""What is noted of a message besides its reference, once the actions ran for it."""

_NO_NEWS: Final = ARRIVED_STATES | {MessageState.CANCELLED}
"""Whoever cancels a message wants nothing more to come of it."""


class MessageNotDelivered(SentMessageTrigger):
    """A message did not arrive: at once where that is certain, else when time is over.

    What it waits for is noted in the journal, so a restart loses none and tells none
    twice. Of an automation that is new, only messages count whose time is not over.
    """

    fields: ClassVar[Mapping[vol.Marker, Any]] = {
        **SentMessageTrigger.fields,
        vol.Optional(CONF_WITHIN, default=DEFAULT_WITHIN): vol.All(
            cv.positive_time_period,
            vol.Range(min=timedelta(seconds=1), max=LONGEST_WITHIN),
        ),
    }

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Follow what is on its way, and what will be."""
        watch = _Watch(self, run_action)
        stop = async_listen_state_changes(self.hass, ANYBODY, watch.heard)
        watch.recall()

        @callback
        def detach() -> None:
            stop()
            watch.end()

        return detach


class _Watch:
    """The messages that one trigger waits for."""

    def __init__(
        self, trigger: MessageNotDelivered, run_action: TriggerActionRunner
    ) -> None:
        """Wait for none yet."""
        self._hass = trigger.hass
        self._is_meant = trigger.is_meant
        self._within: float = trigger.options[CONF_WITHIN].total_seconds()
        self._run_action = run_action
        self._memory = Memory(
            trigger.hass, "message_not_delivered", trigger.options, trigger.target
        )
        self._waits: dict[str, asyncio.Task[None]] = {}

    def recall(self) -> None:
        """Go on with what was waited for before, and with what is on its way."""
        if (gateway := self._hass.data.get(GATEWAY)) is None:
            return
        for name in self._memory:
            if gateway.journal.get(name.removesuffix(_TOLD)) is None:
                self._memory.forget(name)
        for message in gateway.journal.messages:
            if self._was_told(message):
                continue
            was_waited_for = message.reference in self._memory
            if message.state in _NO_NEWS or not self._is_meant(message):
                self._memory.forget(message.reference)
            elif not is_settled(message):
                left = self._left(message)
                if left > 0:
                    self._wait_for(message, left)
                elif was_waited_for:
                    self._wait_for(message, CATCH_UP)
            elif was_waited_for:
                self._wait_for(message, 0.0)

    @callback
    def heard(self, change: StateChange) -> None:
        """Begin to wait for a message that is new, and settle one that is settled."""
        message = change.message
        reference = message.reference
        if message.state in _NO_NEWS:
            self._let_go(reference)
            return
        if reference not in self._waits and self._is_begun(change):
            left = self._from_now(message)
            if change.previous_state is not None:
                left = max(self._left(message), 0.0)
            self._wait_for(message, left)
        if is_settled(message) and reference in self._waits:
            self._tell(change, is_overdue=False)

    def _is_begun(self, change: StateChange) -> bool:
        """Tell whether a message is one to follow from now on.

        It is new, or has been handed over to an account that is meant.
        """
        message = change.message
        if self._was_told(message) or not self._is_meant(message):
            return False
        return change.previous_state is None or (
            change.previous_state is MessageState.PENDING
            and message.entry_id not in message.chain[:1]
        )

    def _was_told(self, message: Message) -> bool:
        """Tell whether the actions ran for a message, be the clock set back since."""
        return message.reference + _TOLD in self._memory

    def end(self) -> None:
        """Wait no more."""
        for wait in self._waits.values():
            wait.cancel()
        self._waits.clear()
        self._memory.let_go()

    def _wait_for(self, message: Message, seconds: float) -> None:
        """Wait for a message to arrive within so many seconds."""
        self._memory.note(message.reference)
        self._waits[message.reference] = self._hass.async_create_background_task(
            self._wait(message.reference, seconds),
            f"{DOMAIN} message not delivered",
        )

    async def _wait(self, reference: str, seconds: float) -> None:
        """Tell that a message has not arrived, once its time is over."""
        gateway = self._hass.data[GATEWAY]
        if (earlier := seconds - _ASK_BEFORE) > 0:
            await gateway.clock.sleep(earlier)
            message = gateway.journal.get(reference)
            account = gateway.router.account(message.entry_id) if message else None
            if account is not None:
                account.tracker.ask_within([reference], 0.0)
            seconds = _ASK_BEFORE
        await gateway.clock.sleep(seconds)
        message = gateway.journal.get(reference)
        if message is None or message.state in _NO_NEWS:
            self._let_go(reference)
            return
        change = StateChange(id=0, message=message, previous_state=None)
        self._tell(change, is_overdue=not is_settled(message))

    def _tell(self, change: StateChange, *, is_overdue: bool) -> None:
        """Run the actions for a message, for the only time."""
        message = change.message
        self._let_go(message.reference)
        self._memory.note(message.reference + _TOLD)
        self._run_action(
            {**state_change_data(self._hass, change), "overdue": is_overdue},
            f"message not delivered to {mask_number(message.phone)}",
        )

    def _let_go(self, reference: str) -> None:
        """Wait for a message no more."""
        self._memory.forget(reference)
        wait = self._waits.pop(reference, None)
        if wait is not None and wait is not asyncio.current_task():
            wait.cancel()

    def _from_now(self, message: Message) -> float:
        """Return how long a message that was asked for just now may take."""
        ahead = (message.details.send_at or 0.0) - message.created_at
        return max(ahead, 0.0) + self._within

    def _left(self, message: Message) -> float:
        """Return what is left of a message's time, by the best clock there is.

        Of a box that boots hours behind it is never more than the whole.
        """
        gateway = self._hass.data[GATEWAY]
        account = gateway.router.account(message.entry_id)
        now = gateway.clock.now() if account is None else account.time()
        whole = self._from_now(message)
        return min(message.created_at + whole - now, whole)


def is_settled(message: Message) -> bool:
    """Tell whether it is certain that a message will not arrive.

    Or that nobody will ever know; such a one counts as not delivered.
    """
    return message.state in FINAL_STATES or (
        message.state is MessageState.UNCONFIRMED and message.tracked_until is None
    )
