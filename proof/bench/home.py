"""A real Home Assistant with one account at the stub, as its user set it up."""

import asyncio
from hashlib import sha1
from pathlib import Path
import sys
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from demo.accounts import DemoAccount, DemoRecipient
from demo.api import RestApi, WebSocketApi
from demo.home_assistant import HomeAssistantProcess, choose_port
from demo.process import Server
from demo.user import (
    add_account,
    confirm_network_settings,
    go_through_onboarding,
    read_callback_address,
    remove_other_integrations,
)

_PROBE = Path(__file__).resolve().parent / "bench_probe"

_ACCOUNT = DemoAccount(
    provider="smsc",
    name="SMSC",
    credentials={"login": "demo", "password": "demo"},
    recipient=DemoRecipient(
        name="Mom", written="8 916 123-45-67", phone="+79161234567"
    ),
    alarm="",
    question="",
    answer=None,
)

_RECORDING = ("recorder", "history", "logbook")

TEXT = "Вода в ванной, датчик {place}! Кран перекрыт."
"""A text of its own for each call."""


class StubProcess(Server):
    """The stub, as a program of its own."""

    def __init__(
        self, session: aiohttp.ClientSession, log: Path, delay: float = 0.0
    ) -> None:
        """Prepare."""
        super().__init__(
            session,
            "The stub",
            [sys.executable, "-m", "proof.bench.stub", "--delay", str(delay)],
            log,
        )

    async def take_bodies(self) -> list[str]:
        """Return the forms that came to send.php since the last time."""
        async with self._session.get(f"{self.url}/_bodies") as answer:
            bodies: list[str] = await answer.json()
        return bodies


class BenchHome:
    """Home Assistant with the probe, and how to make it work."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        folder: Path,
        provider_url: str,
        *,
        has_recorder: bool = False,
    ) -> None:
        """Prepare one in a folder of its own."""
        folder.mkdir(parents=True)
        self._has_recorder = has_recorder
        self.process = HomeAssistantProcess(
            session, folder / "config", folder / "log", port=choose_port(0)
        )
        self._provider_url = provider_url
        self.api = RestApi(session, self.process.url)
        self._session = session
        self.entry_id = ""
        self.webhook_path = ""
        self._secret = ""
        self._next = 0

    async def start(self) -> None:
        """Start it, and add the account."""
        self.process.make_folder({"probe": "bench_probe:\n"})
        folder = self.process.folder
        (folder / "custom_components" / _PROBE.name).symlink_to(_PROBE)
        configuration = folder / "configuration.yaml"
        # As in a home that looks for no fault.
        quiet = configuration.read_text().replace(
            "sms_gateway: debug", "sms_gateway: warning"
        )
        if not self._has_recorder:
            for line in _RECORDING:
                quiet = quiet.replace(f"\n{line}:\n", "\n")
        configuration.write_text(quiet)
        await self.process.start_and_wait()
        await go_through_onboarding(self.api, "en")
        websocket = await WebSocketApi.connect(
            self._session, self.api.url, self.api.token
        )
        await confirm_network_settings(websocket)
        await websocket.close()
        await remove_other_integrations(self.api)
        while (await self.api.get("config"))["state"] != "RUNNING":
            await asyncio.sleep(0.1)
        entry = await add_account(self.api, _ACCOUNT, self._provider_url)
        self.entry_id = entry["entry_id"]
        address = urlsplit(await read_callback_address(self.api, self.entry_id))
        self.webhook_path = address.path
        [self._secret] = parse_qs(address.query)["sha1"]

    async def do(self, verb: str, **wished: Any) -> dict[str, Any]:
        """Let the probe do something."""
        done: dict[str, Any] = await self.api.post(f"bench_probe/{verb}", **wished)
        return done

    async def send(
        self, *, count: int, numbers: int = 1, together: int = 14
    ) -> dict[str, Any]:
        """Send by the action, to numbers that nothing was sent to yet."""
        first, self._next = self._next, self._next + count * numbers
        return await self.do(
            "send",
            config_entry_id=self.entry_id,
            message=TEXT,
            first=first,
            count=count,
            numbers=numbers,
            together=together,
        )

    def callback(self, message_id: str, phone: str, status: int) -> bytes:
        """Return a request with the delivery report of a message, as SMSC writes it."""
        phone = phone.removeprefix("+")
        signed = f"{message_id}:{phone}:{status}:{self._secret}".encode()
        now = int(time.time())
        moment = time.strftime("%d.%m.%Y %H:%M:%S", time.gmtime(now))
        body = (
            f"id={message_id}&phone={phone}&status={status}&time={moment}&ts={now}"
            f"&cnt=1&type=0&cost=2.50&flag=0&sha1={sha1(signed).hexdigest()}"
        ).replace(" ", "%20")
        return self.request(self.webhook_path, body)

    def request(self, path: str, body: str) -> bytes:
        """Return a request with a form."""
        return (
            f"POST {path} HTTP/1.1\r\nHost: localhost:{self.process.port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
