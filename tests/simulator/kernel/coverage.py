"""Remembers what passed over the wire, so that a document of what is covered can be checked.

With SMS_SIMULATOR_COVERAGE set to a folder, every process appends what is new to it to a
file of its own there, one JSON object a line.
"""

from collections.abc import Iterable, Iterator
import json
import os
from pathlib import Path
from typing import NamedTuple

VARIABLE = "SMS_SIMULATOR_COVERAGE"


class Passed(NamedTuple):
    """One thing that passed: `smsc`, `parameter`, `send`, `voice`."""

    provider: str
    kind: str
    place: str
    name: str


class Notes:
    """What passes with the answer or callback that is being written.

    Nothing is awaited while one is written, so that the notes of two never mix.
    """

    def __init__(self, provider: str) -> None:
        """Begin with nothing."""
        self._provider = provider
        self._passing: list[Passed] = []

    def note(self, kind: str, place: str, *names: object) -> None:
        """Note what passes at one place."""
        self._passing += [
            Passed(self._provider, kind, place, str(name)) for name in names
        ]

    def take(self) -> tuple[Passed, ...]:
        """Return what was noted, and begin anew."""
        passing = tuple(self._passing)
        self._passing.clear()
        return passing


class _Dump:
    """The file of this process; each line is written once, whatever simulator saw it."""

    def __init__(self) -> None:
        """Start with nothing written."""
        self._written: set[tuple[Path, Passed]] = set()

    def write(self, passed: Passed) -> None:
        """Append a line, unless it is there already or nobody asked for a file."""
        folder = os.environ.get(VARIABLE)
        if not folder:
            return
        # The process is asked for each time: a forked one must not share the file.
        path = Path(folder) / f"{os.getpid()}.jsonl"
        if (path, passed) in self._written:
            return
        self._written.add((path, passed))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(passed._asdict(), ensure_ascii=False) + "\n")


_DUMP = _Dump()


class Coverage:
    """The set of what passed since the start."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._passed: set[Passed] = set()

    def __iter__(self) -> Iterator[Passed]:
        """Go through all of it in order."""
        return iter(sorted(self._passed))

    def __len__(self) -> int:
        """Return how much it is."""
        return len(self._passed)

    def __contains__(self, passed: object) -> bool:
        """Return whether something passed; a bare tuple will do."""
        return passed in self._passed

    def note(self, provider: str, kind: str, place: str, *names: object) -> None:
        """Note what passed at one place."""
        self.keep(Passed(provider, kind, place, str(name)) for name in names)

    def keep(self, all_passed: Iterable[Passed]) -> None:
        """Keep what passed, once it has passed."""
        for passed in all_passed:
            if passed not in self._passed:
                self._passed.add(passed)
                _DUMP.write(passed)

    def clear(self) -> None:
        """Forget all of it; what is in the file stays there."""
        self._passed.clear()

    def names(self, provider: str, kind: str, place: str) -> set[str]:
        """Return the names of one kind that passed at one place."""
        return {
            one.name
            for one in self._passed
            if (one.provider, one.kind, one.place) == (provider, kind, place)
        }


def read_dump(folder: Path) -> set[Passed]:
    """Return what all processes have written to a folder."""
    return {
        Passed(**json.loads(line))
        for path in folder.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
