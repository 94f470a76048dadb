"""Who goes first among the messages to one number: no "all clear" before its alarm."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from .clock import Clock
from .journal import TAKEN_STATES, Journal, Message, is_lost, is_withdrawn
from .providers.model import Channel, MessageState

OPEN_BLOCKS_FOR: Final = 90.0
"""Seconds for which a newer message to a number waits for an older one's outcome."""

_ON_THE_SAME_WAY: Final = frozenset(
    {Channel.SMS, Channel.FLASH, Channel.BINARY, Channel.WAP_PUSH, Channel.MMS}
)
"""What a phone shows in one place, one below the other."""

type Lane = tuple[str, Channel, float | None]


def lane_of(message: Message) -> Lane:
    """Return what messages keep an order in: the number, the way, and the moment.

    A call is there because a text may fail, and waits for none. What is due at a moment
    of its own is neither behind nor before what is to be sent now.
    """
    is_text = message.channel in _ON_THE_SAME_WAY
    channel = Channel.SMS if is_text else message.channel
    return message.phone, channel, message.details.send_at


class Turns:
    """The messages that are not settled yet, by number and way."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        """Know of none."""
        self._journal = journal
        self._clock = clock
        self._unsettled: dict[Lane, set[str]] = {}
        self._blocks_until: dict[str, float] = {}
        self._taken_up_to: dict[Lane, dict[str, int]] = {}
        self._at_turn: set[str] = set()

    def join(self, message: Message) -> None:
        """Let a message take its turn, a new one or one of the last run."""
        for other in list(self._others(message)):
            self.note(other)
        self._unsettled.setdefault(lane_of(message), set()).add(message.reference)
        self.note(message)
        if _is_asked_for(message):
            # Of the last run. The home's clock may have been hours behind when it left.
            age = 0.0
            if message.dated_at is not None:
                left_at = max(message.dated_at, message.attempted_at or 0.0)
                age = self._clock.now() - left_at
            self._blocks_until[message.reference] = (
                self._clock.monotonic() + OPEN_BLOCKS_FOR - max(age, 0.0)
            )

    def note(self, message: Message) -> bool:
        """Learn what became of a message; tell whether others may go now."""
        lane, reference = lane_of(message), message.reference
        if _was_taken(message):
            taken_up_to = self._taken_up_to.setdefault(lane, {})
            for entry_id in message.chain:
                taken_up_to[entry_id] = max(
                    taken_up_to.get(entry_id, 0), message.number
                )
        if _is_asked_for(message):
            self._blocks_until.setdefault(
                reference, self._clock.monotonic() + OPEN_BLOCKS_FOR
            )
            return False
        # Sent again, it may be open once more.
        self._blocks_until.pop(reference, None)
        if _is_unsettled(message):
            return False
        unsettled = self._unsettled.get(lane, set())
        unsettled.discard(reference)
        if not unsettled:
            # Whatever joins from now on is newer than all that was taken.
            self._unsettled.pop(lane, None)
            self._taken_up_to.pop(lane, None)
        return bool(unsettled)

    def is_first(self, message: Message) -> bool:
        """Tell whether no other message to the same number has to be settled before.

        An older one that is still to be sent, or whose outcome may soon be known; and
        a newer one that may have been taken, as this one must not follow it.
        """
        return not any(
            self._holds_up(other)
            if other.number < message.number
            else other.is_on_wire or _is_asked_for(other)
            for other in self._others(message)
        )

    @contextmanager
    def at_turn(self, messages: Sequence[Message]) -> Generator[None]:
        """Know that a try of messages has begun: it may wait for its account first."""
        references = {message.reference for message in messages}
        self._at_turn |= references
        try:
            yield
        finally:
            self._at_turn -= references

    def follows_try(self, message: Message) -> bool:
        """Tell whether another one is being tried that this one waits for."""
        return any(
            other.is_on_wire or other.reference in self._at_turn
            for other in self._others(message)
        )

    def is_overtaken(self, message: Message) -> bool:
        """Tell whether a newer message to the same number was taken."""
        taken_up_to = self._taken_up_to.get(lane_of(message), {})
        return any(
            taken_up_to.get(entry_id, 0) > message.number for entry_id in message.chain
        ) or any(
            # Known, but on its way to the disk, and not told yet.
            other.number > message.number and _was_taken(other)
            for other in self._others(message)
        )

    def _others(self, message: Message) -> Iterator[Message]:
        """Yield all others to the number that are not settled.

        Those that share no account with it keep no order: what waits for an account
        that is dead would silence all that goes by one that works.
        """
        mine = set(message.chain)
        for reference in self._unsettled.get(lane_of(message), ()):
            other = self._journal.get(reference)
            if (
                other is not None
                and reference != message.reference
                and not mine.isdisjoint(other.chain)
            ):
                yield other

    def _holds_up(self, older: Message) -> bool:
        """Tell whether newer messages to the number have to wait for this one."""
        if is_waiting(older) or older.is_on_wire:
            return True
        return (
            _is_asked_for(older)
            and self._blocks_until.get(older.reference, 0.0) > self._clock.monotonic()
        )


def is_waiting(message: Message) -> bool:
    """Tell whether a message is to be sent, and no request with it may be out."""
    return is_unsent(message) and not is_withdrawn(message)


def is_unsent(message: Message) -> bool:
    """Tell whether no request with a message was taken, or may be out."""
    return not message.is_on_wire and (
        message.state is MessageState.PENDING or message.was_denied
    )


def _is_unsettled(message: Message) -> bool:
    """Tell whether a message is still to be sent, or may have been taken."""
    return is_waiting(message) or message.is_on_wire or _is_asked_for(message)


def _is_asked_for(message: Message) -> bool:
    """Tell whether nobody knows if a message was taken, and somebody asks."""
    return (
        is_lost(message)
        and not message.was_denied
        and message.tracked_until is not None
    )


def _was_taken(message: Message) -> bool:
    """Tell whether a message is proved to have been taken by a provider."""
    return message.message_id is not None or message.state in TAKEN_STATES
