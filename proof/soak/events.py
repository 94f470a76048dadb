"""Whether each change of state was told: once, or again after a kill, never not at all."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from .findings import Findings
from .plan import PROVIDERS
from .records import Journal, Told

_NOTED_WITHIN: Final = 5.0
"""Seconds after which an event is on the disk as told: the journal notes it within one,
and one more write may be under way."""

type _Numbers = dict[str, Counter[str]]


@dataclass(slots=True)
class EventCheck:
    """How often events were told, by provider."""

    counts: _Numbers = field(
        default_factory=lambda: {provider: Counter[str]() for provider in PROVIDERS}
    )
    violations: list[str] = field(default_factory=list)


def check_events(findings: Findings) -> EventCheck:
    """See that what was told leads from nothing to what the journals say."""
    check = EventCheck()
    _count(check, findings)
    since = findings.restored_in
    if since is None:
        _follow(check, findings.runs, findings.journal, {})
        return check
    # An old backup begins a second history, of which the first one knows nothing.
    _follow(check, findings.runs[:since], findings.forgotten, {}, is_cut=True)
    _follow(check, findings.runs[since:], findings.journal, findings.copy)
    return check


def _count(check: EventCheck, findings: Findings) -> None:
    """Count how often each event was told, and see that only a kill repeats one."""
    told_in: defaultdict[Told, list[tuple[int, float]]] = defaultdict(list)
    for number, run in enumerate(findings.runs):
        for told in run:
            told_in[told].append((number, told.told_at))
    for told, tellings in told_in.items():
        its = check.counts[told.provider]
        its["once" if len(tellings) == 1 else "twice"] += 1
        for (before, told_at), (after, _) in pairwise(tellings):
            if wrong := _why_not_again(findings, before, told_at, after):
                check.violations.append(f"{wrong}: {told}, runs {before} and {after}")


def _why_not_again(
    findings: Findings, before: int, told_at: float, after: int
) -> str | None:
    """Return why an event of one run may not be told in another, or None."""
    since = findings.restored_in
    if before == after:
        return "told twice in one run"
    if since is not None and before < since <= after:
        # A restored journal knows nothing of what was told after it was copied.
        if told_at < findings.copied_at - _NOTED_WITHIN:
            return "told again, though the backup had it as told"
    elif after != before + 1 or before >= findings.kills:
        return "told again long after, or with no kill before"
    elif told_at < findings.killed_at[before] - _NOTED_WITHIN:
        return "told again, though the journal had it as told"
    return None


def _follow(
    check: EventCheck,
    runs: Sequence[Sequence[Told]],
    journal: Journal,
    begun_with: Journal,
    *,
    is_cut: bool = False,
) -> None:
    """Follow each message from state to state to the journal's own.

    `is_cut`: the journal was left by a kill, so its last events may wait in it, and
    nobody will ever tell them.
    """
    states: dict[str, str | None] = {
        row.reference: row.state for row in begun_with.values()
    }
    before = set(states)
    gaps: Mapping[str, str] = {row.reference: row.provider for row in journal.values()}
    known: set[Told] = set()
    for run in runs:
        for told in run:
            if told in known:
                continue
            known.add(told)
            state = states.get(told.reference)
            if told.previous_state == state:
                states[told.reference] = told.state
            elif told.reference in before:
                # Of the time before the copy, and not told then.
                continue
            else:
                check.counts[told.provider]["never"] += 1
                check.violations.append(f"after {state} was told: {told}")
                states[told.reference] = told.state
    if is_cut:
        return
    for row in journal.values():
        if states.get(row.reference) != row.state:
            check.counts[gaps[row.reference]]["never"] += 1
            check.violations.append(
                f"the journal has {row.state}, told was {states.get(row.reference)}:"
                f" {row.reference}"
            )
