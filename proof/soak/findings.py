"""What a run found out about both sides, and what it did to them itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.end_to_end.home import What

from .records import Journal, Ledger, Told

AWAY_FOR: Final = 120
"""Seconds by which all clocks are later after a kill."""

OUTAGE: Final = 3.0
"""Seconds for which no provider can be reached."""

_TEARS_FOR: Final = 2.0
"""Seconds from the order to go down in which a connection may be torn.

It is the simulator's grace, and half a second in which requests on the wire may end;
after that no connection comes about, which hides nothing.
"""


@dataclass(slots=True)
class Findings:
    """What is to be compared in the end."""

    asked_at: dict[str, float] = field(default_factory=dict)
    """By text; in the home's time."""
    answered: dict[What, str] = field(default_factory=dict)
    """The references that the home has given."""
    cut_off: set[str] = field(default_factory=set)
    """The texts of calls that a kill left without an answer."""
    killed_at: list[float] = field(default_factory=list)
    back_at: list[float] = field(default_factory=list)
    """When the home was up again after each kill."""
    on_wire: Counter[What] = field(default_factory=Counter)
    """What a kill may have hidden the answer of."""
    outages: list[tuple[float, float]] = field(default_factory=list)
    """Each resets what is on the wire; no ledger has such a request."""
    injected: Counter[str] = field(default_factory=Counter)
    forgotten: Journal = field(default_factory=dict)
    """The journal's last word before an old one came in its place."""
    whats: dict[str, What] = field(default_factory=dict)
    """By reference, all that was ever known."""
    copied_at: float = 0.0
    """When the making of the backup began."""
    copy: Journal = field(default_factory=dict)
    restored_in: int | None = None
    """The run of Home Assistant that began with the old journal."""
    is_settled: bool = True
    journal: Journal = field(default_factory=dict)
    runs: Sequence[Sequence[Told]] = ()
    ledger: Ledger = field(default_factory=lambda: Ledger({}, Counter(), Counter(), ()))
    problems: Sequence[str] = ()

    @property
    def kills(self) -> int:
        """Return how often the home was killed."""
        return len(self.killed_at)

    def what(self, told: Told) -> What:
        """Return which message an event is about."""
        return self.whats.get(told.reference, ("", told.reference))

    def hidden(self) -> Counter[What]:
        """Return how often the answer about each message was hidden.

        An outage hides one at most: a message is in one request at a time, and while
        the outage lasts no other one comes to be on the wire.
        """
        hidden = self.ledger.hidden + self.on_wire
        hidden.update(w for w, row in self.copy.items() if not row.is_settled)
        for begin, _ in self.outages:
            hidden.update(
                {
                    self.what(told)
                    for run in self.runs
                    for told in run
                    if told.state == "unconfirmed"
                    and begin <= told.told_at <= begin + _TEARS_FOR
                }
            )
        return hidden

    def begun_at(self) -> Mapping[str, float]:
        """Return when each message, by its reference, was first told of."""
        begun: dict[str, float] = {}
        for run in self.runs:
            for told in run:
                begun.setdefault(told.reference, told.told_at)
        return begun

    def is_out_of_reach(self, since: float, until: float) -> bool:
        """Tell whether an outage or a kill lay between two moments, or at one."""
        away = [*self.outages, *zip(self.killed_at, self.back_at, strict=True)]
        return any(begin <= until and since <= end for begin, end in away)
