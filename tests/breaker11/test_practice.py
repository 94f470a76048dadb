"""Practice, and what it touches."""

from decimal import Decimal

import pytest

from custom_components.sms_gateway.gateway import GATEWAY
from custom_components.sms_gateway.providers.errors import ConnectionFailedError, OutcomeOpenError
from custom_components.sms_gateway.providers.model import Fault, Reason
from homeassistant.helpers import issue_registry as ir
from tests.breaker11.test_home import issues, messages, options, second, simulator  # noqa: F401
from tests.conftest import MOM


async def test_a_look_up_in_practice_costs_nothing(hass, wire, account, clock, simulator, act):
    """PING sends an SMS, and both are charged; the option says nothing is."""
    import asyncio

    await options(hass, account, practice=True)
    before = simulator.smspilot.account().balance
    asked = asyncio.ensure_future(act("lookup_number", phone=[MOM], kind="ping"))
    for _ in range(30):
        await clock.advance(5)
        await asyncio.sleep(0.01)
    try:
        print(await asked)
    except Exception as err:
        print(repr(err))
    assert simulator.smspilot.account().balance == before
    assert not simulator.ledger.messages


async def test_practised_messages_are_no_money_spent(hass, wire, account, clock, simulator, send_sms):
    """Practice fills the day's limit, and the alarm after it is stopped."""
    await options(hass, account, money_per_day=3.0)
    await send_sms("real 1", phone=[MOM])
    await clock.advance(61)
    await options(hass, account, practice=True)
    for n in range(4):
        try:
            await send_sms(f"practice {n}", phone=[MOM])
        except Exception as err:
            print(n, repr(err))
        await clock.advance(61)
    await options(hass, account, practice=None)
    await send_sms("real 2", phone=[MOM])
    assert messages(hass)[-1].state != "failed"


async def test_practised_messages_take_no_place_of_an_hour(hass, wire, account, clock, simulator, send_sms):
    await options(hass, account, messages_per_hour=3, practice=True)
    for n in range(3):
        await send_sms(f"practice {n}", phone=[MOM])
        await clock.advance(61)
    await options(hass, account, practice=None)
    await send_sms("real", phone=[MOM])
    assert messages(hass)[-1].state != "failed"


async def test_a_practice_is_carried_by_nobody_else(hass, wire, account, second, clock, simulator, send_sms):
    """The provider is down; the fallback sends for real what was to be a practice."""
    await options(hass, account, practice=True)
    wire.when("send", ConnectionFailedError(Fault(Reason.UNREACHABLE)), 5)
    await send_sms("Пожар (проба)", phone=[MOM], config_entry_id=account.entry_id)
    await clock.advance(30)
    assert [m.text for m in simulator.ledger.messages] == []


async def test_a_practice_whose_answer_was_lost_is_not_asked_about_nor_sent_for_real(
    hass, wire, account, clock, simulator, send_sms
):
    """At least once; its answer is lost, practice is over before it is asked for."""
    await options(hass, account, practice=True, promise="at_least_once")
    wire.when("send", OutcomeOpenError(Fault(Reason.NO_ANSWER)))
    await send_sms("Пожар (проба)", phone=[MOM])
    await options(hass, account, practice=None)
    for _ in range(10):
        await clock.advance(30)
        await hass.async_block_till_done()
    assert [m.text for m in simulator.ledger.messages] == []


async def test_a_lost_practice_is_no_question_to_the_owner(
    hass, wire, account, clock, simulator, send_sms, freezer
):
    from datetime import timedelta
    from pytest_homeassistant_custom_component.common import async_fire_time_changed
    from homeassistant.util import dt as dt_util

    await options(hass, account, practice=True)
    await send_sms("Пожар (проба)", phone=[MOM])
    freezer.tick(timedelta(seconds=400))
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=400))
    await hass.async_block_till_done()
    assert [i for i in issues(hass) if i.startswith("unconfirmed")] == []


async def test_practice_mid_wire(hass, wire, account, clock, simulator, send_sms):
    """Switched on while a real request is out: what it sent is not called a practice."""
    def reply(form):
        hass.config_entries.async_update_entry(account, options={"practice": True})
        return "LOSE0"

    from custom_components.sms_gateway.providers.smspilot import client as module

    real = module.post

    async def post(*a, **k):
        answer = await real(*a, **k)
        if "send" in a[2]:
            await options(hass, account, practice=True)
        return answer

    module.post = post
    try:
        await send_sms("real", phone=[MOM])
    finally:
        module.post = real
    assert messages(hass)[0].fault is None
    assert messages(hass)[0].state in ("queued", "sent", "delivered")
