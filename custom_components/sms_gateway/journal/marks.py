"""Marks that have to outlive a restart: what a trigger waits for, and what it told."""

from collections.abc import Callable, Iterable, Iterator

from .database import Operation, forget_mark, save_mark


class Marks:
    """Names on the disk; whoever sets one knows what it means."""

    def __init__(
        self, known: Iterable[str], keep: Callable[[Iterable[Operation]], None]
    ) -> None:
        """Begin with what is on the disk; `keep` writes down what changes."""
        self._known = set(known)
        self._keep = keep

    def __contains__(self, name: str) -> bool:
        """Tell whether a mark is set."""
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        """Yield all marks that are set now, whatever becomes of them meanwhile."""
        yield from tuple(self._known)

    def set(self, name: str) -> None:
        """Set a mark, with the next write."""
        if name not in self._known:
            self._known.add(name)
            self._keep([save_mark(name)])

    def clear(self, name: str) -> None:
        """Take a mark off, with the next write."""
        if name in self._known:
            self._known.discard(name)
            self._keep([forget_mark(name)])
