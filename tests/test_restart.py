"""What a restart finds in the journal: it goes on, or ends it, but repeats nothing."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.sms_gateway.clock import SystemClock
from custom_components.sms_gateway.gateway import CLOCK
from custom_components.sms_gateway.journal import Journal, Message
from custom_components.sms_gateway.providers.model import Channel, MessageState
from custom_components.sms_gateway.repairs import async_create_fix_flow
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from .conftest import ACCOUNT_ID, MOM, MOM_ID, Send
from .eventually import Recorded, eventually
from .journals import record
from .simulator import ManualClock, Simulator

type Plant = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Leave messages in the journal as a run before this one did."""

    async def leave(*texts: str, age: float = 0.0, **values: Any) -> None:
        journal = Journal(tmp_path / ".storage" / "sms_gateway.db", SystemClock())
        await journal.open()
        now = time.time() - age
        known: dict[str, Any] = {
            "entry_id": ACCOUNT_ID,
            "provider": "smsc",
            "channel": Channel.SMS,
            "phone": MOM,
            "recipient_id": MOM_ID,
            "chain": (ACCOUNT_ID,),
            "valid_until": now + 900,
            "tracked_until": now + 900 + 86400,
            "changed_at": now,
        }
        await record(
            journal,
            [
                Message(
                    **known
                    | {
                        "reference": f"r-{text}",
                        "request_id": f"request-{text}",
                        "text": text,
                        "created_at": now + number,
                    }
                    | values
                )
                for number, text in enumerate(texts)
            ],
        )
        await journal.close()

    return leave


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Start."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def sends(simulator: Simulator) -> int:
    """Count the requests to send."""
    return sum(r.path == "/sys/send.php" for r in simulator.ledger.requests)


async def test_what_waited_goes_out_in_its_order(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    plant: Plant,
    statuses: Recorded,
) -> None:
    """A message that never left is sent once, while it is of use."""
    await plant("Alarm", "All clear")
    await set_up(hass, entry)

    await eventually(lambda: len(simulator.ledger.messages) == 2)
    assert [m.text for m in simulator.ledger.messages] == ["Alarm", "All clear"]
    await statuses.until(
        lambda data: sum(item["state"] == "queued" for item in data) == 2
    )
    assert {data["recipient"] for data in statuses.data} == {"Mom"}


async def test_what_waited_never_follows_a_newer_one_that_was_taken(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    plant: Plant,
    statuses: Recorded,
) -> None:
    """The alarm after its all clear would be a false one; what is newer goes out."""
    await plant("Alarm")
    await plant("All clear", state=MessageState.QUEUED, message_id="1")
    await plant("Leaving")
    await set_up(hass, entry)

    await statuses.until_state("failed")
    await eventually(lambda: bool(simulator.ledger.messages))
    assert [m.text for m in simulator.ledger.messages] == ["Leaving"]


async def test_what_waited_too_long_is_given_up(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    plant: Plant,
    statuses: Recorded,
    issue_registry: ir.IssueRegistry,
) -> None:
    """And a repair says so, long after its sender had an answer."""
    await plant("Alarm", age=1000)
    await set_up(hass, entry)

    await statuses.until_state("failed")
    await hass.async_block_till_done()
    assert not sends(simulator)
    assert issue_registry.async_get_issue("sms_gateway", f"not_sent_{ACCOUNT_ID}")


async def test_a_box_that_boots_hours_behind_believes_the_providers_clock(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    plant: Plant,
    statuses: Recorded,
) -> None:
    """By its own clock the message would be fresh."""
    hass.data[CLOCK] = ManualClock(time.time() - 3 * 3600)
    await plant("Alarm", age=2 * 3600)
    await set_up(hass, entry)

    await statuses.until_state("failed")
    assert not sends(simulator)


async def test_without_the_provider_it_waits_for_the_true_time(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    plant: Plant,
    statuses: Recorded,
) -> None:
    """Nothing is sent by a clock that nobody has confirmed."""
    await simulator.go_down()
    await plant("Alarm")
    await set_up(hass, entry)
    assert statuses.states == ["pending"]

    await simulator.start()
    await entry.runtime_data.coordinator.async_refresh()
    await statuses.until_state("queued")
    assert sends(simulator) == 1


async def test_what_may_have_left_is_asked_for_and_not_sent_again(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    plant: Plant,
    statuses: Recorded,
    issue_registry: ir.IssueRegistry,
) -> None:
    """If nobody can say what became of it, its owner is asked."""
    simulator.faults.add("html", path="/sys/status.php", times=50)
    await plant("Alarm", is_on_wire=True, attempted_at=time.time() - 120)
    await set_up(hass, entry)
    await statuses.until_state("unconfirmed")
    assert not sends(simulator)

    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=301))
    await hass.async_block_till_done()
    issue = issue_registry.async_get_issue("sms_gateway", "unconfirmed_r-Alarm")
    assert issue is not None
    for step in ("forget", "arrived"):
        flow = await async_create_fix_flow(hass, issue.issue_id, dict(issue.data or {}))
        flow.hass, flow.flow_id, flow.handler = hass, "flow", "sms_gateway"
        await getattr(flow, f"async_step_{step}")()
    await statuses.until_state("delivered")
    await hass.async_block_till_done()
    assert not issue_registry.async_get_issue("sms_gateway", issue.issue_id)


async def test_an_open_message_of_the_last_run_that_is_denied_is_sent(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    plant: Plant,
    statuses: Recorded,
) -> None:
    """The proof is a look-up, more than a minute after it may have left."""
    left_at = time.time() - 120
    await plant(
        "Alarm", age=120, is_on_wire=True, attempted_at=left_at, dated_at=left_at
    )
    await set_up(hass, entry)

    await statuses.until_state("queued")
    assert statuses.states[:3] == ["pending", "unconfirmed", "queued"]
    assert sends(simulator) == 1


async def test_those_who_would_rather_have_it_twice_get_it_without_a_proof(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    plant: Plant,
    statuses: Recorded,
) -> None:
    """The option `promise`: the archive may hold it, but nobody can say."""
    hass.config_entries.async_update_entry(entry, options={"promise": "at_least_once"})
    await plant(
        "Alarm",
        is_on_wire=True,
        # So long ago that "not found" proves nothing any more.
        attempted_at=time.time() - 3 * 86400,
        dated_at=time.time() - 3 * 86400,
    )
    await set_up(hass, entry)

    await statuses.until_state("queued")
    assert sends(simulator) == 1


async def test_a_removed_account_sends_nothing_more(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """What waited for it is forgotten with it."""
    await simulator.go_down()
    await send_sms(phone=MOM)
    await hass.config_entries.async_remove(account.entry_id)
    await simulator.start()
    await hass.async_block_till_done()

    assert not simulator.ledger.messages
