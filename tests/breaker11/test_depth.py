"""A thousand refusals that each name one number, one inside the other."""

import asyncio

import pytest

from tests.breaker11.test_home import messages, simulator  # noqa: F401


async def test_a_thousand_named_refusals_end(hass, account, clock, monkeypatch):
    """`attempt` awaits itself once for each; Python has an end to that."""
    engine = account.runtime_data.engine

    async def once(messages, wishes):
        await asyncio.sleep(0)
        return [messages[0]], ((messages[1:],) if len(messages) > 1 else ())

    monkeypatch.setattr(engine, "_attempt_once", once)
    assert len(await engine.attempt(list(range(1000)), None)) == 1000


async def test_money_for_two_of_three_reaches_two(hass, wire, account, clock, simulator, send_sms):
    """Whole request refused for want of money (241); nobody gets the alarm."""
    from decimal import Decimal

    simulator.smspilot.set_account(balance=Decimal("3.00"))
    try:
        await send_sms("Пожар", phone=["+79161234567", "+79261234567", "+79031234567"])
    except Exception as err:
        print(repr(err))
    assert len(simulator.ledger.messages) == 2


async def test_row_refused_for_a_passing_fault_is_sent_in_the_end(
    hass, wire, account, clock, simulator, send_sms
):
    """110 in one row of three; for all of a request it is retried."""
    phones = ["+79161234567", "+79261234567", "+79031234567"]
    rows = [
        {"server_id": "1", "phone": phones[0][1:], "price": "1", "status": "0"},
        {"server_id": "2", "phone": phones[1][1:], "price": "1", "status": "0"},
        {"server_id": "3", "phone": phones[2][1:], "price": "0", "status": "-2", "error": "110"},
    ]
    wire.when("send", {"send": rows, "balance": "1", "cost": "2"})
    await send_sms("Пожар", phone=phones)
    for _ in range(12):
        await clock.advance(10)
        await hass.async_block_till_done()
    assert messages(hass)[2].state != "rejected"


async def test_doubled_rows_do_not_send_it_again_elsewhere(hass, wire, account, clock, simulator, send_sms):
    """The provider took it once and refused its own repetition; state must not be refused."""
    rows = [
        {"server_id": "1", "phone": "79161234567", "price": "1", "status": "0"},
        {"server_id": "2", "phone": "79161234567", "price": "0", "status": "-2", "error": "212"},
    ]
    wire.when("send", {"send": rows, "balance": "1", "cost": "1"})
    try:
        await send_sms("Пожар", phone=["+79161234567"])
    except Exception as err:
        print(repr(err))
    assert messages(hass)[0].state != "rejected"


async def test_charged_beside_an_error_is_not_sent_again(hass, wire, account, clock, simulator, send_sms):
    """Whole JSON with rows that have ids, and an error that passes: it goes out twice."""
    rows = [{"server_id": "1", "phone": "79161234567", "price": "1", "status": "0"}]
    wire.when("send", {"send": rows, "balance": "1", "error": {"code": 110, "description": "x"}})
    await send_sms("Пожар", phone=["+79161234567"])
    for _ in range(6):
        await clock.advance(10)
        await hass.async_block_till_done()
    assert len([f for f in wire.forms if "send" in f]) == 1


async def test_flash_codes_of_the_other_provider(hass, wire, account, clock, simulator, act):
    for code in ("12345", "123", "123456", "12 34", "١٢٣٤"):
        try:
            await act("send_flash_call", code=code, phone=["+79161234567"])
        except Exception as err:
            print(code, repr(err)[:80])
    assert all(len(f["send"]) == 4 and f["send"].isascii() for f in wire.forms if "send" in f)
