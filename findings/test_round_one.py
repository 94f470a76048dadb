"""First round of attacks."""
import asyncio
import pytest
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from tests.conftest import *
from tests.eventually import as_time_passes, eventually
from tests.simulator import Simulator
from tests.simulator.smsc import Account

@pytest.fixture
async def simulator(clock, socket_enabled):
    async with Simulator(clock=clock, latency=0) as simulator:
        yield simulator

def fall_back(hass, entry, *fallbacks):
    hass.config_entries.async_update_entry(entry, options={**entry.options, "fallbacks": [f.entry_id for f in fallbacks]})

def issues(reg):
    return {i.issue_id: i.translation_placeholders for i in reg.issues.values() if i.active and i.domain == "sms_gateway"}

def refuse(simulator, *logins, code=3):
    for login in logins:
        simulator.faults.add("error_code", code=code, path="/sys/send.php", account=login, times=99)

async def test_a_sender_of_a_removed_account_is_left_off(hass, simulator, clock, account, other_account, send_sms, statuses):
    simulator.smsc.set_account(senders={"HOME", "SMSC.RU"})
    fall_back(hass, account, other_account)
    await simulator.go_down()
    await send_sms(recipient=MOM_ENTITY, sender="HOME")
    await hass.config_entries.async_remove(account.entry_id)
    await simulator.start()
    await as_time_passes(clock, lambda: bool(set(statuses.states) & {"queued", "rejected", "failed"}), at_most=900)
    print(statuses.states, statuses.data[-1]["error"])
    assert "queued" in statuses.states

async def test_pending_not_raised_for_fallbacks_guard(hass, simulator, account, other_account, send_sms, statuses):
    fall_back(hass, account, other_account)
    hass.config_entries.async_update_entry(other_account, options={"messages_per_hour": 1})
    await hass.async_block_till_done()
    await send_sms("fill", phone="+79160000001", config_entry_id=other_account.entry_id)
    simulator.faults.add("error_code", code=9, path="/sys/send.php", account="demo", times=1) if False else None
    simulator.faults.add("error_code", code=4, path="/sys/send.php", account="demo", times=9)
    answer = await send_sms("Water", recipient=MOM_ENTITY)
    print(answer)
    assert answer["messages"][0]["state"] == "pending"

async def test_distrusted_goes_to_next_at_once(hass, simulator, clock, account, other_account, send_sms, statuses):
    fall_back(hass, account, other_account)
    simulator.faults.add("error_code", code=2, account="demo", times=999)
    a1 = await send_sms("one", phone="+79160000001", config_entry_id=account.entry_id)
    assert a1["messages"][0]["state"] == "queued"
    t0 = clock.monotonic()
    task = asyncio.ensure_future(asyncio.gather(*(send_sms(f"t{i}", phone=f"+7916000001{i}", config_entry_id=account.entry_id) for i in range(4))))
    await as_time_passes(clock, lambda: sum(m.account == "second" for m in simulator.ledger.messages) >= 5, at_most=900)
    await task
    took = clock.monotonic() - t0
    print("took", took)
    assert took < 10

async def test_removed_fallback_refusal_is_final(hass, simulator, account, other_account, send_sms):
    fall_back(hass, account, other_account)
    await hass.config_entries.async_remove(other_account.entry_id)
    refuse(simulator, "demo")
    with pytest.raises(HomeAssistantError):
        print(await send_sms("Water", recipient=MOM_ENTITY))

async def test_disabled_fallback_refusal_is_final(hass, simulator, account, other_account, send_sms):
    fall_back(hass, account, other_account)
    await hass.config_entries.async_set_disabled_by(other_account.entry_id, ConfigEntryDisabler.USER)
    refuse(simulator, "demo")
    with pytest.raises(HomeAssistantError):
        print(await send_sms("Water", recipient=MOM_ENTITY))

async def test_bogus_first_of_list(hass, simulator, account, send_sms):
    refuse(simulator, "demo")
    with pytest.raises(HomeAssistantError):
        print(await send_sms("Water", phone=MOM, config_entry_id=["gone", account.entry_id]))

async def test_slow_message_on_dead_account_does_not_silence_other(hass, simulator, clock, account, other_account, send_sms, statuses):
    await hass.config_entries.async_set_disabled_by(other_account.entry_id, None)
    simulator.faults.add("error_code", code=4, path="/sys/send.php", account="second", times=9999)
    await send_sms("Weekly report", phone=MOM, config_entry_id=other_account.entry_id, valid_for="24:00:00")
    task = asyncio.ensure_future(send_sms("WATER", phone=MOM, config_entry_id=account.entry_id))
    await as_time_passes(clock, task.done, at_most=60)
    print(task.result())
    await as_time_passes(clock, lambda: bool(set(statuses.states) & {"queued", "failed"}), at_most=3000)
    print(statuses.states)
    assert "queued" in statuses.states

async def test_disabled_while_waiting_tells(hass, simulator, clock, account, notify, statuses, issue_registry):
    await simulator.go_down()
    await notify("Water")
    await hass.config_entries.async_set_disabled_by(account.entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done()
    await as_time_passes(clock, lambda: "failed" in statuses.states, at_most=2000)
    await hass.async_block_till_done()
    print(issues(issue_registry))
    assert any(k.startswith("not_sent") for k in issues(issue_registry))

async def test_removed_account_leaves_no_question(hass, simulator, clock, account, send_sms, issue_registry):
    from datetime import timedelta
    from homeassistant.util import dt as dt_util
    from pytest_homeassistant_custom_component.common import async_fire_time_changed
    simulator.faults.add("drop_after", path="/sys/send.php")
    simulator.faults.add("error_code", code=9, path="/sys/status.php", times=99)
    await send_sms("x", phone=MOM)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=301))
    await hass.async_block_till_done()
    assert any("unconfirmed" in k for k in issues(issue_registry)), issues(issue_registry)
    await hass.config_entries.async_remove(account.entry_id)
    await hass.async_block_till_done()
    print(issues(issue_registry))
    assert not any("unconfirmed" in k for k in issues(issue_registry))

async def test_urgent_joined_to_a_guarded_one(hass, simulator, clock, account, other_account, send_sms):
    fall_back(hass, account, other_account)
    hass.config_entries.async_update_entry(other_account, options={"messages_per_hour": 1})
    hass.config_entries.async_update_entry(account, options={**account.options, "messages_per_hour": 50})
    await hass.async_block_till_done()
    await send_sms("fill", phone="+79160000001", config_entry_id=other_account.entry_id)
    simulator.faults.add("error_code", code=4, path="/sys/send.php", account="demo", times=99)
    try:
        await send_sms("Water", recipient=MOM_ENTITY)
    except HomeAssistantError as e:
        print("raised", e)
    try:
        answer = await send_sms("Water", recipient=MOM_ENTITY, priority="urgent")
        print(answer)
    except HomeAssistantError as e:
        print("raised", e)
    await as_time_passes(clock, lambda: any(m.text == "Water" for m in simulator.ledger.messages), at_most=1500)

async def test_shutdown_trigger_sends(hass, simulator, clock, account, statuses):
    assert await async_setup_component(hass, "automation", {"automation": [{
        "triggers": [{"trigger": "homeassistant", "event": "shutdown"}],
        "actions": [{"action": "sms_gateway.send_sms", "data": {"phone": MOM, "message": "Power is out"}}]}]})
    await hass.async_block_till_done()
    await hass.async_stop(force=True)
    print([m.text for m in simulator.ledger.messages], statuses.states)
    assert [m.text for m in simulator.ledger.messages] == ["Power is out"]
