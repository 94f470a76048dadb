"""Carries accepted messages to their phones, step by step, in the provider's time."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from .background import Background
from .clock import Clock
from .ledger import Ledger
from .model import Message, Step
from .phones import Phones

type Listener = Callable[[Message], None]
type Reaches = Callable[[int, int], bool]


class Delivery:
    """Moves messages through their states and tells their provider of each."""

    def __init__(
        self, clock: Clock, ledger: Ledger, phones: Phones, background: Background
    ) -> None:
        """Work on the given ledger and phones."""
        self._clock = clock
        self._ledger = ledger
        self._phones = phones
        self._background = background
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def start(
        self,
        message: Message,
        plan: Sequence[Step],
        reaches: Reaches,
        listener: Listener,
    ) -> None:
        """Send a message on its way."""
        task = self._background.spawn(
            self._carry(message, plan, reaches, listener), f"message {message.key}"
        )
        self._tasks[message.key] = task
        task.add_done_callback(lambda _: self._tasks.pop(message.key, None))

    def stop(self, key: int) -> None:
        """Leave a message where it is."""
        if task := self._tasks.get(key):
            task.cancel()

    def report(
        self,
        key: int,
        status: int,
        error: int,
        reaches: Reaches,
        listener: Listener,
        details: Mapping[str, str] | None = None,
    ) -> Message:
        """Give a message a state now, as if its operator had just reported it."""
        now = self._clock.now()
        message = self._ledger.change(key, now, status, error, details)
        if reaches(status, error) and not message.arrived:
            message = self._ledger.update(replace(message, arrived=True))
            self._phones.arrive(message)
        listener(message)
        return message

    async def _carry(
        self,
        message: Message,
        plan: Sequence[Step],
        reaches: Reaches,
        listener: Listener,
    ) -> None:
        """Wait for the message's time, then for each of its steps."""
        await self._clock.sleep(message.due_at - self._clock.now())
        for step in plan:
            await self._clock.sleep(step.delay)
            self.report(
                message.key, step.status, step.error, reaches, listener, step.details
            )
