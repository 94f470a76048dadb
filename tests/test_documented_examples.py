"""Every block of YAML on the pages does what the page promises."""

from pathlib import Path

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.setup import async_setup_component

from .conftest import Clients
from .documents import LANGUAGES, Example, examples, name_of, pages
from .eventually import Recorded
from .example_actions import ACTIONS
from .example_homes import HOMES, STARTS
from .example_house import House
from .simulator import Simulator
from .yaml_home import load

CASES = {**ACTIONS, **HOMES}

EDITOR_PAGES = {"triggers.md", "conditions.md"}
"""Their blocks need no name: what they do is tested trigger by trigger, elsewhere."""

EXAMPLES = [
    example
    for language in LANGUAGES
    for page in pages(language)
    for example in examples(page)
]
NAMED = [example for example in EXAMPLES if example.name is not None]
UNNAMED = [example for example in EXAMPLES if example.name is None]


@pytest.fixture
async def started(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    pilot_entry: MockConfigEntry,
    example: Example,
) -> None:
    """Start the home with the configuration that an example is, if it is one."""
    if begin := STARTS.get(str(example.name)):
        await begin(hass, example)
    for each in (entry, pilot_entry):
        await load(hass, each)


@pytest.fixture
async def house(
    hass: HomeAssistant,
    started: None,
    websms_account: MockConfigEntry,
    simulator: Simulator,
    media: Path,
    statuses: Recorded,
    received: Recorded,
    hass_client_no_auth: Clients,
) -> House:
    """Return the home of the documents."""
    house = House(
        hass=hass,
        simulator=simulator,
        statuses=statuses,
        received=received,
        called=Recorded(hass, "sms_gateway_call_received"),
        media=media,
    )
    await house.settle()
    await house.connect(await hass_client_no_auth())
    return house


@pytest.mark.parametrize("example", NAMED, ids=lambda one: f"{one}-{one.name}")
async def test_an_example_does_what_the_page_promises(
    house: House, example: Example
) -> None:
    """In a real home, with the simulated providers at the other end."""
    assert example.name in CASES, f"{example}: nothing says what {example.name} does"
    await CASES[example.name](house, example)


def test_every_example_has_a_name() -> None:
    """By which the test knows what it is to do."""
    nameless = [str(one) for one in UNNAMED if name_of(one.page) not in EDITOR_PAGES]
    assert nameless == []


def test_every_promise_is_on_a_page() -> None:
    """In both languages; none is left over from an example that is gone."""
    for language in LANGUAGES:
        names = {one.name for page in pages(language) for one in examples(page)}
        assert sorted(CASES.keys() - names) == []


@pytest.mark.parametrize(
    "example", [one for one in UNNAMED if name_of(one.page) in EDITOR_PAGES], ids=str
)
async def test_triggers_and_conditions_load(
    hass: HomeAssistant, account: MockConfigEntry, example: Example
) -> None:
    """As an automation, made whole where the page shows a part of one."""
    shown = example.config
    if isinstance(shown, list):
        shown = shown[0]
    automation = {
        "triggers": [{"trigger": "event", "event_type": "example"}],
        "actions": [],
        **shown,
    }
    cv.SCRIPT_SCHEMA(automation["actions"])
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    [entity_id] = hass.states.async_entity_ids("automation")
    assert hass.states.is_state(entity_id, "on")
