"""Callbacks in every form that a handler's address can ask for, believed by their secret."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.core import HomeAssistant

from .conftest import MOM, Send
from .eventually import Recorded, eventually
from .simulator import Fate, Simulator

SECRET = "a-secret_1"
TEXT = "Да, иду"

CHARSETS = ["utf-8", "windows-1251", "koi8-r"]
FORMATS = {"form": "", "xml": "&fmt=2", "json": "&fmt=3"}


@pytest.mark.parametrize("mark", ["?", "!"])
@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("algorithm", ["md5", "sha1"])
async def test_callbacks_are_read_and_believed(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    received: Recorded,
    algorithm: str,
    fmt: str,
    mark: str,
) -> None:
    """Of reports, of texts and of calls, with the secret in the body or in the address."""
    hass.config_entries.async_update_entry(account, options={"callback_secret": SECRET})
    calls = Recorded(hass, "sms_gateway_call_received")
    simulator.smsc.speak(callback_syserr="present")
    simulator.phones.behave(MOM, Fate.NEVER)
    bare = callbacks.partition("?")[0]
    await send_sms("Errors", phone=MOM)
    for count, charset in enumerate(CHARSETS, 1):
        handler = f"{bare}{mark}charset={charset}&{algorithm}={SECRET}{FORMATS[fmt]}"
        simulator.smsc.set_account(handler=handler)
        simulator.smsc.receive(phone=MOM, text=f"{TEXT} {count}")
        await received.until(lambda data, n=count: len(data) == n)
        simulator.smsc.ring(f"+7916123456{count}")
        await calls.until(lambda data, n=count: len(data) == n)
    [message] = simulator.ledger.messages
    simulator.smsc.report(message.key, 20, 12)
    event = await statuses.until_state("undelivered")

    assert [data["text"] for data in received.data] == [
        f"{TEXT} {n}" for n in (1, 2, 3)
    ]
    assert event["error_code"] == "12"
    counts = hass.data[GATEWAY].callbacks[account.entry_id]
    await eventually(lambda: counts.total() >= 7)
    assert not {"forged", "malformed"} & counts.keys()


@pytest.mark.parametrize("fmt", FORMATS)
async def test_a_text_that_answers_a_message_names_it(
    account: MockConfigEntry,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    received: Recorded,
    fmt: str,
) -> None:
    """By our reference."""
    simulator.smsc.set_account(handler=f"{callbacks}?charset=utf-8{FORMATS[fmt]}")
    answer = await send_sms("Open the door?", phone=MOM)
    [message] = simulator.ledger.messages
    simulator.smsc.receive(phone=MOM, text=TEXT, reply_to=message.message_id)
    await received.until(bool)

    assert received.data[0]["reply_to"] == answer["messages"][0]["reference"]
