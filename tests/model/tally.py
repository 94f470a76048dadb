"""Counts what a run of the model did, so that a rule that never runs is seen."""

from collections import Counter, defaultdict
from collections.abc import Iterator
import time

counts: Counter[str] = Counter()
took: defaultdict[str, float] = defaultdict(float)
"""Seconds."""
_begun = time.monotonic()


def lines() -> Iterator[str]:
    """Yield what is to be said at the end, if there is anything."""
    if not counts:
        return
    examples = counts["example"]
    steps = sum(n for name, n in counts.items() if name.islower() and " " not in name)
    steps -= examples
    minutes = (time.monotonic() - _begun) / 60
    yield f"{examples} examples, {steps} steps, {steps / minutes:.0f} a minute"
    for name, count in sorted(counts.items()):
        yield f"{count:9} {name:20} {took[name]:6.1f} s"
