"""What may leave at once and how often, so that a provider never has to refuse."""

import asyncio
from asyncio import Lock, Semaphore
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from ..clock import Clock, wait_for_any
from ..journal import Message
from ..providers.account import Limits
from ..providers.details import Attachment
from ..providers.errors import RefusedError
from ..providers.model import Channel, Fault, Reason

DISTRUSTED_PAUSE: Final = 60.0
"""Seconds between sendings while the provider refuses the credentials.

A provider blocks an address that goes on failing.
"""

SAME_TEXT_PAUSE: Final = 61.0
"""Seconds between two sendings of one text to one number (SMSC's code 9)."""


type _Content = tuple[str, Channel, str, str | None, tuple[Attachment, ...], int | None]


def plain(channel: Channel) -> Channel:
    """Return a channel as a provider compares texts by it: a flash message is an SMS."""
    return Channel.SMS if channel is Channel.FLASH else channel


def _content(message: Message) -> _Content:
    """Return what a provider takes for the same again.

    A text by SMS and by a call is two things: an alarm goes out by both at once.
    """
    details = message.details
    return (
        message.phone,
        plain(message.channel),
        message.text,
        details.subject,
        details.attachments,
        details.file_id,
    )


class Gate:
    """Lets requests of one account out."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        """Start with nothing under way."""
        self._limits = limits
        self._clock = clock
        self._sends = Semaphore(limits.concurrent_sends)
        self._look_ups = Semaphore(limits.concurrent_look_ups)
        self._one_batch = Lock()
        self._one_distrusted = Lock()
        self._trusted = asyncio.Event()
        self._next_distrusted = 0.0
        self._next_batch = 0.0
        self._sent: dict[_Content, float] = {}
        self._tidy_at = 0.0
        self.is_distrusted = False

    @asynccontextmanager
    async def send(
        self, messages: Sequence[Message], is_too_late: Callable[[], bool]
    ) -> AsyncGenerator[bool]:
        """Wait for a turn to send, and hold it; False where it came too late."""
        while True:
            await self._wait_until(self._free_at(messages))
            async with self._sends:
                # Trust may be lost while one waits; then one at a time goes to find out.
                if self.is_distrusted:
                    async with self._one_distrusted:
                        await self._wait_while_distrusted(is_too_late)
                        self._next_distrusted = (
                            self._clock.monotonic() + DISTRUSTED_PAUSE
                        )
                # The same text may have left while this one waited for its turn.
                if self._free_at(messages) > self._clock.monotonic():
                    continue
                yield not is_too_late()
                return

    def _free_at(self, messages: Sequence[Message]) -> float:
        """Return the moment from which none of these repeats another."""
        return max(
            self._sent.get(_content(message), -SAME_TEXT_PAUSE) + SAME_TEXT_PAUSE
            for message in messages
        )

    @asynccontextmanager
    async def question(self) -> AsyncGenerator[None]:
        """Wait for a turn to ask for what is no sending, and hold it.

        Raises RefusedError while the credentials are refused: nobody needs the answer
        so much that the home's address should be blocked for it.
        """
        async with self._sends:
            if self.is_distrusted:
                raise RefusedError(Fault(Reason.AUTH))
            yield

    def follow(self, earlier: Gate) -> None:
        """Keep to what an earlier gate of the account let out: it is not forgotten."""
        self._next_batch = earlier._next_batch
        self._sent = dict(earlier._sent)

    def trust(self, *, trusted: bool) -> None:
        """Let all go at once, or one a minute."""
        if not trusted and not self.is_distrusted:
            self._next_distrusted = self._clock.monotonic() + DISTRUSTED_PAUSE
        self.is_distrusted = not trusted
        if trusted:
            self._trusted.set()
        else:
            self._trusted.clear()

    async def _wait_while_distrusted(self, is_too_late: Callable[[], bool]) -> None:
        """Wait for the next minute, or until the credentials are accepted."""
        left = self._next_distrusted - self._clock.monotonic()
        if not self.is_distrusted or left <= 0 or is_too_late():
            return
        trusted = asyncio.ensure_future(self._trusted.wait())
        try:
            await wait_for_any(self._clock, [trusted], left)
        finally:
            trusted.cancel()

    def note_sent(self, messages: Sequence[Message]) -> None:
        """Remember what the provider may have taken just now."""
        now = self._clock.monotonic()
        if now >= self._tidy_at:
            self._tidy_at = now + SAME_TEXT_PAUSE
            self._sent = {
                content: moment
                for content, moment in self._sent.items()
                if moment + SAME_TEXT_PAUSE > now
            }
        for message in messages:
            self._sent[_content(message)] = now

    def note_not_taken(self, messages: Sequence[Message]) -> None:
        """Forget what the provider certainly did not take: it repeats nothing."""
        for message in messages:
            self._sent.pop(_content(message), None)

    @asynccontextmanager
    async def look_up(self, count: int) -> AsyncGenerator[None]:
        """Wait for a turn to ask for `count` messages, and hold it."""
        if count == 1:
            async with self._look_ups:
                yield
            return
        async with self._one_batch:
            await self._wait_until(self._next_batch)
            async with self._look_ups:
                try:
                    yield
                finally:
                    # From its end: on a slow line it may have been late to arrive.
                    self._next_batch = (
                        self._clock.monotonic() + self._limits.batch_look_up_pause
                    )

    async def _wait_until(self, moment: float) -> None:
        """Wait for a moment of the monotonic clock."""
        if (seconds := moment - self._clock.monotonic()) > 0:
            await self._clock.sleep(seconds)
