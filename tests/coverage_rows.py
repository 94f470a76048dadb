"""Checks docs/coverage.md against what passed over the wire while the suite ran.

python -m tests.coverage_rows           counts the rows
python -m tests.coverage_rows FOLDER    fails with the rows that the record contradicts;
                                        FOLDER is SMS_SIMULATOR_COVERAGE of that run
"""

from collections.abc import Collection, Iterable
from pathlib import Path
import sys

from .coverage_document import Row, rows
from .simulator.kernel.coverage import Passed, read_dump


def never_passed(checked: Iterable[Row], passed: Collection[Passed]) -> list[Row]:
    """Return the rows that say to be covered, and that nobody has ever seen."""
    return [row for row in checked if row.is_offered and row.entry not in passed]


def passed_all_the_same(
    checked: Iterable[Row], passed: Collection[Passed]
) -> list[Row]:
    """Return the rows of what is sent although it is said not to be."""
    return [
        row
        for row in checked
        if not row.is_offered and row.is_sent and row.entry in passed
    ]


def totals(checked: Collection[Row]) -> str:
    """Return how many rows there are."""
    covered = sum(row.is_offered for row in checked)
    return (
        f"{len(checked)} rows: {covered} covered, {len(checked) - covered} not offered"
    )


def main(arguments: list[str]) -> int:
    """Count, and check where there is a record."""
    checked = rows()
    lines = [f"docs/coverage.md: {totals(checked)}"]
    wrong = 0
    if arguments:
        passed = read_dump(Path(arguments[0]))
        for found, what in (
            (never_passed(checked, passed), "never passed in the suite"),
            (passed_all_the_same(checked, passed), "not offered, but sent"),
        ):
            wrong += len(found)
            lines += [f"docs/coverage.md: {row}: {what}" for row in found]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
