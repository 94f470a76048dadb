"""A real Home Assistant, and the simulator of the providers beside it."""

from asyncio import constants
from collections.abc import AsyncGenerator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateway import CLOCK
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .entries import add_entry, demo_data, recipient
from .eventually import Recorded
from .quiet import watch_threads
from .simulator import ManualClock, Simulator
from .simulator.smsc import Account

# Home Assistant's tests run the event loop in its debug mode, which writes down the stack
# of every handle: ten frames of it took up to half of a test's time.
constants.DEBUG_STACK_DEPTH = 1

LATER = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d} 09:00:00"
"""A moment to be sent at, as a user writes it; a date would be over some day."""

WEBHOOK_ID = "a5" * 32
ACCOUNT_ID = "01KAJ0000000000000000000AC"
MOM = "+79161234567"
MOM_ID = "01KAJ0000000000000000000MM"
MOM_ENTITY = "notify.mom"

PILOT_ID = "01KAJ0000000000000000000PA"
PILOT_KEY = "SMSPILOT-DEMO-KEY"
PILOT_WEBHOOK_ID = "c3" * 32
PUBLIC = "https://home.example"
"""The home as the internet knows it."""
ANNA = "+79051112233"
ANNA_ID = "01KAJ0000000000000000000AN"

WEBSMS_ID = "01KAJ0000000000000000000WS"
WEBSMS_WEBHOOK_ID = "d7" * 32


@pytest.fixture(autouse=True)
def _home(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let Home Assistant see the integration, with a journal and media of its own.

    Tests that need no Home Assistant do without one, which saves most of their time.
    """
    if "hass" not in request.fixturenames:
        return
    if "recorder_mock" in request.fixturenames:
        # Only before Home Assistant can it be there.
        request.getfixturevalue("recorder_mock")
    request.getfixturevalue("enable_custom_integrations")
    hass: HomeAssistant = request.getfixturevalue("hass")
    hass.config.config_dir = str(tmp_path)
    hass.config.media_dirs = {"local": str(tmp_path / "media")}
    watch_threads(hass.loop, monkeypatch)


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Write snapshots as core does, without what changes from run to run."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def speed() -> float:
    """Return how many times faster the simulator waits."""
    return 100.0


@pytest.fixture
async def simulator(
    request: pytest.FixtureRequest, speed: float, socket_enabled: None
) -> AsyncGenerator[Simulator]:
    """Run the simulator on a port of its own; by the test's clock where it is marked."""
    if request.node.get_closest_marker("by_the_clock"):
        clock: ManualClock = request.getfixturevalue("clock")
        one = Simulator(clock=clock, latency=0)
    else:
        one = Simulator(speed=speed, latency=0)
    async with one as simulator:
        yield simulator


@pytest.fixture
def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add an account with one recipient, not yet set up."""
    return add_entry(
        hass,
        demo_data("smsc", simulator.url, WEBHOOK_ID),
        recipient(MOM_ID, "Mom", MOM),
        title="SMSC (demo)",
        entry_id=ACCOUNT_ID,
        unique_id="smsc_127.0.0.1_demo",
    )


@pytest.fixture
async def account(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Set the account up."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


@pytest.fixture
async def other_account(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> MockConfigEntry:
    """Set another account up, at the same provider."""
    simulator.smsc.accounts.add(
        Account(login="second", password="demo", api_key="SECOND-KEY")
    )
    data = {**account.data, "login": "second", "webhook_id": "b" * 64}
    entry = add_entry(hass, data, title="Second")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


@pytest.fixture
def pilot_entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add an account at SMSPILOT with one recipient, not yet set up."""
    data = {
        "provider": "smspilot",
        "base_url": simulator.url,
        "api_key": PILOT_KEY,
        "account_id": "5671",
        "currency": "RUB",
        "webhook_id": PILOT_WEBHOOK_ID,
    }
    return add_entry(
        hass,
        data,
        recipient(ANNA_ID, "Anna", ANNA),
        title="SMSPILOT (5671)",
        entry_id=PILOT_ID,
        unique_id="smspilot_127.0.0.1_5671",
    )


@pytest.fixture
async def pilot_account(
    hass: HomeAssistant, pilot_entry: MockConfigEntry
) -> MockConfigEntry:
    """Set the account at SMSPILOT up."""
    # Beside another one it is set up already.
    if pilot_entry.state is ConfigEntryState.NOT_LOADED:
        assert await hass.config_entries.async_setup(pilot_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return pilot_entry


@pytest.fixture
async def websms_account(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Set an account at WEBSMS up, beside those that are there."""
    entry = add_entry(
        hass,
        demo_data("websms", simulator.url, WEBSMS_WEBHOOK_ID),
        title="WEBSMS (demo)",
        entry_id=WEBSMS_ID,
        unique_id="websms_127.0.0.1_demo",
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


@pytest.fixture
def fallback(
    hass: HomeAssistant, account: MockConfigEntry, other_account: MockConfigEntry
) -> MockConfigEntry:
    """Let the first account fall back to the other."""
    hass.config_entries.async_update_entry(
        account, options={"fallbacks": [other_account.entry_id]}
    )
    return other_account


@pytest.fixture
def clock(hass: HomeAssistant) -> ManualClock:
    """Give the integration a clock that the test turns."""
    clock = hass.data[CLOCK] = ManualClock()
    return clock


type Clients = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]


@pytest.fixture
async def hass_client_no_auth(
    hass_client_no_auth: Clients, simulator: Simulator
) -> AsyncGenerator[Clients]:
    """Serve Home Assistant's pages until the simulator calls it no more.

    The event loop fails for a connection that is accepted while its server closes.
    """
    yield hass_client_no_auth
    await simulator.stop()


@pytest.fixture
async def callbacks(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    hass_client_no_auth: Clients,
) -> str:
    """Enter the account's webhook in the provider's cabinet; return the address."""
    client = await hass_client_no_auth()
    address = str(client.make_url(f"/api/webhook/{WEBHOOK_ID}"))
    simulator.smsc.accounts.update("demo", handler=f"{address}?charset=utf-8")
    return address


@pytest.fixture
async def pilot_callbacks(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    hass_client_no_auth: Clients,
) -> str:
    """Give the home a public address; SMSPILOT is told it with each message."""
    client = await hass_client_no_auth()
    hass.config.external_url = PUBLIC
    simulator.callbacks.route(PUBLIC, str(client.make_url("")).rstrip("/"))
    address = f"{PUBLIC}/api/webhook/{PILOT_WEBHOOK_ID}"
    simulator.smspilot.set_account(inbound_handler=address)
    return address


@pytest.fixture
async def websms_callbacks(
    websms_account: MockConfigEntry,
    simulator: Simulator,
    hass_client_no_auth: Clients,
) -> str:
    """Enter the account's webhook in WEBSMS's cabinet; return the address."""
    client = await hass_client_no_auth()
    address = str(client.make_url(f"/api/webhook/{WEBSMS_WEBHOOK_ID}"))
    simulator.websms.set_account(handler=address)
    return address


@pytest.fixture
def statuses(hass: HomeAssistant) -> Recorded:
    """Record the events of message states."""
    return Recorded(hass, "sms_gateway_message_status")


@pytest.fixture
def received(hass: HomeAssistant) -> Recorded:
    """Record the events of incoming messages."""
    return Recorded(hass, "sms_gateway_message_received")


type Send = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@pytest.fixture
def notify(hass: HomeAssistant) -> Callable[[str], Coroutine[Any, Any, None]]:
    """Send to Mom by `notify.send_message`."""

    async def call(message: str) -> None:
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": MOM_ENTITY, "message": message},
            blocking=True,
        )

    return call


@pytest.fixture
def send_sms(hass: HomeAssistant) -> Send:
    """Send by `sms_gateway.send_sms`, and return its answer."""

    async def call(message: str = "Test", **data: Any) -> dict[str, Any]:
        answer = await hass.services.async_call(
            DOMAIN,
            "send_sms",
            {"message": message, **data},
            blocking=True,
            return_response=True,
        )
        assert isinstance(answer, dict)
        return answer

    return call


@pytest.fixture
def act(hass: HomeAssistant) -> Send:
    """Call an action of the integration by its name, and return its answer."""

    async def call(action: str, **data: Any) -> dict[str, Any]:
        answer = await hass.services.async_call(
            DOMAIN, action, data, blocking=True, return_response=True
        )
        assert isinstance(answer, dict)
        return answer

    return call


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """Make Home Assistant's folder of media; return it."""
    folder = tmp_path / "media"
    folder.mkdir()
    return folder
