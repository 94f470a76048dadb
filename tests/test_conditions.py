"""The conditions: an account that can send, a number that is known, money enough."""

from decimal import Decimal
from json import dumps
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .automations import automate, is_armed
from .conftest import ACCOUNT_ID, MOM, Send
from .simulator import ManualClock, Simulator

HOUR = 3600
BALANCE_ABOVE = "sms_gateway.balance_above"
CAN_SEND = "sms_gateway.account_can_send"
IS_KNOWN = "sms_gateway.is_known_recipient"


def written(condition: str, **options: Any) -> str:
    """Return the YAML of an automation with a condition."""
    return dumps(
        {
            "triggers": [{"trigger": "event", "event_type": "asked"}],
            "conditions": [{"condition": condition, "options": options}],
        }
    )


async def ask(hass: HomeAssistant, runs: list[dict[str, Any]]) -> bool:
    """Set the automation off; tell whether its condition let it pass."""
    before = len(runs)
    hass.bus.async_fire("asked")
    await hass.async_block_till_done()
    return len(runs) > before


async def asking(
    hass: HomeAssistant, condition: str, **options: Any
) -> list[dict[str, Any]]:
    """Set an automation up that tells only that it ran."""
    runs = await automate(hass, written(condition, **options), "{'ran': true}")
    assert is_armed(hass)
    return runs


async def test_an_account_can_send_while_it_is_loaded(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """Switched off or removed it cannot; the automation itself stays as it is."""
    runs = await asking(hass, CAN_SEND, config_entry_id=ACCOUNT_ID)
    assert await ask(hass, runs)

    await hass.config_entries.async_set_disabled_by(
        account.entry_id, ConfigEntryDisabler.USER
    )
    assert not await ask(hass, runs)
    await hass.config_entries.async_set_disabled_by(account.entry_id, None)
    assert await ask(hass, runs)

    await hass.config_entries.async_remove(account.entry_id)
    assert not await ask(hass, runs)


async def test_an_account_cannot_send_with_credentials_that_are_refused(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Until they are accepted again."""
    runs = await asking(hass, CAN_SEND, config_entry_id=ACCOUNT_ID)
    simulator.smsc.set_account(password="changed")
    await account.runtime_data.coordinator.async_refresh()
    assert not await ask(hass, runs)

    simulator.smsc.set_account(password="demo")
    await account.runtime_data.coordinator.async_refresh()
    assert await ask(hass, runs)


async def test_an_account_cannot_send_without_money(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Once a message was refused for it, until there is more."""
    runs = await asking(hass, CAN_SEND, config_entry_id=ACCOUNT_ID)
    simulator.smsc.set_account(balance=Decimal("0.1"))
    await account.runtime_data.coordinator.async_refresh()
    assert await ask(hass, runs)
    with pytest.raises(HomeAssistantError):
        await send_sms(phone=MOM)
    assert not await ask(hass, runs)

    simulator.smsc.set_account(balance=Decimal(100))
    await account.runtime_data.coordinator.async_refresh()
    assert await ask(hass, runs)


async def test_a_message_that_is_taken_proves_that_an_account_can_send(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Whatever was said before."""
    runs = await asking(hass, CAN_SEND, config_entry_id=ACCOUNT_ID)
    simulator.faults.add("error_code", code=3, path="/sys/send.php")
    with pytest.raises(HomeAssistantError):
        await send_sms("1", phone=MOM)
    assert not await ask(hass, runs)

    await send_sms("2", phone=MOM)
    assert await ask(hass, runs)


@pytest.mark.by_the_clock
async def test_a_refusal_is_not_believed_for_ever(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """Whoever asks before sending would never find out that it is over."""
    runs = await asking(hass, CAN_SEND, config_entry_id=ACCOUNT_ID)
    simulator.faults.add("error_code", code=3, path="/sys/send.php")
    with pytest.raises(HomeAssistantError):
        await send_sms(phone=MOM)
    await clock.advance(HOUR - 10)
    assert not await ask(hass, runs)

    await clock.advance(20)
    assert await ask(hass, runs)


async def test_an_account_can_send_without_the_internet(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Messages wait for it; a condition must not hold an alarm back."""
    runs = await asking(hass, CAN_SEND, config_entry_id=ACCOUNT_ID)
    await simulator.go_down()
    await account.runtime_data.coordinator.async_refresh()

    assert await ask(hass, runs)


@pytest.mark.parametrize(
    ("phone", "is_known"),
    [
        (MOM, True),
        (MOM.removeprefix("+"), True),
        (int(MOM), True),
        ("8 (916) 123-45-67", True),
        ("916 123-45-67", True),
        ("{{ '+7916' ~ '1234567' }}", True),
        ("{{ 79161234567 }}", True),
        ("+79269999999", False),
        ("8 926 999-99-99", False),
        ("+49 916 1234567", False),
        ("900", False),
        ("MTS", False),
        ("79161234567@example.com", False),
        ("{{ none }}", False),
        ("", False),
    ],
)
async def test_whose_number_is_known(
    hass: HomeAssistant, account: MockConfigEntry, phone: str | int, is_known: bool
) -> None:
    """As providers write it, as people do, and from a template."""
    hass.config.country = "RU"
    runs = await asking(hass, IS_KNOWN, phone=phone)

    assert await ask(hass, runs) is is_known


async def test_recipients_of_all_accounts_are_known(
    hass: HomeAssistant, account: MockConfigEntry, pilot_account: MockConfigEntry
) -> None:
    """Also one that is switched off: the person is the same."""
    runs = await asking(hass, IS_KNOWN, phone="+79051112233")
    assert await ask(hass, runs)
    await hass.config_entries.async_set_disabled_by(
        pilot_account.entry_id, ConfigEntryDisabler.USER
    )

    assert await ask(hass, runs)


async def test_a_template_that_fails_stops_the_run(
    hass: HomeAssistant, account: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """And the log says so."""
    runs = await asking(hass, IS_KNOWN, phone="{{ 1 / 0 }}")

    assert not await ask(hass, runs)
    assert "the number could not be found out" in caplog.text


async def test_a_balance_is_above_a_value(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Not when it is just as much; the last one that was told counts."""
    runs = await asking(hass, BALANCE_ABOVE, config_entry_id=ACCOUNT_ID, value=100)
    for amount, is_above in (("100.01", True), ("100", False), ("101", True)):
        simulator.smsc.set_account(balance=Decimal(amount))
        await account.runtime_data.coordinator.async_refresh()
        assert await ask(hass, runs) is is_above

    await simulator.go_down()
    await account.runtime_data.coordinator.async_refresh()
    assert await ask(hass, runs)


async def test_an_unknown_balance_is_not_above_anything(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Before the provider was reached for the first time."""
    await simulator.go_down()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    runs = await asking(hass, BALANCE_ABOVE, config_entry_id=ACCOUNT_ID, value=-1000)

    assert not await ask(hass, runs)


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("condition", "options"),
    [
        (CAN_SEND, {}),
        (CAN_SEND, {"config_entry_id": ACCOUNT_ID, "value": 1}),
        (IS_KNOWN, {}),
        (IS_KNOWN, {"phone": "{{ trigger.phone"}),
        (BALANCE_ABOVE, {"config_entry_id": ACCOUNT_ID}),
        (BALANCE_ABOVE, {"config_entry_id": ACCOUNT_ID, "value": "much"}),
    ],
)
async def test_bad_options_are_found_when_it_is_set_up(
    hass: HomeAssistant, condition: str, options: dict[str, Any]
) -> None:
    """Not when the alarm goes off."""
    await automate(hass, written(condition, **options))

    assert not is_armed(hass)
