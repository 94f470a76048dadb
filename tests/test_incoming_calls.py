"""Calls that came in: told once, as an event and on the entities, and kept."""

from collections.abc import Callable, Coroutine
from hashlib import md5, sha1
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from .conftest import MOM, WEBHOOK_ID
from .eventually import Recorded, eventually
from .simulator import Simulator

SECRET = "a-secret_1"
CALLED_AT = 1795252000

type Post = Callable[..., Coroutine[Any, Any, int]]


@pytest.fixture
def calls(hass: HomeAssistant) -> Recorded:
    """Record the events of incoming calls."""
    return Recorded(hass, "sms_gateway_call_received")


@pytest.fixture
async def post(
    account: MockConfigEntry,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, Any]],
) -> Post:
    """Tell of a call as the provider does."""
    client = await hass_client_no_auth()

    async def send(**fields: Any) -> int:
        call = {"waitcall": "1", "phone": "79161234567", "ts": str(CALLED_AT)}
        answer = await client.post(f"/api/webhook/{WEBHOOK_ID}", data=call | fields)
        status: int = answer.status
        return status

    return send


async def test_a_call_is_told(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    simulator: Simulator,
    calls: Recorded,
    received: Recorded,
    device_registry: dr.DeviceRegistry,
) -> None:
    """With whose it is; it is no message."""
    simulator.smsc.ring(MOM)
    await calls.until(bool)
    await hass.async_block_till_done()

    [call] = calls.data
    mom = device_registry.async_get(call["device_id"])
    assert mom is not None
    assert mom.name == "Mom"
    assert call["config_entry_id"] == account.entry_id
    assert call["provider"] == "smsc"
    assert call["phone"] == MOM.removeprefix("+")
    assert call["recipient"] == "Mom"
    assert call["late"] is False
    assert not received.data


async def test_a_strangers_call_belongs_to_the_account(
    account: MockConfigEntry,
    callbacks: str,
    simulator: Simulator,
    calls: Recorded,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Its device is the account's."""
    simulator.smsc.ring("+79269999999")
    await calls.until(bool)

    device = device_registry.async_get(calls.data[0]["device_id"])
    assert device is not None
    assert device.name == "SMSC (demo)"
    assert calls.data[0]["recipient"] is None


async def test_the_entities_show_a_call(
    hass: HomeAssistant, callbacks: str, simulator: Simulator, calls: Recorded
) -> None:
    """Of the account and of the recipient, with the number masked."""
    simulator.smsc.ring(MOM)
    await calls.until(bool)
    await hass.async_block_till_done()

    for entity_id in ("event.smsc_demo_incoming_message", "event.mom_incoming_message"):
        state = hass.states.get(entity_id)
        assert state is not None
        assert state.attributes["event_type"] == "call"
        assert state.attributes["recipient"] == "Mom"
        assert state.attributes["phone"] == "+7 916 •••-45-67"
        assert "message_id" not in state.attributes


async def test_a_repeated_call_is_told_once(
    hass: HomeAssistant, account: MockConfigEntry, post: Post, calls: Recorded
) -> None:
    """Known by its number and its time, also after a reload."""
    assert await post() == 200
    assert await post() == 200
    await hass.config_entries.async_reload(account.entry_id)
    assert await post() == 200
    assert await post(ts=str(CALLED_AT + 1)) == 200
    assert await post(phone="79269999999") == 200

    await calls.until(lambda data: len(data) >= 3)
    await hass.async_block_till_done()
    assert len(calls.data) == 3


async def test_a_call_that_comes_late_says_so(post: Post, calls: Recorded) -> None:
    """A gate must not open for a call of this morning."""
    await post(ts="1700000000")

    await calls.until(bool)
    assert calls.data[0]["late"] is True
    assert calls.data[0]["age"] > 600


@pytest.mark.parametrize(
    "fields", [{"phone": ""}, {"ts": ""}, {"ts": "noon"}, {"ts": "9" * 40}]
)
async def test_what_is_no_call_is_answered_and_fires_nothing(
    post: Post, calls: Recorded, fields: dict[str, str]
) -> None:
    """Or the provider repeats it."""
    assert await post(**fields) == 200
    assert not calls.data


@pytest.mark.parametrize("algorithm", [md5, sha1])
async def test_a_calls_control_value_is_over_number_and_time(
    hass: HomeAssistant,
    account: MockConfigEntry,
    post: Post,
    calls: Recorded,
    algorithm: Callable[[bytes], Any],
) -> None:
    """One without it, or with that of another call, is a forgery."""
    hass.config_entries.async_update_entry(account, options={"callback_secret": SECRET})
    good = algorithm(f"79161234567:{CALLED_AT}:{SECRET}".encode())

    await post()
    await post(ts=str(CALLED_AT + 1), **{good.name: good.hexdigest()})
    await post(**{good.name: good.hexdigest()})

    await calls.until(bool)
    assert len(calls.data) == 1


@pytest.mark.parametrize("algorithm", ["md5", "sha1"])
async def test_the_providers_own_call_is_believed(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    simulator: Simulator,
    calls: Recorded,
    algorithm: str,
) -> None:
    """As the simulator signs it."""
    hass.config_entries.async_update_entry(account, options={"callback_secret": SECRET})
    simulator.smsc.set_account(handler=f"{callbacks}?{algorithm}={SECRET}")
    simulator.smsc.ring(MOM)

    await eventually(lambda: len(calls.data) == 1)
