"""What was accepted, charged, refused, received and asked: the tests' own witness."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

from .coverage import Coverage
from .model import Change, IncomingCall, IncomingMessage, Message, RequestRecord


class Ledger:
    """Every record since the start, in order; nothing is ever taken out."""

    def __init__(self) -> None:
        """Start empty."""
        self.coverage = Coverage()
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._messages: dict[int, Message] = {}
        self._refused: dict[int, Message] = {}
        self._index: dict[tuple[str, str, str, str], list[int]] = {}
        self._next_key = 1
        self.requests: list[RequestRecord] = []
        self.incoming: list[IncomingMessage] = []
        self.calls: list[IncomingCall] = []
        self.coverage.clear()

    @property
    def messages(self) -> list[Message]:
        """Return the accepted messages, oldest first."""
        return list(self._messages.values())

    @property
    def refused(self) -> list[Message]:
        """Return the messages that were refused under an id, oldest first."""
        return list(self._refused.values())

    @property
    def unknown_parameters(self) -> list[str]:
        """Return every parameter that no document knows, as `path name`."""
        return [
            f"{request.path} {name}"
            for request in self.requests
            for name in request.unknown_parameters
        ]

    def message(self, key: int) -> Message:
        """Return an accepted or refused message as it is now."""
        return self._messages[key] if key in self._messages else self._refused[key]

    def to(self, phone: str) -> list[Message]:
        """Return the accepted messages to a number, oldest first."""
        digits = phone.lstrip("+")
        return [message for message in self.messages if message.phone == digits]

    def over(self, channel: str) -> list[Message]:
        """Return the accepted messages of a channel, oldest first."""
        return [message for message in self.messages if message.channel == channel]

    def accept(self, message: Message) -> Message:
        """Enter a message that the provider has taken."""
        return self._enter(self._messages, message)

    def refuse(self, message: Message) -> Message:
        """Enter a message that got an id but was not taken."""
        return self._enter(self._refused, message)

    def change(
        self,
        key: int,
        at: float,
        status: int,
        error: int,
        details: Mapping[str, str] | None = None,
    ) -> Message:
        """Give a message a new state, and what became known with it."""
        message = self.message(key)
        return self.update(
            replace(
                message,
                status=status,
                error=error,
                changed_at=at,
                history=(*message.history, Change(at, status, error)),
                details={**message.details, **(details or {})},
            )
        )

    def update(self, message: Message) -> Message:
        """Put a changed message in its place."""
        shelf = self._messages if message.key in self._messages else self._refused
        shelf[message.key] = message
        return message

    def find(
        self, provider: str, account: str, message_id: str, phone: str
    ) -> list[Message]:
        """Return the messages of an id and number, refused ones too, newest first."""
        keys = self._index.get((provider, account, message_id, phone), [])
        return [self.message(key) for key in reversed(keys)]

    async def until(
        self, condition: Callable[[Ledger], object], seconds: float = 10.0
    ) -> None:
        """Wait, in real time, until the condition holds of this ledger."""
        async with asyncio.timeout(seconds):
            while not condition(self):
                await asyncio.sleep(0.005)

    def _enter(self, shelf: dict[int, Message], message: Message) -> Message:
        """Number a message and shelve it with its first state."""
        first = Change(message.changed_at, message.status, message.error)
        entered = replace(message, key=self._next_key, history=(first,))
        self._next_key += 1
        shelf[entered.key] = entered
        index = (message.provider, message.account, message.message_id, message.phone)
        self._index.setdefault(index, []).append(entered.key)
        return entered
