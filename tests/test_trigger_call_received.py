"""The trigger of a call that came in."""

from json import dumps
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .automations import automate, is_armed
from .conftest import MOM, MOM_ENTITY
from .eventually import Recorded
from .simulator import Simulator

NAME = "sms_gateway.call_received"
STRANGER = "+79269999999"


@pytest.fixture
def calls(hass: HomeAssistant) -> Recorded:
    """Record the events of incoming calls."""
    return Recorded(hass, "sms_gateway_call_received")


@pytest.mark.parametrize(
    ("settings", "callers"),
    [
        ({}, [MOM]),
        ({"options": {"from": "anyone"}}, [MOM, STRANGER]),
        ({"options": {"phone": STRANGER}}, [STRANGER]),
        ({"target": {"entity_id": MOM_ENTITY}}, [MOM]),
    ],
)
async def test_who_may_set_it_off(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    calls: Recorded,
    settings: dict[str, Any],
    callers: list[str],
) -> None:
    """The fields are those of the event; a message is no call."""
    runs = await automate(hass, dumps({"triggers": [{"trigger": NAME, **settings}]}))
    simulator.smsc.receive(phone=MOM, text="Hi")
    for count, phone in enumerate((MOM, STRANGER)):
        simulator.smsc.ring(phone)
        await calls.until(lambda data, count=count: len(data) > count)
        await hass.async_block_till_done()

    assert [f"+{run['phone']}" for run in runs] == callers
    events = {event["phone"]: event for event in calls.data}
    for run in runs:
        assert {key: run[key] for key in events[run["phone"]]} == events[run["phone"]]


async def test_a_late_call_acts_only_where_it_is_asked_for(
    hass: HomeAssistant,
    account: MockConfigEntry,
    calls: Recorded,
    hass_client_no_auth: Any,
) -> None:
    """The provider could not reach the home when it rang."""
    runs = await automate(
        hass,
        dumps(
            {
                "triggers": [
                    {"trigger": NAME, "id": "punctual"},
                    {"trigger": NAME, "id": "all", "options": {"include_late": True}},
                ]
            }
        ),
    )
    client = await hass_client_no_auth()
    await client.post(
        f"/api/webhook/{account.data['webhook_id']}",
        data={"waitcall": "1", "phone": MOM[1:], "ts": "1795252000"},
    )
    await calls.until(bool)
    await hass.async_block_till_done()

    assert [run["id"] for run in runs] == ["all"]


@pytest.mark.parametrize("name", [NAME, "sms_gateway.message_received"])
async def test_an_account_to_which_nothing_comes_in_is_named_in_the_log(
    hass: HomeAssistant,
    account: MockConfigEntry,
    websms_account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    """The form offers it all the same; one that receives is not named."""
    accounts = [account.entry_id, websms_account.entry_id]
    one = {"trigger": name, "options": {"config_entry_id": accounts}}
    await automate(hass, dumps({"triggers": [one]}))

    assert is_armed(hass)
    warnings = [r.message for r in caplog.records if "waits for" in r.message]
    assert len(warnings) == 1
    assert "comes in to WEBSMS (demo)" in warnings[0]
