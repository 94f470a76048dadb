"""What must be true at the end of a cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from custom_components.sms_gateway.providers.model import MessageState

from .faults import Fault
from .power import Cut

UNDENIED: Final = frozenset({"smspilot", "websms"})
"""Providers that document no way to deny a message: what is open there stays so."""


@dataclass(frozen=True, slots=True)
class Told:
    """A change as it was told; `noted_by` is the write that remembers the telling."""

    id: int
    state: MessageState
    previous_state: MessageState | None
    changed_at: float
    run: int = 1
    noted_by: int = 1

    @property
    def change(self) -> tuple[object, ...]:
        """Return what must be the same where it is told again."""
        return self.id, self.state, self.previous_state, self.changed_at


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a cell ended; `writes` are those up to the cut, or to the end without one.

    `was_out` tells whether at the cut a request had been written down as about to
    leave, and no answer to it yet; `was_met` whether the fault came to pass.
    """

    state: MessageState | None
    told: tuple[Told, ...]
    accepted: int
    writes: int
    cut: Cut | None = None
    was_out: bool = False
    was_met: bool = True

    def wrong(self, provider: str, fault: Fault) -> str:
        """Return what is wrong, or nothing: the rules."""
        if self.accepted > 1:
            return "doubled"
        if self.state is None:
            return self._wrong_unwritten()
        return self._wrong_telling(self.state) or self._wrong_end(
            self.state, provider, fault
        )

    def _wrong_unwritten(self) -> str:
        """Judge a message that the journal does not know."""
        if self.cut != Cut(1, is_after=False):
            return "forgotten"
        if self.accepted:
            return "sent unwritten"
        return "told unwritten" if self.told else ""

    def _wrong_end(self, state: MessageState, provider: str, fault: Fault) -> str:
        """Judge what became of a message, by what the provider has of it."""
        if self.accepted:
            if state is not MessageState.DELIVERED:
                return f"{state}"
            # Of a refusal that the crash hid, the provider may deny the message.
            is_known = fault.is_refusal and self.was_met and not self.was_out
            return "sent after a refusal" if is_known else ""
        if state is MessageState.REJECTED and fault.is_refusal and self.was_met:
            return ""
        if state is MessageState.UNCONFIRMED and provider in UNDENIED:
            is_hidden = self.was_out or (self.was_met and fault.hides_answer)
            return "" if is_hidden else "open without a reason"
        return f"lost: {state}"

    def _wrong_telling(self, state: MessageState) -> str:
        """Judge all that was told: each change once, twice only around the crash."""
        first: dict[int, Told] = {}
        runs: set[tuple[int, int]] = set()
        for told in self.told:
            earlier = first.setdefault(told.id, told)
            if earlier.change != told.change:
                return f"told {told.state} by the id of {earlier.state}"
            is_again = (told.id, told.run) in runs
            if is_again or not self._may_repeat(earlier, told):
                return f"told {told.state} again"
            runs.add((told.id, told.run))
        return _wrong_story(list(first.values()), state)

    def _may_repeat(self, earlier: Told, later: Told) -> bool:
        """Tell whether the power went before it was noted that a change was told."""
        if later.run == earlier.run:
            return True
        if self.cut is None or (earlier.run, later.run) != (1, 2):
            return False
        return self.cut.place < Cut(earlier.noted_by, is_after=True).place


def _wrong_story(told: Sequence[Told], state: MessageState) -> str:
    """Judge whether changes follow from each other, up to the state that is."""
    last = told[-1].state if told else None
    if last is not state:
        return f"told {last}, is {state}"
    if told[0].previous_state is not None:
        return f"untold: {told[0].previous_state}"
    for before, after in pairwise(told):
        if after.id <= before.id or after.previous_state is not before.state:
            return f"told {after.state} as if after {after.previous_state}"
    if len({change.state for change in told}) < len(told):
        return "told a state by two ids"
    return ""
