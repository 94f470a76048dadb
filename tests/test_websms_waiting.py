"""What waits for what at WEBSMS: nothing that is asked holds up an alarm, or hides one."""

import asyncio
from decimal import Decimal

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.core import HomeAssistant

from .conftest import LATER, MOM, Send
from .eventually import eventually
from .flows import form, submit
from .simulator import ManualClock, Simulator
from .websms_entry import add_websms_entry


@pytest.fixture
def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add an account at WEBSMS, not yet set up."""
    return add_websms_entry(hass, simulator)


def asked(simulator: Simulator, page: str) -> int:
    """Return how often a page was asked."""
    return sum(r.path.endswith(page) for r in simulator.ledger.requests)


def is_met(simulator: Simulator) -> bool:
    """Tell whether a request has met the fault that was set."""
    return not simulator.faults.waiting


@pytest.mark.by_the_clock
async def test_no_message_is_late_because_of_a_proof(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
) -> None:
    """A test is a sending, and takes its time; what waits for it keeps its deadline."""
    # An amount that may be an error's number, which is made sure of by a test.
    simulator.websms.set_account(balance=Decimal(5))
    simulator.faults.add("delay", seconds=3, path="/json_in5.asp")
    proof = asyncio.ensure_future(account.runtime_data.coordinator.async_refresh())
    await eventually(lambda: is_met(simulator))
    sending = asyncio.ensure_future(
        send_sms("Alarm", phone=MOM, valid_for={"seconds": 60})
    )
    journal = hass.data[GATEWAY].journal
    await eventually(lambda: any(m.is_on_wire for m in journal.messages))
    await clock.advance(90)
    await proof
    answer = await sending
    await clock.advance(90)

    assert answer["messages"][0]["state"] in ("pending", "failed")
    assert simulator.ledger.messages == []


async def test_a_group_that_is_slow_to_open_holds_up_no_alarm(
    account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Who is in it is read from the book, which is no sending."""
    simulator.faults.add("delay", seconds=3, path="/http_addrbook.asp")
    slow = asyncio.ensure_future(send_sms("News", group=17352))
    await eventually(lambda: is_met(simulator))

    await send_sms("Alarm", phone=MOM)

    assert not slow.done()
    await slow
    assert len(simulator.ledger.messages) == 3


@pytest.mark.by_the_clock
@pytest.mark.parametrize("code", [10, 12, 18, 20])
async def test_a_question_that_is_refused_hides_no_other_message(
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    code: int,
) -> None:
    """There are no lists: each message is asked for, whatever is said of the first."""
    for number in range(3):
        await send_sms(f"Text {number}", phone=MOM)
    simulator.faults.add("error_code", code=code, path="/json_out5.asp")

    await clock.advance(62)

    await eventually(lambda: asked(simulator, "json_out5.asp") >= 3)


@pytest.mark.parametrize("unknown", ["empty", "error", "absent", "html"])
async def test_what_is_not_due_is_taken_back_in_its_first_minute(
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    act: Send,
    unknown: str,
) -> None:
    """Where results may not be asked for yet, and look as if it were not known."""
    simulator.websms.speak(early_results="empty", unknown_id=unknown)
    answer = await send_sms("Later", phone=MOM, send_at=LATER)

    told = await act("cancel_message", reference=answer["messages"][0]["reference"])

    assert told["messages"][0]["cancelled"] is True
    assert simulator.ledger.messages[0].deleted


@pytest.mark.parametrize("unknown", ["empty", "error", "absent", "html"])
async def test_what_is_not_due_is_taken_back_after_a_reload(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    act: Send,
    unknown: str,
) -> None:
    """The packet's number is in the journal, with the message."""
    simulator.websms.speak(early_results="empty", unknown_id=unknown)
    answer = await send_sms("Later", phone=[MOM, "+79261234567"], send_at=LATER)
    assert await hass.config_entries.async_reload(account.entry_id)

    told = await act(
        "cancel_message",
        reference=answer["messages"][0]["reference"],
        whole_packet=True,
    )

    assert told["messages"][0]["cancelled"] is True
    assert all(message.deleted for message in simulator.ledger.messages)


async def test_texts_to_one_number_at_once_are_each_answered_after_their_try(
    account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """They wait for each other, as one sending goes at a time, and their callers too."""
    answers = await asyncio.gather(
        *(send_sms(f"Text {number}", phone=MOM) for number in range(4))
    )

    assert [a["messages"][0]["state"] for a in answers] == ["queued"] * 4
    assert len(simulator.ledger.messages) == 4


async def test_a_form_and_an_alarm_send_one_after_the_other(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """The form's proof is a sending of the same account: neither may meet error 17."""
    simulator.faults.add("delay", seconds=1, path="/json_in5.asp")
    sending = asyncio.ensure_future(send_sms("Alarm", phone=MOM))
    await eventually(lambda: is_met(simulator))
    flow = await account.start_reconfigure_flow(hass)
    changed = await submit(
        hass, flow["flow_id"], form(simulator.url, login="demo", password="demo")
    )

    assert changed.get("reason") == "reconfigure_successful"
    assert (await sending)["messages"][0]["state"] == "queued"
    codes = {r.error_code for r in simulator.ledger.requests if "json_in5" in r.path}
    assert codes <= {None, 0}


async def test_two_who_take_a_packet_back_at_once_are_told_the_same(
    account: MockConfigEntry, simulator: Simulator, send_sms: Send, act: Send
) -> None:
    """Whoever comes second does not hear that nothing was found, while it is gone."""
    answer = await send_sms("Later", phone=[MOM, "+79261234567"], send_at=LATER)
    told = await asyncio.gather(
        *(
            act("cancel_message", reference=message["reference"], whole_packet=True)
            for message in answer["messages"]
        )
    )

    states = [(m["cancelled"], m["state"]) for t in told for m in t["messages"]]
    assert states == [(True, "cancelled")] * 2
    assert asked(simulator, "http_delete.asp") == 1
