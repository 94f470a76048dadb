"""Callbacks in every form that a handler's address can ask for, or a document leaves open."""

from datetime import datetime

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.core import HomeAssistant

from .conftest import MOM, WEBHOOK_ID, WEBSMS_ID, Clients, Send
from .eventually import Recorded, eventually
from .simulator import Fate, Simulator
from .simulator.websms.dialect import READINGS

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


async def test_what_a_report_says_goes_before_what_was_said_at_first(
    account: MockConfigEntry,
    hass_client_no_auth: Clients,
    send_sms: Send,
    act: Send,
    statuses: Recorded,
) -> None:
    """Price, parts and moment of a text; of a call how long it lasted, not its price's."""
    client = await hass_client_no_auth()
    text = (await send_sms("Test", phone=MOM))["messages"][0]
    call = (await act("make_call", message="Test", phone=MOM))["messages"][0]
    assert (text["cost"], text["parts"]) == (3.2, 1)
    said = {"phone": MOM.removeprefix("+"), "status": "1", "ts": "1795252000"}
    of_call = {"type": "7", "cnt": "60", "calltime": "5", "ringtime": "9"}
    for message, more in (
        (text, {"type": "0", "cnt": "3", "cost": "9.99"}),
        (call, {**of_call, "cost": "7.50", "callmenu": "12"}),
    ):
        answer = await client.post(
            f"/api/webhook/{WEBHOOK_ID}",
            data={"id": message["message_id"], **said, **more},
        )
        assert answer.status == 200
    await statuses.until(lambda data: statuses.states.count("delivered") == 2)

    told = {event["channel"]: event for event in statuses.data}
    assert (told["sms"]["cost"], told["sms"]["parts"]) == (9.99, 3)
    assert datetime.fromisoformat(told["sms"]["changed_at"]).timestamp() == 1795252000
    assert (told["call"]["cost"], told["call"]["parts"]) == (7.5, None)
    assert (told["call"]["duration"], told["call"]["ring_time"]) == (5, 9)
    assert told["call"]["keys_pressed"] == "12"


async def test_a_text_says_which_number_it_came_to(
    simulator: Simulator, callbacks: str, received: Recorded
) -> None:
    """An account may have several."""
    simulator.smsc.receive(phone=MOM, text=TEXT, to="79037676877")
    await received.until(bool)

    assert received.data[0]["to"] == "79037676877"


WEBSMS_WAYS = [
    (switch, reading)
    for switch, readings in READINGS.items()
    if switch.startswith("callback_")
    for reading in readings
]


@pytest.mark.usefixtures("websms_callbacks")
@pytest.mark.parametrize("result", [6, 7])
@pytest.mark.parametrize(("switch", "reading"), WEBSMS_WAYS, ids=lambda word: str(word))
async def test_callbacks_of_websms_in_every_reading(
    hass: HomeAssistant,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    switch: str,
    reading: str,
    result: int,
) -> None:
    """Its document is of two minds; each is told once, whatever it looks like."""
    simulator.websms.speak(**{switch: reading})
    simulator.phones.behave(MOM, Fate.NEVER)
    answer = await send_sms("Тест", phone=MOM, config_entry_id=WEBSMS_ID)
    [message] = simulator.ledger.messages
    simulator.websms.report(message.key, result, 0)
    event = await statuses.until_state({6: "delivered", 7: "undelivered"}[result])

    assert event["reference"] == answer["messages"][0]["reference"]
    assert event["provider_status"] == str(result)
    counts = hass.data[GATEWAY].callbacks[WEBSMS_ID]
    await eventually(lambda: counts.total() >= 1)
    assert not {"forged", "malformed"} & counts.keys()
    assert not [r for r in simulator.ledger.requests if r.path == "/json_out5.asp"]
