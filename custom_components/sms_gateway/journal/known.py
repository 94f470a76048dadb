"""What came in before, to be known again: by id, and by content between push and pull."""

from collections.abc import Callable, Iterator
from typing import Final

from .model import Received, ReceivedKind

_SAME_MOMENT: Final = 15.0
"""Seconds by which a push and a pull may differ about one text.

They round, and one may tell when it was sent, the other when it came in.
"""

type _Content = tuple[str, ReceivedKind, str, str]


class KnownReceived:
    """Everything that came in, and is still kept."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._by_id: dict[tuple[str, str], int] = {}
        self._by_content: dict[_Content, list[int]] = {}
        self._items: dict[int, Received] = {}

    def remember(self, received: Received) -> None:
        """Know it from now on, as it is now."""
        if received.id not in self._items:
            self._by_content.setdefault(_content(received), []).append(received.id)
        self._items[received.id] = received
        for message_id in (received.message_id, received.other_id):
            if message_id:
                self._by_id[received.entry_id, message_id.lower()] = received.id

    def __iter__(self) -> Iterator[Received]:
        """Yield all that came in, in the order in which it did."""
        yield from self._items.values()

    def has_id(self, received: Received) -> bool:
        """Tell whether it is known by its id alone."""
        return self._by_given_id(received) is not None

    def find(self, received: Received) -> Received | None:
        """Return what came in before and is the same.

        Two of one way with different ids are two. One of the other way is the same
        where number, text and time are, but each has one counterpart only: "open"
        sent twice comes twice by push and twice by pull, and is two messages.
        """
        if (known := self._by_given_id(received)) is not None:
            return known
        nearest: tuple[float, Received] | None = None
        for number in self._by_content.get(_content(received), ()):
            known = self._items[number]
            apart = _apart(known, received)
            if known.is_pulled is received.is_pulled:
                if received.message_id is None and apart == 0.0:
                    # Answers to one message may all bear the time of that message.
                    if None in (known.arrived_at, received.arrived_at) or (
                        known.arrived_at == received.arrived_at
                    ):
                        return known
            elif known.other_id is None and apart <= _SAME_MOMENT:
                if nearest is None or apart < nearest[0]:
                    nearest = apart, known
        return None if nearest is None else nearest[1]

    def forget_account(self, entry_id: str) -> None:
        """Let go of what an account received."""
        self._keep(lambda known: known.entry_id != entry_id)

    def forget_before(self, moment: float) -> None:
        """Let go of what came in before a moment."""
        self._keep(lambda known: known.received_at >= moment)

    def _keep(self, is_kept: Callable[[Received], bool]) -> None:
        """Begin anew with some of what is known."""
        kept = [known for known in self._items.values() if is_kept(known)]
        self._by_id, self._by_content, self._items = {}, {}, {}
        for known in kept:
            self.remember(known)

    def _by_given_id(self, received: Received) -> Received | None:
        """Return what came in with the same id, by whichever way."""
        if not received.message_id:
            return None
        number = self._by_id.get((received.entry_id, received.message_id.lower()))
        return None if number is None else self._items[number]


def _content(received: Received) -> _Content:
    """Return what is the same about it by push and by pull, but for the time."""
    return (
        received.entry_id,
        received.kind,
        received.phone.removeprefix("+"),
        received.text.strip(),
    )


def _apart(one: Received, other: Received) -> float:
    """Return by how many seconds two differ in what the provider says of the time."""
    return min(
        (
            abs(mine - theirs)
            for mine in (one.sent_at, one.arrived_at)
            for theirs in (other.sent_at, other.arrived_at)
            if mine is not None and theirs is not None
        ),
        default=float("inf"),
    )
