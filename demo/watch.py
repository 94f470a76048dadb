"""Hears the integration's events, and tells them in plain words."""

import asyncio
from collections.abc import Callable
from typing import Any

from .api import WebSocketApi
from .timeline import Timeline

type Event = dict[str, Any]


class Watch:
    """All events of messages since the start."""

    def __init__(self, timeline: Timeline) -> None:
        """Tell what is heard on a timeline."""
        self.statuses: list[Event] = []
        self.received: list[Event] = []
        self._timeline = timeline
        self._heard = asyncio.Event()

    async def listen(self, websocket: WebSocketApi) -> None:
        """Listen from now on."""
        await websocket.subscribe("sms_gateway_message_status", self._note_status)
        await websocket.subscribe("sms_gateway_message_received", self._note_received)

    async def status(self, condition: Callable[[Event], bool]) -> Event:
        """Wait for an event of a message's state that fulfils a condition."""
        return await self._first(self.statuses, condition)

    async def message(self, condition: Callable[[Event], bool]) -> Event:
        """Wait for an incoming message that fulfils a condition."""
        return await self._first(self.received, condition)

    async def _first(
        self, events: list[Event], condition: Callable[[Event], bool]
    ) -> Event:
        """Wait for the first event that fulfils a condition."""
        while True:
            if found := next((event for event in events if condition(event)), None):
                return found
            self._heard.clear()
            await self._heard.wait()

    def _note_status(self, event: Event) -> None:
        """Keep and tell a message's new state."""
        self.statuses.append(event)
        before = event["previous_state"]
        states = f"{before} → {event['state']}" if before else event["state"]
        # Each provider's name is its id in capital letters.
        account = event["provider"].upper()
        details = [f"SMS to {_person(event)}, by {account}: {states}"]
        if event["state"] == "queued" and event["cost"] is not None:
            details.append(f"{event['cost']:.2f} RUB")
        if event["error"]:
            details.append(event["error"])
        self._timeline.say(", ".join(details))
        self._heard.set()

    def _note_received(self, event: Event) -> None:
        """Keep and tell a message that came in."""
        self.received.append(event)
        answers = " in answer to an SMS" if event["reply_to"] else ""
        self._timeline.say(f"SMS from {_person(event)}{answers}: “{event['text']}”")
        self._heard.set()


def _person(event: Event) -> str:
    """Return whose number it is, as far as that is known."""
    name, phone = event["recipient"], event["phone"]
    return f"{name}, {phone}" if name else str(phone)
