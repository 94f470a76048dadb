"""Recipients in a group of notifiers, made at the frontend or in configuration.yaml."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError

from .conftest import ANNA, MOM
from .eventually import as_time_passes, while_time_passes
from .repairs_page import told
from .simulator import ManualClock, Simulator
from .yaml_home import YAML_GROUP, only_logged, start

FAMILY = ["notify.mom", "notify.anna"]


async def make_group(hass: HomeAssistant, *entities: str) -> str:
    """Make a group as the dialog of helpers does; return its entity."""
    flow = await hass.config_entries.flow.async_init(
        "group", context={"source": SOURCE_USER}
    )
    flow = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"next_step_id": "notify"}
    )
    made = await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {"name": "Family", "entities": list(entities), "hide_members": False},
    )
    await hass.async_block_till_done()
    assert made["type"] is FlowResultType.CREATE_ENTRY
    return "notify.family"


async def send(hass: HomeAssistant, action: str, **data: Any) -> None:
    """Call an action of `notify`."""
    await hass.services.async_call("notify", action, data, blocking=True)


@pytest.mark.usefixtures("account", "pilot_account")
async def test_a_group_of_the_frontend_reaches_everybody(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Recipients of two providers are one group; the title goes before the text."""
    group = await make_group(hass, *FAMILY)
    state = hass.states.get(group)
    assert state is not None
    assert state.state != "unavailable"

    await send(hass, "send_message", entity_id=group, title="Water!", message="Bath")

    reached = {f"+{message.phone}": message for message in simulator.ledger.messages}
    assert reached.keys() == {MOM, ANNA}
    assert {message.text for message in reached.values()} == {"Water!\nBath"}


@pytest.mark.usefixtures("account")
async def test_a_refusal_comes_back_through_a_group_of_the_frontend(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Whoever called the group is told, as with the recipient itself."""
    group = await make_group(hass, "notify.mom")
    simulator.faults.add("error_code", code=3, path="/sys/send.php")

    with pytest.raises(HomeAssistantError, match="not enough money"):
        await send(hass, "send_message", entity_id=group, message="Water!")


@pytest.mark.by_the_clock
@pytest.mark.usefixtures("account")
async def test_a_group_is_there_while_the_provider_is_not(
    hass: HomeAssistant, clock: ManualClock, simulator: Simulator
) -> None:
    """The alarm waits, and goes out when the line is back."""
    group = await make_group(hass, "notify.mom")
    await simulator.go_down()
    await while_time_passes(
        clock, send(hass, "send_message", entity_id=group, message="Water!")
    )

    assert not simulator.ledger.messages
    state = hass.states.get("sensor.smsc_demo_messages_in_transit")
    assert state is not None
    assert state.state == "1"
    await simulator.start()
    await as_time_passes(clock, lambda: bool(simulator.ledger.to(MOM)))


async def test_a_group_of_yaml_reaches_an_entity(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Its old name is what `alert` and old scripts call."""
    await start(hass, YAML_GROUP)
    await send(hass, "family_by_sms", title="Water!", message="Bath")

    [message] = simulator.ledger.messages
    assert f"+{message.phone}" == MOM
    assert message.text == "Water!\nBath"


async def test_a_group_of_yaml_may_name_several(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    pilot_entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """One entry is enough for all of them."""
    listed = "\n".join(f"            - {entity}" for entity in FAMILY)
    await start(hass, YAML_GROUP.replace(" notify.mom", f"\n{listed}"))
    await send(hass, "family_by_sms", message="Water!")

    assert {f"+{m.phone}" for m in simulator.ledger.messages} == {MOM, ANNA}


@pytest.mark.parametrize(
    "extra", [{"target": [MOM]}, {"data": {"priority": "high"}}], ids=["target", "data"]
)
async def test_a_group_of_yaml_takes_a_text_and_a_title_only(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    extra: dict[str, Any],
) -> None:
    """Home Assistant refuses the rest, and only its log says so: the docs warn."""
    await start(hass, YAML_GROUP)
    with only_logged(hass) as logged:
        await send(hass, "family_by_sms", message="Water!", **extra)

    assert not simulator.ledger.messages
    assert [str(*extra) in line for line in logged] == [True]


async def test_a_group_of_yaml_keeps_a_refusal_to_itself(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Unlike a group of the frontend; the repair is what tells the owner."""
    await start(hass, YAML_GROUP)
    simulator.faults.add("error_code", code=3, path="/sys/send.php")
    with only_logged(hass) as logged:
        await send(hass, "family_by_sms", message="Water!")

    assert len(logged) == 1
    assert hass.states.is_state("sensor.mom_last_message_status", "rejected")
    assert set(told(hass)) == {"not_sent"}
    await send(hass, "family_by_sms", message="Water, again!")
    assert told(hass) == {}
