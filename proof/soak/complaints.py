"""Which lines of Home Assistant's log the faults of a run account for, and which not."""

from collections.abc import Iterator, Sequence
from datetime import datetime
import re
from typing import Final

from .findings import AWAY_FOR, Findings

# Home Assistant logs each action that is refused, as some have to be; the integration,
# once in a run, that of a message whose answer was hidden the id is not known yet.
_EXPECTED: Final = (
    "Error during service call to sms_gateway.send_sms",
    "was of no use (unmatched)",
)

# As Home Assistant's coordinator writes it for every integration, once in a row.
_BALANCE: Final = re.compile(
    r"^(?P<at>\S+ \S+) ERROR \(\w+\) \[custom_components\.sms_gateway\.coordinator\] "
    r"Error fetching sms_gateway balance data: (?P<provider>\w+) \([^)]*\): [^\n]*$"
)

_TIME_OUT: Final = 25.0
"""Seconds from a question to the line about it: the client waits for twenty."""


def complaints(findings: Findings, lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines that nothing in the run accounts for."""
    for line in lines:
        if any(expected in line for expected in _EXPECTED):
            continue
        if not _is_of_a_question_that_failed(findings, line):
            yield line


def _is_of_a_question_that_failed(findings: Findings, line: str) -> bool:
    """Tell whether a question about the balance met an outage, or a planted fault."""
    if (found := _BALANCE.match(line)) is None:
        return False
    provider = found["provider"].lower()
    at = _by_the_homes_clock(findings, datetime.fromisoformat(found["at"]).timestamp())
    if any(begin <= at <= end + _TIME_OUT for begin, end in findings.outages):
        return True
    return any(
        asked == provider and asked_at <= at <= asked_at + _TIME_OUT
        for asked, asked_at in findings.ledger.spoiled
    )


def _by_the_homes_clock(findings: Findings, at: float) -> float:
    """Return what the home's clock said; the log's own does not run ahead."""
    for number, killed_at in enumerate(findings.killed_at):
        if at + number * AWAY_FOR > killed_at:
            continue
        return at + number * AWAY_FOR
    return at + findings.kills * AWAY_FOR
