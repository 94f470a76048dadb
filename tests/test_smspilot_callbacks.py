"""SMSPILOT's reports: their address goes along with each message, with our own id in it."""

from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.core import HomeAssistant

from .conftest import ANNA, MOM, PILOT_WEBHOOK_ID, Clients, Send
from .eventually import Recorded, as_time_passes, eventually
from .quiet import until_quiet
from .simulator import Fate, ManualClock, Simulator
from .simulator.kernel.model import RequestRecord

pytestmark = pytest.mark.by_the_clock

MINUTE = 60


@pytest.fixture
def counts(hass: HomeAssistant, pilot_account: MockConfigEntry) -> Counter[str]:
    """Return how many callbacks came to what end."""
    return hass.data[GATEWAY].callbacks[pilot_account.entry_id]


type Post = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture
async def post(
    pilot_callbacks: str,
    hass_client_no_auth: Clients,
) -> Post:
    """Call the account's webhook, as anybody may who knows it."""
    client = await hass_client_no_auth()

    async def call(query: str = "", **fields: str) -> None:
        answer = await client.post(
            f"/api/webhook/{PILOT_WEBHOOK_ID}{query}", data=fields
        )
        assert answer.status == 200

    return call


def sendings(simulator: Simulator) -> list[RequestRecord]:
    """Return the requests that send."""
    return [r for r in simulator.ledger.requests if "send" in r.parameters]


def checks(simulator: Simulator) -> list[RequestRecord]:
    """Return the requests that ask for messages."""
    return [r for r in simulator.ledger.requests if "check" in r.parameters]


def told(simulator: Simulator) -> list[str | None]:
    """Return the address for reports of each sending."""
    return [request.parameters.get("callback") for request in sendings(simulator)]


@pytest.mark.parametrize("reading", ["appended", "fields_dropped"])
async def test_a_report_finds_its_message(
    pilot_callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    reading: str,
) -> None:
    """Every number of a request has its own; nobody is asked."""
    simulator.smspilot.speak(callback_query=reading)
    await send_sms(phone=[ANNA, MOM])
    await clock.advance(4)
    await eventually(lambda: statuses.states.count("delivered") == 2)

    [address] = told(simulator)
    assert address is not None
    assert address.startswith(f"{pilot_callbacks}?token=")
    assert sendings(simulator)[0].parameters["callback_method"] == "post"
    assert checks(simulator) == []


async def test_a_report_without_our_id(
    pilot_callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """What the provider's own id and the number find, is found all the same."""
    simulator.smspilot.speak(callback_query="replaced")
    await send_sms(phone=ANNA)
    await clock.advance(4)
    await eventually(lambda: "delivered" in statuses.states)

    assert checks(simulator) == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("fields", ["", "?fields=all"])
async def test_an_address_in_the_cabinet(
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    received: Recorded,
    pilot_callbacks: str,
    hass: HomeAssistant,
    method: str,
    fields: str,
) -> None:
    """Is called for a home that tells none with its messages, in either way."""
    hass.config.external_url = None
    simulator.smspilot.set_account(
        handler=f"{pilot_callbacks}{fields}", handler_method=method
    )
    await send_sms(phone=ANNA)
    await clock.advance(4)
    await eventually(lambda: "delivered" in statuses.states)

    assert told(simulator) == [None]
    assert checks(simulator) == []
    # A report may have the text, too.
    assert not received.data


@pytest.mark.parametrize(
    "address", [None, "http://home.example", "https://192.168.1.5", "https://10.0.0.9"]
)
async def test_a_home_that_cannot_be_called_in_safety(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    address: str | None,
) -> None:
    """Asks what became of its messages."""
    hass.config.external_url = address
    await send_sms(phone=ANNA)
    await as_time_passes(clock, lambda: "delivered" in statuses.states, step=15)

    assert told(simulator) == [None]
    assert checks(simulator)


async def test_a_lost_answer_is_proved_by_the_report(
    pilot_callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """It was taken, and under which id; nothing goes out again."""
    simulator.faults.add("drop_after")
    answer = await send_sms(phone=[ANNA, MOM])
    assert {m["state"] for m in answer["messages"]} == {"unconfirmed"}
    await clock.advance(4)
    await eventually(lambda: statuses.states.count("delivered") == 2)

    ids = {f"+{m.phone}": m.message_id for m in simulator.ledger.messages}
    events = [data for data in statuses.data if data["state"] == "delivered"]
    assert {data["phone"]: data["message_id"] for data in events} == ids
    assert checks(simulator) == []
    await clock.advance(10 * MINUTE)
    assert len(simulator.ledger.messages) == 2


FORGERIES = {
    "a token of nobody": ("?token=01KAJ0Q4M5T4T5Y8N2Q8N3R2ZC", {}),
    "another id beside the token": ("?token={token}", {"server_id": "777"}),
    "another number beside the token": ("?token={token}", {"phone": "79260000000"}),
    "another id": ("", {"server_id": "777"}),
    "another number": ("", {"phone": "79260000000"}),
}


@pytest.mark.parametrize("name", FORGERIES)
async def test_a_report_that_does_not_fit(
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    post: Post,
    counts: Counter[str],
    name: str,
) -> None:
    """Changes nothing, and is counted once nobody waits for its message any more."""
    simulator.phones.behave(ANNA, Fate.NEVER)
    simulator.callbacks.lose(1000)
    await send_sms(phone=ANNA)
    [message] = simulator.ledger.messages
    token = URL(str(told(simulator)[0])).query["token"]
    query, changes = FORGERIES[name]
    known = {"server_id": message.message_id, "phone": message.phone, "status": "2"}
    await post(query.format(token=token), **{**known, **changes})
    await as_time_passes(clock, lambda: counts["unmatched"] == 1, step=10)

    assert "delivered" not in statuses.states
    assert counts["report"] == 0
    await post(f"?token={token}", **known)
    await statuses.until_state("delivered")
    assert counts["report"] == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"server_id": "1", "phone": "79161234567"},
        {"server_id": "1", "phone": "79161234567", "status": "9"},
        {"server_id": "1", "phone": "79161234567", "status": "-2", "error": "0"},
        {"server_id": "", "phone": "79161234567", "status": "2"},
        {"phone": "79161234567"},
    ],
)
async def test_a_report_that_says_nothing(
    post: Post, statuses: Recorded, counts: Counter[str], fields: dict[str, str]
) -> None:
    """Is counted as malformed."""
    await post(**fields)

    assert counts["malformed"] == 1
    assert not statuses.data


async def test_an_address_that_is_refused(
    hass: HomeAssistant,
    pilot_callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """The message goes out without it, at once; so do others, until the home moves."""
    simulator.faults.add("error_code", code=260)
    answer = await send_sms("First", phone=ANNA)
    assert answer["messages"][0]["state"] == "queued"
    await send_sms("Second", phone=ANNA)
    before, *after = told(simulator)
    assert before is not None
    assert after == [None, None]
    assert [m.text for m in simulator.ledger.messages] == ["First", "Second"]
    await as_time_passes(
        clock, lambda: statuses.states.count("delivered") == 2, step=15
    )

    hass.config.external_url = "https://another.example"
    await send_sms("Third", phone=ANNA)
    address = told(simulator)[-1]
    assert address is not None
    assert address.startswith("https://another.example/")
    assert [m.text for m in simulator.ledger.messages][2:] == ["Third"]


async def test_a_text_for_another_account(
    post: Post, received: Recorded, counts: Counter[str]
) -> None:
    """Is none for this one: whoever calls says whose contract it is about."""
    text = {"phone": ANNA[1:], "message": "Open", "id": "5", "num": "79533984570"}
    await post(**text, user_id="9999")
    assert counts["forged"] == 1
    await post(**text, user_id="5671")
    await received.until(bool)

    [event] = received.data
    assert (event["text"], event["phone"]) == ("Open", ANNA[1:])
    assert event["to"] == "79533984570"
    assert counts["message"] == 1


async def test_an_answer_to_2way(
    pilot_callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    received: Recorded,
) -> None:
    """Names the message that could be answered, though the provider does not."""
    asked = await send_sms("Open the door?", phone=ANNA, sender="2WAY")
    await clock.advance(30)
    await send_sms("Nobody can answer this", phone=ANNA)
    simulator.smspilot.receive(phone=ANNA, text="Yes")
    await received.until(bool)

    assert received.data[0]["text"] == "Yes"
    assert received.data[0]["recipient"] == "Anna"
    assert received.data[0]["reply_to"] == asked["messages"][0]["reference"]


async def test_an_answer_that_is_read_after_the_next_question(
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    received: Recorded,
) -> None:
    """Answers the one before it: a home that cannot be called reads it a while later."""
    [asked] = (await send_sms("Open the door?", phone=ANNA, sender="2WAY"))["messages"]
    await clock.advance(2 * MINUTE)
    await until_quiet()
    simulator.smspilot.receive(phone=ANNA, text="Yes")
    await clock.advance(20)
    [then] = (await send_sms("Close the gas?", phone=ANNA, sender="2WAY"))["messages"]
    await clock.advance(10)
    simulator.smspilot.receive(phone=ANNA, text="No")
    await as_time_passes(clock, lambda: len(received.data) == 2, step=5)

    answers = {data["text"]: data["reply_to"] for data in received.data}
    assert answers == {"Yes": asked["reference"], "No": then["reference"]}


async def test_an_answer_whose_time_has_no_seconds(
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    received: Recorded,
) -> None:
    """Seems to be older than the question of that minute, and answers it."""
    simulator.smspilot.speak(inbound_created="minutes")
    await clock.advance(MINUTE - clock.now() % MINUTE + 30)
    await until_quiet()
    [asked] = (await send_sms("Open the door?", phone=ANNA, sender="2WAY"))["messages"]
    await clock.advance(10)
    simulator.smspilot.receive(phone=ANNA, text="Yes")
    await as_time_passes(clock, lambda: bool(received.data), step=5)

    assert received.data[0]["reply_to"] == asked["reference"]


async def test_what_came_in_is_asked_for_too(
    clock: ManualClock,
    simulator: Simulator,
    pilot_account: MockConfigEntry,
    received: Recorded,
) -> None:
    """Since a time, so that nothing is taken for seen; each text once."""
    simulator.smspilot.receive(phone=ANNA, text="By request", account="demo")
    await as_time_passes(clock, lambda: bool(received.data), step=30)
    await clock.advance(20 * MINUTE)

    assert [data["text"] for data in received.data] == ["By request"]
    asked = {
        request.parameters["inbound"]
        for request in simulator.ledger.requests
        if "inbound" in request.parameters
    }
    assert all(value.isdecimal() for value in asked)


async def test_a_late_report_of_a_refusal_stops_no_fallback(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    post: Post,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """It was refused there, which is known; the other account carries it in a moment."""
    hass.config_entries.async_update_entry(
        pilot_account, options={"fallbacks": [account.entry_id]}
    )
    simulator.smspilot.refuse_number(MOM, 212)
    simulator.faults.add("error_code", code=4, provider="smsc", times=1)
    await send_sms(phone=MOM, config_entry_id=pilot_account.entry_id)
    token = URL(told(simulator)[0] or "").query["token"]

    await post(
        f"?token={token}", server_id="5", phone=MOM[1:], status="-2", error="212"
    )
    await as_time_passes(clock, lambda: "delivered" in statuses.states, step=5)

    assert len(simulator.ledger.messages) == 1
    assert "rejected" not in statuses.states
