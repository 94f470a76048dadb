"""What a person did with a call or a link is told, also where the state was known."""

import time
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import MOM, WEBHOOK_ID, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import ManualClock, Simulator


async def test_keys_that_come_late_are_told(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    hass_client_no_auth: Any,
) -> None:
    """A look-up was first, and cannot tell keys; the callback brings them, unheard."""
    simulator.smsc.set_callee(MOM, keys="1", listens=4.0)
    answer = await act("make_call", message="Press 1", phone=MOM)
    [call] = simulator.ledger.over("call")
    await eventually(lambda: simulator.ledger.message(call.key).status == 1)
    await as_time_passes(clock, lambda: "delivered" in statuses.states)
    client = await hass_client_no_auth()
    await client.post(
        f"/api/webhook/{WEBHOOK_ID}",
        data={
            "id": answer["messages"][0]["message_id"],
            "phone": MOM[1:],
            "status": "1",
            "type": "7",
            "cnt": "4",
            "dtmf": "1",
            "ts": str(int(time.time())),
        },
    )
    await eventually(lambda: statuses.data[-1]["keys_pressed"] == "1")
    assert statuses.states[-2:] == ["delivered", "delivered"]
    assert statuses.data[-1]["previous_state"] == "delivered"


async def test_a_link_opened_after_it_was_read_is_told(
    account: MockConfigEntry,
    act: Send,
    statuses: Recorded,
    hass_client_no_auth: Any,
) -> None:
    """Both are `read`, and the second one is no event: `link_opened` is lost."""
    answer = await act("send_viber", message="https://demo.example", phone=MOM)
    client = await hass_client_no_auth()
    for status in "124":
        await client.post(
            f"/api/webhook/{WEBHOOK_ID}",
            data={
                "id": answer["messages"][0]["message_id"],
                "phone": MOM[1:],
                "status": status,
                "type": "10",
                "ts": str(int(time.time())),
            },
        )
    await eventually(lambda: bool(statuses.data[-1].get("link_opened")))
    assert statuses.states[-2:] == ["read", "read"]
