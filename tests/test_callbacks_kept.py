"""A callback is written down before it is answered, and known again as long as it comes."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
import sqlite3
from typing import Any

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.journal import Journal, Received
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import ACCOUNT_ID, MOM, WEBHOOK_ID, Clients, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import ManualClock, Simulator

PATH = f"/api/webhook/{WEBHOOK_ID}"
MINUTE = 60

type Client = TestClient[Any, Any]


@pytest.fixture
def _turned(clock: ManualClock, account: MockConfigEntry) -> None:
    """Set the account up with a clock that the test turns."""


@pytest.fixture
async def client(_turned: None, hass_client_no_auth: Clients) -> Client:
    """Speak to Home Assistant as the provider does."""
    return await hass_client_no_auth()


def incoming(now: float, **fields: str) -> dict[str, str]:
    """Return an incoming text."""
    return {
        "id": "77",
        "phone": MOM.removeprefix("+"),
        "mes": "открой",
        "to": "79037676877",
        "sent": str(int(now)),
        "time": str(int(now)),
    } | fields


async def test_a_callback_is_on_the_disk_when_it_is_answered(
    client: Client, clock: ManualClock, send_sms: Send, tmp_path: Path
) -> None:
    """Both a text and a report: the provider will not repeat what was answered."""
    answer = await send_sms(phone=MOM)
    message_id = answer["messages"][0]["message_id"]
    report = {"id": message_id, "phone": MOM.removeprefix("+"), "status": "1"}
    for body in (incoming(clock.now()), report):
        assert (await client.post(PATH, data=body)).status == 200

    with sqlite3.connect(tmp_path / ".storage" / "sms_gateway.db") as journal:
        texts = journal.execute("SELECT text FROM received").fetchall()
        states = journal.execute("SELECT state FROM messages").fetchall()
    assert (texts, states) == ([("открой",)], [("delivered",)])


async def test_a_repeat_is_known_for_longer_than_a_provider_repeats(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    client: Client,
    received: Recorded,
) -> None:
    """For 200 minutes, and a day; over a reload, with its id or without one."""
    sent_at = clock.now()
    for minutes in (0, 1, 200, 24 * 60):
        await clock.advance(minutes * MINUTE)
        for message_id in ("77", ""):
            body = incoming(sent_at, id=message_id)
            assert (await client.post(PATH, data=body)).status == 200
        await hass.config_entries.async_reload(account.entry_id)

    assert [data["text"] for data in received.data] == ["открой"]


async def test_a_repeat_is_known_after_a_restart(
    hass: HomeAssistant, clock: ManualClock, client: Client, tmp_path: Path
) -> None:
    """By what the journal's file says alone."""
    await client.post(PATH, data=incoming(clock.now()))
    copy = tmp_path / "copy.db"
    with (
        closing(sqlite3.connect(tmp_path / ".storage" / "sms_gateway.db")) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    journal = Journal(copy, clock)
    await journal.open()
    text = Received(
        id=0,
        entry_id=ACCOUNT_ID,
        provider="smsc",
        message_id="77",
        phone=MOM.removeprefix("+"),
        text="открой",
        to="79037676877",
        answered=None,
        sent_at=clock.now(),
        received_at=clock.now(),
    )

    assert not await journal.receive(text)
    assert await journal.receive(replace(text, message_id="78"))
    await journal.close()


async def test_a_report_under_the_id_of_an_earlier_request_finds_its_message(
    client: Client,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """It was denied and sent again under another id; ids are matched over all of them."""
    simulator.callbacks.lose(100)
    simulator.faults.add("drop_before", path="/sys/send.php")
    await send_sms(phone=MOM)
    await as_time_passes(clock, lambda: "queued" in statuses.states, step=5)
    sends = [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]
    earlier = sends[0].parameters["id"]
    assert earlier != sends[1].parameters["id"]

    report = {"id": earlier.lower(), "phone": MOM.removeprefix("+"), "status": "1"}
    assert (await client.post(PATH, data=report)).status == 200

    await eventually(lambda: "delivered" in statuses.states)


@pytest.fixture
async def _behind_a_proxy(hass: HomeAssistant, socket_enabled: None) -> None:
    """Let Home Assistant believe a proxy about who calls."""
    http = {"use_x_forwarded_for": True, "trusted_proxies": ["127.0.0.1"]}
    assert await async_setup_component(hass, "http", {"http": http})


@pytest.mark.usefixtures("_behind_a_proxy")
async def test_a_callback_from_the_internet_is_taken(
    client: Client, clock: ManualClock, received: Recorded
) -> None:
    """A provider is no neighbour: it has an address somewhere else."""
    answer = await client.post(
        PATH, data=incoming(clock.now()), headers={"X-Forwarded-For": "203.0.113.5"}
    )

    assert answer.status == 200
    await received.until(bool)
