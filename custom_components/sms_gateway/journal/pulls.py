"""When the accounts asked for incoming texts last, and which of it is on the disk."""

from collections.abc import Mapping
from typing import Final

from .database import Operation, save_pull

_WRITTEN_EVERY: Final = 3600.0
"""Seconds after which a request is noted though it brought nothing."""


class Pulls:
    """The last request of each account. Times are seconds since 1970."""

    def __init__(self, known: Mapping[str, float]) -> None:
        """Begin with what is on the disk."""
        self._asked = dict(known)
        self._written = dict(known)

    def asked_at(self, entry_id: str) -> float | None:
        """Return when an account asked last, None if it never did."""
        return self._asked.get(entry_id)

    def note(self, entry_id: str, asked_at: float, *, is_news: bool) -> list[Operation]:
        """Note a request, and return what is to be written of it.

        A disk is spared a write at each: the next one may go back further.
        """
        self._asked[entry_id] = asked_at
        written = self._written.get(entry_id)
        if (
            not is_news
            and written is not None
            and abs(asked_at - written) < _WRITTEN_EVERY
        ):
            return []
        self._written[entry_id] = asked_at
        return [save_pull(entry_id, asked_at)]

    def forget(self, entry_id: str) -> None:
        """Let go of an account."""
        self._asked.pop(entry_id, None)
        self._written.pop(entry_id, None)
