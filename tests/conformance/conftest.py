"""Each provider in turn: its client and its account, on the simulator."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.providers.account import Credentials
from custom_components.sms_gateway.providers.model import SendRequest
from custom_components.sms_gateway.providers.provider import Provider
from homeassistant.core import HomeAssistant
from tests.conftest import ACCOUNT_ID, MOM, MOM_ID, WEBHOOK_ID, Clients
from tests.entries import add_entry, recipient
from tests.simulator import Simulator

from .subjects import PUBLIC, SUBJECTS, Subject

REQUEST_ID = "01KAJ0Q4M5T4T5Y8N2Q8N3R2ZC"
GOOD = "+79161234567"
ALSO_GOOD = "+79261234567"


@pytest.fixture(params=SUBJECTS, ids=lambda subject: subject.id)
def subject(request: pytest.FixtureRequest) -> Subject:
    """Return a provider."""
    chosen: Subject = request.param
    return chosen


@dataclass(frozen=True, slots=True)
class Part:
    """A provider's part of the simulator."""

    subject: Subject
    simulator: Simulator

    def speak(self, **readings: str) -> None:
        """Change some readings of the dialect."""
        self.subject.part(self.simulator).speak(**readings)

    def receive(self, phone: str, text: str) -> Any:
        """Take a message from a phone."""
        part = self.subject.part(self.simulator)
        return part.receive(phone=phone, text=text, account="demo")

    def report(self, status: int, error: int = 0) -> None:
        """Give the last message a state."""
        key = self.simulator.ledger.messages[-1].key
        self.subject.part(self.simulator).report(key, status, error)

    @property
    def phones(self) -> list[str]:
        """Return the numbers of all that was accepted, once for each message."""
        return sorted(f"+{m.phone}" for m in self.simulator.ledger.messages)


@pytest.fixture
def part(subject: Subject, simulator: Simulator) -> Part:
    """Return the provider's part of the simulator."""
    subject.prepare(simulator)
    return Part(subject, simulator)


type Connect = Callable[..., Provider]


@pytest.fixture
async def connect(
    subject: Subject, simulator: Simulator, socket_enabled: None
) -> AsyncGenerator[Connect]:
    """Speak for an account."""
    async with aiohttp.ClientSession() as session:

        def client(base_url: str = simulator.url, **proof: str) -> Provider:
            credentials = Credentials(
                base_url=base_url, **(proof or subject.credentials[0])
            )
            return subject.info.connect(lambda: session, credentials)

        yield client


@pytest.fixture
def client(connect: Connect) -> Provider:
    """Speak for the demo account."""
    return connect()


def request_to(*phones: str, **values: Any) -> SendRequest:
    """Return a request to send."""
    known = {"phones": phones or (GOOD,), "text": "Тест", "request_id": REQUEST_ID}
    return SendRequest(**known | values)


@pytest.fixture
async def account(
    hass: HomeAssistant, subject: Subject, simulator: Simulator
) -> MockConfigEntry:
    """Set the provider's account up, with one recipient."""
    entry = add_entry(
        hass,
        {**subject.data(simulator), "webhook_id": WEBHOOK_ID},
        recipient(MOM_ID, "Mom", MOM),
        title="Demo",
        entry_id=ACCOUNT_ID,
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


@pytest.fixture
async def callbacks(
    hass: HomeAssistant,
    subject: Subject,
    account: MockConfigEntry,
    simulator: Simulator,
    hass_client_no_auth: Clients,
) -> str:
    """Give the home a public address, and the provider the account's webhook."""
    client = await hass_client_no_auth()
    hass.config.external_url = PUBLIC
    simulator.callbacks.route(PUBLIC, str(client.make_url("")).rstrip("/"))
    address = f"{PUBLIC}/api/webhook/{WEBHOOK_ID}"
    subject.enter_handler(simulator, address)
    return address
