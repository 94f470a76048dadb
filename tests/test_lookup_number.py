"""What `lookup_number` finds out, what it costs, and that it is no message."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import GATEWAY
from custom_components.sms_gateway.providers import PROVIDERS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .conftest import ACCOUNT_ID, MOM, MOM_ENTITY
from .eventually import Recorded, as_time_passes, eventually
from .simulator import Fate, ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

OTHER = "+79261234567"
BAD = "+71234567890"
MINUTE = 60

type LookUp = Callable[..., Coroutine[Any, Any, list[dict[str, Any]]]]


@pytest.fixture
def look_up(
    hass: HomeAssistant, account: MockConfigEntry, clock: ManualClock
) -> LookUp:
    """Look numbers up, while time passes."""

    async def call(**data: Any) -> list[dict[str, Any]]:
        task = hass.async_create_task(
            hass.services.async_call(
                "sms_gateway",
                "lookup_number",
                data,
                blocking=True,
                return_response=True,
            )
        )
        await as_time_passes(clock, task.done)
        answer = await task
        assert isinstance(answer, dict)
        numbers = answer["numbers"]
        assert isinstance(numbers, list)
        return numbers  # type: ignore[return-value]

    return call


def look_ups(simulator: Simulator) -> int:
    """Count the requests that are charged."""
    return sum(r.path == "/sys/send.php" for r in simulator.ledger.requests)


def questions(simulator: Simulator) -> list[float]:
    """Return when results were asked for."""
    return [
        r.at
        for r in simulator.ledger.requests
        if r.path == "/sys/status.php" and r.parameters.get("all") == "2"
    ]


async def test_a_phone_at_home(
    hass: HomeAssistant,
    simulator: Simulator,
    look_up: LookUp,
    statuses: Recorded,
) -> None:
    """Everything that the register knows; no message, no event, no entry."""
    [number] = await look_up(recipient=MOM_ENTITY)
    await hass.async_block_till_done()

    assert number == {
        "phone": MOM,
        "recipient": "Mom",
        "config_entry_id": ACCOUNT_ID,
        "status": "done",
        "reachable": True,
        "country": "Россия",
        "region": "Москва",
        "operator": "МТС",
        "original_operator": None,
        "roaming_country": None,
        "roaming_operator": None,
        "mcc": "250",
        "mnc": "01",
        "imsi": "250019161234567",
        "msc": "79160960438",
        "cost": 0.3,
        "error": None,
    }
    assert len(simulator.ledger.over("hlr")) == 1
    assert not simulator.ledger.unknown_parameters
    assert not statuses.data
    assert not list(hass.data[GATEWAY].journal.messages)
    state = hass.states.get("sensor.smsc_demo_messages_in_transit")
    assert state is None or state.state == "0"


async def test_a_phone_abroad_and_one_that_is_off(
    simulator: Simulator, look_up: LookUp
) -> None:
    """In one request, each with its own result."""
    simulator.smsc.set_subscriber(MOM, rcn="Турция", rnet="Turkcell")
    simulator.smsc.set_subscriber(OTHER, error=6)
    abroad, off = await look_up(phone=[MOM, OTHER])

    assert (abroad["roaming_country"], abroad["roaming_operator"]) == (
        "Турция",
        "Turkcell",
    )
    assert abroad["reachable"] is True
    assert off["reachable"] is False
    assert off["error"] == "Subscriber is not in the network"
    assert look_ups(simulator) == 1


async def test_what_says_nothing_of_the_phone(
    simulator: Simulator, look_up: LookUp
) -> None:
    """An operator that did not answer is no phone that is off."""
    simulator.smsc.set_subscriber(MOM, error=245)
    [number] = await look_up(phone=MOM)

    assert (number["status"], number["reachable"]) == ("done", None)


@pytest.mark.parametrize(
    ("fate", "reachable"), [(Fate.DELIVERED, True), (Fate.OFF, None)]
)
async def test_ping(
    simulator: Simulator, look_up: LookUp, fate: Fate, reachable: bool | None
) -> None:
    """A phone that is off is not known to be so before the operator gives up."""
    simulator.phones.behave(MOM, fate)
    [number] = await look_up(phone=MOM, kind="ping")

    assert number["reachable"] is reachable
    assert number["cost"] == 3.2
    known = (number["region"], number["operator"], number["original_operator"])
    assert known == ((None,) * 3 if reachable is None else ("Москва", "МТС", "МТС"))
    assert number["status"] == ("waiting" if reachable is None else "done")
    assert len(simulator.ledger.over("ping")) == 1
    assert not simulator.phones.inbox(MOM)


async def test_a_result_is_asked_for_five_times_a_minute_at_most(
    simulator: Simulator, look_up: LookUp
) -> None:
    """And for as long as somebody waits."""
    simulator.phones.behave(MOM, Fate.NEVER)
    [number] = await look_up(phone=MOM, wait_for_result={"minutes": 5})
    [again] = await look_up(phone=MOM, wait_for_result={"minutes": 1})

    assert number["status"] == again["status"] == "waiting"
    asked = questions(simulator)
    assert len(asked) > 12
    by_id: dict[str, list[float]] = {}
    for request in simulator.ledger.requests:
        if request.path == "/sys/status.php":
            by_id.setdefault(request.parameters["id"], []).append(request.at)
    for times in by_id.values():
        for start in times:
            assert sum(start <= at < start + MINUTE for at in times) <= 5


async def test_short_waits_one_after_the_other_ask_no_more_often(
    simulator: Simulator, look_up: LookUp
) -> None:
    """The end of each is no reason to ask once more."""
    simulator.phones.behave(MOM, Fate.NEVER)
    for _ in range(10):
        await look_up(phone=MOM, wait_for_result={"seconds": 5})

    times = questions(simulator)
    assert len(times) <= 5
    assert look_ups(simulator) == 1


async def test_a_question_without_an_answer_is_asked_again(
    simulator: Simulator, look_up: LookUp
) -> None:
    """The number was paid for; one bad moment of the line loses no result."""
    simulator.faults.add("html", path="/sys/status.php", times=1)
    [number] = await look_up(phone=MOM)

    assert (number["status"], number["reachable"]) == ("done", True)
    assert len(questions(simulator)) == 2
    assert look_ups(simulator) == 1


async def test_who_did_not_wait_at_first_gets_the_result_later(
    simulator: Simulator, look_up: LookUp
) -> None:
    """And pays once."""
    [first] = await look_up(phone=MOM, wait_for_result={"seconds": 0})
    [second] = await look_up(phone=MOM)

    assert (first["status"], second["status"]) == ("waiting", "done")
    assert look_ups(simulator) == 1


async def test_the_same_within_a_minute_is_paid_for_once(
    clock: ManualClock, simulator: Simulator, look_up: LookUp
) -> None:
    """A minute later it is another question."""
    [first] = await look_up(phone=MOM)
    [second] = await look_up(phone=MOM)
    assert first == second
    assert look_ups(simulator) == 1
    await clock.advance(2 * MINUTE)
    await look_up(phone=MOM)

    assert look_ups(simulator) == 2


async def test_a_callback_brings_it_sooner_and_is_no_event(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    callbacks: str,
    clock: ManualClock,
    look_up: LookUp,
    statuses: Recorded,
) -> None:
    """It is welcome, also when nobody waits any more."""
    for kind in ("hlr", "ping"):
        [number] = await look_up(phone=MOM, kind=kind)
        assert number["reachable"] is True
    await look_up(phone=OTHER, wait_for_result={"seconds": 0})
    await clock.advance(2 * MINUTE)
    counts = hass.data[GATEWAY].callbacks[account.entry_id]
    await eventually(lambda: counts["look_up"] == 3)
    await clock.advance(2 * MINUTE)

    assert counts.keys() == {"look_up"}
    assert not statuses.data


async def test_a_lost_answer_is_not_asked_for_again(
    simulator: Simulator, look_up: LookUp
) -> None:
    """It was taken, and our id finds its result."""
    simulator.faults.add("drop_after", path="/sys/send.php")
    [number] = await look_up(phone=MOM)

    assert (number["status"], number["reachable"]) == ("done", True)
    assert number["cost"] == 0.3
    assert look_ups(simulator) == 1


async def test_a_lost_request_stays_open(simulator: Simulator, look_up: LookUp) -> None:
    """Nobody knows; whoever wants to pay again asks again."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    [number] = await look_up(phone=MOM)

    assert (number["status"], number["reachable"]) == ("unconfirmed", None)
    assert number["error"]
    assert look_ups(simulator) == 1


async def test_one_bad_number_stops_no_other(
    simulator: Simulator, look_up: LookUp
) -> None:
    """Whether we know it to be bad, or the provider does."""
    simulator.smsc.speak(bad_numbers="whole_request")
    numbers = await look_up(phone=[MOM, BAD, "112233"])

    by_phone = {number["phone"]: number for number in numbers}
    assert by_phone[MOM]["status"] == "done"
    assert by_phone[BAD]["status"] == by_phone["112233"]["status"] == "refused"
    assert by_phone[BAD]["error"]


async def test_no_network_is_said(simulator: Simulator, look_up: LookUp) -> None:
    """Nothing was asked, so it may be tried again at once."""
    await simulator.go_down()
    with pytest.raises(HomeAssistantError) as raised:
        await look_up(phone=MOM)
    assert raised.value.translation_key == "fault_unreachable"
    await simulator.start()
    [number] = await look_up(phone=MOM)

    assert number["status"] == "done"


async def test_it_counts_as_money_spent_and_stops_at_its_limit(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    look_up: LookUp,
) -> None:
    """The guard counts no messages here, but money."""
    hass.config_entries.async_update_entry(
        account, options={"money_per_day": 0.6, "messages_per_hour": 1}
    )
    await look_up(phone=[MOM, OTHER])
    assert float(hass.data[GATEWAY].spending.today(account.entry_id)) == 0.6
    with pytest.raises(HomeAssistantError) as raised:
        await look_up(phone="+79031234567")

    assert raised.value.translation_key == "fault_guard_money"
    assert look_ups(simulator) == 1


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "no_addressee"),
        ({"phone": "112233"}, "phone_invalid"),
        ({"phone": [f"+791612345{n}" for n in range(10, 31)]}, "too_many_numbers"),
        ({"phone": MOM, "config_entry_id": "nonsense"}, "account_unknown"),
    ],
)
async def test_bad_input_is_refused_before_anything_is_asked(
    simulator: Simulator, look_up: LookUp, data: dict[str, Any], error: str
) -> None:
    """With the field and why."""
    with pytest.raises(ServiceValidationError) as raised:
        await look_up(**data)

    assert raised.value.translation_key == error
    assert not look_ups(simulator)


async def test_an_account_that_cannot_do_it_says_so(
    look_up: LookUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And there is no other one to name."""
    without = replace(PROVIDERS["smsc"], abilities=frozenset())
    monkeypatch.setitem(PROVIDERS, "smsc", without)
    with pytest.raises(ServiceValidationError) as raised:
        await look_up(phone=MOM)

    assert raised.value.translation_key == "channel_nowhere"


async def test_an_account_that_is_unloaded_lets_go(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
) -> None:
    """Whoever waits is answered."""
    simulator.phones.behave(MOM, Fate.NEVER)
    task = hass.async_create_task(
        hass.services.async_call(
            "sms_gateway",
            "lookup_number",
            {"phone": MOM},
            blocking=True,
            return_response=True,
        )
    )
    await eventually(lambda: look_ups(simulator) == 1)
    await clock.advance(5)
    assert await hass.config_entries.async_unload(account.entry_id)
    answer = await task

    assert answer is not None
    [number] = answer["numbers"]  # type: ignore[misc]
    assert number["status"] == "waiting"  # type: ignore[call-overload,index]
