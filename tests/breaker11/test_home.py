"""In a real Home Assistant."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from tests.conftest import MOM, WEBHOOK_ID
from tests.eventually import as_time_passes, eventually
from tests.simulator import Simulator

EMULATOR = "XXXXXXXXXXXXYYYYYYYYYYYYZZZZZZZZ" * 2


@pytest.fixture
async def simulator(clock, socket_enabled):
    async with Simulator(clock=clock, latency=0) as simulator:
        yield simulator


@pytest.fixture
async def second(hass, account, simulator):
    """An SMSC account that the first one falls back to."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Second",
        data={
            "provider": "smsc",
            "base_url": simulator.url,
            "login": "demo",
            "password": "demo",
            "currency": "RUB",
            "webhook_id": "b" * 64,
        },
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    hass.config_entries.async_update_entry(
        account, options={"fallbacks": [entry.entry_id]}
    )
    await hass.async_block_till_done()
    return entry


@pytest.fixture
async def web(hass, callbacks, hass_client_no_auth):
    """Post to the webhook as the provider would."""
    client = await hass_client_no_auth()

    async def post(webhook_id=WEBHOOK_ID, token=None, **fields: Any) -> int:
        query = f"?token={token}" if token else ""
        answer = await client.post(f"/api/webhook/{webhook_id}{query}", data=fields)
        await hass.async_block_till_done()
        return answer.status

    return post


def messages(hass):
    return list(hass.data[GATEWAY].journal.messages)


def issues(hass):
    return sorted(i for d, i in ir.async_get(hass).issues if d == DOMAIN)


async def options(hass, entry, **more):
    hass.config_entries.async_update_entry(entry, options={**entry.options, **more})
    await hass.async_block_till_done()


def token_of(wire, number=-1):
    form = [f for f in wire.forms if "send" in f][number]
    return form["callback"].partition("token=")[2]


async def test_practice_is_never_delivered_whatever_a_report_says(
    hass, wire, account, callbacks, web, send_sms, statuses
):
    """A practice goes out with an address for reports; the emulator says 2 at once."""
    await options(hass, account, practice=True)
    await send_sms("x", phone=[MOM])
    assert messages(hass)[0].state == "unconfirmed"
    form = [f for f in wire.forms if "send" in f][-1]
    assert form["test"] == "1"
    if "callback" in form:
        await web(token=token_of(wire), server_id="10000", phone=MOM[1:], status="2", error="0")
    assert messages(hass)[0].state == "unconfirmed"


async def test_practice_is_not_called_a_test_mode_of_the_provider(
    hass, account, send_sms
):
    """Two repairs, one of which sends the owner to the provider's settings."""
    await options(hass, account, practice=True)
    await send_sms("x", phone=[MOM])
    await hass.async_block_till_done()
    assert [i for i in issues(hass) if i.startswith("test_mode")] == []


async def test_practice_over_leaves_no_repair(hass, account, send_sms):
    await options(hass, account, practice=True)
    await send_sms("x", phone=[MOM])
    await options(hass, account, practice=None)
    await hass.async_block_till_done()
    assert issues(hass) == []


async def test_what_was_practice_when_asked_for_is_not_sent_for_real(
    hass, clock, wire, account, simulator, send_sms, part
):
    """It waited for the provider; then practice was switched off."""
    from custom_components.sms_gateway.providers.errors import ConnectionFailedError
    from custom_components.sms_gateway.providers.model import Fault, Reason

    await options(hass, account, practice=True)
    wire.when("send", ConnectionFailedError(Fault(Reason.UNREACHABLE)), 1)
    await send_sms("Пожар! (проба)", phone=[MOM])
    await options(hass, account, practice=None)
    await clock.advance(120)
    await hass.async_block_till_done()
    await clock.advance(120)
    assert part.phones == []


async def test_a_text_is_not_proved_by_the_call_beside_it(
    hass, clock, wire, account, simulator, act, send_sms
):
    """SMS and call say the same; both answers are lost, only the call was taken."""
    simulator.faults.add("drop_before")
    [sms] = (await send_sms("Пожар", phone=[MOM]))["messages"]
    simulator.faults.add("drop_after")
    [call] = (await act("make_call", message="Пожар", phone=[MOM]))["messages"]
    assert [m.channel for m in simulator.ledger.messages] == ["voice"] or len(simulator.ledger.messages) == 1
    journal = hass.data[GATEWAY].journal
    await clock.advance(300)
    await hass.async_block_till_done()
    await clock.advance(300)
    await hass.async_block_till_done()
    print(journal.get(sms["reference"]).state, journal.get(call["reference"]).state)
    assert journal.get(sms["reference"]).state == "unconfirmed"


async def test_half_an_emoji_stops_no_inbox(
    hass, clock, wire, account, received
):
    body = b'{"inbound": [{"id": "9", "phone": "79161234567", "num": "7", "text": "a\\ud83d", "created": "2026-11-21 12:00:00"}]}'
    good = {"inbound": [{"id": "10", "phone": "79161234567", "num": "7", "text": "open", "created": "2026-11-21 12:00:01"}]}
    await clock.advance(1)
    wire.when("inbound", body)
    await clock.advance(301)
    await hass.async_block_till_done()
    wire.when("inbound", good)
    await clock.advance(301)
    await hass.async_block_till_done()
    await clock.advance(301)
    await hass.async_block_till_done()
    texts = [d["text"] for d in received.data]
    print(ascii(texts))
    assert "open" in texts
    import orjson

    for data in received.data:
        orjson.dumps(data)


@pytest.mark.parametrize("sender", ["GOLOS", "golosm", "FLASHCALL"])
async def test_a_default_sender_that_makes_calls_is_not_taken(
    hass, account, sender
):
    """Else every text of the account is refused from then on."""
    flow = await hass.config_entries.options.async_init(account.entry_id)
    flow = await hass.config_entries.options.async_configure(
        flow["flow_id"], {"next_step_id": "sending"}
    )
    result = await hass.config_entries.options.async_configure(
        flow["flow_id"],
        {"sender": sender, "valid_for": 15, "promise": "at_most_once", "practice": False},
    )
    assert result.get("errors")


async def test_a_blank_before_the_sender_makes_no_call(
    hass, wire, account, send_sms, simulator
):
    try:
        await send_sms("x", phone=[MOM], sender="GOLOS ")
    except Exception as err:
        print(repr(err))
    sent = [f for f in wire.forms if "send" in f]
    assert all(f.get("from", "").strip() not in ("GOLOS",) for f in sent)


async def test_the_emulator_key_is_told_to_the_owner_as_practice(
    hass, simulator, clock
):
    """From the start, not after the first alarm that went nowhere."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Emu",
        data={
            "provider": "smspilot",
            "base_url": simulator.url,
            "api_key": EMULATOR,
            "account_id": "1",
            "currency": "RUB",
            "webhook_id": "c" * 64,
        },
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert issues(hass)
