"""Compares ledger, journal and events, and counts what is not as it must be."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.end_to_end.home import What

from .events import check_events
from .findings import Findings
from .plan import PROVIDERS, Fate, Order
from .records import RESTORED, Accepted, Row

_SLACK: Final = 1.0
"""Seconds before its end at which a message may be given up."""

_LATE: Final = 2.0
"""Seconds between the last moment to leave and that of coming: a date of an answer, by
which the home may go, has whole seconds, and travels."""

_RECOVERY: Final = 60.0
"""Seconds for which an outage is felt: the longest pause between two tries (DESIGN §10).
"""

_ENDS: Final[Mapping[tuple[str, int], frozenset[str]]] = {
    ("smsc", 1): frozenset({"delivered"}),
    ("smsc", 3): frozenset({"expired"}),
    ("smsc", 20): frozenset({"undelivered"}),
    ("smsc", 22): frozenset({"rejected"}),
    ("smsc", 25): frozenset({"rejected"}),
    ("smspilot", 2): frozenset({"delivered"}),
    ("smspilot", -1): frozenset({"undelivered", "expired"}),
    ("smspilot", -2): frozenset({"rejected"}),
    ("websms", 5): frozenset({"rejected"}),
    ("websms", 6): frozenset({"delivered"}),
    ("websms", 7): frozenset({"undelivered"}),
    ("websms", 10): frozenset({"rejected"}),
    ("websms", 11): frozenset({"expired"}),
}
"""What a message is at home by the last word of its provider."""

_MOVING: Final = frozenset({"scheduled", "queued", "sent"})
_NEVER_TAKEN: Final = frozenset({"failed", "rejected"})


@dataclass(slots=True)
class Tally:
    """The numbers of one provider."""

    sent: int = 0
    accepted: int = 0
    delivered: int = 0
    not_delivered: int = 0
    rejected: int = 0
    failed: int = 0
    unconfirmed: int = 0
    restored: int = 0
    """Not settled when an old backup was made, or when it came in place of the journal:
    nobody at home can know, and so none of these is sent again."""
    lost: int = 0
    doubled: int = 0
    late: int = 0
    once: int = 0
    twice: int = 0
    never: int = 0


@dataclass(slots=True)
class Verdict:
    """All numbers, and in words whatever is wrong."""

    tallies: dict[str, Tally] = field(
        default_factory=lambda: {provider: Tally() for provider in PROVIDERS}
    )
    violations: list[str] = field(default_factory=list)
    unknown: int = 0
    """Cut off by a kill before the journal had them: nobody was promised anything."""
    forgotten: int = 0
    """Judged by the journal's last word before the backup."""


def judge(orders: Sequence[Order], findings: Findings) -> Verdict:
    """Compare everything."""
    verdict = Verdict()
    verdict.violations += (f"the log: {text}" for text in findings.problems)
    if not findings.is_settled:
        verdict.violations.append("not settled: the waiting for it ran out of time")
    verdict.violations += (
        f"a parameter that no document knows: {name}"
        for name in findings.ledger.unknown_parameters
    )
    newest = _newest_taken(orders, findings)
    hidden, begun_at = findings.hidden(), findings.begun_at()
    known = set()
    for place, order in enumerate(orders):
        for phone in order.phones:
            what = (phone, order.text)
            known.add(what)
            _judge_message(
                verdict,
                findings,
                order,
                what,
                _Context(hidden, begun_at, newest.get(phone, -1) > place),
            )
    verdict.violations += (
        f"accepted, but never asked for: {what}"
        for what in findings.ledger.accepted.keys() - known
    )
    told = check_events(findings)
    for provider, numbers in told.counts.items():
        tally = verdict.tallies[provider]
        tally.once, tally.twice = numbers["once"], numbers["twice"]
        tally.never = numbers["never"]
    verdict.violations += told.violations
    return verdict


def _newest_taken(orders: Sequence[Order], findings: Findings) -> Mapping[str, int]:
    """Return the place of the newest order that was taken for each number."""
    return {
        phone: place
        for place, order in enumerate(orders)
        for phone in order.phones
        if (phone, order.text) in findings.ledger.accepted
    }


@dataclass(frozen=True, slots=True)
class _Context:
    """What is reckoned from all findings together."""

    hidden: Mapping[What, int]
    begun_at: Mapping[str, float]
    is_overtaken: bool
    """A newer message was taken for the same number."""


def _judge_message(
    verdict: Verdict,
    findings: Findings,
    order: Order,
    what: What,
    context: _Context,
) -> None:
    """Compare what both sides say of one message."""
    taken = findings.ledger.accepted.get(what, ())
    row = findings.journal.get(what)
    is_forgotten = row is None and what in findings.forgotten
    if is_forgotten:
        row = findings.forgotten[what]
        verdict.forgotten += 1
    tally = verdict.tallies[row.provider if row else order.providers[0]]
    tally.sent += 1
    tally.accepted += bool(taken)
    name = f"{what[1]} to {what[0]}, {row.reference if row else 'not in the journal'}"
    if len(taken) > 1:
        tally.doubled += 1
        verdict.violations.append(f"doubled: {name}")
    asked_at = findings.asked_at.get(what[1], 0.0)
    if row is None:
        if taken or what in findings.answered:
            tally.lost += 1
            verdict.violations.append(f"lost, known to nobody at home: {name}")
        elif order.text in findings.cut_off:
            verdict.unknown += 1
        else:
            tally.lost += 1
            verdict.violations.append(f"lost, and no kill cut the call off: {name}")
        return
    begun_at = context.begun_at.get(row.reference, row.created_at)
    if begun_at - asked_at > _LONGEST_WAY:
        verdict.violations.append(f"begun too late: {name}")
    ends_at = begun_at + order.valid_for
    if row.valid_until > ends_at + _LATE:
        verdict.violations.append(f"too long valid: {name}, {row.valid_until}")
    last = min(row.valid_until, ends_at) + _LATE
    if any(item.accepted_at - item.took > last for item in taken):
        tally.late += 1
        verdict.violations.append(f"late: {name}")
    if is_forgotten and not (row.is_settled and row.state not in _MOVING):
        tally.restored += 1
    else:
        _count_state(tally, row)
    for wrong in _disagreements(findings, order, row, taken, is_forgotten, context):
        tally.lost += wrong.startswith("lost")
        verdict.violations.append(f"{wrong}: {name}, {row.state}, {taken}")


_LONGEST_WAY: Final = 30.0
"""Seconds from a call to its message in the journal, on a machine with much to do."""


def _count_state(tally: Tally, row: Row) -> None:
    """Count how a message ended."""
    match row.state:
        case "delivered":
            tally.delivered += 1
        case "undelivered" | "expired":
            tally.not_delivered += 1
        case "rejected":
            tally.rejected += 1
        case "failed":
            tally.failed += 1
        case "unconfirmed" if row.reason == RESTORED:
            tally.restored += 1
        case "unconfirmed":
            tally.unconfirmed += 1


def _disagreements(
    findings: Findings,
    order: Order,
    row: Row,
    taken: Sequence[Accepted],
    is_forgotten: bool,
    context: _Context,
) -> Iterator[str]:
    """Yield what is wrong with the state of a message at its end."""
    if is_forgotten and not row.is_settled:
        # Nobody can know any more; that it was not doubled is seen elsewhere.
        return
    if row.state == "unconfirmed":
        copied = findings.copy.get(row.what)
        if copied is not None and not copied.is_settled and row.reason == RESTORED:
            return
        if taken:
            yield "taken, and not found out"
        if row.provider == "smsc":
            yield "unconfirmed at SMSC"
        if not context.hidden[row.what]:
            yield "unconfirmed, but no answer was hidden"
    elif taken:
        item = taken[-1]
        expected = _ENDS.get((item.provider, item.status), frozenset[str]())
        if is_forgotten and row.state in _MOVING:
            return
        if row.state not in expected or row.provider != item.provider:
            yield "the two disagree"
    elif row.state not in _NEVER_TAKEN:
        yield "lost, though it seems to be taken"
    elif row.state == "rejected":
        is_bad = order.fates[row.phone] is Fate.INVALID
        if not (is_bad and row.what in findings.ledger.refused):
            yield "lost, rejected though no provider refused it"
    elif row.changed_at < row.valid_until - _SLACK:
        if not context.is_overtaken:
            yield "lost, given up before its time"
    elif not _is_hindered(findings, row):
        yield "lost, given up though nothing was in its way"


def _is_hindered(findings: Findings, row: Row) -> bool:
    """Tell whether anything accounts for a message that nobody had taken in its time.

    What waits behind an older message to the same number has that one's troubles.
    """
    return any(
        phone == row.phone for phone, _ in findings.ledger.troubled
    ) or findings.is_out_of_reach(
        max(row.created_at, row.valid_until - _RECOVERY), row.valid_until
    )


def unconfirmed_too_often(findings: Findings) -> Iterator[str]:
    """Yield what was unconfirmed more often than something hid an answer."""
    often = Counter(
        findings.whats.get(told.reference, ("", told.reference))
        for told in {told for run in findings.runs for told in run}
        if told.state == "unconfirmed"
    )
    hidden = findings.hidden()
    for what, count in often.items():
        if count > hidden[what]:
            yield f"unconfirmed {count} times, hidden {hidden[what]} times: {what}"
