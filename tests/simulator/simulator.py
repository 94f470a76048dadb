"""The simulator as a whole: all providers behind one socket, for tests and for demos."""

import asyncio
from collections.abc import Callable
import socket
from types import TracebackType
from typing import Self

from aiohttp import web

from .kernel.background import Background
from .kernel.callbacks import Callbacks
from .kernel.clock import Clock, SystemClock
from .kernel.control import Control
from .kernel.delivery import Delivery
from .kernel.faults import Faults
from .kernel.ledger import Ledger
from .kernel.page import PhonesPage
from .kernel.phones import Phones
from .kernel.provider import Kernel, Provider
from .kernel.server import Server
from .smsc import SmscProvider
from .smspilot import SmspilotProvider
from .websms import WebsmsProvider

_LATENCY = 0.01
_GRACE = 0.1
_GLANCE = 0.005


class Simulator:
    """The providers' HTTP interfaces, and the means to watch and to trouble them.

    async with Simulator(speed=60) as simulator:
        ...  # talk to simulator.url
    """

    def __init__(
        self,
        *,
        speed: float = 1.0,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        latency: float = _LATENCY,
    ) -> None:
        """Prepare; port 0 takes a free one, a clock given goes before the speed.

        Every answer takes `latency` real seconds, so that requests can be concurrent.
        """
        self._host = host
        self._port = port
        self.clock: Clock = clock or SystemClock(speed)
        self.ledger = Ledger()
        self.faults = Faults()
        self.phones = Phones()
        self._background = Background()
        self._outages = Background()
        self.callbacks = Callbacks(self.clock, self._background, self.ledger.coverage)
        kernel = Kernel(
            clock=self.clock,
            ledger=self.ledger,
            phones=self.phones,
            delivery=Delivery(self.clock, self.ledger, self.phones, self._background),
            callbacks=self.callbacks,
            background=self._background,
        )
        self.smsc = SmscProvider(kernel)
        self.smspilot = SmspilotProvider(kernel)
        self.websms = WebsmsProvider(kernel)
        self._server = Server(self.clock, self.ledger, self.faults, latency)
        providers: dict[str, Provider] = {
            self.smsc.name: self.smsc,
            self.smspilot.name: self.smspilot,
            self.websms.name: self.websms,
        }
        for provider in providers.values():
            self._server.mount(provider)
        Control(
            ledger=self.ledger,
            faults=self.faults,
            phones=self.phones,
            callbacks=self.callbacks,
            providers=providers,
            reset=self.reset,
            go_down=self._go_down_for,
        ).mount(self._server.app)
        PhonesPage(self.ledger, self.phones, self.callbacks, providers).mount(
            self._server.app
        )
        self._providers = providers
        self._runner: web.AppRunner | None = None
        self._socket: socket.socket | None = None

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return self._port

    @property
    def url(self) -> str:
        """Return the address to talk to, without a slash at its end."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Begin to listen; one that has listened before keeps its port."""
        self._runner = web.AppRunner(
            self._server.app, access_log=None, shutdown_timeout=0.5
        )
        await self._runner.setup()
        self._socket = socket.create_server((self._host, self._port))
        await web.SockSite(self._runner, self._socket).start()
        self._port = self._socket.getsockname()[1]

    async def stop(self) -> None:
        """Close the socket and end everything that still runs."""
        await self._outages.close()
        await self._background.close()
        await self.callbacks.close()
        await self.go_down()

    async def go_down(self) -> None:
        """Close the socket, so that connections are refused; `start` opens it again.

        Messages go on being delivered, callbacks go on being sent.
        """
        if self._runner is not None and self._socket is not None:
            # Accept nothing more, and let what was just accepted find its server: the
            # event loop fails for a connection whose server has closed meanwhile.
            asyncio.get_running_loop().remove_reader(self._socket)
            for _ in range(3):
                await asyncio.sleep(0)
            await self._runner.cleanup()
            self._runner = None

    def _go_down_for(self, seconds: float) -> None:
        """Refuse all connections for so many real seconds, once this one is served."""
        self._outages.spawn(self._outage(seconds), "outage")

    async def _outage(self, seconds: float) -> None:
        """Go down and come back."""
        await asyncio.sleep(_GRACE)
        await self.go_down()
        await asyncio.sleep(seconds)
        await self.start()

    def reset(self) -> None:
        """Go back to the start: no records, faults, behaviours; the demo accounts."""
        self._background.cancel()
        self.ledger.reset()
        self.faults.clear()
        self.phones.reset()
        self.callbacks.reset()
        for provider in self._providers.values():
            provider.reset()

    async def until(
        self, condition: Callable[[], object], seconds: float = 10.0
    ) -> None:
        """Wait, for so many real seconds at most, until a condition holds."""
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(_GLANCE)

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()
