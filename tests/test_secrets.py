"""After a full day no secret, number or text is anywhere but where it belongs."""

from dataclasses import dataclass, field
import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from . import telltale
from .conftest import MOM, MOM_ENTITY
from .eventually import Recorded, eventually
from .simulator import Simulator


@dataclass(slots=True)
class Day:
    """What a day leaves to be searched."""

    account: MockConfigEntry
    errors: list[str] = field(default_factory=list)
    """What the callers of actions were told."""


@pytest.fixture(params=["password", "api_key"])
async def day(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    statuses: Recorded,
    received: Recorded,
    hass_client_no_auth: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> Day:
    """Let everything happen that a log, a repair or a state may tell of."""
    caplog.set_level(logging.DEBUG)
    day = Day(entry)
    proofs = {"password": telltale.PASSWORD, "api_key": telltale.KEY}
    await telltale.set_up(
        hass, entry, simulator, **{request.param: proofs[request.param]}
    )
    path = await telltale.listen(simulator, hass_client_no_auth)

    async def send(message: str, **data: object) -> None:
        try:
            await hass.services.async_call(
                DOMAIN, "send_sms", {"message": message, **data}, blocking=True
            )
        except HomeAssistantError as err:
            day.errors.append(str(err))

    # A message, its report, and an answer.
    await send(telltale.SENT, recipient=MOM_ENTITY, phone=telltale.STRANGER)
    await statuses.until(lambda data: statuses.states.count("delivered") == 2)
    simulator.smsc.receive(account=telltale.LOGIN, phone=MOM, text=telltale.RECEIVED)
    await received.until(bool)
    await eventually(lambda: len(simulator.callbacks.attempts) == 3)
    # Callbacks of no use.
    client = await hass_client_no_auth()
    number, lie = telltale.STRANGER, telltale.FORGED
    for content in (
        {"phone": number, "mes": lie, "sha1": "00"},
        {"id": lie, "phone": number, "status": "1"},
        {"mes": lie},
        {f"{lie}{place}": number for place in range(200)},
    ):
        await client.post(path, data=content)
        await client.get(path, params=content)
    # Orders that cannot be carried out.
    await send(telltale.REFUSED, phone=telltale.STRANGER)
    await send(telltale.REFUSED, recipient=MOM_ENTITY)
    await send(telltale.SENT, phone=f"{telltale.STRANGER}00")
    await send(telltale.SENT * 100, phone=telltale.STRANGER)
    # To a number each: what follows a lost answer waits for its outcome.
    for digit, kind in enumerate(("html", "garbage", "drop_after", "error_code")):
        simulator.faults.add(kind, path="/sys/send.php")
        phone = f"{telltale.STRANGER[:-1]}{digit}"
        await send(f"{telltale.SENT} {kind}", phone=phone)
    simulator.smsc.set_account(telltale.LOGIN, test_mode=True)
    await send(f"{telltale.SENT} test mode", phone=f"{telltale.STRANGER[:-1]}5")
    await statuses.until_state("unconfirmed")
    # One of two is no number, and nobody asks for the answer.
    await hass.services.async_call(
        DOMAIN,
        "send_sms",
        {"message": telltale.SENT, "phone": [f"{telltale.STRANGER[:-1]}6", "112233"]},
        blocking=True,
    )
    # Refused, and unloaded and loaded without the provider.
    simulator.smsc.set_account(telltale.LOGIN, password="other", api_key="other")
    await send(f"{telltale.SENT} with the wrong password", recipient=MOM_ENTITY)
    await hass.async_block_till_done()
    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    await simulator.go_down()
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await send(f"{telltale.SENT} without network", recipient=MOM_ENTITY)
    return day


def written_by_home_assistant(record: logging.LogRecord) -> bool:
    """Tell whether Home Assistant prints what it was handed.

    At DEBUG it prints every action and event with all its data, whatever integration
    they belong to.
    """
    return record.name == "homeassistant.core"


async def test_day_had_everything(
    hass: HomeAssistant, day: Day, issue_registry: ir.IssueRegistry
) -> None:
    """What is not there cannot be found: the day was as full as it should be."""
    repairs = {issue_id.split("_0")[0] for _, issue_id in issue_registry.issues}

    assert len(day.errors) >= 5
    assert repairs >= {"not_sent", "test_mode"}
    balance = hass.states.get("sensor.smsc_demo_balance")
    assert balance is not None
    assert balance.state == "unavailable"


async def test_logs_tell_no_secret(day: Day, caplog: pytest.LogCaptureFixture) -> None:
    """With every logger at DEBUG no line of ours holds any of it."""
    formatter = logging.Formatter("%(name)s %(message)s")
    lines = [
        formatter.format(record)
        for record in caplog.get_records("setup")
        if not written_by_home_assistant(record)
    ]

    assert any(line.startswith("custom_components.sms_gateway") for line in lines)
    assert [line for line in lines if telltale.found(line)] == []


async def test_repairs_tell_no_secret(
    day: Day, issue_registry: ir.IssueRegistry
) -> None:
    """A repair may be on a screen in the hall."""
    assert telltale.found(repr(issue_registry.issues)) == []


async def test_states_tell_no_secret(hass: HomeAssistant, day: Day) -> None:
    """States and attributes are seen by every user and kept by the recorder."""
    assert telltale.found(repr([s.as_dict() for s in hass.states.async_all()])) == []


async def test_errors_tell_no_secret(day: Day) -> None:
    """An error ends up in the log of the automation that met it."""
    assert telltale.found("\n".join(day.errors)) == []


async def test_diagnostics_tell_no_secret(
    day: Day, hass_client: ClientSessionGenerator
) -> None:
    """The file is made to be shown to strangers."""
    text = await telltale.download_diagnostics(day.account, hass_client)

    assert telltale.found(text) == []
