"""What has begun to be sent goes on: a cancelled script, an unload and a stop wait."""

import asyncio
from pathlib import Path
import sqlite3

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import CoreState, HomeAssistant

from .conftest import MOM, Send
from .eventually import Recorded, eventually
from .simulator import Simulator


async def test_a_script_cancelled_in_the_middle_of_a_sending(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """`mode: restart` cancels the action, not the message."""
    simulator.faults.add("delay", seconds=0.3, path="/sys/send.php")
    action = hass.async_create_task(send_sms(phone=MOM))
    await statuses.until_state("pending")

    action.cancel()

    await statuses.until_state("queued")
    assert action.cancelled()
    assert len(simulator.ledger.messages) == 1


async def test_an_unload_waits_for_the_request_on_the_wire(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """And its answer is kept."""
    simulator.faults.add("delay", seconds=0.3, path="/sys/send.php")
    action = hass.async_create_task(send_sms(phone=MOM))
    await statuses.until_state("pending")

    await hass.config_entries.async_unload(account.entry_id)

    assert statuses.states == ["pending", "queued"]
    assert (await action)["messages"][0]["state"] == "queued"


async def test_a_stop_waits_for_the_request_on_the_wire(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    tmp_path: Path,
) -> None:
    """The journal has its answer when Home Assistant is gone."""
    simulator.faults.add("delay", seconds=0.3, path="/sys/send.php")
    action = asyncio.create_task(send_sms(phone=MOM))
    await statuses.until_state("pending")

    await hass.async_stop(force=True)

    assert hass.state is CoreState.stopped
    await eventually(action.done)
    with sqlite3.connect(tmp_path / ".storage" / "sms_gateway.db") as journal:
        states = journal.execute("SELECT state FROM messages").fetchall()
    assert states == [("queued",)]
