"""A run: sends in segments, under faults, each segment ended by a kill."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
import time
from typing import Any, Final

import aiohttp

from demo.errors import DemoError
from demo.simulator import SimulatorProcess
from demo.timeline import Timeline
from tests.end_to_end.home import Home

from .backup import make_backup, restore
from .complaints import complaints
from .findings import AWAY_FOR, OUTAGE, Findings
from .plan import (
    LATER_CODES,
    PATHS,
    PROVIDERS,
    REQUESTS,
    CallbackFault,
    Fate,
    Order,
    Plan,
    RefusingFault,
    RequestFault,
)
from .records import Told, read_journal, read_ledger, read_witness

_AT_ONCE: Final = 40
_LAST: Final = 12
"""Orders that are given together just before a kill."""

_GOES_BACK_AT: Final = 1
"""The kill after which the old backup is restored: a run after it was made."""

_GLANCE: Final = 1.0
_FAULTS_MET_WITHIN: Final = 5.0
_BALANCE: Final = "1000000"
_DO: Final = {
    CallbackFault.LOSE: "lose",
    CallbackFault.REORDER: "reorder",
    CallbackFault.REPEAT: "repeat",
}
_MOVING: Final = ("pending", "scheduled", "queued", "sent")


class Run:
    """Sends all of a plan to a home."""

    def __init__(self, home: Home, plan: Plan, kills: int, timeline: Timeline) -> None:
        """Prepare."""
        self.findings = Findings()
        self._home = home
        self._plan = plan
        self._kills = kills
        self._timeline = timeline
        self._later = 0
        self._entries = {
            added.account.provider: added.entry_id for added in home.story.added
        }
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._backup: Path | None = None
        self._is_killed = False

    async def send_all(self) -> Findings:
        """Send everything, wait until it is settled, and collect what is known."""
        for provider in PROVIDERS:
            await self._simulator.control(f"{provider}/account", balance=_BALANCE)
        await self._home.until_stored()
        for number, orders in enumerate(self._plan.segments()):
            if number < self._kills:
                await self._trouble(number, orders)
            else:
                await self._send(orders, {})
        await self._settle()
        await self._collect()
        return self.findings

    @property
    def _simulator(self) -> SimulatorProcess:
        """Return the providers."""
        return self._home.simulator

    def _now(self) -> float:
        """Return the time by the clocks of the home and of the providers."""
        return time.time() + self._later

    async def _trouble(self, number: int, orders: Sequence[Order]) -> None:
        """Send under faults, and kill in the middle."""
        await self._trouble_callbacks()
        if orders:
            begun = self._now()
            await self._simulator.control("down", seconds=OUTAGE)
            self.findings.outages.append((begun, self._now() + OUTAGE))
        at_last = min(_LAST, len(orders) // 3)
        first, last = orders[:-at_last], orders[-at_last:]
        half = len(first) // 2
        faults = self._plan.request_faults(first)
        await self._send(first[:half], faults)
        making = None
        if number == 0:
            # What waits in a backup is never sent again: an old one has little of that.
            await self._until_none_is({"pending"}, within=60.0)
            self.findings.copied_at = self._now()
            making = asyncio.create_task(make_backup(self._home))
        shifted = {place - half: fault for place, fault in faults.items()}
        await self._send(first[half:], shifted)
        if making is not None:
            self._backup = await making
            self._timeline.say("Home Assistant has made a backup meanwhile")
        await self._end_troubles()
        calls = [asyncio.create_task(self._call(order)) for order in last]
        await asyncio.sleep(self._plan.moment())
        await self._kill(goes_back=number == min(_GOES_BACK_AT, self._kills - 1))
        await asyncio.gather(*calls)
        await self._come_back()
        self._is_killed = False
        self._timeline.say(f"Killed and back, {number + 1} of {self._kills}")

    async def _trouble_callbacks(self) -> None:
        """Let something of each kind happen to some of the next reports."""
        for kind, count in self._plan.callback_faults().items():
            self.findings.injected[f"reports {kind}"] += count
            fields: dict[str, Any] = {"do": _DO[kind], "count": count}
            if kind is CallbackFault.REPEAT:
                fields["repeats"] = 2
            await self._simulator.control("callbacks", **fields)

    async def _end_troubles(self) -> None:
        """Let no fault meet anything but a sending of its own segment."""
        # Who reorders reports waits for enough of them.
        await self._control("callbacks", {"do": "release", "reverse": True})
        # An order that an outage delays has its own fault still before it.
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAULTS_MET_WITHIN):
                while await self._simulator.show("faults"):
                    await asyncio.sleep(_GLANCE)
        for fault in await self._simulator.show("faults"):
            self.findings.injected[f"{fault['kind']} (not met)"] += 1
        await self._simulator.clear("faults")

    async def _send(
        self, orders: Sequence[Order], faults: Mapping[int, tuple[str, RequestFault]]
    ) -> None:
        """Send, some at once, and wait for the answers."""
        calls = []
        for place, order in enumerate(orders):
            await self._free.acquire()
            if place in faults:
                await self._inject(*faults[place])
            calls.append(asyncio.create_task(self._call(order)))
            calls[-1].add_done_callback(lambda _: self._free.release())
        await asyncio.gather(*calls)

    async def _inject(self, provider: str, fault: RequestFault) -> None:
        """Let the next sending by a provider meet a fault."""
        fields: dict[str, Any] = {
            **REQUESTS[fault],
            "provider": provider,
            "path": PATHS[provider],
        }
        if isinstance(fault, RefusingFault):
            fields["code"] = LATER_CODES[provider, fault]
        await self._control("faults", fields)
        self.findings.injected[str(fault)] += 1

    async def _control(self, what: str, fields: Mapping[str, Any]) -> None:
        """Control the simulator, be it just out of reach."""
        while True:
            try:
                await self._simulator.control(what, **fields)
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.2)
            else:
                return

    async def _call(self, order: Order) -> None:
        """Order something as an automation does."""
        for phone, fate in order.fates.items():
            if fate is not Fate.DELIVERED:
                fields = {"phone": phone, "behaviour": fate}
                await self._control("phones", fields)
        data: dict[str, Any] = {
            "phone": list(order.phones),
            "config_entry_id": [self._entries[name] for name in order.providers],
        }
        if order.asked_validity is not None:
            data["valid_for"] = {"seconds": order.asked_validity}
        self.findings.asked_at[order.text] = self._now()
        try:
            messages = await self._home.send_sms(order.text, **data)
        except DemoError, aiohttp.ClientError, ConnectionError:
            # Refused, or cut off by the kill; the journal tells which.
            if self._is_killed:
                self.findings.cut_off.add(order.text)
            return
        for message in messages:
            what = (message["phone"], order.text)
            self.findings.answered[what] = message["reference"]
            self.findings.whats[message["reference"]] = what

    async def _kill(self, *, goes_back: bool) -> None:
        """Kill Home Assistant, see what it left, and perhaps restore the old backup."""
        home, findings = self._home, self.findings
        self._is_killed = True
        findings.killed_at.append(self._now())
        await home.cut_power()
        with home.journal_left() as left:
            journal = read_journal(left)
        findings.whats |= {row.reference: row.what for row in journal.values()}
        findings.on_wire.update(w for w, row in journal.items() if row.is_on_wire)
        if not goes_back or self._backup is None:
            return
        findings.forgotten = journal
        restore(home, self._backup)
        with home.journal_left() as left:
            findings.copy = read_journal(left)
        findings.restored_in = findings.kills
        self._timeline.say(
            f"The journal of {len(journal)} messages is replaced by an old backup's,"
            f" of {len(findings.copy)}"
        )

    async def _come_back(self) -> None:
        """Start again, some time later."""
        self._later += AWAY_FOR
        await self._home.come_back(self._later)
        self.findings.back_at.append(self._now())

    def _latest(self) -> Mapping[str, Told]:
        """Return the last event of each message that the journal knows."""
        runs = read_witness(self._home.home_assistant.folder / "witness")
        findings = self.findings
        since = findings.restored_in or 0
        known = {row.reference for row in findings.copy.values()}
        latest = {
            told.reference: told
            for run in runs[:since]
            for told in run
            if told.reference in known
        }
        return latest | {told.reference: told for run in runs[since:] for told in run}

    async def _until_none_is(self, states: Collection[str], within: float) -> None:
        """Wait, but not for ever, until no message is in one of these states."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while any(told.state in states for told in self._latest().values()):
                    await asyncio.sleep(_GLANCE)

    async def _settle(self, within: float = 400.0) -> None:
        """Wait until the home knows all that it can know."""
        self._timeline.say("All is sent; waiting until all is settled")
        restored = {
            row.reference for row in self.findings.copy.values() if not row.is_settled
        }
        try:
            async with asyncio.timeout(within):
                while any(t.state in _MOVING for t in self._latest().values()):
                    await asyncio.sleep(_GLANCE)
                ledger = read_ledger(await self._simulator.show("ledger"))
                whats = self.findings.whats
                while any(
                    told.state == "unconfirmed"
                    and told.reference not in restored
                    # What was taken can be found, and at SMSC all can be known.
                    and (whats.get(told.reference) in ledger.accepted or told.is_smsc)
                    for told in self._latest().values()
                ):
                    await asyncio.sleep(_GLANCE)
        except TimeoutError:
            self.findings.is_settled = False
            self._timeline.say(f"It is not settled after {within:g} s")

    async def _collect(self) -> None:
        """Read both sides once nothing moves any more."""
        home, findings = self._home, self.findings
        findings.ledger = read_ledger(await self._simulator.show("ledger"))
        await home.story.close()
        slow: list[str] = []
        try:
            await home.home_assistant.end()
        except DemoError as err:
            # Killed then: the comparison is worth all the more.
            slow.append(str(err))
        with home.journal_left() as left:
            findings.journal = read_journal(left)
        findings.runs = read_witness(home.home_assistant.folder / "witness")
        problems = home.home_assistant.problems()
        findings.problems = slow + list(complaints(findings, problems))
