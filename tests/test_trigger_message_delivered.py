"""The trigger of a message that arrived: once for each, of those that were chosen."""

from json import dumps
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .automations import automate, is_armed
from .conftest import ACCOUNT_ID, MOM, MOM_ENTITY, MOM_ID, Send
from .eventually import Recorded
from .simulator import Fate, Simulator

STRANGER = "+79269999999"
NAME = "sms_gateway.message_delivered"


async def until_told(hass: HomeAssistant, statuses: Recorded, state: str) -> None:
    """Wait until all messages have come to a state, and automations have run."""
    references = {data["reference"] for data in statuses.data}
    await statuses.until(
        lambda data: (
            {item["reference"] for item in data if item["state"] == state} >= references
        )
    )
    await hass.async_block_till_done()


async def test_the_variables_are_those_of_the_event(
    hass: HomeAssistant, callbacks: str, send_sms: Send, statuses: Recorded
) -> None:
    """And the description hides the number."""
    runs = await automate(hass, f"triggers: [{{trigger: {NAME}}}]")
    await send_sms(recipient=MOM_ENTITY, tag="alarm")
    await until_told(hass, statuses, "delivered")

    [run], event = runs, statuses.data[-1]
    assert {key: run[key] for key in event} == event
    assert (run["state"], run["recipient"], run["tag"]) == ("delivered", "Mom", "alarm")
    assert run["description"] == "message delivered to +7 916 •••-45-67"


async def test_what_is_read_as_well_arrived_once(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
) -> None:
    """The second report is no second arrival."""
    simulator.phones.behave(MOM, Fate.READ)
    runs = await automate(hass, f"triggers: [{{trigger: {NAME}}}]")
    await act("send_viber", message="Hi", phone=MOM)
    await until_told(hass, statuses, "read")

    assert len(runs) == 1


async def test_what_does_not_arrive_is_none_of_it(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """A final state is not enough."""
    simulator.phones.behave(MOM, Fate.UNDELIVERED)
    runs = await automate(hass, f"triggers: [{{trigger: {NAME}}}]")
    await send_sms(phone=MOM)
    await until_told(hass, statuses, "undelivered")

    assert not runs


@pytest.mark.parametrize(
    ("settings", "tags"),
    [
        ({}, {"a", "b", "c"}),
        ({"options": {"tag": "b"}}, {"b"}),
        ({"options": {"phone": ["89269999999"]}}, {"c"}),
        ({"target": {"entity_id": MOM_ENTITY}}, {"a", "b"}),
        (
            {"target": {"entity_id": MOM_ENTITY}, "options": {"phone": STRANGER}},
            {"a", "b", "c"},
        ),
        ({"options": {"config_entry_id": ACCOUNT_ID, "tag": "a"}}, {"a"}),
        ({"options": {"config_entry_id": "01KAJ00000000000000000GONE"}}, set()),
    ],
)
async def test_which_messages(
    hass: HomeAssistant,
    callbacks: str,
    send_sms: Send,
    statuses: Recorded,
    settings: dict[str, Any],
    tags: set[str],
) -> None:
    """Of a recipient or a number, of a tag, of an account."""
    runs = await automate(hass, dumps({"triggers": [{"trigger": NAME, **settings}]}))
    await send_sms("1", recipient=MOM_ENTITY, tag="a")
    await send_sms("2", phone=MOM, tag="b")
    await send_sms("3", phone=STRANGER, tag="c")
    await until_told(hass, statuses, "delivered")

    assert {run["tag"] for run in runs} == tags


async def test_who_has_another_number_by_then_is_still_meant(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """The message went to a person, whatever number was that one's."""
    simulator.phones.behave(MOM, [(1, 0, 0), (1, 1, 0)])
    target = {"entity_id": MOM_ENTITY}
    runs = await automate(
        hass, dumps({"triggers": [{"trigger": NAME, "target": target}]})
    )
    await send_sms(recipient=MOM_ENTITY)
    hass.config_entries.async_update_subentry(
        account,
        account.subentries[MOM_ID],
        data={**account.subentries[MOM_ID].data, "phone": [STRANGER]},
    )
    await until_told(hass, statuses, "delivered")

    assert [run["phone"] for run in runs] == [MOM]


async def test_it_hears_on_after_a_reload(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Nobody has to touch the automation."""
    runs = await automate(hass, f"triggers: [{{trigger: {NAME}}}]")
    await hass.config_entries.async_reload(account.entry_id)
    await send_sms(phone=MOM)
    await until_told(hass, statuses, "delivered")

    assert len(runs) == 1


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("options", [{"phone": "call me"}, {"text": "Alarm"}])
async def test_bad_options_are_found_when_it_is_set_up(
    hass: HomeAssistant, options: dict[str, str]
) -> None:
    """A number that is none, and an option that there is not."""
    trigger = {"trigger": NAME, "options": options}
    await automate(hass, dumps({"triggers": [trigger]}))

    assert not is_armed(hass)
