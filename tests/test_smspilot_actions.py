"""Calls, flash calls, look-ups and prices by SMSPILOT."""

from decimal import Decimal
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .conftest import ANNA, MOM, PILOT_ID, Send
from .eventually import Recorded, as_time_passes
from .quiet import until_quiet
from .simulator import Fate, ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

BAD = "+79999999999"


@pytest.fixture
def look_up(
    hass: HomeAssistant, act: Send, clock: ManualClock, pilot_account: MockConfigEntry
) -> Send:
    """Look numbers up, while time passes; return what is known of them by number."""

    async def call(**data: Any) -> dict[str, Any]:
        task = hass.async_create_task(act("lookup_number", **data))
        await as_time_passes(clock, task.done)
        return {number["phone"]: number for number in (await task)["numbers"]}

    return call


async def test_hlr_vip(simulator: Simulator, look_up: Send) -> None:
    """All that the register and the operators know."""
    simulator.smspilot.set_subscriber(MOM, rcn="Германия", rnet="Telekom")
    found = await look_up(phone=MOM, kind="hlr_vip")

    assert found[MOM] == {
        "phone": MOM,
        "recipient": None,
        "config_entry_id": PILOT_ID,
        "status": "done",
        "reachable": True,
        "country": "Россия",
        "region": None,
        "operator": "МТС",
        "original_operator": None,
        "roaming_country": "Германия",
        "roaming_operator": "Telekom",
        "mcc": "250",
        "mnc": "01",
        "imsi": "250019161234567",
        "msc": "79160960438",
        "cost": 0.3,
        "error": None,
    }
    assert [m.channel for m in simulator.ledger.messages] == ["hlrvip"]


async def test_hlr_vip_as_the_document_prints_it(
    simulator: Simulator, look_up: Send
) -> None:
    """The number of a centre stands where a network should, and roaming has other names."""
    simulator.smspilot.speak(hlrvip_names="printed", hlrvip_details="asked")
    simulator.smspilot.set_subscriber(MOM, rcn="Германия", rnet="Telekom")
    number = (await look_up(phone=MOM, kind="hlr_vip"))[MOM]

    assert (number["mnc"], number["msc"]) == (None, "79160960438")
    assert number["roaming_country"] == "Германия"
    assert number["roaming_operator"] == "Telekom"


@pytest.mark.parametrize("error", ["none", "undeliverable"])
@pytest.mark.parametrize(
    ("kind", "fate", "reachable"),
    [
        ("hlr", Fate.DELIVERED, True),
        ("hlr", Fate.OFF, True),
        ("hlr", Fate.UNDELIVERED, False),
        ("ping", Fate.DELIVERED, True),
        ("ping", Fate.OFF, False),
        ("hlr_vip", Fate.OFF, False),
    ],
)
async def test_whether_a_phone_answers(
    simulator: Simulator,
    look_up: Send,
    kind: str,
    fate: Fate,
    reachable: bool,
    error: str,
) -> None:
    """What one kind knows the other does not."""
    simulator.smspilot.speak(lookup_error=error)
    simulator.phones.behave(MOM, fate)
    number = (await look_up(phone=MOM, kind=kind))[MOM]

    assert (number["status"], number["reachable"]) == ("done", reachable)
    assert number["error"] is None
    assert simulator.phones.inbox(MOM) == []


async def test_a_bad_number_stops_no_look_up(
    simulator: Simulator, look_up: Send
) -> None:
    """Of several; alone it raises."""
    found = await look_up(phone=[MOM, BAD, ANNA], kind="hlr")

    assert {phone: number["status"] for phone, number in found.items()} == {
        MOM: "done",
        BAD: "refused",
        ANNA: "done",
    }
    assert found[BAD]["error"]
    assert len(simulator.ledger.messages) == 2
    with pytest.raises(HomeAssistantError):
        await look_up(phone=BAD, kind="hlr")


@pytest.mark.parametrize(
    ("fields", "channel"),
    [({}, "golos"), ({"voice": "woman_1"}, "golos"), ({"voice": "man_1"}, "golosm")],
)
@pytest.mark.parametrize("reading", ["repaired", "printed"])
async def test_a_call(
    clock: ManualClock,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    fields: dict[str, str],
    channel: str,
    reading: str,
) -> None:
    """Also where the answer is as damaged as the document prints it."""
    simulator.smspilot.speak(voice_json=reading)
    answer = await act("make_call", message="Вода!", phone=[MOM, BAD, ANNA], **fields)
    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states == {MOM: "queued", BAD: "rejected", ANNA: "queued"}
    assert answer["accounts"][0]["balance"] == 999.0
    await as_time_passes(
        clock, lambda: statuses.states.count("delivered") == 2, step=15
    )

    assert [m.channel for m in simulator.ledger.messages] == [channel, channel]
    event = statuses.data[-1]
    assert (event["channel"], event["cost"]) == ("call", 0.5)
    assert (event["duration"], event["keys_pressed"]) == (None, None)


@pytest.mark.parametrize("reading", ["repaired", "printed"])
async def test_a_flash_call(
    clock: ManualClock,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    reading: str,
) -> None:
    """Calls from a number that ends with the code."""
    simulator.smspilot.speak(flash_call_json=reading)
    answer = await act("send_flash_call", code="0482", phone=ANNA)
    await as_time_passes(clock, lambda: "delivered" in statuses.states, step=15)

    [call] = simulator.ledger.messages
    assert (call.channel, call.text) == ("flashcall", "0482")
    [message] = answer["messages"]
    assert (message["channel"], message["cost"]) == ("flash_call", 0.8)
    assert message["recipient"] == "Anna"


@pytest.mark.parametrize("code", ["482", "48213", "48a1", "", "٤٨٢١", "-482"])
async def test_a_code_that_is_none(
    pilot_account: MockConfigEntry, simulator: Simulator, act: Send, code: str
) -> None:
    """Four digits are wanted."""
    with pytest.raises(ServiceValidationError) as raised:
        await act("send_flash_call", code=code, phone=ANNA)

    assert raised.value.translation_key == "code_invalid"
    assert simulator.ledger.messages == []


@pytest.mark.parametrize(
    ("action", "fields", "cost"),
    [
        ("send_sms", {"message": "ж" * 71}, 2.62),
        ("make_call", {"message": "Вода!"}, 0.5),
        ("send_flash_call", {"code": "4821"}, 0.8),
    ],
)
async def test_a_dry_run(
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    action: str,
    fields: dict[str, str],
    cost: float,
) -> None:
    """Tells the price that is paid later, and sends nothing."""
    answer = await act(action, **fields, phone=ANNA, dry_run=True)
    assert answer["messages"][0]["cost"] == cost
    assert simulator.ledger.messages == []
    assert simulator.smspilot.account().balance == Decimal(1000)

    answer = await act(action, **fields, phone=ANNA)
    assert answer["messages"][0]["cost"] == cost


async def test_the_price_of_several(
    pilot_account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """Is one sum; how many parts a text has is counted at home."""
    answer = await act("estimate_cost", message="ж" * 71, phone=[ANNA, MOM])

    [told] = answer["accounts"]
    assert (told["cost"], told["parts"], told["currency"]) == (5.24, 2, "RUB")
    assert simulator.ledger.messages == []


@pytest.mark.parametrize("code", [212, 226])
async def test_the_price_of_those_that_are_not_refused(
    pilot_account: MockConfigEntry, simulator: Simulator, act: Send, code: int
) -> None:
    """Though most are; where all are, it raises for a text or a sender."""
    others = [MOM, "+79031234567"]
    for phone in others:
        simulator.smspilot.refuse_number(phone, code)
    answer = await act("estimate_cost", message="Test", phone=[ANNA, *others])
    assert answer["accounts"][0]["cost"] == 1.31

    if code == 226:
        with pytest.raises(HomeAssistantError):
            await act("estimate_cost", message="Test", phone=others)


async def test_a_repeated_look_up_stops_no_other(
    simulator: Simulator, look_up: Send
) -> None:
    """By the protection against repetitions, which takes HLR for a text."""
    simulator.smspilot.set_account(loop_protection=3600)
    simulator.smspilot.speak(tie="refused")
    simulator.smspilot.refuse_number(ANNA, 243)
    found = await look_up(phone=[ANNA, MOM], kind="hlr")

    assert {phone: number["status"] for phone, number in found.items()} == {
        ANNA: "refused",
        MOM: "done",
    }


@pytest.mark.parametrize("statuses", ["every", "final"])
async def test_a_look_up_that_is_reported(
    hass: HomeAssistant,
    simulator: Simulator,
    pilot_callbacks: str,
    look_up: Send,
    statuses: str,
) -> None:
    """To an address in the cabinet, as messages are: the result comes sooner."""
    simulator.smspilot.speak(callback_statuses=statuses)
    simulator.smspilot.set_account(handler=pilot_callbacks, handler_method="post")
    found = await look_up(phone=[ANNA, MOM], kind="hlr")
    await until_quiet()

    assert {number["status"] for number in found.values()} == {"done"}
    counts = hass.data[GATEWAY].callbacks[PILOT_ID]
    assert set(counts) == {"look_up"}


async def test_a_look_up_whose_answer_is_lost(
    simulator: Simulator, look_up: Send
) -> None:
    """Has no id to ask by: the open outcome is told at once, and nobody is asked."""
    simulator.faults.add("drop_after")
    begun = simulator.clock.now()
    found = await look_up(phone=[ANNA, MOM], kind="ping")

    assert {number["status"] for number in found.values()} == {"unconfirmed"}
    assert {"charged" in number["error"] for number in found.values()} == {True}
    assert simulator.clock.now() - begun < 10
    assert not [r for r in simulator.ledger.requests if "check" in r.parameters]
    assert len(simulator.ledger.messages) == 2
    assert len(await look_up(phone=[ANNA, MOM], kind="ping")) == 2
    assert len(simulator.ledger.messages) == 2


@pytest.mark.parametrize("text", ["HLR", "ping"])
async def test_a_text_that_the_provider_takes_for_an_order(
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    text: str,
) -> None:
    """Is refused with a reason, and does not become a look-up."""
    with pytest.raises(HomeAssistantError):
        await send_sms(text, phone=ANNA)
    event = await statuses.until_state("rejected")

    assert "look-up" in event["error"]
    assert simulator.ledger.messages == []
