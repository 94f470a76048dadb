"""The blueprint of an alarm by SMS: from person to person, until one message arrives."""

from types import MappingProxyType
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryDisabler,
    ConfigSubentry,
)
from homeassistant.core import HomeAssistant, ServiceCall

from .blueprints import LANGUAGES, use_blueprint, use_blueprints
from .conftest import ANNA, MOM, MOM_ENTITY, MOM_ID
from .eventually import as_time_passes
from .simulator import Fate, ManualClock, Simulator

DAD = "+79161234568"
DAD_AT_WORK = "+79161234569"
MINUTE = 60
WATER = "Water in the house!"
BATHROOM = f"{WATER} Bathroom"
CELLAR = f"{WATER} Cellar"

INPUTS: dict[str, Any] = {
    "sensors": ["binary_sensor.bathroom", "binary_sensor.cellar"],
    "message": WATER,
    "people": [MOM_ENTITY, "notify.dad", "notify.anna"],
    "within": {"minutes": 5},
    "nobody_reached": [
        {"action": "siren.turn_on", "data": {"why": "{{ text }}", "who": "Test"}}
    ],
}

pytestmark = pytest.mark.by_the_clock


@pytest.fixture
def sirens(hass: HomeAssistant) -> list[ServiceCall]:
    """Record what is done when nobody was reached."""
    return async_mock_service(hass, "siren", "turn_on")


@pytest.fixture(autouse=True)
def _house(
    hass: HomeAssistant,
    clock: ManualClock,
    entry: MockConfigEntry,
    simulator: Simulator,
    sirens: list[ServiceCall],
) -> None:
    """Have two sensors, and a Dad with two phones; no phone is reached."""
    add_person(hass, entry, "Dad", DAD)
    for room in ("Bathroom", "Cellar"):
        sense(hass, room, "off")
    for phone in (MOM, DAD, DAD_AT_WORK, ANNA):
        simulator.phones.behave(phone, Fate.NEVER)


@pytest.fixture(autouse=True)
async def _accounts(
    hass: HomeAssistant,
    _house: None,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
) -> None:
    """Set up the accounts of Mom and Dad, and of Anna."""


def add_person(
    hass: HomeAssistant, entry: ConfigEntry, name: str, *phones: str
) -> None:
    """Add a recipient."""
    subentry = ConfigSubentry(
        data=MappingProxyType({"phone": list(phones), "urgent": False}),
        subentry_type="recipient",
        title=name,
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, subentry)


def sense(hass: HomeAssistant, room: str, state: str) -> None:
    """Let a sensor tell something."""
    entity_id = f"binary_sensor.{room.lower()}"
    hass.states.async_set(entity_id, state, {"friendly_name": room})


def got(simulator: Simulator, phone: str) -> list[str]:
    """Return the texts that left for a phone."""
    return [message.text for message in simulator.ledger.to(phone)]


async def pause(hass: HomeAssistant, clock: ManualClock, seconds: float) -> None:
    """Let time pass, in steps in which requests get their answers."""
    end = clock.monotonic() + seconds
    await as_time_passes(
        clock, lambda: clock.monotonic() >= end, at_most=seconds + 5, step=5
    )
    await hass.async_block_till_done()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_goes_on_to_the_next_until_it_arrives(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    sirens: list[ServiceCall],
    language: str,
) -> None:
    """Five minutes each, with the sensor's name; then it is quiet."""
    simulator.phones.behave(DAD, Fate.DELIVERED)
    await use_blueprint(hass, "sms_alarm", language, INPUTS)
    sense(hass, "Bathroom", "on")
    await pause(hass, clock, 4 * MINUTE)
    assert got(simulator, MOM) == [BATHROOM]
    assert got(simulator, DAD) == []

    await pause(hass, clock, 2 * MINUTE)
    assert got(simulator, DAD) == [BATHROOM]

    await pause(hass, clock, 20 * MINUTE)
    assert got(simulator, MOM) == got(simulator, DAD) == [BATHROOM]
    assert got(simulator, ANNA) == []
    assert not sirens


async def test_what_cannot_arrive_goes_on_at_once(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    sirens: list[ServiceCall],
) -> None:
    """To the end of the list, each person once; the last resort comes once, too."""
    for phone in (MOM, DAD, ANNA):
        simulator.phones.behave(phone, Fate.UNDELIVERED)
    await use_blueprint(hass, "sms_alarm", "en", INPUTS)
    sense(hass, "Bathroom", "on")
    await pause(hass, clock, 5 * MINUTE)

    for phone in (MOM, DAD, ANNA):
        assert got(simulator, phone) == [BATHROOM]
    assert [call.data["why"] for call in sirens] == [BATHROOM]


async def test_what_is_refused_goes_on_at_once(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    sirens: list[ServiceCall],
) -> None:
    """The action fails then; the chain does not."""
    simulator.faults.add("error_code", code=6, times=2, path="/sys/send.php")
    simulator.phones.behave(ANNA, Fate.DELIVERED)
    await use_blueprint(hass, "sms_alarm", "en", INPUTS)
    sense(hass, "Bathroom", "on")
    await pause(hass, clock, MINUTE)

    assert got(simulator, MOM) == got(simulator, DAD) == []
    assert got(simulator, ANNA) == [BATHROOM]
    assert not sirens


@pytest.mark.parametrize("how", ["removed", "disabled", "everybody"])
async def test_who_is_gone_is_passed_over(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    sirens: list[ServiceCall],
    how: str,
) -> None:
    """A recipient that was removed, an account that is switched off, or all of them."""
    await use_blueprint(hass, "sms_alarm", "en", INPUTS)
    if how == "removed":
        hass.config_entries.async_remove_subentry(account, MOM_ID)
    else:
        await hass.config_entries.async_set_disabled_by(
            account.entry_id, ConfigEntryDisabler.USER
        )
    if how == "everybody":
        await hass.config_entries.async_remove(pilot_account.entry_id)
    await hass.async_block_till_done()
    sense(hass, "Bathroom", "on")
    await pause(hass, clock, MINUTE)

    assert got(simulator, MOM) == []
    assert bool(got(simulator, DAD)) is (how == "removed")
    assert bool(got(simulator, ANNA)) is (how == "disabled")
    assert bool(sirens) is (how == "everybody")


async def test_two_alarms_at_once_are_two_chains(
    hass: HomeAssistant, clock: ManualClock, simulator: Simulator
) -> None:
    """Each with its own text, and nobody is left out of either."""
    await use_blueprint(hass, "sms_alarm", "en", INPUTS)
    sense(hass, "Bathroom", "on")
    sense(hass, "Cellar", "on")
    await pause(hass, clock, 6 * MINUTE)

    assert sorted(got(simulator, MOM)) == [BATHROOM, CELLAR]
    assert sorted(got(simulator, DAD)) == [BATHROOM, CELLAR]


async def test_two_automations_do_not_go_on_with_each_others_alarms(
    hass: HomeAssistant, clock: ManualClock, simulator: Simulator
) -> None:
    """Both have the same people, in another order; a message of neither is left alone."""
    await use_blueprints(
        hass,
        "sms_alarm",
        "en",
        {
            "Water": INPUTS | {"sensors": ["binary_sensor.bathroom"]},
            "Smoke": INPUTS
            | {
                "sensors": ["binary_sensor.cellar"],
                "people": [MOM_ENTITY, "notify.anna"],
                "message": "Smoke!",
                "name_sensor": False,
            },
        },
    )
    sense(hass, "Bathroom", "on")
    sense(hass, "Cellar", "on")
    await hass.services.async_call(
        "notify", "send_message", {"entity_id": MOM_ENTITY, "message": "Dinner"}
    )
    await pause(hass, clock, 6 * MINUTE)

    assert sorted(got(simulator, MOM)) == ["Dinner", "Smoke!", BATHROOM]
    assert got(simulator, DAD) == [BATHROOM]
    assert got(simulator, ANNA) == ["Smoke!"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_same_words_to_the_same_person_break_no_chain(
    hass: HomeAssistant, clock: ManualClock, simulator: Simulator, language: str
) -> None:
    """They are one message, which goes on with one of the two alarms only."""
    others = {"name_sensor": False, "people": [MOM_ENTITY, "notify.anna"]}
    await use_blueprints(
        hass,
        "sms_alarm",
        language,
        {
            "Water": INPUTS | {"name_sensor": False},
            "Other": INPUTS | others | {"sensors": ["binary_sensor.cellar"]},
        },
    )
    for room in ("Bathroom", "Cellar"):
        sense(hass, room, "on")
        await pause(hass, clock, 5)
    await pause(hass, clock, 6 * MINUTE)

    for phone in (MOM, DAD, ANNA):
        assert got(simulator, phone) == [WATER]


async def test_one_person_on_two_accounts_breaks_no_chain(
    hass: HomeAssistant,
    clock: ManualClock,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """Within a minute the second SMS is the first; the next person gets it at once."""
    add_person(hass, pilot_account, "Mom again", MOM)
    await hass.async_block_till_done()
    people = [MOM_ENTITY, "notify.mom_again", "notify.dad"]
    inputs = {"people": people, "within": {"seconds": 30}}
    await use_blueprint(hass, "sms_alarm", "en", INPUTS | inputs)
    sense(hass, "Bathroom", "on")
    await pause(hass, clock, 2 * MINUTE)

    assert got(simulator, MOM) == got(simulator, DAD) == [BATHROOM]


@pytest.mark.parametrize(
    ("at_work", "goes_on"), [(Fate.DELIVERED, False), (Fate.NEVER, True)]
)
async def test_somebody_with_two_numbers_is_reached_by_either(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    at_work: Fate,
    goes_on: bool,
) -> None:
    """The one that is dead does not call the next person while the other may ring."""
    add_person(hass, account, "Both", DAD_AT_WORK, "+79161234570")
    await hass.async_block_till_done()
    simulator.phones.behave("+79161234570", Fate.UNDELIVERED)
    simulator.phones.behave(DAD_AT_WORK, at_work)
    people = ["notify.both", MOM_ENTITY, "notify.anna"]
    await use_blueprint(hass, "sms_alarm", "en", INPUTS | {"people": people})
    sense(hass, "Bathroom", "on")
    await pause(hass, clock, 4 * MINUTE)
    assert got(simulator, MOM) == []

    await pause(hass, clock, 2 * MINUTE)
    assert got(simulator, MOM) == ([BATHROOM] if goes_on else [])
    assert got(simulator, ANNA) == []


async def test_without_network_everybody_has_it_once_it_is_back(
    hass: HomeAssistant, clock: ManualClock, simulator: Simulator
) -> None:
    """The steps go on meanwhile; nothing is lost and nothing doubled."""
    await use_blueprint(hass, "sms_alarm", "en", INPUTS)
    await simulator.go_down()
    sense(hass, "Bathroom", "on")
    await pause(hass, clock, 7 * MINUTE)
    await simulator.start()
    await pause(hass, clock, 2 * MINUTE)

    assert got(simulator, MOM) == got(simulator, DAD) == [BATHROOM]


async def test_a_restart_does_not_interrupt_it(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """The first message is out, and its account and the automation come back."""
    await use_blueprint(hass, "sms_alarm", "en", INPUTS)
    sense(hass, "Bathroom", "on")
    await pause(hass, clock, 3 * MINUTE)
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.test"}, blocking=True
    )
    await hass.config_entries.async_unload(account.entry_id)
    await pause(hass, clock, 30)
    await hass.services.async_call(
        "automation", "turn_on", {"entity_id": "automation.test"}, blocking=True
    )
    assert await hass.config_entries.async_setup(account.entry_id)
    await hass.async_block_till_done()
    assert got(simulator, DAD) == []
    await pause(hass, clock, 3 * MINUTE)

    assert got(simulator, MOM) == got(simulator, DAD) == [BATHROOM]
