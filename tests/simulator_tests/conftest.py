"""What the simulator's tests talk with: a bare client and a bare callback handler."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
from aiohttp import web
import pytest
from yarl import URL

from tests.simulator import ManualClock, Simulator
from tests.simulator.kernel.coverage import VARIABLE

from .pilot import Pilot
from .websms_wire import WebsmsWire

MOSCOW = timezone(timedelta(hours=3))
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=MOSCOW).timestamp()
PHONE = "+79161234567"
OTHER = "+79261234567"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def charset(self) -> str:
        """Return the charset that the head states."""
        return self.headers["Content-Type"].partition("charset=")[2] or "windows-1251"

    @property
    def text(self) -> str:
        """Return the text."""
        return self.body.decode(self.charset)

    @property
    def json(self) -> Any:
        """Return the text as JSON."""
        return json.loads(self.text)


class Wire:
    """A client that sends exactly what it is told to."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Talk to one simulator."""
        self.session = session
        self.url = url

    async def request(self, method: str, path: str, **options: Any) -> Reply:
        """Send a request and read the whole answer; the path is encoded already."""
        address = URL(self.url + path, encoded=True)
        async with self.session.request(method, address, **options) as answer:
            return Reply(answer.status, answer.headers, await answer.read())

    async def form(self, path: str, fields: Mapping[str, str]) -> Reply:
        """Post a form in the charset that it names itself."""
        charset = fields.get("charset", "windows-1251")
        body = urlencode(dict(fields), encoding=charset)
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.request("POST", path, data=body, headers=head)

    async def upload(self, files: Mapping[str, bytes], **fields: str) -> Reply:
        """Send a message with files in a multipart form."""
        form = aiohttp.FormData(default_to_multipart=True)
        values = {"login": "demo", "psw": "demo", "fmt": "3", "charset": "utf-8"}
        for name, value in (values | {"phones": PHONE} | fields).items():
            form.add_field(name, value)
        for index, (name, content) in enumerate(files.items(), 1):
            form.add_field(f"file{index}", content, filename=name)
        return await self.request("POST", "/sys/send.php", data=form)

    async def send(self, **fields: str) -> Reply:
        """Send a message, with the demo account's password and JSON as the answer."""
        values = {"login": "demo", "psw": "demo", "fmt": "3", "charset": "utf-8"}
        if "list" not in fields:
            values |= {"phones": PHONE, "mes": "Hello"}
        return await self.form("/sys/send.php", values | fields)

    async def status(self, **fields: str) -> Reply:
        """Ask for a message's state."""
        values = {"login": "demo", "psw": "demo", "fmt": "3", "charset": "utf-8"}
        return await self.form("/sys/status.php", values | {"phone": PHONE} | fields)

    async def rest(self, path: str, **fields: Any) -> Reply:
        """Post JSON with the demo account's key."""
        return await self.request(
            "POST", path, json={"apikey": "SMSC-DEMO-KEY"} | fields
        )

    async def control(self, path: str, /, **fields: Any) -> Any:
        """Use the control interface."""
        reply = await self.request("POST", f"/_control/{path}", json=fields)
        assert reply.status == 200, reply.text
        return reply.json


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of the handler."""

    method: str
    path: str
    query: str
    content_type: str
    body: bytes
    authorization: str = ""

    def form(self, charset: str = "utf-8") -> dict[str, str]:
        """Return the posted fields."""
        pairs = parse_qsl(
            self.body.decode("ascii"), keep_blank_values=True, encoding=charset
        )
        return dict(pairs)


class Handler:
    """A callback handler that writes down what it gets and answers as it is told."""

    def __init__(self) -> None:
        """Answer 200 until told otherwise."""
        self.visits: list[Visit] = []
        self.answers: list[int] = []
        self.body = b""
        self.url = ""

    async def serve(self, request: web.Request) -> web.Response:
        """Take one call."""
        path, _, query = request.raw_path.partition("?")
        self.visits.append(
            Visit(
                request.method,
                path,
                query,
                request.headers.get("Content-Type", ""),
                await request.read(),
                request.headers.get("Authorization", ""),
            )
        )
        status = self.answers.pop(0) if self.answers else 200
        return web.Response(status=status, body=self.body)

    async def wait(self, count: int) -> list[Visit]:
        """Wait until it was called so often."""
        async with asyncio.timeout(5):
            while len(self.visits) < count:
                await asyncio.sleep(0.005)
        return self.visits


@pytest.fixture(autouse=True)
def real_sockets(socket_enabled: None) -> None:
    """Allow real sockets, whatever plugin forbids them."""


@pytest.fixture(autouse=True)
def unrecorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what these tests ask for out of the record of what the integration does."""
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands at noon in Moscow."""
    return ManualClock(NOON)


@pytest.fixture
async def simulator(clock: ManualClock) -> AsyncIterator[Simulator]:
    """Run a simulator whose time stands still."""
    async with Simulator(clock=clock, latency=0) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Open a client session."""
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def wire(simulator: Simulator, session: aiohttp.ClientSession) -> Wire:
    """Return a client of the simulator."""
    return Wire(session, simulator.url)


@pytest.fixture
def pilot(simulator: Simulator, session: aiohttp.ClientSession) -> Pilot:
    """Return a client of the simulated SMSPILOT."""
    return Pilot(session, simulator)


@pytest.fixture
def websms(wire: Wire) -> WebsmsWire:
    """Return a client of WEBSMS's pages."""
    return WebsmsWire(wire)


@pytest.fixture
async def handler() -> AsyncIterator[Handler]:
    """Run a callback handler."""
    handler = Handler()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    handler.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield handler
    await runner.cleanup()
