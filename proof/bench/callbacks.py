"""Parts (a), (f), (g): callbacks beside a webhook that does nothing, in two homes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from .figures import Row, at_least, at_most
from .home import BenchHome, StubProcess
from .load import Load, run

_CONNECTIONS = 64
_PER_REQUEST = 1000
_STATUS_DELIVERED = 1
_NOTHING = "/api/webhook/bench-probe-does-nothing"
_READING = "/api/webhook/bench-probe-only-reads"


@dataclass(slots=True)
class Rounds:
    """What one home did in each round."""

    ours: list[Load] = field(default_factory=list)
    nothing: list[Load] = field(default_factory=list)
    reading: list[Load] = field(default_factory=list)
    stalls: list[dict[str, Any]] = field(default_factory=list)
    stalls_of_nothing: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Return, round by round, how much of a bare webhook's rate is reached."""
        return [
            ours.rate / nothing.rate
            for ours, nothing in zip(self.ours, self.nothing, strict=True)
        ]


async def fill(home: BenchHome, count: int) -> None:
    """Let a home follow so many messages."""
    while count > 0:
        numbers = min(count, _PER_REQUEST)
        await home.send(count=1, numbers=numbers, together=1)
        count -= numbers


async def reports(home: BenchHome, stub: StubProcess, count: int) -> list[bytes]:
    """Send new messages, and return a callback for each: all of them are news."""
    await stub.take_bodies()
    await fill(home, count)
    return deliveries(home, await stub.take_bodies())


def deliveries(home: BenchHome, bodies: Iterable[str]) -> list[bytes]:
    """Return a callback for each message of requests: it was delivered."""
    requests: list[bytes] = []
    for body in bodies:
        form = parse_qs(body)
        requests += [
            home.callback(form["id"][0], phone, _STATUS_DELIVERED)
            for phone in form["phones"][0].split(",")
        ]
    return requests


async def measure(
    homes: dict[int, BenchHome], stub: StubProcess, rounds: int, count: int
) -> dict[int, Rounds]:
    """Call each home's two webhooks in turn; the homes by what they follow."""
    results: dict[int, Rounds] = defaultdict(Rounds)
    for number in range(rounds + 1):
        for tracked, home in homes.items():
            requests = await reports(home, stub, count)
            bodies = [one.partition(b"\r\n\r\n")[2].decode() for one in requests]
            pairs = [
                ("ours", requests),
                ("nothing", [home.request(_NOTHING, body) for body in bodies]),
                ("reading", [home.request(_READING, body) for body in bodies]),
            ]
            for kind, ones in pairs if number % 2 else reversed(pairs):
                await home.do("begin_stalls")
                load = await run(home.process.port, ones, _CONNECTIONS)
                stall = await home.do("end_stalls")
                if load.statuses != {200: len(ones)}:
                    raise RuntimeError(f"Not all were taken: {load.statuses}")
                # The first round warms up.
                if number:
                    result = results[tracked]
                    getattr(result, kind).append(load)
                    if kind == "ours":
                        result.stalls.append(stall)
                    elif kind == "nothing":
                        result.stalls_of_nothing.append(stall)
    return results


def rows(results: dict[int, Rounds], least: int, most: int) -> Iterator[Row]:
    """Yield the lines of the table."""
    few = results[least]
    yield Row(
        part="a",
        what="callbacks a second, of a do-nothing webhook's",
        values=few.ratios,
        goal="≥ 0.8",
        is_met=at_least(0.8),
    )
    yield Row(
        part="a",
        what="the same of a webhook that only reads and splits the form",
        values=[a.rate / b.rate for a, b in zip(few.reading, few.nothing, strict=True)],
    )
    for what, loads in (("ours", few.ours), ("do-nothing", few.nothing)):
        yield Row(
            part="a",
            what=f"callbacks a second, {what}",
            values=[load.rate for load in loads],
            digits=0,
        )
        for name, part in (("p50", 0.5), ("p99", 0.99)):
            yield Row(
                part="a",
                what=f"answered within, {what}, {name}, {_CONNECTIONS} connections",
                values=[load.quantile(part) for load in loads],
                unit="ms",
                digits=1,
            )
    if most in results and most != least:
        yield Row(
            part="f",
            what=f"ratio (a) with {most:,} tracked, of that with {least:,}",
            values=[
                many / few
                for many, few in zip(
                    results[most].ratios, results[least].ratios, strict=True
                )
            ],
            goal="0.9 to 1.1",
            is_met=lambda value: value >= 0.9,
        )
    for tracked, result in results.items():
        yield Row(
            part="g",
            what=f"longest stall of the event loop under (a), {tracked:,} tracked",
            values=[stall["longest"] for stall in result.stalls],
            unit="ms",
            digits=1,
            goal="≤ 10",
            is_met=at_most(10.0),
            is_of_the_worst=True,
        )
        yield Row(
            part="g",
            what="of that the loop's own work",
            values=[stall["longest_work"] for stall in result.stalls],
            unit="ms",
            digits=1,
            is_of_the_worst=True,
        )
        yield Row(
            part="g",
            what="the same with the do-nothing webhook",
            values=[stall["longest"] for stall in result.stalls_of_nothing],
            unit="ms",
            digits=1,
            is_of_the_worst=True,
        )
