"""Accounts added, mended and changed."""

import pytest

from custom_components.sms_gateway.const import DOMAIN
from tests.breaker11.test_home import EMULATOR, issues, messages, options, simulator  # noqa: F401


def form(simulator, **more):
    return {"advanced": {"base_url": simulator.url}, **more}


async def add(hass, simulator, **more):
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": "user"})
    flow = await hass.config_entries.flow.async_configure(flow["flow_id"], {"next_step_id": "smspilot"})
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], form(simulator, **more))
    await hass.async_block_till_done()
    return result


async def change(hass, entry, source, simulator, **more):
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": source, "entry_id": entry.entry_id}, data=entry.data if source == "reauth" else None
    )
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], form(simulator, **more))
    await hass.async_block_till_done()
    return result


@pytest.mark.parametrize("source", ["reauth", "reconfigure"])
async def test_ways(hass, simulator, clock, source):
    simulator.smspilot.accounts.add(
        type(simulator.smspilot.account())(login="second", password="second", api_key="SECOND", user_id="6000")
    )
    result = await add(hass, simulator, login="demo", password="demo")
    entry = result["result"]
    assert (await add(hass, simulator, api_key="SMSPILOT-DEMO-KEY"))["reason"] == "already_configured"
    assert (await change(hass, entry, source, simulator, api_key="SECOND"))["errors"] == {"base": "wrong_account"}
    assert (await change(hass, entry, source, simulator, api_key="SMSPILOT-DEMO-KEY"))["type"] == "abort"
    print(dict(entry.data), entry.unique_id)
    assert "password" not in entry.data
    simulator.smspilot.set_account(api_key="NEW")
    assert (await change(hass, entry, source, simulator, api_key="NEW"))["type"] == "abort"
    assert (await change(hass, entry, source, simulator, login="demo", password="demo"))["type"] == "abort"
    assert "api_key" not in entry.data
    assert (await change(hass, entry, source, simulator, login="second", password="second"))["errors"] == {"base": "wrong_account"}
    # A key of the same account beside a login of nobody.
    result = await change(hass, entry, source, simulator, login="nobody", password="p", api_key="NEW")
    print(result["type"], dict(entry.data))
    assert entry.data.get("login") != "nobody"
    assert "password" not in entry.data


async def test_the_emulator_key_is_added_and_practises(hass, simulator, clock, send_sms):
    result = await add(hass, simulator, api_key=EMULATOR)
    entry = result["result"]
    answer = await send_sms("x", phone=["+79161234567", "+79261234567"])
    print(answer)
    assert {m["state"] for m in answer["messages"]} == {"unconfirmed"}
    # To the real account's key: the emulator is not it.
    result = await change(hass, entry, "reconfigure", simulator, api_key="SMSPILOT-DEMO-KEY")
    assert result["errors"] == {"base": "wrong_account"}
