"""The last ones."""

import pytest

from custom_components.sms_gateway.providers.errors import OutcomeOpenError
from custom_components.sms_gateway.providers.model import Fault, Reason
from tests.breaker11.test_home import EMULATOR, issues, messages, options, second, simulator, token_of, web  # noqa: F401
from tests.conftest import MOM


async def test_a_defect_in_an_attempt_leaves_nothing_pending_for_good(
    hass, account, clock, monkeypatch, send_sms
):
    """The delivery dies with it: neither sent nor given up, and nobody is told."""
    engine = account.runtime_data.engine
    real, times = engine._attempt_once, [1]

    async def once(messages, wishes):
        if times:
            times.clear()
            raise RecursionError
        return await real(messages, wishes)

    monkeypatch.setattr(engine, "_attempt_once", once)
    try:
        await send_sms("Пожар", phone=[MOM])
    except Exception as err:
        print(repr(err))
    for _ in range(20):
        await clock.advance(60)
        await hass.async_block_till_done()
    assert messages(hass)[0].state != "pending"


async def test_what_the_list_says_was_refused_goes_by_the_other(
    hass, wire, account, second, clock, simulator, send_sms
):
    """Answer lost; the list says -2, which is not charged: certainly not taken."""
    phones = ["+79161234567", "+79261234567", "+79999999999"]
    wire.when("send", "LOSE")
    await send_sms("Пожар", phone=phones, config_entry_id=account.entry_id)
    for _ in range(20):
        await clock.advance(20)
        await hass.async_block_till_done()
    print("STATES", [str(m.state) for m in messages(hass)])
    assert [m.phone for m in simulator.ledger.messages if m.provider == "smsc"] == ["79999999999"]


async def test_the_nearest_row_is_the_one(wire, alone):
    """Two lost 90 s apart, one row at the second's moment."""
    from datetime import timedelta
    from tests.breaker11.test_answers import NOW, lost, row

    wire.when("check", {"check": [row(created="2026-11-21 12:01:31")]})
    answers = await alone.find_lost([lost("L1"), lost("L2", sent_at=NOW + timedelta(seconds=90))])
    found = {getattr(a, "request_id", None) or a.message_id: type(a).__name__ for a in answers}
    assert found == {"L1": "NotFound", "L2": "StatusReport"}
