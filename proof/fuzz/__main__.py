"""`scripts/fuzz`: all targets, so many inputs in all, and a table of what came of it."""

import argparse
from collections.abc import Iterator, Sequence
import os
from pathlib import Path
import sys
import tempfile
import time

import atheris

with atheris.instrument_imports(include=["custom_components.sms_gateway.providers"]):
    from .targets import TARGETS, Target

from .judge import FIXED_MS, MS_PER_KIB
from .run import Result, fuzz, load


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000, help="inputs in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="targets whose name has this")
    return parser.parse_args()


def _run(
    targets: Sequence[Target], runs: int, seed: int, jobs: int, folder: Path
) -> Iterator[Result]:
    """Fuzz each target in a process of its own, some of them at once."""
    waiting = list(enumerate(targets))
    at_work: dict[int, tuple[int, Target]] = {}
    while waiting or at_work:
        while waiting and len(at_work) < jobs:
            place, target = waiting.pop(0)
            if (process := os.fork()) == 0:
                fuzz(target, runs, seed + place, folder / str(place))
            at_work[process] = place, target
        process, _ = os.wait()
        place, target = at_work.pop(process)
        yield load(folder / str(place), target.name)


def _row(result: Result) -> str:
    """Return a row of the table."""
    taken = result.outcomes.get("taken", 0)
    refused = sum(result.outcomes.values()) - taken
    return (
        f"| {result.name} | {result.runs:,} | {taken:,} |"
        f" {refused:,} | {result.long:,} | {result.slowest:.1f} ms at"
        f" {result.slowest_size:,} B | {result.per_kib:.2f} |"
        f" {'ok' if not result.failures else 'BROKEN'} |"
    )


def main() -> int:
    """Fuzz, and return the exit status."""
    arguments = _arguments()
    targets = [target for target in TARGETS if arguments.only in target.name]
    if not targets:
        print(f"No target has a name with {arguments.only!r}.", file=sys.stderr)
        return 2
    each = -(-arguments.runs // len(targets))
    begun = time.monotonic()
    print("| target | inputs | taken | refused | long | slowest | ms/KiB | |")
    print("| --- | ---: | ---: | ---: | ---: | --- | ---: | --- |", flush=True)
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as name:
        for result in _run(targets, each, arguments.seed, arguments.jobs, Path(name)):
            results.append(result)
            print(_row(result), flush=True)
    total = sum(result.runs for result in results)
    slowest = max(results, key=lambda result: result.slowest)
    broken = [result for result in results if result.failures]
    print(
        f"\n{total:,} inputs and {sum(r.long for r in results):,} long ones, seed"
        f" {arguments.seed}, {(time.monotonic() - begun) / 60:.1f} minutes; slowest:"
        f" {slowest.slowest:.1f} ms ({slowest.name}, {slowest.slowest_size:,} bytes);"
        f" ceiling {FIXED_MS:.0f} ms + {MS_PER_KIB:.0f} ms per KiB;"
        f" {len(broken)} targets broke a rule"
    )
    for result in broken:
        for failure in result.failures:
            print(f"{result.name}: {failure}")
    return 1 if broken or total < arguments.runs else 0


if __name__ == "__main__":
    sys.exit(main())
