"""Messages that are denied in one look-up are sent again as what each of them says."""

from datetime import UTC, datetime

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import CLOCK
from homeassistant.core import HomeAssistant

from .conftest import MOM, Send
from .eventually import as_time_passes
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

OTHER = "+79261234567"
MIDDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(hass: HomeAssistant) -> ManualClock:
    """Let it be midday."""
    clock = hass.data[CLOCK] = ManualClock(MIDDAY.timestamp())
    return clock


async def test_each_number_gets_its_own_text(
    clock: ManualClock,
    simulator: Simulator,
    account: MockConfigEntry,
    send_sms: Send,
) -> None:
    """However many were asked for at once, and whatever they have in common."""
    simulator.faults.add("drop_before", path="/sys/send.php", times=2)
    await send_sms("Water", phone=MOM)
    await send_sms("Fire", phone=OTHER, flash=True)
    await as_time_passes(clock, lambda: len(simulator.ledger.messages) == 2)

    [water] = simulator.ledger.to(MOM)
    [fire] = simulator.ledger.to(OTHER)
    assert (water.text, water.channel) == ("Water", "sms")
    assert (fire.text, fire.channel) == ("Fire", "flash")


async def test_a_list_that_was_never_taken_goes_out_again_as_a_list(
    clock: ManualClock, simulator: Simulator, account: MockConfigEntry, act: Send
) -> None:
    """Once the provider denies it: with the texts and the senders of each."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    rows = [
        {"phone": MOM, "message": "Water"},
        {"phone": OTHER, "message": "Fire", "sender": "demo"},
    ]
    answer = await act("send_personal_sms", messages=rows)
    assert {message["state"] for message in answer["messages"]} == {"unconfirmed"}
    await as_time_passes(clock, lambda: len(simulator.ledger.messages) == 2)

    got = {f"+{m.phone}": (m.text, m.sender) for m in simulator.ledger.messages}
    assert got == {MOM: ("Water", "SMSC.RU"), OTHER: ("Fire", "demo")}
    sends = [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]
    assert len(sends) == 2
    assert all("list" in request.parameters for request in sends)
