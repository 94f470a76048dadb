"""`scripts/matrix`: every cell is run, and the tables of what became of them printed."""

import argparse
from collections.abc import Mapping
import sys
import time

from custom_components.sms_gateway.providers.model import MessageState

from .cells import PROVIDERS, run, steps
from .faults import FAULTS, Fault
from .power import Cut
from .rules import Outcome

type Column = Mapping[str, str]


def _cell(outcome: Outcome, wrong: str) -> str:
    """Return what a cell shows: no more than ok where the message arrived, once."""
    if wrong:
        return f"**{wrong}**"
    if outcome.state is MessageState.DELIVERED:
        return "ok"
    return f"ok, {outcome.state or 'never written'}"


def _column(provider: str, fault: Fault) -> tuple[Column, int]:
    """Run all steps under one fault; return the cells by step, and how many are wrong."""
    cells: dict[str, str] = {}
    broken = 0
    cuts: list[Cut | None] = [None, *steps(provider, fault)]
    for cut in cuts:
        outcome = run(provider, fault, cut)
        wrong = outcome.wrong(provider, fault)
        broken += bool(wrong)
        cells["no crash" if cut is None else str(cut)] = _cell(outcome, wrong)
    return cells, broken


def _print(provider: str, columns: Mapping[str, Column]) -> None:
    """Print the table of a provider."""
    rows = max((list(column) for column in columns.values()), key=len)
    print(f"\n{provider}\n\n| step | {' | '.join(columns)} |")
    print(f"| --- |{' --- |' * len(columns)}")
    for row in rows:
        cells = (column.get(row, "") for column in columns.values())
        print(f"| {row} | {' | '.join(cells)} |", flush=True)


def main() -> int:
    """Run all of it, and return the exit status."""
    parser = argparse.ArgumentParser(prog="scripts/matrix", description=__doc__)
    parser.add_argument("--provider", choices=PROVIDERS, help="only this one")
    only = parser.parse_args().provider
    begun = time.monotonic()
    count = broken = 0
    for provider in [only] if only else PROVIDERS:
        columns: dict[str, Column] = {}
        for fault in FAULTS:
            if fault.values(provider) is None:
                continue
            columns[fault.name], wrong = _column(provider, fault)
            broken += wrong
            count += len(columns[fault.name])
        _print(provider, columns)
    print(
        f"\n{count} cells, {broken} wrong, {time.monotonic() - begun:.0f} s; ok: it"
        " arrived, once; else what it ended as"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
