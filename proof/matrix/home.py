"""A home with one account at one provider of the simulator, and its restarts."""

import asyncio
from collections.abc import Callable
from pathlib import Path
import time
from types import SimpleNamespace
from typing import Final

import aiohttp

from custom_components.sms_gateway.engine import AccountEngine, AccountSettings
from custom_components.sms_gateway.guard import SpendingGuard
from custom_components.sms_gateway.journal import Event, Journal, Message, StateChange
from custom_components.sms_gateway.order import Addressee, Order
from custom_components.sms_gateway.providers import PROVIDERS
from custom_components.sms_gateway.providers.account import Credentials
from custom_components.sms_gateway.router import Router
from custom_components.sms_gateway.spending import Spending
from tests.simulator import ManualClock, Simulator
from tests.simulator.kernel.faults import Fault

from .power import Cut, HomeLoop, Power
from .rules import Told

ENTRY: Final = "01KAJ0000000000000000000AC"
PHONE: Final = "+79161234567"
TEXT: Final = "Alarm"

_QUIET: Final = 20
"""Rounds of the loop in which nothing is under way, before the clock is turned."""

_GLANCE: Final = 0.0005
"""Real seconds for a thread or a socket to get on."""
_TURN: Final = 5.0
"""Seconds by which a provider that is slow is waited for."""

_CREDENTIALS: Final = {
    "smsc": {"login": "demo", "password": "demo"},
    "smspilot": {"api_key": "SMSPILOT-DEMO-KEY"},
    "websms": {"login": "demo", "password": "demo"},
}


class Home:
    """One file, and one run after the other on it."""

    def __init__(
        self, provider: str, simulator: Simulator, clock: ManualClock, file: Path
    ) -> None:
        """Prepare; nothing runs yet."""
        self._provider = provider
        self._simulator = simulator
        self._clock = clock
        self._file = file
        self._asking = 0
        self.power = Power()
        self.told: list[Told] = []
        self.slowed_by: Fault | None = None
        self.outs: list[tuple[Cut, Cut]] = []
        self._runs = 0
        self.journal: Journal | None = None
        self._router: Router | None = None
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Start."""
        self.power = Power()
        self._runs += 1
        await self.do(self._start)

    async def do(self, what: Callable[[], object]) -> None:
        """Do something in the home, until it is done or the power is gone."""

        async def run() -> None:
            if asyncio.iscoroutine(doing := what()):
                await doing

        task = HomeLoop.current().within(self.power, run())
        while not task.done() and not self.power.is_gone:
            await asyncio.sleep(0)
        if task.done() and not task.cancelled() and (error := task.exception()):
            raise error

    async def _start(self) -> None:
        """Start as the integration does."""
        journal = self.journal = Journal(self._file, self._clock)
        await journal.open()
        for event in journal.take_untold():
            self._hear(event)
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._begun)
        trace.on_request_chunk_sent.append(self._left)
        trace.on_request_end.append(self._ended)
        trace.on_request_exception.append(self._ended)
        session = self._session = aiohttp.ClientSession(trace_configs=[trace])
        journal.listen(self._hear)
        guard = SpendingGuard(journal, self._clock, Spending(journal, self._clock))
        router = self._router = Router(journal, self._clock, guard)
        await router.recover()
        info = PROVIDERS[self._provider]
        credentials = Credentials(
            base_url=self._simulator.url, **_CREDENTIALS[self._provider]
        )
        engine = AccountEngine(
            ENTRY,
            info,
            info.connect(lambda: session, credentials),
            journal,
            self._clock,
            AccountSettings(),
        )
        engine.start()
        router.add(engine)

    async def _begun(self, *_: object) -> None:
        """Count a request that leaves."""
        self._asking += 1

    async def _left(
        self,
        _: aiohttp.ClientSession,
        request: SimpleNamespace,
        sent: aiohttp.TraceRequestChunkSentParams,
    ) -> None:
        """Note after which write a request with the text left."""
        if TEXT.encode() in sent.chunk:
            request.left = Cut(self.power.writes, is_after=True)

    async def _ended(
        self, _: aiohttp.ClientSession, request: SimpleNamespace, __: object
    ) -> None:
        """Count a request that is over; the next write is that of its answer."""
        self._asking -= 1
        if (left := getattr(request, "left", None)) is not None:
            answer = Cut(self.power.writes + 1, is_after=False)
            self.outs.append((left, answer))

    def _hear(self, event: Event) -> None:
        """Take an event, as the announcer does."""
        assert isinstance(event, StateChange)
        assert self.journal is not None
        self.told.append(
            Told(
                event.id,
                event.message.state,
                event.previous_state,
                event.message.changed_at,
                self._runs,
                self.power.writes + 1,
            )
        )
        self.journal.told(event)

    async def send(self) -> None:
        """Send the message; no caller waits for it."""
        router = self._router
        assert router is not None
        order = Order(chain=(ENTRY,), text=TEXT, addressees=(Addressee(PHONE),))

        async def send() -> None:
            asyncio.get_running_loop().create_task(self._send(router, order))

        await self.do(send)

    async def _send(self, router: Router, order: Order) -> None:
        """Send an order."""
        await router.send(order)

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, once nothing is under way; as long as there is power."""
        await self._settle()
        while self._asking and not self.power.is_gone:
            # A step that is longer would wake the provider and its client at once.
            await self.turn(_TURN)
            await self._settle()
        if not self.power.is_gone:
            await self.turn(seconds)

    async def turn(self, seconds: float) -> None:
        """Turn all clocks: first what goes by the loop's, then what goes by ours."""
        HomeLoop.current().turn(seconds)
        await self._settle()
        if not self.power.is_gone:
            await self._clock.advance(seconds)

    async def _settle(self) -> None:
        """Return once only time can bring about more, or the power is gone."""
        quiet = 0
        while quiet < _QUIET and not self.power.is_gone:
            await asyncio.sleep(0)
            is_busy = self.power.under_way or (self._asking and not self._is_held_up)
            quiet = 0 if is_busy else quiet + 1
            if is_busy:
                loop = HomeLoop.current()
                await loop.in_thread(None, time.sleep, (_GLANCE,))

    @property
    def _is_held_up(self) -> bool:
        """Tell whether the provider lets a request wait: it has it, and is not done."""
        fault = self.slowed_by
        if fault is None or not fault.seconds or self._simulator.faults.waiting:
            return False
        return all(record.fault is None for record in self._simulator.ledger.requests)

    async def crash(self) -> None:
        """Let everything vanish but the file and the provider."""
        await self.power.vanish()
        self._asking = 0
        if self._session is not None:
            await self._session.close()

    @property
    def message(self) -> Message | None:
        """Return the message as the home knows it."""
        assert self.journal is not None
        return next(iter(self.journal.messages), None)
