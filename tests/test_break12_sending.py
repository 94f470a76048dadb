"""What broke of WEBSMS's sending, as the breaker of issue 12 found it."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import MOM, Send
from .eventually import eventually
from .simulator import ManualClock, Simulator
from .websms_entry import websms_entry

OTHER = "+79261234567"
LATER = "2027-01-01 09:00:00"


@pytest.fixture
def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add an account at WEBSMS, not yet set up."""
    entry = websms_entry(simulator)
    entry.add_to_hass(hass)
    return entry


def pages(simulator: Simulator, name: str) -> list[dict[str, str]]:
    """Return what was asked of a page."""
    return [
        dict(r.parameters) for r in simulator.ledger.requests if r.path.endswith(name)
    ]


@pytest.mark.by_the_clock
async def test_a_proof_on_the_wire_makes_no_message_late(
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
) -> None:
    """High: the client's own lock lets a message out after its deadline."""
    simulator.websms.set_account(balance=Decimal(5))
    simulator.faults.add("delay", seconds=3, path="/json_in5.asp")
    proof = asyncio.ensure_future(account.runtime_data.coordinator.async_refresh())
    await asyncio.sleep(0.3)
    sending = asyncio.ensure_future(
        send_sms("Alarm", phone=MOM, valid_for={"seconds": 60})
    )
    await asyncio.sleep(0.5)
    await clock.advance(90)
    await proof
    answer = await sending
    print("ANSWER", answer["messages"])
    await clock.advance(90)
    print("LEDGER", simulator.ledger.messages)
    assert simulator.ledger.messages == []


async def test_a_group_that_takes_its_time_holds_up_no_alarm(
    account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Medium: opening a group holds the only turn to send, for all its requests."""
    simulator.faults.add("delay", seconds=4, path="/http_addrbook.asp")
    slow = asyncio.ensure_future(send_sms("News", group=17352))
    await asyncio.sleep(0.3)
    async with asyncio.timeout(3):
        answer = await send_sms("Alarm", phone=MOM)
    assert answer["messages"][0]["state"] == "queued"
    await slow


@pytest.mark.by_the_clock
@pytest.mark.parametrize("code", [10, 12, 20, 18])
async def test_one_message_that_is_refused_hides_no_other(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    act: Send,
    code: int,
) -> None:
    """Medium: a documented error to one question ends the asking for all others."""
    for number in range(3):
        await send_sms(f"Text {number}", phone=MOM)
    simulator.faults.add("error_code", code=code, path="/json_out5.asp")
    before = len(pages(simulator, "json_out5.asp"))
    await clock.advance(62)
    await eventually(lambda: len(pages(simulator, "json_out5.asp")) - before >= 3)


@pytest.mark.parametrize("length", [595, 900])
async def test_viber_that_may_become_an_sms_keeps_to_its_limits(
    account: MockConfigEntry, simulator: Simulator, act: Send, length: int
) -> None:
    """Medium: the SMS in place of Viber would be put into Latin letters unasked."""
    with pytest.raises(HomeAssistantError, match="594"):
        await act(
            "send_viber", message="ж" * length, phone=MOM, sms_fallback="either"
        )
    assert simulator.ledger.messages == []


async def test_a_proof_that_is_a_repetition_is_a_proof(
    account: MockConfigEntry, simulator: Simulator
) -> None:
    """Low: 15 (or 19) is said to one who was let in; the balance is then known."""
    simulator.websms.set_account(balance=Decimal(5))
    simulator.faults.add("error_code", code=15, path="/json_in5.asp")
    await account.runtime_data.coordinator.async_refresh()
    assert account.runtime_data.coordinator.last_update_success


@pytest.mark.parametrize("unknown", ["empty", "error", "absent", "html"])
async def test_it_is_taken_back_in_its_first_minute(
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    act: Send,
    unknown: str,
) -> None:
    """Medium: where results of the first minute are as of what is not known at all."""
    simulator.websms.speak(early_results="empty", unknown_id=unknown)
    answer = await send_sms("Later", phone=MOM, send_at=LATER)
    told = await act("cancel_message", reference=answer["messages"][0]["reference"])
    assert told["messages"][0]["cancelled"] is True
    assert simulator.ledger.messages[0].deleted


async def test_it_is_taken_back_after_a_restart(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    act: Send,
) -> None:
    """Low: where look-ups have no row of what is not final, the packet is forgotten."""
    simulator.websms.speak(result_rows="final")
    answer = await send_sms("Later", phone=MOM, send_at=LATER)
    assert await hass.config_entries.async_reload(account.entry_id)
    told = await act("cancel_message", reference=answer["messages"][0]["reference"])
    assert told["messages"][0]["cancelled"] is True


def _unused(value: Any) -> None:
    """Keep imports."""
