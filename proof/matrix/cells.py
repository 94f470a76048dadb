"""One cell: a message, a fault, a cut, a restart; and what must be true at its end."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
import tempfile
from typing import Any, Final

from custom_components.sms_gateway.providers.model import MessageState
from tests.simulator import ManualClock, Simulator
from tests.simulator.kernel.faults import FaultKind

from .home import PHONE, TEXT, Home
from .power import Cut, HomeLoop

PROVIDERS: Final = ("smsc", "smspilot", "websms")

_PAGES: Final = {
    "smsc": "/sys/send.php",
    "smspilot": "/api.php",
    "websms": "/json_in5.asp",
}

_LATER: Final = {"smsc": 9, "smspilot": 118, "websms": 17}
"""Errors after which a message is tried again."""
_NEVER: Final = {"smsc": 6, "smspilot": 220, "websms": 9}
"""Errors by which a message is refused for good."""

_START: Final = datetime(2026, 11, 21, 9, tzinfo=UTC).timestamp()
"""Noon in Moscow: far from the hour in which SMSC puts messages into its archive."""

_AWAY: Final = 30.0
"""Seconds for which the power is away."""

_STEPS: Final = ((5.0, 40), (60.0, 30), (600.0, 12))
"""Seconds by which time passes, and how often: two and a half hours."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with the first sending; `accept` as the simulator has it."""

    name: str
    kind: FaultKind | None = None
    accept: bool | None = None
    is_refusal: bool = False
    is_later: bool = False

    @property
    def hides_answer(self) -> bool:
        """Tell whether what the provider did cannot be known by its answer."""
        return self.kind not in (None, FaultKind.ERROR_CODE)

    def values(self, provider: str) -> dict[str, Any] | None:
        """Return it for the simulator; None where the provider has no such thing."""
        if self.kind is FaultKind.ERROR_CODE:
            codes = _LATER if self.is_later else _NEVER
            return {"code": codes[provider]} if provider in codes else None
        if self.kind is FaultKind.DELAY:
            return {"seconds": 0.05}
        return {}


FAULTS: Final = (
    Fault("none"),
    *(
        Fault(kind.value, kind)
        for kind in FaultKind
        if kind is not FaultKind.ERROR_CODE
    ),
    Fault("http_status, taken", FaultKind.HTTP_STATUS, True),
    Fault("html, taken", FaultKind.HTML, True),
    Fault("delay, not taken", FaultKind.DELAY, False),
    Fault("refused", FaultKind.ERROR_CODE, is_refusal=True),
    Fault("later", FaultKind.ERROR_CODE, is_later=True),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a cell ended; `writes` are those up to the cut, or to the end without one."""

    state: MessageState | None
    told: MessageState | None
    accepted: int
    writes: int
    was_cut: bool

    def wrong(self, provider: str, fault: Fault) -> str:
        """Return what is wrong, or nothing: the rules."""
        if self.accepted > 1:
            return "doubled"
        if self.state is None:
            # Its order was not written, so nobody was told that it was taken.
            return "sent unwritten" if self.accepted or not self.was_cut else ""
        if self.told is not self.state:
            return f"told {self.told}, is {self.state}"
        if self.accepted:
            return "" if self.state is MessageState.DELIVERED else f"{self.state}"
        if fault.is_refusal and self.state is MessageState.REJECTED:
            return ""
        if self.state is MessageState.UNCONFIRMED and provider != "smsc":
            # The answer was hidden, and these two cannot deny a message.
            is_hidden = self.was_cut or fault.hides_answer
            return "" if is_hidden else "open without a reason"
        return f"lost: {self.state}"


def run(provider: str, fault: Fault, cut: Cut | None) -> Outcome:
    """Run a cell."""
    loop = HomeLoop()
    try:
        with tempfile.TemporaryDirectory() as folder:
            return loop.run_until_complete(_run(provider, fault, cut, Path(folder)))
    finally:
        loop.run_until_complete(_end_all())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


async def _end_all() -> None:
    """End what is still there: a timer may have begun something without power."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _run(provider: str, fault: Fault, cut: Cut | None, folder: Path) -> Outcome:
    """Send, cut, come back, and see what becomes of it."""
    clock = ManualClock(_START)
    async with Simulator(clock=clock, latency=0) as simulator:
        home = Home(provider, simulator, clock, folder / "journal.db")
        await home.start()
        # Whatever it asks for at its start is asked for without a fault.
        await home.pass_time(2.0)
        await home.pass_time(0.0)
        values = fault.values(provider)
        if fault.kind is not None and values is not None:
            simulator.faults.add(
                fault.kind,
                provider=provider,
                path=_PAGES[provider],
                accept=fault.accept,
                **values,
            )
        home.power.go_at(cut)
        await home.send()
        await _live(home)
        writes, was_cut = home.power.writes, home.power.is_gone
        if was_cut:
            await home.crash()
            # The provider goes on meanwhile, with what had reached it.
            await clock.advance(_AWAY)
            await home.start()
            await _live(home)
        message = home.message
        accepted = [m for m in simulator.ledger.to(PHONE) if m.text == TEXT]
        await home.crash()
        return Outcome(
            state=None if message is None else message.state,
            told=home.told[-1] if home.told else None,
            accepted=len(accepted),
            writes=writes,
            was_cut=was_cut,
        )


async def _live(home: Home) -> None:
    """Let time pass until the power is gone, or nothing more is to be expected."""
    for seconds, times in _STEPS:
        for _ in range(times):
            await home.pass_time(seconds)
            if home.power.is_gone:
                return
            message = home.message
            if message is not None and message.state in (
                MessageState.DELIVERED,
                MessageState.REJECTED,
                MessageState.FAILED,
            ):
                # What is told is written down too.
                await home.pass_time(2.0)
                await home.pass_time(0.0)
                return


def steps(provider: str, fault: Fault) -> Iterator[Cut]:
    """Yield every step of a message's life under a fault, as long as there are any."""
    for write in range(1, run(provider, fault, None).writes + 1):
        for is_after in (False, True):
            yield Cut(write, is_after)
