"""Control values by crc32: taken only where the user chose them, never offered."""

from collections.abc import Callable, Coroutine
from typing import Any
from zlib import crc32

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import MOM, WEBHOOK_ID, Send
from .eventually import Recorded
from .flows import filled_in
from .simulator import Simulator

SECRET = "a-secret_1"
WRITTEN: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "negative": lambda value: str(value - 2**32),
    "hex": "{:x}".format,
    "HEX": "{:08X}".format,
}


def choose(hass: HomeAssistant, account: MockConfigEntry, accepted: bool) -> None:
    """Set the secret, and whether crc32 will do."""
    options = {"callback_secret": SECRET, "callback_crc32": accepted}
    hass.config_entries.async_update_entry(account, options=options)


@pytest.fixture
def post(
    account: MockConfigEntry,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, Any]],
) -> Callable[[str, str], Coroutine[Any, Any, None]]:
    """Tell of a text with a control value, as the provider does."""

    async def send(text: str, value: str) -> None:
        client = await hass_client_no_auth()
        answer = await client.post(
            f"/api/webhook/{WEBHOOK_ID}",
            data={
                "phone": "900",
                "mes": text,
                "to": "79037676877",
                "crc32": value,
                "id": text,
            },
        )
        assert answer.status == 200

    return send


@pytest.mark.parametrize("reading", ["decimal", "hex"])
@pytest.mark.parametrize("fmt", ["", "&fmt=2", "&fmt=3"])
async def test_crc32_is_accepted_when_the_user_chose_it(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    received: Recorded,
    reading: str,
    fmt: str,
) -> None:
    """Of reports, of texts and of calls, as the simulator makes them."""
    choose(hass, account, accepted=True)
    calls = Recorded(hass, "sms_gateway_call_received")
    simulator.smsc.speak(crc32=reading)
    handler = f"{callbacks}?charset=utf-8&crc32={SECRET}{fmt}"
    simulator.smsc.set_account(handler=handler)

    await send_sms(phone=MOM)
    await statuses.until_state("delivered")
    simulator.smsc.receive(phone=MOM, text="Ответ")
    simulator.smsc.ring(MOM)
    await received.until(bool)
    await calls.until(bool)


@pytest.mark.parametrize("written", WRITTEN)
async def test_crc32_is_taken_however_it_is_written(
    hass: HomeAssistant,
    account: MockConfigEntry,
    post: Callable[[str, str], Coroutine[Any, Any, None]],
    received: Recorded,
    written: str,
) -> None:
    """PHP's may be negative and lacks leading zeros; a wrong one is a forgery."""
    choose(hass, account, accepted=True)
    # Some of these have zeros in front.
    for number in range(40):
        value = crc32(f"900:{number}:79037676877:{SECRET}".encode())
        await post(str(number), WRITTEN[written](value))
        await post(f"forged {number}", WRITTEN[written](value))

    assert [data["text"] for data in received.data] == [str(n) for n in range(40)]


async def test_crc32_is_a_forgery_unless_it_was_chosen(
    hass: HomeAssistant,
    account: MockConfigEntry,
    post: Callable[[str, str], Coroutine[Any, Any, None]],
    received: Recorded,
) -> None:
    """One sample lets anyone forge it."""
    choose(hass, account, accepted=False)
    await post("x", str(crc32(f"900:x:79037676877:{SECRET}".encode())))

    assert not received.data


@pytest.mark.parametrize(
    ("chosen", "kept"), [({}, False), ({"callback_crc32": True}, True)]
)
async def test_crc32_is_never_offered(
    hass: HomeAssistant, account: MockConfigEntry, chosen: dict[str, bool], kept: bool
) -> None:
    """Off unless switched on, and the address shown goes on asking for sha1."""
    await hass.config.async_update(external_url="https://home.example.com")
    for _ in range(2):
        flow: Any = await hass.config_entries.options.async_init(account.entry_id)
        flow = await hass.config_entries.options.async_configure(
            flow["flow_id"], {"next_step_id": "callback"}
        )
        assert "crc32=" not in filled_in(flow)["address"]
        await hass.config_entries.options.async_configure(flow["flow_id"], chosen)
        await hass.async_block_till_done()

    assert account.options.get("callback_crc32", False) is kept
    assert account.options["callback_secret"]
    # And it can be taken back.
    flow = await hass.config_entries.options.async_init(account.entry_id)
    flow = await hass.config_entries.options.async_configure(
        flow["flow_id"], {"next_step_id": "callback"}
    )
    await hass.config_entries.options.async_configure(
        flow["flow_id"], {"callback_crc32": False}
    )
    assert "callback_crc32" not in account.options
