"""More, in a real Home Assistant."""

from datetime import UTC, datetime

import pytest

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateway import GATEWAY
from custom_components.sms_gateway.providers.errors import ConnectionFailedError, OutcomeOpenError
from custom_components.sms_gateway.providers.model import Fault, Reason
from tests.conftest import ACCOUNT_ID, MOM
from tests.breaker11.test_home import (  # noqa: F401
    EMULATOR, issues, messages, options, second, simulator, token_of, web,
)


@pytest.mark.parametrize("state", ["no report", "refused by row", "refused whole"])
async def test_a_late_report_of_a_refusal_does_not_stop_the_fallback(
    hass, clock, wire, account, second, callbacks, web, send_sms, simulator, monkeypatch, state
):
    """The first account refuses, and its report of that comes while the second is down."""
    from custom_components.sms_gateway.providers.smsc import client as smsc

    real, down = smsc.post, [1]

    async def post(*args, **more):
        if down and "send" in args[1]:
            raise ConnectionFailedError(Fault(Reason.UNREACHABLE))
        return await real(*args, **more)

    monkeypatch.setattr(smsc, "post", post)
    if state == "refused whole":
        wire.when("send", {"error": {"code": 212, "phone": MOM[1:]}})
    else:
        row = {"server_id": "55", "phone": MOM[1:], "price": "0", "status": "-2", "error": "212"}
        wire.when("send", {"send": [row], "balance": "1", "cost": "0"})
    await send_sms("Пожар", phone=[MOM], config_entry_id=account.entry_id)
    [message] = messages(hass)
    assert message.state == "pending"
    if state != "no report":
        await web(
            token=token_of(wire), server_id="55", phone=MOM[1:], status="-2", error="212"
        )
    down.clear()
    for _ in range(12):
        await clock.advance(10)
        await hass.async_block_till_done()
    print(messages(hass)[0])
    assert [m.text for m in simulator.ledger.messages if m.provider == "smsc"] == ["Пожар"]


async def test_an_answer_that_came_while_the_clock_was_ahead_is_not_missed(
    hass, clock, account, part, received
):
    """The home's clock was five hours ahead at one pull, then set right."""
    await options(hass, account, incoming_interval=60)
    await clock.advance(61)
    real = clock.now
    clock.now = lambda: real() + 5 * 3600
    await clock.advance(400)
    await hass.async_block_till_done()
    del clock.now
    await clock.advance(60)
    part.receive(MOM, "open the door")
    for _ in range(4):
        await clock.advance(3650)
        await hass.async_block_till_done()
    assert [d["text"] for d in received.data] == ["open the door"]


async def test_failover_of_a_call_with_a_voice_of_the_other(
    hass, clock, wire, account, second, simulator, act, monkeypatch
):
    """SMSC's voice does not fit; the call goes out all the same."""
    hass.config_entries.async_update_entry(account, options={})
    hass.config_entries.async_update_entry(second, options={"fallbacks": [account.entry_id]})
    await hass.async_block_till_done()
    from custom_components.sms_gateway.providers.smsc import client as smsc

    real = smsc.post

    async def post(*args, **more):
        if "send" in args[1]:
            raise ConnectionFailedError(Fault(Reason.UNREACHABLE))
        return await real(*args, **more)

    monkeypatch.setattr(smsc, "post", post)
    answer = await act("make_call", message="Пожар", phone=[MOM], voice="man_2", config_entry_id=second.entry_id)
    await clock.advance(5)
    sent = [f for f in wire.forms if "send" in f]
    assert sent and sent[-1]["from"] == "GOLOS", answer


async def test_failover_there_and_back_drops_the_sender(
    hass, clock, wire, account, second, simulator, send_sms
):
    wire.when("send", {"error": {"code": 112}})
    await options(hass, account, sender="INFORM")
    await send_sms("x", phone=[MOM], sender="2WAY", config_entry_id=account.entry_id)
    assert wire.forms[-1].get("from") == "2WAY" or any(f.get("from") == "2WAY" for f in wire.forms)
    [m] = [m for m in simulator.ledger.messages if m.provider == "smsc"]
    assert m.sender != "2WAY"


async def test_a_repetition_that_proves_the_first_is_found_in_the_list(
    hass, clock, wire, account, simulator, part, send_sms, statuses
):
    """At least once: lost, not in the list yet, sent again and refused as 243."""
    await options(hass, account, promise="at_least_once")
    simulator.smspilot.set_account(loop_protection=86400.0)
    simulator.faults.add("drop_after")
    wire.when("check", {"check": []}, 1)
    await send_sms("Вода", phone=[MOM])
    for _ in range(60):
        await clock.advance(60)
        await hass.async_block_till_done()
    print(statuses.states, len(simulator.ledger.messages))
    assert len([m for m in simulator.ledger.messages]) == 1
    assert messages(hass)[0].state == "delivered"


async def test_two_lost_at_once_one_taken_then_the_report_of_the_other(
    hass, clock, wire, account, simulator, callbacks, send_sms, statuses, web
):
    """The report names the one that was taken, but the list was quicker with the other."""
    other = "alarm again"
    simulator.callbacks.lose(1000)
    wire.when("send", OutcomeOpenError(Fault(Reason.NO_ANSWER)))
    [a] = (await send_sms("Вода", phone=[MOM], tag="a"))["messages"]
    await clock.advance(61)
    wire.when("send", "LOSE")
    [b] = (await send_sms("Вода", phone=[MOM], tag="b"))["messages"]
    for _ in range(20):
        await clock.advance(30)
        await hass.async_block_till_done()
    j = hass.data[GATEWAY].journal
    print("AB", j.get(a["reference"]).state, j.get(b["reference"]).state, [m.text for m in simulator.ledger.messages])
    taken = len(simulator.ledger.messages)
    delivered = sum(j.get(x["reference"]).state == "delivered" for x in (a, b))
    assert delivered <= taken
    assert j.get(a["reference"]).state == "unconfirmed"
    assert j.get(b["reference"]).state == "delivered"


async def test_the_tracker_survives_nonsense(hass, clock, wire, account, simulator, send_sms):
    """One absurd answer does not end the asking for the rest of the run."""
    simulator.callbacks.lose(1000)
    await send_sms("x", phone=[MOM])
    wire.when("check", b'{"send": [{"server_id": ' + b"[" * 200000 + b"]" * 200000 + b"}, x]}")
    for _ in range(20):
        await clock.advance(30)
        await hass.async_block_till_done()
    assert messages(hass)[0].state == "delivered"


async def test_wrong_tokens(hass, clock, wire, account, second, callbacks, web, send_sms, simulator):
    """Other account's webhook, other phone, other id, no token, token in capitals."""
    simulator.callbacks.lose(1000)
    simulator.faults.add("drop_before")
    await send_sms("x", phone=[MOM], config_entry_id=account.entry_id)
    token = token_of(wire)
    good = {"server_id": "99", "phone": MOM[1:], "status": "2", "error": "0"}
    await web("b" * 64, token=token, **good)
    await web(token=token, **{**good, "phone": "79160000000"})
    await web(token="0" * 26, **good)
    await web(**good)
    assert messages(hass)[0].state == "unconfirmed"
    await web(token=token.lower(), **good)
    assert messages(hass)[0].state == "delivered"
    await web(token=token, **{**good, "server_id": "100", "status": "-1"})
    assert messages(hass)[0].message_id == "99"


async def test_reports_before_the_answer(hass, clock, wire, account, callbacks, web, send_sms, simulator):
    """And the answer says refused, or is lost."""
    import asyncio

    async def go(answer):
        loop = asyncio.get_running_loop()

        def reply(form):
            return answer

        wire.when("send", reply)

    good = {"server_id": "99", "phone": MOM[1:], "status": "2", "error": "0"}
    from custom_components.sms_gateway.providers.smspilot import client as module

    real = module.post

    async def post(*a, **k):
        form = dict(a[2])
        if "send" in form:
            await web(token=form["callback"].partition("token=")[2], **good)
        return await real(*a, **k)

    module.post = post
    try:
        for n, answer in enumerate(
            [{"error": {"code": 110}}, {"error": {"code": 112}}, b"", {"send": []}, {"error": {"code": 111, "phone": MOM[1:]}}]
        ):
            wire.when("send", answer)
            try:
                await send_sms(f"x{n}", phone=[MOM])
            except Exception as err:
                print(n, repr(err))
            await clock.advance(61)
            await hass.async_block_till_done()
            assert messages(hass)[-1].state == "delivered", n
            assert len([f for f in wire.forms if f.get("send") == f"x{n}"]) == 1
    finally:
        module.post = real


async def test_callback_refused_and_then_lost(hass, clock, wire, account, callbacks, send_sms, simulator):
    wire.when("send", {"error": {"code": 260}})
    wire.when("send", b"")
    await send_sms("x", phone=[MOM])
    for _ in range(10):
        await clock.advance(30)
        await hass.async_block_till_done()
    assert len([f for f in wire.forms if "send" in f]) == 2
    assert messages(hass)[0].state == "unconfirmed"


async def test_260_for_a_batch_names_a_number(hass, clock, wire, account, callbacks, send_sms, simulator):
    phones = [f"+7916{n:07d}" for n in range(5)]
    wire.when("send", {"error": {"code": "260", "phone": phones[0][1:]}})
    await send_sms("x", phone=phones)
    assert {str(m.state) for m in messages(hass)} <= {"queued", "sent", "delivered"}


async def test_options_with_the_provider_down(hass, wire, account, clock):
    from custom_components.sms_gateway.providers.errors import OutcomeOpenError

    for answer in (ConnectionFailedError(Fault(Reason.UNREACHABLE)), OutcomeOpenError(Fault(Reason.NO_ANSWER)), b"<html>", {"error": {"code": 106}}):
        wire.answers.insert(0, (lambda f: True, answer))
        flow = await hass.config_entries.options.async_init(account.entry_id)
        flow = await hass.config_entries.options.async_configure(flow["flow_id"], {"next_step_id": "sending"})
        assert flow["type"] == "form"
