"""Tells Home Assistant what the journal has written: bus events and entities."""

from collections import deque
from collections.abc import Callable
from typing import Final

from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
from homeassistant.helpers.start import async_at_started
from homeassistant.util.signal_type import SignalTypeFormat

from .const import (
    DOMAIN,
    EVENT_CALL_RECEIVED,
    EVENT_MESSAGE_RECEIVED,
    EVENT_MESSAGE_STATUS,
)
from .journal import Event, Journal, Message, Received, ReceivedKind, StateChange
from .payloads import call_data, received_data, state_change_data
from .recipients import find_recipient_by_phone

ANYBODY: Final = "anybody"
"""In place of an owner: the messages and calls of all."""

_AT_ONCE: Final = 16
"""How many events are told before others have their turn in the event loop."""

# Before it starts everything is held; `not_running` is also the last of its end.
_LISTENING: Final = (CoreState.starting, CoreState.running)

_STATE_CHANGE: SignalTypeFormat[StateChange] = SignalTypeFormat(DOMAIN + "_state_{}")
_ELSEWHERE: SignalTypeFormat[Message] = SignalTypeFormat(DOMAIN + "_elsewhere_{}")
_RECEIVED: SignalTypeFormat[Received] = SignalTypeFormat(DOMAIN + "_received_{}")


class Announcer:
    """Tells events in their order, once automations can hear them."""

    def __init__(self, hass: HomeAssistant, journal: Journal) -> None:
        """Begin with what the last run did not tell."""
        self._hass = hass
        self._journal = journal
        self._waiting: deque[Event] = deque(journal.take_untold())
        self._is_held = True
        self._told = 0
        journal.listen(self._hear)
        async_at_started(hass, self._release)

    @callback
    def _hear(self, event: Event) -> None:
        """Hold an event while Home Assistant starts: automations arm last.

        While it stops nobody listens any more; the next run finds it in the journal.
        """
        if self._is_held or self._hass.state in _LISTENING:
            self._waiting.append(event)
        if not self._is_held:
            self._tell_some()

    @callback
    def _release(self, _: HomeAssistant) -> None:
        """Tell what was held."""
        self._is_held = False
        self._tell_some()

    @callback
    def _tell_some(self) -> None:
        """Tell a few events, and leave what is more for the loop's next turn.

        A text to a thousand numbers would hold up the whole home else.
        """
        while (
            self._waiting and self._told < _AT_ONCE and self._hass.state in _LISTENING
        ):
            self._told += 1
            if self._told == 1:
                self._hass.loop.call_soon(self._begin_turn)
            self._tell(self._waiting.popleft())

    @callback
    def _begin_turn(self) -> None:
        """Go on with what had to wait for this turn."""
        self._told = 0
        self._tell_some()

    @callback
    def _tell(self, event: Event) -> None:
        """Tell one event, to the bus and to the entities it is about."""
        hass = self._hass
        if isinstance(event, StateChange):
            hass.bus.async_fire(EVENT_MESSAGE_STATUS, state_change_data(hass, event))
            message = event.message
            for owner in (ANYBODY, message.entry_id, message.recipient_id):
                if owner is not None:
                    async_dispatcher_send(hass, _STATE_CHANGE.format(owner), event)
            # Any of these may have had it before, while it was pending.
            for other in set(message.chain) - {message.entry_id}:
                async_dispatcher_send(hass, _ELSEWHERE.format(other), message)
        else:
            if event.kind is ReceivedKind.CALL:
                hass.bus.async_fire(EVENT_CALL_RECEIVED, call_data(hass, event))
            else:
                hass.bus.async_fire(EVENT_MESSAGE_RECEIVED, received_data(hass, event))
            for owner in (ANYBODY, event.entry_id):
                async_dispatcher_send(hass, _RECEIVED.format(owner), event)
            if whose := find_recipient_by_phone(hass, event.phone, event.entry_id):
                async_dispatcher_send(hass, _RECEIVED.format(whose.id), event)
        self._journal.told(event)


@callback
def async_listen_state_changes(
    hass: HomeAssistant, owner_id: str, target: Callable[[StateChange], None]
) -> Callable[[], None]:
    """Listen to the messages of an account, or to those to a recipient."""
    return async_dispatcher_connect(hass, _STATE_CHANGE.format(owner_id), target)


@callback
def async_listen_elsewhere(
    hass: HomeAssistant, entry_id: str, target: Callable[[Message], None]
) -> Callable[[], None]:
    """Listen to what an account might have carried, and another one does."""
    return async_dispatcher_connect(hass, _ELSEWHERE.format(entry_id), target)


@callback
def async_listen_received(
    hass: HomeAssistant, owner_id: str, target: Callable[[Received], None]
) -> Callable[[], None]:
    """Listen to what an account receives, or to what a recipient sends."""
    return async_dispatcher_connect(hass, _RECEIVED.format(owner_id), target)
