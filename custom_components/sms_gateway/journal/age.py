"""What the journal lets go of: what is old, and what is more than it may hold."""

from collections.abc import Collection
from typing import Final

from .model import Message

MESSAGES_KEPT: Final = 30 * 86400
"""Seconds after which a message is forgotten."""

TEXTS_KEPT: Final = 7 * 86400
"""Seconds after which the text of a message is forgotten."""

MESSAGES_AT_MOST: Final = 20_000
"""How many are held; beyond that the oldest that are settled go before their time."""


class Room:
    """Tells when it is worth while to make room, before the daily turn."""

    def __init__(self) -> None:
        """Have room for as many as may be held."""
        self.made(0)

    def is_full(self, count: int) -> bool:
        """Tell whether there are a tenth more than may be, or than could be let go of."""
        return count > self._full_from

    def made(self, left: int) -> None:
        """Note how many are left; all of them may be wanted still."""
        self._full_from = 1.1 * max(left, MESSAGES_AT_MOST)


def surplus(messages: Collection[Message]) -> int:
    """Return the number of the newest message that there is no room for; 0 if none."""
    excess = len(messages) - MESSAGES_AT_MOST
    if excess <= 0:
        return 0
    settled = sorted(m.number for m in messages if m.tracked_until is None)
    return settled[min(excess, len(settled)) - 1] if settled else 0
