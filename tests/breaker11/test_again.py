"""Restarts, clocks, senders, answers."""

import time
from typing import Any

import pytest

from custom_components.sms_gateway.clock import SystemClock
from custom_components.sms_gateway.gateway import CLOCK, GATEWAY
from custom_components.sms_gateway.journal import Journal, Message
from custom_components.sms_gateway.providers.errors import OutcomeOpenError
from custom_components.sms_gateway.providers.model import Channel, Fault, MessageState, Reason
from tests.breaker11.test_home import issues, messages, options, second, token_of, web  # noqa: F401
from tests.conftest import ACCOUNT_ID, MOM, MOM_ID
from tests.eventually import eventually
from tests.journals import record
from tests.simulator import ManualClock


@pytest.mark.parametrize("hours", [-5, 5])
async def test_a_lost_answer_with_a_clock_that_is_wrong(hass, wire, simulator, hours, request):
    clock = hass.data[CLOCK] = ManualClock(time.time() + hours * 3600)
    account = await request.getfixturevalue("account") if False else None
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from tests.breaker11.conftest import PILOT

    entry = MockConfigEntry(domain="sms_gateway", title="Demo", entry_id=ACCOUNT_ID,
        data={**PILOT.data(simulator), "webhook_id": "a5" * 32})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    simulator.callbacks.lose(1000)
    wire.when("send", "LOSE")
    await hass.services.async_call("sms_gateway", "send_sms", {"message": "x", "phone": [MOM]}, blocking=True, return_response=True)
    assert messages(hass)[0].state == "unconfirmed"
    for _ in range(20):
        await clock.advance(30)
        await hass.async_block_till_done()
    assert messages(hass)[0].state == "delivered"
    assert len(simulator.ledger.messages) == 1


@pytest.mark.parametrize("dated", [True, False])
async def test_a_restart_with_a_message_on_the_wire(hass, wire, simulator, tmp_path, dated, socket_enabled):
    """It was taken; the list of the day proves it."""
    import aiohttp
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from tests.breaker11.conftest import PILOT
    from custom_components.sms_gateway.providers.account import Credentials
    from custom_components.sms_gateway.providers.smspilot.client import SmspilotClient
    from custom_components.sms_gateway.providers.model import SendRequest

    simulator.callbacks.lose(1000)
    async with aiohttp.ClientSession() as session:
        client = SmspilotClient(lambda: session, Credentials(base_url=simulator.url, api_key="SMSPILOT-DEMO-KEY"))
        await client.send(SendRequest(request_id="R", phones=(MOM,), text="x"))
    now = time.time()
    journal = Journal(tmp_path / ".storage" / "sms_gateway.db", SystemClock())
    await journal.open()
    await record(journal, [Message(
        reference="r1", request_id="01KAJ0Q4M5T4T5Y8N2Q8N3R2ZC", entry_id=ACCOUNT_ID, provider="smspilot",
        channel=Channel.SMS, phone=MOM, recipient_id=MOM_ID, chain=(ACCOUNT_ID,), text="x",
        created_at=now, valid_until=now + 900, tracked_until=now + 90000, changed_at=now,
        is_on_wire=True, attempted_at=now, dated_at=now if dated else None)])
    await journal.close()
    entry = MockConfigEntry(domain="sms_gateway", title="Demo", entry_id=ACCOUNT_ID,
        data={**PILOT.data(simulator), "webhook_id": "a5" * 32})
    entry.add_to_hass(hass)
    clock = hass.data[CLOCK] = ManualClock(time.time())
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    for _ in range(20):
        await clock.advance(30)
        await hass.async_block_till_done()
    print(messages(hass)[0].state)
    assert len(simulator.ledger.messages) == 1
    assert messages(hass)[0].state == ("delivered" if dated else "unconfirmed")


async def test_sender_replaced_is_told_and_taken_back(hass, wire, account, clock, simulator, send_sms):
    await options(hass, account, sender="STRANGE")
    await send_sms("x", phone=[MOM])
    assert any(i.startswith("sender_replaced") for i in issues(hass))
    await options(hass, account, sender=None)
    await clock.advance(61)
    await send_sms("y", phone=[MOM])
    assert not any(i.startswith("sender_replaced") for i in issues(hass))


async def test_sender_not_replaced_is_not_told(hass, wire, account, clock, simulator, send_sms):
    """An answer that could be read in part says nothing of the sender."""
    await options(hass, account, sender="STRANGE")
    await send_sms("x", phone=[MOM])
    assert any(i.startswith("sender_replaced") for i in issues(hass))
    await clock.advance(61)
    wire.when("send", {"send": [{"server_id": "5", "phone": MOM[1:], "price": "1", "status": "0"}], "balance": "1", "cost": "1"})
    await send_sms("y", phone=[MOM])
    assert any(i.startswith("sender_replaced") for i in issues(hass))


async def test_repetition_repair_goes_away(hass, wire, account, clock, simulator, send_sms):
    """It has no end: neither a text that goes out nor a button."""
    wire.when("send", {"error": {"code": 243, "phone": MOM[1:]}})
    try:
        await send_sms("x", phone=[MOM])
    except Exception:
        pass
    assert any(i.startswith("repetition") for i in issues(hass))
    for n in range(3):
        await clock.advance(61)
        await send_sms("x", phone=[MOM])
    assert not any(i.startswith("repetition") for i in issues(hass))


async def test_a_reply_from_2way(hass, wire, account, clock, part, callbacks, received, send_sms, simulator):
    await clock.advance(2)
    answer = await send_sms("Открыть?", phone=[MOM], sender="2WAY", tag="q")
    part.receive(MOM, "да")
    await eventually(lambda: len(received.data) == 1)
    print(received.data)
    assert received.data[0]["reply_to"] == answer["messages"][0]["reference"] or received.data[0]["reply_to"]


async def test_a_reply_is_not_of_a_practice_or_another_account(hass, wire, account, clock, part, callbacks, received, send_sms, simulator):
    """A practised question reached nobody; the real one before it is answered."""
    await clock.advance(2)
    real = (await send_sms("Открыть?", phone=[MOM], sender="2WAY"))["messages"][0]["reference"]
    await options(hass, account, practice=True)
    await send_sms("Проба", phone=[MOM], sender="2WAY")
    await options(hass, account, practice=None)
    part.receive(MOM, "да")
    await eventually(lambda: len(received.data) == 1)
    assert real in str(received.data[0]["reply_to"])


async def test_repeated_reports_and_texts(hass, wire, account, clock, callbacks, web, send_sms, statuses, received, simulator):
    simulator.callbacks.lose(1000)
    await clock.advance(2)
    simulator.phones.behave(MOM, "never")
    await send_sms("x", phone=[MOM])
    token, mid = token_of(wire), messages(hass)[0].message_id
    for status in ("1", "2", "1", "0", "2", "-1", "3", "-2"):
        await web(token=token, server_id=mid, phone=MOM[1:], status=status, error="0" if status in "0123" else "604")
    assert statuses.states[-1] == "delivered"
    assert statuses.states.count("delivered") == 1
    for _ in range(3):
        assert await web(phone=MOM[1:], message="hi", user_id="5671", id="5", num="7") == 200
    await web(phone=MOM[1:], message="hi", user_id="9999", id="6", num="7")
    assert [d["text"] for d in received.data] == ["hi"]
