"""Shows what a run came to, as a table that reads well in a terminal and in a document."""

from collections.abc import Iterator
from dataclasses import fields

from .findings import Findings
from .verdict import Tally, Verdict

_NAMES = {
    "not_delivered": "undelivered or expired",
    "restored": "unknown since the old backup",
    "once": "events told once",
    "twice": "events told twice",
    "never": "events never told",
}


def table(verdict: Verdict, findings: Findings, seconds: float) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    tallies = verdict.tallies
    yield (
        f"| {'':34} |"
        + "".join(f" {name.upper():>8} |" for name in tallies)
        + "    all |"
    )
    yield f"| {'-' * 34} |" + " -------: |" * len(tallies) + " -----: |"
    for each in fields(Tally):
        numbers = [getattr(tally, each.name) for tally in tallies.values()]
        name = _NAMES.get(each.name, each.name)
        cells = "".join(f" {number:8} |" for number in numbers)
        yield f"| {name:34} |{cells} {sum(numbers):6} |"
    yield ""
    yield (
        f"Duration {seconds:.0f} s, {findings.kills} kills, restored backups"
        f" {int(findings.restored_in is not None)}, calls cut off by a kill"
        f" {len(findings.cut_off)}, their messages that no journal ever had"
        f" {verdict.unknown}, messages forgotten by the restored backup"
        f" {verdict.forgotten}."
    )
    met = ", ".join(f"{k} {n}" for k, n in sorted(findings.ledger.faults.items()))
    yield f"Faults that a request met: {met}."
    put = ", ".join(f"{k} {n}" for k, n in sorted(findings.injected.items()))
    yield f"Put in front of the requests: {put}."
