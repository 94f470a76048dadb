"""A real Home Assistant with every logger at DEBUG, and an account at each provider."""

import asyncio
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import aiohttp

from demo.accounts import DemoAccount, DemoRecipient
from demo.api import RestApi, WebSocketApi
from demo.errors import DemoError
from demo.home_assistant import HomeAssistantProcess, choose_port
from demo.simulator import SimulatorProcess
from demo.user import (
    add_account,
    confirm_network_settings,
    find_entities,
    go_through_onboarding,
    read_callback_address,
    remove_other_integrations,
)

from .telltales import Kind, Telltales, phone, text

PUBLIC: Final = "https://home.example"
"""Only with such an address SMSPILOT is told where to call; nobody answers there."""

_AUTOMATIONS: Final = f"""\
automation:
  - id: telltale_reports
    alias: Reports
    mode: parallel
    max: 100
    triggers:
      - trigger: event
        event_type: sms_gateway_message_status
    actions:
      - event: telltale_reported
        event_data:
          state: "{{{{ trigger.event.data.state }}}}"
  - id: telltale_refused
    alias: Refused
    triggers:
      - trigger: event
        event_type: telltale_go
    actions:
      - action: sms_gateway.send_sms
        data:
          phone: "{phone(9990)}00"
          message: "{text("refused by the automation")}"
"""


def _account(provider: str, name: str, place: int, **credentials: str) -> DemoAccount:
    """Return an account with a recipient of its own."""
    return DemoAccount(
        provider=provider,
        name=name,
        credentials=credentials,
        recipient=DemoRecipient(
            name=f"Person {place}",
            written=phone(place).replace("+7", "8 "),
            phone=phone(place),
        ),
        alarm="",
        question="",
        answer=None,
    )


ACCOUNTS: Final = {
    "smsc": _account("smsc", "SMSC", 1, login="tell-smsc", password="Sm5c-qzjv-Pa55"),
    "smsc_key": _account("smsc", "SMSC", 2, api_key="SMSC-QZJV-KEY-55AA"),
    "smspilot": _account("smspilot", "SMSPILOT", 3, api_key="PIL0T-QZJV-KEY-77BB"),
    "websms": _account(
        "websms", "WEBSMS", 4, login="tell-websms", password="W3b5m5-qzjv-Pa55"
    ),
}
"""By a name of our own."""


class TelltaleHome:
    """Both programs, and the accounts by our names for them."""

    def __init__(self, session: aiohttp.ClientSession, folder: Path) -> None:
        """Prepare both in a folder."""
        self.session = session
        self.telltales = Telltales()
        self.simulator = SimulatorProcess(session, folder / "simulator.log")
        self.process = HomeAssistantProcess(
            session,
            folder / "config",
            folder / "home_assistant.log",
            port=choose_port(0),
        )
        self.api = RestApi(session, self.process.url)
        self.entries: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        self.notify: dict[str, str] = {}
        self._websocket: WebSocketApi | None = None

    @property
    def websocket(self) -> WebSocketApi:
        """Return the open connection."""
        if self._websocket is None:
            raise DemoError("There is no connection to Home Assistant.")
        return self._websocket

    async def start(self) -> None:
        """Start both, and add the accounts as a user does."""
        await self.simulator.start_and_wait()
        self.process.make_folder({"telltale": _AUTOMATIONS})
        configuration = self.process.folder / "configuration.yaml"
        content = configuration.read_text().replace(self.process.url, PUBLIC)
        content = content.replace("default: warning", "default: debug")
        configuration.write_text(content)
        await self.process.start_and_wait()
        await go_through_onboarding(self.api, "en")
        await self.connect()
        await confirm_network_settings(self.websocket)
        await remove_other_integrations(self.api)
        for name, account in ACCOUNTS.items():
            await self._add(name, account)

    async def connect(self) -> None:
        """Wait until Home Assistant has started in full, and open a connection."""
        await self.disconnect()
        async with asyncio.timeout(120):
            while (await self.api.get("config"))["state"] != "RUNNING":
                await asyncio.sleep(0.1)
        self._websocket = await WebSocketApi.connect(
            self.session, self.api.url, self.api.token
        )

    async def disconnect(self) -> None:
        """Close the connection."""
        if self._websocket is not None:
            await self._websocket.close()
            self._websocket = None

    async def end(self) -> None:
        """End both programs, one way or the other."""
        await self.disconnect()
        for process in (self.process, self.simulator):
            if process.is_running:
                await process.kill()

    async def _add(self, name: str, account: DemoAccount) -> None:
        """Open an account at the provider, and add it to the home."""
        provider, credentials = account.provider, account.credentials
        login = credentials.get("login", f"tell-{name}")
        settings = {k: v for k, v in credentials.items() if k != "login"}
        await self.simulator.control(
            f"{provider}/account", login=login, balance="1000", **settings
        )
        for key, kind in (("password", Kind.PASSWORD), ("api_key", Kind.KEY)):
            if key in credentials:
                self.telltales.add(kind, credentials[key])
        entry = await add_account(self.api, account, self.simulator.url)
        self.entries[name] = entry["entry_id"]
        address = await read_callback_address(self.api, entry["entry_id"])
        parts = urlsplit(address)
        self.telltales.add(Kind.WEBHOOK_ID, parts.path.rpartition("/")[2])
        for secret in parse_qs(parts.query).get("sha1", []):
            self.telltales.add(Kind.CALLBACK_SECRET, secret)
        # Nobody answers at the public address; the provider calls where somebody does.
        self.addresses[name] = address.replace(PUBLIC, self.process.url)
        handlers: dict[str, str] = {"handler": self.addresses[name]}
        if provider == "smspilot":
            handlers |= {
                "handler_method": "post",
                "inbound_handler": self.addresses[name],
            }
        await self.simulator.control(f"{provider}/account", login=login, **handlers)
        entities = await find_entities(self.websocket, entry["entry_id"])
        while "recipient" not in entities:
            await asyncio.sleep(0.1)
            entities = await find_entities(self.websocket, entry["entry_id"])
        self.notify[name] = entities["recipient"]

    def login(self, name: str) -> str:
        """Return the login that an account has at the provider."""
        return ACCOUNTS[name].credentials.get("login", f"tell-{name}")

    async def set_account(self, name: str, **settings: Any) -> None:
        """Change something at the provider."""
        provider = ACCOUNTS[name].provider
        await self.simulator.control(
            f"{provider}/account", login=self.login(name), **settings
        )
