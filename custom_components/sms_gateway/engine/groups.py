"""The groups in an account's address book: who is in each, asked for and remembered."""

from collections.abc import Sequence
from typing import Final

from ..clock import Clock
from .answers import Answers
from .prices import SAME_FOR, Ask

_KEPT_FOR: Final = 60.0
"""Seconds for which a group has the same members: a minute is what SMSC counts by."""


class Groups:
    """Opens groups of one account into their members."""

    def __init__(self, ask_in_turn: Ask, clock: Clock) -> None:
        """Know of none."""
        self._ask_in_turn = ask_in_turn
        self._answers = Answers(
            self._fetch, clock, same_for=_KEPT_FOR, errors_for=SAME_FOR
        )

    async def fetch(self, group: str) -> Sequence[str]:
        """Return who is in a group; raises ProviderError."""
        return await self._answers.get(group)

    def forget(self) -> None:
        """Ask anew from now on: the address book may have been changed."""
        self._answers.forget()

    async def _fetch(self, group: str) -> Sequence[str]:
        """Ask the provider, in a turn."""
        return await self._ask_in_turn(lambda provider: provider.fetch_group(group))
