"""Asks for incoming texts, so that none depends on a callback."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
import logging
from typing import Final

from ..clock import Clock, wait_for_any
from ..journal import (
    Event,
    Journal,
    JournalError,
    Message,
    Received,
    ReceivedKind,
    StateChange,
)
from ..providers.model import IncomingCall, IncomingMessage, MessageState
from ..providers.provider import ProviderInfo
from ..providers.values import composed
from .attempts import SAME_TIME
from .settings import AccountSettings

_LOGGER = logging.getLogger(__name__)

_SOON: Final = 60.0
"""Seconds between two requests after a sending, and after one without an answer."""

_LIVELY_FOR: Final = 600.0
"""Seconds after a sending in which an answer is to be expected."""

_OVERLAP: Final = 600.0
"""Seconds by which each request goes back behind the one before."""

_FIRST: Final = 168 * 3600.0
"""Seconds that the first request goes back.

As far as any later one may, so that all that is older than the account is known.
"""

_AGAIN_AFTER: Final = 21.0
"""Seconds after the last run's request: three same ones a minute are refused."""

_MINUTE: Final = 60.0

_WENT_OUT: Final = 60.0
"""Seconds within which a text of ours was sent after it was asked for."""

type Fetch = Callable[[datetime, datetime], Awaitable[Sequence[IncomingMessage] | None]]
"""Ask for what came in since one time, which is now the other; None: no answer."""


class Inbox:
    """What the people write to one account."""

    def __init__(
        self,
        entry_id: str,
        info: ProviderInfo,
        journal: Journal,
        clock: Clock,
        fetch: Fetch,
        settings: AccountSettings,
    ) -> None:
        """Know what to ask, and how."""
        self._settings = settings
        self._entry_id = entry_id
        self._info = info
        self._journal = journal
        self._clock = clock
        self._fetch = fetch
        self._due = 0.0
        self._lively_until = float("-inf")
        self._asked_at = float("-inf")
        self._paused = False
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Ask, for as long as the account is loaded; at once for what was missed."""
        self._due = self._clock.monotonic()
        if (asked_at := self._journal.pulled_at(self._entry_id)) is not None:
            passed = self._clock.now() - asked_at
            if 0.0 <= passed < _AGAIN_AFTER:
                self._due += _AGAIN_AFTER - passed
        stop_listening = self._journal.listen(self._heard)
        try:
            while True:
                self._changed.clear()
                if not self._paused and self._due <= self._clock.monotonic():
                    await self._ask()
                else:
                    await self._wait()
        finally:
            stop_listening()

    def follow(self, settings: AccountSettings) -> None:
        """Go on as the owner has chosen now."""
        before, self._settings = self._settings.incoming_interval, settings
        if before != settings.incoming_interval:
            due = self._clock.monotonic() + settings.incoming_interval
            self._due = min(self._due, due)
            self._changed.set()

    def pause(self, paused: bool) -> None:
        """Stop or go on asking, as the credentials are refused or accepted."""
        if self._paused != paused:
            self._paused = paused
            self._changed.set()

    @property
    def is_paused(self) -> bool:
        """Tell whether nothing is asked while the credentials are refused."""
        return self._paused

    @property
    def next_in(self) -> float:
        """Return in how many seconds incoming texts are asked for next."""
        return self._due - self._clock.monotonic()

    def _heard(self, event: Event) -> None:
        """Expect an answer to a message that goes out."""
        if (
            isinstance(event, StateChange)
            and event.message.entry_id == self._entry_id
            and event.previous_state in (None, MessageState.PENDING)
            and event.message.state is not MessageState.REJECTED
        ):
            now = self._clock.monotonic()
            self._lively_until = now + _LIVELY_FOR
            if self._due > now + _SOON:
                self._due = now + _SOON
                self._changed.set()

    async def _wait(self) -> None:
        """Wait for the next request, or for a change."""
        changed = asyncio.ensure_future(self._changed.wait())
        seconds = self._due - self._clock.monotonic()
        if self._paused:
            seconds = self._settings.incoming_interval
        try:
            await wait_for_any(self._clock, [changed], max(seconds, 0.0))
        finally:
            changed.cancel()

    async def _ask(self) -> None:
        """Ask for what came in, and take what is new."""
        wall, begun = self._clock.now(), self._clock.monotonic()
        mark = self._journal.pulled_at(self._entry_id)
        if mark is not None and mark > wall:
            # A clock that was ahead left it; the other one tells how long ago that was.
            passed = begun - self._asked_at
            mark = wall - passed if passed < _FIRST else None
        since = wall - _FIRST if mark is None else mark - _OVERLAP
        # Beforehand, as a sending may come in between.
        is_lively = begun < self._lively_until
        interval = self._settings.incoming_interval
        self._due = begun + (_SOON if is_lively else interval)
        messages = await self._fetch(
            datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(wall, UTC)
        )
        if messages is None:
            self._due = min(self._due, begun + _SOON)
            return
        # A question without an answer sets no mark.
        self._asked_at = begun
        # Nothing is sent in between, and one walk over the journal does for all.
        sent = SentMessages(self._journal, self._entry_id)
        received = [
            received_message(
                sent,
                message,
                self._info,
                self._clock.now(),
                default_sender=self._settings.sender,
                is_pulled=True,
            )
            for message in messages
        ]
        try:
            await self._journal.receive_pulled(self._entry_id, received, wall)
        except JournalError:
            _LOGGER.debug("Incoming texts are known but could not be written down")


class SentMessages:
    """What an account has sent, as texts that come in are answers to it."""

    def __init__(self, journal: Journal, entry_id: str) -> None:
        """Look into the journal, once, and only where that is needed."""
        self._journal = journal
        self.entry_id = entry_id

    def find(self, message_id: str, phone: str) -> Message | None:
        """Return the message of an id of the provider's."""
        return self._journal.find(self.entry_id, message_id, phone)

    def to(self, phone: str) -> Sequence[Message]:
        """Return what was sent to a number, with its plus or without."""
        return self._by_number.get(phone.removeprefix("+"), ())

    @cached_property
    def _by_number(self) -> dict[str, list[Message]]:
        """All messages of the account."""
        found: dict[str, list[Message]] = {}
        for message in self._journal.messages:
            if message.entry_id == self.entry_id:
                found.setdefault(message.phone.removeprefix("+"), []).append(message)
        return found


def received_message(
    sent: SentMessages,
    message: IncomingMessage,
    info: ProviderInfo,
    now: float,
    *,
    default_sender: str | None,
    is_pulled: bool,
) -> Received:
    """Return an incoming text as the journal keeps it."""
    answered = None
    if message.reply_to_message_id is not None:
        answered = sent.find(message.reply_to_message_id, message.phone)
    elif info.reply_senders:
        answerable = [
            other
            for other in sent.to(message.phone)
            if (other.sender or default_sender) in info.reply_senders
            and other.message_id is not None
            and not other.details.is_practice
        ]
        before = [o for o in answerable if not _left_after(o, message.arrived_at)]
        # None is before it where the home's clock is wrong.
        answered = max(before or answerable, key=lambda o: o.number, default=None)
    sent_at = None if message.sent_at is None else message.sent_at.timestamp()
    arrived_at = None if message.arrived_at is None else message.arrived_at.timestamp()
    if sent_at is None or (
        arrived_at is not None and _is_ours(sent.to(message.phone), sent_at)
    ):
        sent_at = arrived_at
    return Received(
        id=0,
        entry_id=sent.entry_id,
        provider=info.id,
        message_id=message.message_id,
        phone=message.phone,
        text=composed(message.text),
        to=message.to,
        answered=None if answered is None else answered.reference,
        sent_at=sent_at,
        received_at=now,
        arrived_at=arrived_at,
        is_pulled=is_pulled,
    )


def _left_after(sent: Message, arrived_at: datetime | None) -> bool:
    """Tell whether a message left after a text had come in, which answers another."""
    if arrived_at is None:
        return False
    # A time without seconds may be any of its minute.
    rounding = _MINUTE if arrived_at.second == 0 else SAME_TIME
    left_at = max(sent.attempted_at or 0.0, sent.details.send_at or 0.0)
    return left_at > arrived_at.timestamp() + rounding


def _is_ours(sent: Sequence[Message], sent_at: float) -> bool:
    """Tell whether a text's time is that of the message it answers.

    SMSC's document can be read so; the answer would then be called late.
    """
    return any(abs(message.created_at - sent_at) <= _WENT_OUT for message in sent)


def received_call(
    call: IncomingCall, entry_id: str, provider: str, now: float
) -> Received:
    """Return an incoming call as the journal keeps it."""
    return Received(
        id=0,
        entry_id=entry_id,
        provider=provider,
        message_id=None,
        phone=call.phone,
        text="",
        to=None,
        answered=None,
        sent_at=call.called_at.timestamp(),
        received_at=now,
        kind=ReceivedKind.CALL,
    )
