"""Which message an order would only repeat: nobody gets the same text twice by accident."""

from typing import Final

from .clock import Clock
from .journal import Journal, Message, is_withdrawn
from .order import SameKey, key_of
from .providers.model import MessageState
from .turns import is_waiting

SAME_WITHIN: Final = 60.0
"""Seconds after it was taken in which the same text is the same message."""

_NEVER_THE_SAME: Final = frozenset(
    {
        MessageState.REJECTED,
        MessageState.FAILED,
        MessageState.EXPIRED,
        MessageState.UNDELIVERED,
        MessageState.CANCELLED,
    }
)


class Repetitions:
    """The newest message of each text, number and way, while another would repeat it."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        """Know of none."""
        self._journal = journal
        self._clock = clock
        self._newest: dict[SameKey, tuple[str, float | None]] = {}
        self._tidy_at = 0.0

    def await_answer(self, message: Message) -> None:
        """Learn of a message that is to be sent: as long as it is, another repeats it."""
        self._tidy()
        self._newest[key_of(message)] = (message.reference, None)

    def note_left(self, message: Message) -> None:
        """Learn that a message was taken, or may have been."""
        self._tidy()
        self._newest[key_of(message)] = (message.reference, self._clock.monotonic())

    def find(self, key: SameKey) -> Message | None:
        """Return the message that a new one would only repeat."""
        reference, taken_at = self._newest.get(key, ("", None))
        message = self._journal.get(reference)
        if message is None or message.state in _NEVER_THE_SAME or is_withdrawn(message):
            return None
        # Denied, it waits again, whatever its state.
        if message.state is MessageState.PENDING or is_waiting(message):
            return message
        now = self._clock.monotonic()
        if taken_at is None:
            # A report came before the answer to its request: it was taken just now.
            self._newest[key] = (reference, now)
            return message
        if now - taken_at < SAME_WITHIN:
            return message
        del self._newest[key]
        return None

    def _tidy(self) -> None:
        """Let go, once a minute, of texts that are nobody's repetition any more."""
        now = self._clock.monotonic()
        if now < self._tidy_at:
            return
        self._tidy_at = now + SAME_WITHIN
        self._newest = {
            key: (reference, taken_at)
            for key, (reference, taken_at) in self._newest.items()
            if (message := self._journal.get(reference)) is not None
            and (
                taken_at is None or now - taken_at < SAME_WITHIN or is_waiting(message)
            )
        }
