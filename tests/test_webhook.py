"""What a provider sends to the webhook, in every form it may come, and in any order."""

import asyncio
from collections.abc import Callable
from hashlib import md5, sha1
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import MOM, MOM_ENTITY, WEBHOOK_ID, Clients, Send
from .eventually import Recorded
from .simulator import Simulator

PATH = f"/api/webhook/{WEBHOOK_ID}"
SECRET = "a-secret_1"

type Client = TestClient[Any, Any]


@pytest.fixture
async def client(
    hass: HomeAssistant,
    account: MockConfigEntry,
    hass_client_no_auth: Clients,
) -> Client:
    """Speak to Home Assistant as the provider does."""
    return await hass_client_no_auth()


def form(encoding: str = "utf-8", **fields: str) -> bytes:
    """Return a form as SMSC posts it."""
    return urlencode(fields, encoding=encoding).encode()


def incoming(text: str = "Да", encoding: str = "utf-8", **fields: str) -> bytes:
    """Return an incoming message as a form."""
    values = {
        "id": "77",
        "phone": "79161234567",
        "mes": text,
        "to": "79037676877",
        "sent": "1795252000",
        "time": "1795252001",
    }
    return form(encoding, **(values | fields))


async def post(client: Client, body: bytes, query: str = "") -> int:
    """Post a form, and return the status of the answer."""
    answer = await client.post(
        f"{PATH}{query}",
        data=body,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    await answer.read()
    return answer.status


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"),
        ("windows-1251", "windows-1251"),
        ("koi8-r", "koi8-r"),
        ("windows-1251", None),
        ("utf-8", None),
    ],
)
@pytest.mark.parametrize("place", ["body", "query"])
async def test_texts_are_read_in_every_encoding(
    client: Client,
    received: Recorded,
    encoding: str,
    charset: str | None,
    place: str,
) -> None:
    """The charset parameter says it, wherever it comes; else the bytes do."""
    fields = {"charset": charset} if charset and place == "body" else {}
    query = f"?charset={charset}" if charset and place == "query" else ""

    assert await post(client, incoming("Ёлка, да!", encoding, **fields), query) == 200

    await received.until(bool)
    assert received.data[0]["text"] == "Ёлка, да!"


async def test_a_callback_by_get_is_read(client: Client, received: Recorded) -> None:
    """With parameters registered with the exclamation mark all come in the query."""
    query = incoming("Да, ёж", "windows-1251").decode()

    answer = await client.get(f"{PATH}?{query}")

    assert answer.status == 200
    await received.until(bool)
    assert received.data[0]["text"] == "Да, ёж"


async def test_a_long_text_comes_whole(client: Client, received: Recorded) -> None:
    """Ten parts are one message."""
    text = "Ж" * 670
    await post(client, incoming(text))

    await received.until(bool)
    assert received.data[0]["text"] == text


async def test_senders_that_are_no_numbers_come_as_they_are(
    client: Client, received: Recorded
) -> None:
    """Short numbers and names write too."""
    await post(client, incoming(phone="MTS", id="1"))
    await post(client, incoming(phone="900", id="2"))

    await received.until(lambda data: len(data) == 2)
    assert [data["phone"] for data in received.data] == ["MTS", "900"]
    assert [data["recipient"] for data in received.data] == [None, None]


async def test_a_repeated_message_fires_once(
    client: Client, received: Recorded
) -> None:
    """Known by its id, else by number, text and the provider's time."""
    for body in (
        incoming("Да", id="1"),
        incoming("Да", id="1"),
        incoming("Да", id=""),
        incoming("Открыть", id="2"),
        incoming("Открыть", id="3", sent="1795252060"),
    ):
        assert await post(client, body) == 200

    await received.until(lambda data: len(data) >= 3)
    assert [data["text"] for data in received.data] == ["Да", "Открыть", "Открыть"]


async def test_an_old_message_is_marked_late(
    client: Client, received: Recorded
) -> None:
    """An automation must not open the door for last week's text."""
    await post(client, incoming(sent="1700000000"))

    await received.until(bool)
    assert received.data[0]["late"] is True
    assert received.data[0]["age"] > 600


@pytest.mark.parametrize(
    ("body", "query"),
    [
        (b"", ""),
        (b"\x00\xff\xfe<>", ""),
        (b"id=1&phone=79161234567", ""),
        (b"id=1&phone=79161234567&status=abc", ""),
        (b"id=1&phone=79161234567&status=-3", ""),
        (b"phone=&mes=hello", ""),
        (b"waitcall", ""),
        (b"a=1&" * 1000, ""),
        (b"x" * 100_000, ""),
        (b"id=1&phone=79161234567&status=1", "?charset=nonsense"),
    ],
)
async def test_what_is_no_callback_is_answered_and_fires_nothing(
    client: Client, received: Recorded, statuses: Recorded, body: bytes, query: str
) -> None:
    """Never 5xx to bad input, or the provider repeats it for hours."""
    assert await post(client, body, query) == 200
    assert not received.data
    assert not statuses.data


@pytest.mark.parametrize("algorithm", [sha1, md5])
async def test_with_a_secret_only_signed_callbacks_count(
    hass: HomeAssistant,
    account: MockConfigEntry,
    client: Client,
    received: Recorded,
    algorithm: Callable[[bytes], Any],
) -> None:
    """One without a control value is a forgery, as is one with a wrong value."""
    hass.config_entries.async_update_entry(account, options={"callback_secret": SECRET})
    name = algorithm(b"").name
    content = f"79161234567:Да:79037676877:{SECRET}".encode()
    good = algorithm(content).hexdigest()

    assert await post(client, incoming(id="1")) == 200
    assert await post(client, incoming(id="2", **{name: "0" * len(good)})) == 200
    assert await post(client, incoming(id="3", **{name: SECRET})) == 200
    assert await post(client, incoming(id="4", **{name: good.upper()})) == 200

    await received.until(bool)
    assert [data["message_id"] for data in received.data] == ["4"]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
async def test_the_providers_own_control_values_are_believed(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    received: Recorded,
    charset: str,
) -> None:
    """As the simulator makes them, of reports and of texts."""
    hass.config_entries.async_update_entry(account, options={"callback_secret": SECRET})
    handler = f"{callbacks}?charset={charset}&sha1={SECRET}"
    simulator.smsc.set_account(handler=handler)

    await send_sms(phone=MOM)
    await statuses.until_state("delivered")
    simulator.smsc.receive(phone=MOM, text="Ответ")
    await received.until(bool)

    assert received.data[0]["text"] == "Ответ"


async def test_a_report_may_overtake_the_answer_to_its_request(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """The answer then changes nothing, but its price is kept."""
    simulator.faults.add("delay", accept=True, seconds=0.5, path="/sys/send.php")

    answer = await send_sms(phone=MOM)

    assert statuses.states == ["pending", "delivered"]
    assert answer["messages"][0]["state"] == "delivered"
    assert answer["messages"][0]["cost"] == 3.2


async def test_a_report_heals_an_answer_that_was_lost(
    callbacks: str, simulator: Simulator, send_sms: Send, statuses: Recorded
) -> None:
    """Unconfirmed is left for what the provider reports."""
    simulator.faults.add("drop_after", path="/sys/send.php")

    await send_sms(phone=MOM)
    await statuses.until_state("delivered")

    assert statuses.states == ["pending", "unconfirmed", "delivered"]


async def test_states_only_move_up(
    client: Client, send_sms: Send, statuses: Recorded
) -> None:
    """Read after delivered counts; what comes late or again changes nothing."""
    answer = await send_sms(phone=MOM)
    message_id = answer["messages"][0]["message_id"]

    for status in ("0", "20", "3", "1", "20", "1", "2", "1", "0"):
        await post(client, form(id=message_id, phone="79161234567", status=status))

    assert statuses.states == [
        "pending",
        "queued",
        "sent",
        "undelivered",
        "delivered",
        "read",
    ]


async def test_ids_are_matched_whatever_their_case(
    client: Client, send_sms: Send, statuses: Recorded
) -> None:
    """A provider may hand back our id in other letters."""
    answer = await send_sms(phone=MOM)
    message_id = answer["messages"][0]["message_id"].lower()

    await post(client, form(id=message_id, phone="79161234567", status="1"))

    await statuses.until_state("delivered")


async def test_a_report_while_the_account_reloads_is_not_lost(
    hass: HomeAssistant,
    account: MockConfigEntry,
    client: Client,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """The webhook is there in every moment of the reload, and after an unload."""
    answer = await send_sms(phone=[MOM, "+79261234567"])
    first, second = answer["messages"]

    reload = asyncio.create_task(hass.config_entries.async_reload(account.entry_id))
    report = form(id=first["message_id"], phone=first["phone"], status="1")
    assert await post(client, report) == 200
    await reload
    assert await hass.config_entries.async_unload(account.entry_id)
    assert account.state is ConfigEntryState.NOT_LOADED
    report = form(id=second["message_id"], phone=second["phone"], status="1")
    assert await post(client, report) == 200

    await statuses.until(
        lambda data: sum(item["state"] == "delivered" for item in data) == 2
    )


async def test_it_listens_though_the_account_cannot_be_set_up(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    received: Recorded,
    hass_client_no_auth: Clients,
) -> None:
    """Home Assistant would answer 200, and the provider never repeat."""
    assert await async_setup_component(hass, "sms_gateway", {})
    await hass.config_entries.async_unload(entry.entry_id)
    client = await hass_client_no_auth()

    assert await post(client, incoming()) == 200
    await received.until(bool)


async def test_a_removed_account_listens_no_more(
    hass: HomeAssistant, account: MockConfigEntry, client: Client, received: Recorded
) -> None:
    """And nothing of it is kept."""
    await hass.config_entries.async_remove(account.entry_id)

    assert await post(client, incoming()) == 200
    assert not received.data


async def test_a_failed_message_that_arrives_after_all_is_delivered(
    hass: HomeAssistant, client: Client, send_sms: Send, statuses: Recorded
) -> None:
    """A proof of delivery beats everything."""
    answer = await send_sms(recipient=MOM_ENTITY)
    message_id = answer["messages"][0]["message_id"]

    for status in ("20", "1"):
        await post(client, form(id=message_id, phone=quote(MOM), status=status))
        await post(client, form(id=message_id, phone="79161234567", status=status))

    assert statuses.states[-2:] == ["undelivered", "delivered"]


async def test_absurd_numbers_in_a_report_do_no_harm(
    client: Client, send_sms: Send, statuses: Recorded
) -> None:
    """What no database holds is left out, and the report counts."""
    answer = await send_sms(phone=MOM)
    message_id = answer["messages"][0]["message_id"]
    absurd = {"cnt": "9" * 30, "cost": "1e9999", "ts": "9" * 30, "err": "9" * 5000}
    report = form(id=message_id, phone="79161234567", status="1", **absurd)

    assert await post(client, report) == 200

    event = await statuses.until_state("delivered")
    assert (event["parts"], event["cost"]) == (1, 3.2)


async def test_a_body_that_cannot_be_unpacked_is_answered(
    client: Client, received: Recorded
) -> None:
    """It says gzip and is none."""
    answer = await client.post(
        PATH, data=incoming(), headers={"Content-Encoding": "gzip"}
    )

    assert answer.status in (200, 400)
    assert not received.data


@pytest.mark.parametrize(
    "fields",
    [
        {"phone": "01KAJ0Q4M5T4T5Y8N2Q8N3R2ZC", "mes": "79161234567", "to": "1"},
        {"phone": "79161234567:yes", "mes": "open the door", "to": "79037676877"},
        {"phone": "79161234567", "mes": "yes", "to": "open:79037676877"},
    ],
)
async def test_the_control_value_of_a_report_makes_no_text(
    hass: HomeAssistant,
    account: MockConfigEntry,
    client: Client,
    received: Recorded,
    fields: dict[str, str],
) -> None:
    """The values are joined by colons: what was signed for one thing is no other."""
    hass.config_entries.async_update_entry(account, options={"callback_secret": SECRET})
    signed = f"{fields['phone']}:{fields['mes']}:{fields['to']}:{SECRET}"
    value = sha1(signed.encode()).hexdigest()

    assert await post(client, form(**fields, sha1=value)) == 200
    assert not received.data
