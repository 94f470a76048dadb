"""Clients of providers, the simulator, and servers that say what a test wants."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web
import pytest

from custom_components.sms_gateway.providers.account import Credentials
from custom_components.sms_gateway.providers.model import SendRequest
from custom_components.sms_gateway.providers.smsc.client import SmscClient
from custom_components.sms_gateway.providers.smspilot.client import SmspilotClient
from custom_components.sms_gateway.providers.websms.client import WebsmsClient
from tests.simulator import Simulator

GOOD = "+79161234567"
ALSO_GOOD = "+79261234567"
BAD = "+71234567890"
ID = "01KAJ0Q4M5T4T5Y8N2Q8N3R2ZC"
SECRET = "a-secret_1"


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    """Open a session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def client(session: aiohttp.ClientSession, simulator: Simulator) -> SmscClient:
    """Speak for the demo account."""
    return SmscClient(
        lambda: session,
        Credentials(base_url=simulator.url, login="demo", password="demo"),
    )


type Connect = Callable[..., SmspilotClient]


@pytest.fixture
def connect_pilot(session: aiohttp.ClientSession, simulator: Simulator) -> Connect:
    """Speak for an account at SMSPILOT, by its key."""

    def connect(api_key: str = "SMSPILOT-DEMO-KEY") -> SmspilotClient:
        credentials = Credentials(base_url=simulator.url, api_key=api_key)
        return SmspilotClient(lambda: session, credentials)

    return connect


@pytest.fixture
def pilot(connect_pilot: Connect) -> SmspilotClient:
    """Speak for the demo account at SMSPILOT."""
    return connect_pilot()


def request(*phones: str, request_id: str = ID, **values: Any) -> SendRequest:
    """Return a request to send."""
    known = {"phones": phones or (GOOD,), "text": "Тест", "request_id": request_id}
    return SendRequest(**known | values)


type ServeUrl = Callable[[bytes], Awaitable[str]]
type Serve = Callable[[bytes], Awaitable[SmscClient]]
type ServePilot = Callable[[bytes], Awaitable[SmspilotClient]]


@pytest.fixture
async def serve_url(socket_enabled: None) -> AsyncGenerator[ServeUrl]:
    """Answer every request with the given body; return the address."""
    runners: list[web.AppRunner] = []

    async def start(body: bytes) -> str:
        async def answer(_: web.Request) -> web.Response:
            return web.Response(body=body, content_type="text/html")

        app = web.Application()
        app.router.add_post("/{path:.*}", answer)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
def serve(session: aiohttp.ClientSession, serve_url: ServeUrl) -> Serve:
    """Speak as SMSC's client with a server that says what a test wants."""

    async def start(body: bytes) -> SmscClient:
        url = await serve_url(body)
        return SmscClient(lambda: session, Credentials(base_url=url, api_key="k"))

    return start


@pytest.fixture
def serve_pilot(session: aiohttp.ClientSession, serve_url: ServeUrl) -> ServePilot:
    """Speak as SMSPILOT's client with a server that says what a test wants."""

    async def start(body: bytes) -> SmspilotClient:
        url = await serve_url(body)
        return SmspilotClient(lambda: session, Credentials(base_url=url, api_key="k"))

    return start


@pytest.fixture
def websms(session: aiohttp.ClientSession, simulator: Simulator) -> WebsmsClient:
    """Speak for the demo account at WEBSMS."""
    return WebsmsClient(
        lambda: session,
        Credentials(base_url=simulator.url, login="demo", password="demo"),
    )


class Said:
    """A server that says what a test wants, page by page, and keeps what it was asked."""

    def __init__(self) -> None:
        """Say nothing yet."""
        self.pages: dict[str, bytes] = {}
        self.asked: list[tuple[str, bytes]] = []

    async def answer(self, request: web.Request) -> web.Response:
        """Answer as the page of that name does."""
        page = request.path.removeprefix("/").removesuffix(".asp")
        self.asked.append((page, await request.read()))
        return web.Response(body=self.pages[page], content_type="text/html")


@pytest.fixture
async def said(
    session: aiohttp.ClientSession,
) -> AsyncGenerator[tuple[Said, WebsmsClient]]:
    """Speak to such a server, with a password that is no ASCII."""
    server = Said()
    app = web.Application()
    app.router.add_post("/{path:.*}", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    proof = Credentials(base_url=address, login="demo", password="пароль")
    yield server, WebsmsClient(lambda: session, proof)
    await runner.cleanup()
