"""One target under the fuzzer, in a process of its own: libFuzzer, guided by coverage."""

import asyncio
from collections.abc import Callable
import contextlib
from dataclasses import asdict, dataclass, field
import json
import os
from pathlib import Path
import traceback

from . import judge, long, seeds
from .targets import Target

_LONGEST = 4096
"""Bytes of an input that is made by mutation; longer ones are made on purpose."""

_FAILURES = 5
"""After so many a target is given up."""


@dataclass(slots=True)
class Result:
    """What became of a target; times are milliseconds of processor time."""

    name: str
    runs: int = 0
    long: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    slowest_size: int = 0
    per_kib: float = 0.0
    """Of inputs of 16 KiB and more."""
    failures: list[str] = field(default_factory=list)


class Fuzzed:
    """Counts what a target does with the inputs that it gets."""

    def __init__(
        self, target: Target, runs: int, end: Callable[[Result], None]
    ) -> None:
        """Read so many inputs, and then `end`."""
        self._target = target
        self._runs = runs
        self._end = end
        self._loop = asyncio.new_event_loop()
        self.result = Result(target.name)

    def read_long(self) -> None:
        """Read the long inputs."""
        try:
            for item in long.read_long(self._loop, self._target):
                self.result.long += 1
                self._time(item.size, item.took)
        except judge.BrokenRuleError as err:
            self.result.failures.append(f"long: {err}")

    def read(self, data: bytes) -> None:
        """Read one input of the fuzzer."""
        self.result.runs += 1
        try:
            read = judge.read(self._loop, self._target, data)
            if read.took > judge.ceiling(len(data)):
                # Once more: it may have been the collector of garbage.
                read = judge.read(self._loop, self._target, data)
            if read.took > judge.ceiling(len(data)):
                raise judge.BrokenRuleError(f"{read.took:.0f} ms")  # noqa: TRY301
            known = self.result.outcomes
            known[read.outcome] = known.get(read.outcome, 0) + 1
            self._time(len(data), read.took)
        except judge.BrokenRuleError as err:
            place = traceback.format_exception(err)[0].strip()[-300:]
            self.result.failures.append(f"{data!r}: {err} ({place})")
        if self.result.runs >= self._runs or len(self.result.failures) >= _FAILURES:
            self._end(self.result)

    def _time(self, size: int, took: float) -> None:
        """Note what was slow."""
        if took > self.result.slowest:
            self.result.slowest, self.result.slowest_size = took, size
        if size >= 16 * 1024:
            self.result.per_kib = max(self.result.per_kib, took / size * 1024)


def fuzz(target: Target, runs: int, seed: int, folder: Path) -> None:
    """Fuzz a target and leave the result in a file; never returns."""
    # Only here, so that the suite does without it.
    import atheris  # noqa: PLC0415

    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for number, content in enumerate(target.seeds):
        (corpus / f"{number:04}").write_bytes(content)
    words = folder / "dictionary"
    words.write_text(
        "".join(
            '"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n'
            for word in seeds.dictionary(list(target.seeds))
        )
    )

    def end(result: Result) -> None:
        (folder / "result.json").write_text(json.dumps(asdict(result)))
        os._exit(0)

    with contextlib.suppress(OSError):
        # What libFuzzer tells of its progress.
        os.dup2(os.open(folder / "log", os.O_CREAT | os.O_WRONLY), 2)
    fuzzed = Fuzzed(target, runs, end)
    fuzzed.read_long()
    atheris.Setup(
        [
            "fuzz",
            f"-seed={seed}",
            f"-max_len={_LONGEST}",
            f"-dict={words}",
            f"-artifact_prefix={folder}/",
            "-reload=0",
            "-timeout=60",
            "-rss_limit_mb=2048",
            str(corpus),
        ],
        fuzzed.read,
    )
    atheris.Fuzz()


def load(folder: Path, name: str) -> Result:
    """Return what a target's process left."""
    file = folder / "result.json"
    if not file.exists():
        log = folder / "log"
        last = log.read_text(errors="replace")[-500:] if log.exists() else ""
        return Result(name, failures=[f"the process ended without a result: {last}"])
    return Result(**json.loads(file.read_text()))
