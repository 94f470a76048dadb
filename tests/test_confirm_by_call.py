"""What `confirm_by_call` takes for a confirmation, and what not."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.sms_gateway.providers import PROVIDERS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .conftest import ACCOUNT_ID, MOM, WEBHOOK_ID
from .eventually import Recorded, as_time_passes
from .quiet import until_quiet
from .simulator import ManualClock, Simulator

OTHER = "+79261234567"

type Confirm = Callable[..., asyncio.Task[Any]]


@pytest.fixture
async def confirm(
    hass: HomeAssistant, clock: ManualClock, account: MockConfigEntry
) -> Callable[..., Coroutine[Any, Any, asyncio.Task[Any]]]:
    """Begin to wait for a call."""

    async def call(**data: Any) -> asyncio.Task[Any]:
        task = hass.async_create_task(
            hass.services.async_call(
                "sms_gateway",
                "confirm_by_call",
                data,
                blocking=True,
                return_response=True,
            )
        )
        # Numbers are read in a thread.
        await until_quiet()
        return task

    return call


@pytest.fixture
def calls(hass: HomeAssistant) -> Recorded:
    """Record the events of incoming calls."""
    return Recorded(hass, "sms_gateway_call_received")


async def test_a_call_confirms_the_number(
    simulator: Simulator, callbacks: str, confirm: Any, calls: Recorded
) -> None:
    """However the number is written; the event is told all the same."""
    task = await confirm(phone="8 916 123-45-67")
    simulator.smsc.ring(MOM)
    answer = await task

    assert answer["confirmed"] is True
    assert (answer["phone"], answer["config_entry_id"]) == (MOM, ACCOUNT_ID)
    assert answer["called_at"]
    await calls.until(bool)


async def test_somebody_elses_call_confirms_nothing(
    simulator: Simulator,
    clock: ManualClock,
    callbacks: str,
    confirm: Any,
    calls: Recorded,
) -> None:
    """Nor does a text, nor a call that comes when nobody waits any more."""
    task = await confirm(phone=MOM, wait_for_call={"seconds": 30})
    simulator.smsc.ring(OTHER)
    simulator.smsc.receive(phone=MOM, text="It is me")
    await calls.until(bool)
    await as_time_passes(clock, task.done)
    answer = await task
    simulator.smsc.ring(MOM)

    assert answer == {
        "confirmed": False,
        "phone": MOM,
        "config_entry_id": ACCOUNT_ID,
        "called_at": None,
    }


async def test_a_call_to_another_account_confirms_nothing(
    simulator: Simulator,
    clock: ManualClock,
    callbacks: str,
    other_account: MockConfigEntry,
    confirm: Any,
    calls: Recorded,
) -> None:
    """It was made to another number, which may be anybody's."""
    second = other_account.entry_id
    task = await confirm(
        phone=MOM, config_entry_id=second, wait_for_call={"seconds": 30}
    )
    simulator.smsc.ring(MOM)
    await calls.until(bool)
    await as_time_passes(clock, task.done)

    assert (await task)["confirmed"] is False


async def test_a_call_of_before_confirms_nothing(
    clock: ManualClock,
    account: MockConfigEntry,
    confirm: Any,
    calls: Recorded,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Its callback was held up, and comes now."""
    client = await hass_client_no_auth()
    task = await confirm(phone=MOM, wait_for_call={"seconds": 30})
    called_at = int(clock.now()) - 600
    call = {"waitcall": "1", "phone": MOM.removeprefix("+"), "ts": str(called_at)}
    await client.post(f"/api/webhook/{WEBHOOK_ID}", data=call)
    await calls.until(bool)
    await as_time_passes(clock, task.done)

    assert (await task)["confirmed"] is False


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"phone": "112233"}, "phone_invalid"),
        ({"phone": MOM, "config_entry_id": "nonsense"}, "account_unknown"),
    ],
)
async def test_bad_input_is_refused_at_once(
    confirm: Any, data: dict[str, Any], error: str
) -> None:
    """Nobody waits for what cannot come."""
    task = await confirm(**data)
    with pytest.raises(ServiceValidationError) as raised:
        await task
    assert raised.value.translation_key == error


async def test_an_account_that_cannot_be_called_says_so(
    confirm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And there is no other one to name."""
    without = replace(PROVIDERS["smsc"], abilities=frozenset())
    monkeypatch.setitem(PROVIDERS, "smsc", without)
    task = await confirm(phone=MOM)
    with pytest.raises(ServiceValidationError) as raised:
        await task
    assert raised.value.translation_key == "channel_nowhere"
