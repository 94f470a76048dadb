"""Part (d): import and set-up of one account beside core's ntfy, a process for each."""

import asyncio
from collections.abc import Iterator
import json
import os
from pathlib import Path
import sys
import tempfile

from .figures import Row, at_most

_APART = "phonenumbers"


async def measure(
    server: str, rounds: int, libraries: Path
) -> dict[str, list[dict[str, float]]]:
    """Start each in turn; return the milliseconds of each step."""
    took: dict[str, list[dict[str, float]]] = {"sms_gateway": [], "ntfy": []}
    for number in range(rounds + 1):
        for name in took if number % 2 else reversed(took):
            one = await _start(name, server, libraries)
            # The first round compiles.
            if number:
                took[name].append(one)
    return took


async def _start(name: str, server: str, libraries: Path) -> dict[str, float]:
    """Let a process measure one of them."""
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "proof.bench.startup_worker", name, server),
            str(Path(folder) / "config"),
            env=_environment() | {"PYTHONPATH": str(libraries)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{name} did not start: {err.decode()[-2000:]}")
    took: dict[str, float] = json.loads(out.splitlines()[-1])
    return took


def _environment() -> dict[str, str]:
    """Return an environment in which Python keeps what it compiles, as in any home.

    Where it must not, ours is compiled at each start, and what is installed never is.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONDONTWRITEBYTECODE"
    }


def rows(took: dict[str, list[dict[str, float]]]) -> Iterator[Row]:
    """Yield the lines of the table."""
    ours, theirs = took["sms_gateway"], took["ntfy"]
    without = [sum(one.values()) - one[_APART] for one in ours]
    yield Row(
        part="d",
        what=f"import and set-up, of core's ntfy's; without `{_APART}`",
        values=[
            mine / sum(other.values())
            for mine, other in zip(without, theirs, strict=True)
        ],
        goal="≤ 1.0",
        is_met=at_most(1.0),
    )
    for who, ones in (("ours", ours), ("ntfy", theirs)):
        for step in ones[0]:
            yield Row(
                part="d",
                what=f"{who}, {step}",
                values=[one[step] for one in ones],
                unit="ms",
                digits=0,
            )
