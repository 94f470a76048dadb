"""Second round of attacks: restored and sent again, clocks, notes, forms, logs."""
import asyncio, logging
from datetime import timedelta
import pytest
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from tests.eventually import as_time_passes, eventually
from tests.simulator import Simulator
from tests.test_restart import plant, set_up, sends
from tests.conftest import *
from custom_components.sms_gateway.gateway import GATEWAY
from custom_components.sms_gateway.providers.model import MessageState
from .test_round_one import issues, fall_back, simulator  # noqa

async def test_disabled_while_waiting_tells(hass, simulator, clock, account, notify, statuses, issue_registry):
    await simulator.go_down()
    task = asyncio.ensure_future(notify("Water"))
    await as_time_passes(clock, task.done, at_most=60)
    await hass.config_entries.async_set_disabled_by(account.entry_id, ConfigEntryDisabler.USER)
    await as_time_passes(clock, lambda: "failed" in statuses.states, at_most=2000)
    await hass.async_block_till_done()
    assert any(k.startswith("not_sent") for k in issues(issue_registry)), issues(issue_registry)

async def test_clock_ahead_when_written(hass, simulator, clock, entry, plant, statuses):
    await plant("Old", age=-86400*30)
    await simulator.go_down()
    await set_up(hass, entry)
    await clock.advance(86400)
    await asyncio.sleep(.05)
    await simulator.start()
    for _ in range(100):
        await clock.advance(30); await asyncio.sleep(0.002)
    print(statuses.states)
    assert sends(simulator) == 0

async def test_spent_today_after_the_clock_is_set(hass, simulator, clock, account, send_sms):
    g = hass.data[GATEWAY]
    await send_sms("x", phone=MOM)
    before = g.spending.today(account.entry_id)
    assert before > 0
    clock.jump(-86400); g.spending.today(account.entry_id)
    clock.jump(86400)
    assert g.spending.today(account.entry_id) == before

async def test_restored_sent_again_and_lost(hass, simulator, clock, entry, plant, statuses, issue_registry):
    from custom_components.sms_gateway.providers.model import Fault, Reason
    await plant("Water", state=MessageState.UNCONFIRMED, followed=MessageState.PENDING, fault=Fault(Reason.RESTORED))
    await set_up(hass, entry)
    from custom_components.sms_gateway.repairs import async_create_fix_flow
    simulator.faults.add("drop_before", path="/sys/send.php")
    flow = await async_create_fix_flow(hass, "x", {"reference": "r-Water"})
    flow.hass = hass
    await flow.async_step_send_again()
    for _ in range(150):
        await clock.advance(2); await asyncio.sleep(0.002)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=301)); await hass.async_block_till_done()
    print(sends(simulator), statuses.states, issues(issue_registry), hass.data[GATEWAY].journal.get("r-Water"))
    assert len(simulator.ledger.messages) == 1 or issues(issue_registry)

async def test_form_of_an_account_whose_fallback_is_gone(hass, account, other_account):
    fall_back(hass, account, other_account)
    await hass.config_entries.async_remove(other_account.entry_id)
    fourth = MockConfigEntry(domain="sms_gateway", title="T", data={**account.data, "login": "third", "webhook_id": "c"*64}); fourth.add_to_hass(hass)
    flow = await hass.config_entries.options.async_init(account.entry_id)
    flow = await hass.config_entries.options.async_configure(flow["flow_id"], {"next_step_id": "sending"})
    from tests.flows import suggested
    s = suggested(flow, "fallbacks")
    print(s)
    await hass.config_entries.options.async_configure(flow["flow_id"], {"valid_for": 15, "promise": "at_most_once", "fallbacks": s or []})

@pytest.mark.parametrize("phone", [79161234567.0, "79161234567.0", True, None, ["+79161234567"], {"a": 1}, -79161234567, "+79161234567,+79160000000", "7916123456789161", 10**30])
async def test_odd_phones(hass, account, send_sms, simulator, phone):
    try:
        a = await send_sms("x", phone=[phone])
        print(phone, [m["phone"] for m in a["messages"]], a["messages"][0]["state"])
        assert simulator.ledger.messages[-1].phone.endswith("79161234567"), phone
    except HomeAssistantError as e:
        print(phone, "refused", e)

async def test_logs(hass, account, send_sms, simulator, caplog, notify, callbacks, statuses):
    caplog.set_level(logging.DEBUG)
    simulator.faults.add("garbage", path="/sys/send.php")
    await send_sms("Sekret-text", phone="+79161112233")
    simulator.faults.add("error_code", code=2, path="/sys/send.php")
    try: await send_sms("Sekret-text2", phone="+79161112244")
    except HomeAssistantError: pass
    await hass.async_block_till_done()
    ours = [r for r in caplog.records if not r.name.startswith(("homeassistant", "asyncio"))]
    for r in ours:
        m = r.getMessage()
        for bad in ("9161112233", "9161112244", "Sekret", "psw=demo", "a5a5a5"):
            assert bad not in m, (r.name, m)

async def test_two_reloads_while_sending(hass, account, simulator, send_sms, statuses):
    simulator.faults.add("delay", seconds=0.3, path="/sys/send.php")
    t = asyncio.ensure_future(send_sms("one", phone=MOM))
    await asyncio.sleep(0.05)
    await asyncio.gather(hass.config_entries.async_reload(account.entry_id), hass.config_entries.async_reload(account.entry_id), return_exceptions=True)
    print((await t)["messages"][0]["state"])
    a = await send_sms("two", phone=MOM)
    assert [m.text for m in simulator.ledger.messages] == ["one", "two"]

async def test_boot_clock(): 
    import time
    from custom_components.sms_gateway.clock import SystemClock
    assert abs(SystemClock().monotonic() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1
