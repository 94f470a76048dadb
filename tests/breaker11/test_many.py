"""Many numbers, and refusals that name one of them at a time."""

import asyncio
import time

import pytest

from custom_components.sms_gateway.gateway import GATEWAY
from tests.simulator import Simulator


@pytest.fixture
async def simulator(clock, socket_enabled):
    async with Simulator(clock=clock, latency=0) as simulator:
        yield simulator


@pytest.mark.timeout(120)
@pytest.mark.parametrize("count", [400])
async def test_many_numbers_each_refused_by_name(
    hass, clock, wire, account, send_sms, count, caplog
):
    """Each refusal names one number; nothing is left hanging, and the good ones go."""
    phones = [f"+7916{n:07d}" for n in range(count)]

    def refuse(form):
        to = form["to"].split(",")
        if len(to) > 2:
            return {"error": {"code": 111, "phone": to[0]}}
        rows = [
            {"server_id": p, "phone": p, "price": "1", "status": "0"} for p in to
        ]
        return {"send": rows, "balance": "1", "cost": "1"}

    wire.when("send", refuse, 3000)
    begun = time.monotonic()
    sending = asyncio.ensure_future(send_sms("x", phone=phones))
    counts = -1
    while True:
        await asyncio.sleep(3)
        now = len([f for f in wire.forms if "send" in f])
        if now == counts:
            break
        counts = now
    print("REQUESTS", counts, "SECONDS", time.monotonic() - begun, ascii(caplog.text[-1500:]))
    await clock.advance(40)
    await asyncio.sleep(3)
    sending.cancel()
    states = {}
    for m in hass.data[GATEWAY].journal.messages:
        states[str(m.state)] = states.get(str(m.state), 0) + 1
    print("STATES", states, len([f for f in wire.forms if "send" in f]))
    assert states == {"rejected": count - 2, "queued": 2}
