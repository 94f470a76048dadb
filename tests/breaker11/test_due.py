"""A moment that passes while the request is on its way."""

from datetime import UTC, datetime

import pytest

from custom_components.sms_gateway.providers.smspilot import client as module
from tests.breaker11.test_home import messages, simulator  # noqa: F401
from tests.conftest import MOM


async def test_a_moment_that_passes_on_the_way_loses_no_message(
    hass, account, clock, simulator, send_sms, monkeypatch
):
    """send_at is two seconds away; the line takes three: 250, and it is gone."""
    real = module.post

    async def post(*args, **more):
        if "send" in args[2]:
            clock._move_to(clock.monotonic() + 3)
        return await real(*args, **more)

    monkeypatch.setattr(module, "post", post)
    at = datetime.fromtimestamp(clock.now() + 2, UTC)
    try:
        await send_sms("x", phone=[MOM], send_at=at.isoformat())
    except Exception as err:
        print(repr(err))
    for _ in range(5):
        await clock.advance(10)
        await hass.async_block_till_done()
    assert [m.text for m in simulator.ledger.messages] == ["x"], messages(hass)[0].state
