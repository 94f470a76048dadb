"""The blueprint of a low balance: told when it falls, and every day until it rises."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .blueprints import LANGUAGES, use_blueprint, use_blueprints, words_of
from .conftest import ACCOUNT_ID, MOM, MOM_ENTITY
from .eventually import eventually
from .notices import Notices
from .simulator import Simulator

INPUTS: dict[str, Any] = {"account": ACCOUNT_ID, "value": 100}


# The time of the day is waited for until Home Assistant is gone.
pytestmark = pytest.mark.parametrize("expected_lingering_timers", [True])


@pytest.fixture
def notices(hass: HomeAssistant) -> Notices:
    """Record what is shown."""
    return Notices(hass)


async def tell(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, amount: str
) -> None:
    """Let the provider tell a balance."""
    simulator.smsc.set_account(account.data["login"], balance=Decimal(amount))
    await account.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()


async def at_ten(hass: HomeAssistant, day: int = 1) -> None:
    """Let it become ten o'clock, tomorrow or later."""
    moment = dt_util.now() + timedelta(days=day)
    async_fire_time_changed(hass, moment.replace(hour=10, minute=0, second=0))
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_told_when_it_falls_and_every_day(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    notices: Notices,
    language: str,
) -> None:
    """With account, amount and currency; once it is topped up, no more."""
    await use_blueprint(hass, "sms_low_balance", language, INPUTS)
    await at_ten(hass)
    assert not notices.shown

    await tell(hass, account, simulator, "99.5")
    await tell(hass, account, simulator, "90")
    words = words_of("sms_low_balance", language)
    fell = words["fell"].format(account="SMSC (demo)", balance="99.5", currency="RUB")
    assert notices.messages == [fell]

    await at_ten(hass, day=2)
    remind = words["remind"].format(account="SMSC (demo)", value="100")
    assert notices.messages == [fell, remind]

    await tell(hass, account, simulator, "500")
    await at_ten(hass, day=3)
    assert notices.messages == [fell, remind]


@pytest.mark.parametrize("is_known", [True, False])
async def test_what_is_not_known_is_not_low(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    notices: Notices,
    is_known: bool,
) -> None:
    """A provider out of reach since the start says nothing about money."""
    simulator.smsc.set_account("demo", balance=Decimal(5))
    if not is_known:
        await simulator.go_down()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await use_blueprint(hass, "sms_low_balance", "en", INPUTS)
    await at_ten(hass)

    assert bool(notices.shown) is is_known


async def test_no_reminders(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    notices: Notices,
) -> None:
    """Where they are switched off."""
    inputs = INPUTS | {"reminds": False}
    await use_blueprint(hass, "sms_low_balance", "en", inputs)
    await tell(hass, account, simulator, "50")
    await at_ten(hass)

    assert len(notices.shown) == 1


async def test_it_is_told_by_sms(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    notices: Notices,
) -> None:
    """With what is left, and nowhere else where that is not wanted."""
    inputs = INPUTS | {"notifies": [MOM_ENTITY], "frontend": False}
    await use_blueprint(hass, "sms_low_balance", "en", inputs)
    await tell(hass, account, simulator, "50.25")

    await eventually(lambda: bool(simulator.ledger.to(MOM)))
    [message] = simulator.ledger.to(MOM)
    assert "50.25 RUB" in message.text
    assert not notices.shown


async def test_another_account_is_none_of_it(
    hass: HomeAssistant,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    simulator: Simulator,
    notices: Notices,
) -> None:
    """Only the one that was chosen."""
    await use_blueprint(hass, "sms_low_balance", "en", INPUTS)
    await tell(hass, other_account, simulator, "5")
    await at_ten(hass)

    assert not notices.shown


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_automation_has_a_notice_of_its_own(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    notices: Notices,
    language: str,
) -> None:
    """One warns of an amount, another one of less: neither hides what the other says."""
    warnings = {"Warning": INPUTS, "Alarm": INPUTS | {"value": 20}}
    await use_blueprints(hass, "sms_low_balance", language, warnings)
    await tell(hass, account, simulator, "90")
    await tell(hass, account, simulator, "10")
    await at_ten(hass)

    shown = [notice["notification_id"] for notice in notices.shown]
    assert shown[:2] == ["automation_warning", "automation_alarm"]
    assert sorted(shown[2:]) == ["automation_alarm", "automation_warning"]
