"""Waiting for messages to come off the wire, of which no event tells."""

import asyncio

from .model import Message


class Wire:
    """Who waits for which message."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._waits: dict[str, asyncio.Future[None]] = {}

    def note(self, message: Message) -> None:
        """Let those go that wait for a message, once no request with it is out."""
        if not message.is_on_wire and (
            wait := self._waits.pop(message.reference, None)
        ):
            wait.set_result(None)

    def left(self, reference: str) -> asyncio.Future[None]:
        """Return what is done when a message that is on the wire is so no more."""
        return self._waits.setdefault(
            reference, asyncio.get_running_loop().create_future()
        )
