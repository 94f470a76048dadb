"""Parts (b), (c): sends by `send_sms` beside the same forms posted by aiohttp alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from demo.simulator import SimulatorProcess

from .figures import Row, at_least, at_most
from .home import BenchHome, StubProcess

AT_ONCE = 14
"""As many as SMSC allows; the integration keeps to that."""

_NUMBERS = 1000


@dataclass(slots=True)
class Sends:
    """Rates of sends, round by round."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Return, round by round, how much of the bare rate is reached."""
        return [a / b for a, b in zip(self.ours, self.bare, strict=True)]


@dataclass(slots=True)
class Thousand:
    """Sends to a thousand numbers, round by round, in seconds."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Return, round by round, how many times the bare time is taken."""
        return [a / b for a, b in zip(self.ours, self.bare, strict=True)]


async def measure(
    home: BenchHome, stub: StubProcess, rounds: int, count: int, together: int
) -> Sends:
    """Send, then post what was sent once more, barely; and again."""
    result = Sends()
    for number in range(rounds + 1):
        await stub.take_bodies()
        await home.do("begin_stalls")
        ours = await home.send(count=count, together=together)
        stall = await home.do("end_stalls")
        if ours["states"] != {"queued": count}:
            raise RuntimeError(f"Not all were taken: {ours['states']}")
        bodies = await stub.take_bodies()
        bare = await _post(home, stub.url, bodies, together)
        if number:
            result.ours.append(count / ours["seconds"])
            result.bare.append(len(bodies) / bare["seconds"])
            result.stalls.append(stall["longest"])
    return result


async def measure_thousand(
    home: BenchHome, simulator: SimulatorProcess, rounds: int, delay: float
) -> Thousand:
    """Send one text to a thousand numbers, and post the same form barely.

    At the simulator, which checks each number as a provider does; what the form says,
    the stub has seen. It answers after so many seconds more.
    """
    await simulator.control("smsc/account", balance="100000000")
    result = Thousand()
    for number in range(rounds + 1):
        before = await _accepted(simulator)
        await _answer_late(simulator, delay)
        await home.do("begin_stalls")
        ours = await home.send(count=1, numbers=_NUMBERS, together=1)
        stall = await home.do("end_stalls")
        if ours["states"] != {"queued": _NUMBERS}:
            raise RuntimeError(f"Not all were taken: {ours['states']}")
        made = await _accepted(simulator) - before
        await simulator.control("smsc/forget_limits")
        body = await _form_like(simulator)
        await _answer_late(simulator, delay)
        bare = await _post(home, simulator.url, [body], 1)
        await simulator.control("smsc/forget_limits")
        if number:
            result.ours.append(ours["seconds"])
            result.bare.append(bare["seconds"])
            result.requests.append(made)
            result.stalls.append(stall["longest"])
    return result


async def _answer_late(simulator: SimulatorProcess, delay: float) -> None:
    """Let the next answer take so many seconds more."""
    if delay:
        await simulator.control(
            "faults",
            kind="delay",
            seconds=delay,
            accept=True,
            provider="smsc",
            path="/sys/send.php",
        )


async def _accepted(simulator: SimulatorProcess) -> int:
    """Return how many requests to send the simulator has had."""
    ledger = await simulator.show("ledger")
    return sum(one["path"] == "/sys/send.php" for one in ledger["requests"])


async def _form_like(simulator: SimulatorProcess) -> str:
    """Return the last form that came to the simulator, with another id and text."""
    ledger = await simulator.show("ledger")
    last = next(
        one for one in reversed(ledger["requests"]) if one["path"] == "/sys/send.php"
    )
    form = dict(last["parameters"]) | {"login": "demo", "psw": "demo"}
    # One id is one request for the provider, and a text again is none at all.
    form["id"] = uuid4().hex[: len(form["id"])]
    form["mes"] = form["mes"][:-6] + uuid4().hex[:6]
    return urlencode(form)


async def _post(
    home: BenchHome, url: str, bodies: list[str], together: int
) -> dict[str, Any]:
    """Post forms from the same process, by the session that the integration uses."""
    # As the integration does it: a connection of its own for each.
    return await home.do(
        "post",
        url=f"{url}/sys/send.php",
        bodies=bodies,
        together=together,
        close=True,
    )


def rows_of_sends(what: str, sends: Sends) -> Iterator[Row]:
    """Yield the lines of the table for one stub."""
    yield Row(
        part="b",
        what=f"sends a second, of bare aiohttp's; {what}",
        values=sends.ratios,
        goal="≥ 0.8",
        is_met=at_least(0.8),
    )
    for who, values in (("`send_sms`", sends.ours), ("bare aiohttp", sends.bare)):
        yield Row(
            part="b", what=f"sends a second, {who}; {what}", values=values, digits=0
        )
    yield Row(
        part="g",
        what=f"longest stall of the event loop under (b); {what}",
        values=sends.stalls,
        unit="ms",
        digits=1,
        goal="≤ 10",
        is_met=at_most(10.0),
        is_of_the_worst=True,
    )


def rows_of_thousand(what: str, thousand: Thousand) -> Iterator[Row]:
    """Yield the lines of the table for a text to a thousand numbers."""
    yield Row(
        part="c",
        what=f"requests made for 1,000 numbers; {what}",
        values=thousand.requests,
        digits=0,
        goal="1",
        is_met=lambda value: value == 1,
    )
    yield Row(
        part="c",
        what=f"time of one `send_sms` to 1,000 numbers, of the bare request's; {what}",
        values=thousand.ratios,
        goal="≤ 1.2",
        is_met=at_most(1.2),
    )
    for who, values in (("`send_sms`", thousand.ours), ("bare", thousand.bare)):
        yield Row(
            part="c",
            what=f"time to 1,000 numbers, {who}; {what}",
            values=[1000 * value for value in values],
            unit="ms",
            digits=0,
        )
    yield Row(
        part="c",
        what=f"longest stall of the event loop meanwhile; {what}",
        values=thousand.stalls,
        unit="ms",
        digits=1,
        is_of_the_worst=True,
    )
