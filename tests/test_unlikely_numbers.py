"""A number that can exist but probably does not is asked about before it is kept."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import MOM, MOM_ID
from .flows import (
    choose,
    filled_in,
    offers_test,
    open_recipient,
    submit_recipient,
    suggested,
)

type Add = Callable[..., Coroutine[Any, Any, SubentryFlowResult]]

DAD = "+79037654321"


@pytest.fixture
def add(hass: HomeAssistant, account: MockConfigEntry) -> Add:
    """Add Dad."""

    async def call(*phones: str) -> SubentryFlowResult:
        form = {"name": "Dad", "phone": list(phones)}
        return await submit_recipient(hass, await open_recipient(hass, account), form)

    return call


def phones_of(entry: MockConfigEntry, name: str) -> list[str]:
    """Return the numbers that are kept for a recipient."""
    [subentry] = [s for s in entry.subentries.values() if s.title == name]
    phones: list[str] = subentry.data["phone"]
    return phones


@pytest.mark.parametrize("written", ["+7 000 123-45-67", "8 000 123 45 67"])
async def test_unlikely_number_is_kept_after_a_warning(
    hass: HomeAssistant, account: MockConfigEntry, add: Add, written: str
) -> None:
    """A prefix may be too new to be known; who is sure goes on."""
    warned = await add(DAD, written)
    kept_before = len(account.subentries)
    added = await choose(hass, warned, "keep")

    assert warned["type"] is FlowResultType.MENU
    assert warned["step_id"] == "unlikely"
    assert filled_in(warned) == {"phones": "+70001234567"}
    assert kept_before == 1
    assert offers_test(added)
    assert phones_of(account, "Dad") == [DAD, "+70001234567"]


async def test_unlikely_number_is_corrected(
    account: MockConfigEntry, add: Add, hass: HomeAssistant
) -> None:
    """The form comes back as it was filled in."""
    warned = await add(DAD, "8 000 123 45 67")
    again = await choose(hass, warned, "correct")
    form = {"name": "Dad", "phone": [DAD, "+16502530000"]}
    added = await submit_recipient(hass, again["flow_id"], form)

    assert again["step_id"] == "user"
    assert suggested(again, "name") == "Dad"
    assert suggested(again, "phone") == [DAD, "+70001234567"]
    assert offers_test(added)
    assert phones_of(account, "Dad") == [DAD, "+16502530000"]


async def test_number_is_taken_while_the_warning_is_open(
    hass: HomeAssistant, account: MockConfigEntry, add: Add
) -> None:
    """Another dialog was faster; a number belongs to one recipient."""
    warned = await add(DAD, "+70001234567")
    await add(DAD)
    ended = await choose(hass, warned, "keep")

    assert ended["reason"] == "phone_taken"
    assert len(account.subentries) == 2


async def test_unlikely_number_is_warned_of_in_a_change_too(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """The warning comes before the change, not instead of it."""
    flow = await account.start_subentry_reconfigure_flow(hass, MOM_ID)
    form = {"name": "Mom", "phone": ["+70001234567"]}
    warned = await submit_recipient(hass, flow["flow_id"], form)
    kept_before = phones_of(account, "Mom")
    changed = await choose(hass, warned, "keep")

    assert warned["step_id"] == "unlikely"
    assert kept_before == [MOM]
    assert offers_test(changed)
    assert phones_of(account, "Mom") == ["+70001234567"]
