"""What goes to one number keeps an order only on the same way, and at the same moment."""

import asyncio
from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.util import dt as dt_util

from .conftest import MOM, Send
from .eventually import as_time_passes
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock


async def test_a_call_does_not_wait_for_an_sms_whose_answer_was_lost(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """It is the second way because the first is in doubt; to wait for that would undo it."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    sms = await act("send_sms", message="Water!", phone=MOM)
    assert sms["messages"][0]["state"] == "unconfirmed"
    async with asyncio.timeout(10):
        call = await act("make_call", message="Water!", phone=MOM)

    assert call["messages"][0]["state"] == "queued"
    assert len(simulator.ledger.over("call")) == 1


async def test_an_sms_that_was_not_taken_is_not_given_up_for_a_call(
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
) -> None:
    """Denied by the provider, in time, and never sent again: a call was taken."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    simulator.faults.add("http_status", path="/sys/status.php", times=1000)
    await act("send_sms", message="Water in the kitchen, code 1234", phone=MOM)
    await act("make_call", message="Look", phone=MOM)
    assert len(simulator.ledger.over("call")) == 1
    await clock.advance(95)
    simulator.faults.clear()
    await as_time_passes(clock, lambda: len(simulator.ledger.to(MOM)) == 2, step=15)

    assert [m.channel for m in simulator.ledger.to(MOM)] == ["call", "sms"]


async def test_a_text_for_tomorrow_is_not_given_up_for_one_of_today(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """What is due later cannot be overtaken."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    simulator.faults.add("http_status", path="/sys/status.php", times=1000)
    tomorrow = (dt_util.now() + timedelta(days=1)).isoformat()
    await act("send_sms", message="Take your pills", phone=MOM, send_at=tomorrow)
    await act("send_sms", message="Door open", phone=MOM)
    assert [m.text for m in simulator.ledger.to(MOM)] == ["Door open"]
    await clock.advance(95)
    simulator.faults.clear()
    await as_time_passes(clock, lambda: len(simulator.ledger.to(MOM)) == 2, step=15)

    assert [m.text for m in simulator.ledger.to(MOM)][-1] == "Take your pills"
