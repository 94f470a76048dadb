"""The trigger of money running out: told once, when the balance falls under a value."""

from decimal import Decimal
from json import dumps
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.core import HomeAssistant

from .automations import automate, is_armed
from .conftest import ACCOUNT_ID
from .simulator import Simulator


def trigger(**options: Any) -> str:
    """Return the YAML of an automation with this trigger."""
    return dumps(
        {"triggers": [{"trigger": "sms_gateway.balance_under", "options": options}]}
    )


async def tell(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, amount: str
) -> None:
    """Let the provider tell a balance."""
    simulator.smsc.set_account(account.data["login"], balance=Decimal(amount))
    await account.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()


async def test_it_fires_when_the_value_is_crossed(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Not for each balance that is lower still; again after it was topped up."""
    runs = await automate(hass, trigger(value=100))
    for amount in ("100", "99.99", "50", "500", "20.5"):
        await tell(hass, account, simulator, amount)

    assert [run["balance"] for run in runs] == [99.99, 20.5]
    assert runs[0]["config_entry_id"] == ACCOUNT_ID
    assert runs[0]["provider"] == "smsc"
    assert runs[0]["account"] == "SMSC (demo)"
    assert runs[0]["currency"] == "RUB"
    assert runs[0]["value"] == 100
    assert runs[0]["device_id"]


async def test_two_that_are_alike_both_fire(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """One may write to Mom and the other to Dad; also after a reload in between."""
    both = {"trigger": "sms_gateway.balance_under", "options": {"value": 100}}
    runs = await automate(hass, dumps({"triggers": [both, both]}))
    for amount in ("50", "500"):
        await tell(hass, account, simulator, amount)
    assert [run["idx"] for run in runs] == ["0", "1"]

    simulator.smsc.set_account(balance=Decimal(50))
    await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [run["idx"] for run in runs] == ["0", "1", "0", "1"]


async def test_what_is_under_it_already_is_no_news(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """To an automation that is new."""
    await tell(hass, account, simulator, "50")
    runs = await automate(hass, trigger(value=100))
    await tell(hass, account, simulator, "40")

    assert not runs


async def test_a_fall_while_the_account_is_reloaded_is_told_once(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """As after a restart: what it was before is remembered."""
    runs = await automate(hass, trigger(value=100))
    simulator.smsc.set_account(balance=Decimal(50))
    for _ in range(2):
        await hass.config_entries.async_reload(account.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)

    assert [run["balance"] for run in runs] == [50]


async def test_nothing_fires_while_the_provider_is_out_of_reach(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """An unknown balance is not under anything."""
    runs = await automate(hass, trigger(value=100))
    await simulator.go_down()
    await account.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()

    assert not runs


async def test_an_account_may_be_chosen(
    hass: HomeAssistant,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """The other one may run dry."""
    runs = await automate(hass, trigger(value=100, config_entry_id=ACCOUNT_ID))
    await tell(hass, other_account, simulator, "1")
    await tell(hass, account, simulator, "2")

    assert [run["balance"] for run in runs] == [2]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "options", [{}, {"value": "much"}, {"value": "nan"}, {"value": 1, "phone": "1"}]
)
async def test_bad_options_are_found_when_it_is_set_up(
    hass: HomeAssistant, options: dict[str, Any]
) -> None:
    """A value is needed, and is a number."""
    await automate(hass, trigger(**options))

    assert not is_armed(hass)


async def test_an_account_that_was_removed_is_remembered_no_longer(
    hass: HomeAssistant,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """The next time that the trigger is armed."""
    marks = hass.data[GATEWAY].journal.marks
    await automate(hass, trigger(value=100))
    for one in (account, other_account):
        await tell(hass, one, simulator, "500")
    assert len(set(marks)) == 2
    await hass.config_entries.async_remove(other_account.entry_id)
    for action in ("turn_off", "turn_on"):
        await hass.services.async_call(
            "automation", action, {"entity_id": "automation.test"}, blocking=True
        )
    await hass.async_block_till_done()

    [mine] = marks
    assert mine.endswith(f"_{ACCOUNT_ID}_over")
