"""What breaks in issue 10; each test fails until its finding is mended."""

import asyncio
from datetime import timedelta
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
from tests.conftest import MOM, WEBHOOK_ID, Send
from tests.eventually import Recorded, as_time_passes, eventually
from tests.simulator import ManualClock, Simulator

OTHER, THIRD = "+79261234567", "+79031234567"
LOCAL = "media-source://media_source/local/"


def sends(simulator: Simulator) -> list[dict[str, str]]:
    """Return the requests to send."""
    return [
        dict(request.parameters)
        for request in simulator.ledger.requests
        if request.path == "/sys/send.php"
    ]


async def turn(clock: ManualClock, seconds: float, step: float = 1.0) -> None:
    """Turn the clock, and let sockets do their work."""
    for _ in range(int(seconds / step)):
        await clock.advance(step)
        for _ in range(5):
            await asyncio.sleep(0.001)


# ---- F1: channels hold each other up


async def test_a_call_does_not_wait_for_an_sms_whose_answer_was_lost(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """It is the second way because the first is in doubt; 63 to 90 seconds are lost."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    sms = await act("send_sms", message="Water!", phone=MOM)
    assert sms["messages"][0]["state"] == "unconfirmed"
    action = asyncio.ensure_future(act("make_call", message="Water!", phone=MOM))
    await turn(clock, 20)
    calls = len(simulator.ledger.over("call"))
    await turn(clock, 80)
    await action

    assert calls == 1


async def test_an_sms_that_was_not_taken_is_not_given_up_for_a_call(
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
) -> None:
    """Denied by the provider, in time, and never sent again: a call was taken."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    simulator.faults.add("http_status", path="/sys/status.php", times=1000)
    await act("send_sms", message="Water in the kitchen, code 1234", phone=MOM)
    action = asyncio.ensure_future(act("make_call", message="Look", phone=MOM))
    await turn(clock, 95)
    await action
    assert len(simulator.ledger.over("call")) == 1
    simulator.faults._waiting.clear()  # noqa: SLF001
    await turn(clock, 300)

    assert [m.channel for m in simulator.ledger.to(MOM)] == ["call", "sms"]


async def test_a_text_for_tomorrow_is_not_given_up_for_one_of_today(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """What is due later cannot be overtaken."""
    simulator.faults.add("drop_before", path="/sys/send.php")
    simulator.faults.add("http_status", path="/sys/status.php", times=1000)
    tomorrow = (dt_util.now() + timedelta(days=1)).isoformat()
    await act("send_sms", message="Take your pills", phone=MOM, send_at=tomorrow)
    action = asyncio.ensure_future(act("send_sms", message="Door open", phone=MOM))
    await turn(clock, 95)
    await action
    assert [m.text for m in simulator.ledger.to(MOM)] == ["Door open"]
    simulator.faults._waiting.clear()  # noqa: SLF001
    await turn(clock, 300)

    assert "Take your pills" in [m.text for m in simulator.ledger.to(MOM)]


# ---- F2, F3: spreading


async def test_a_spread_sending_is_followed_to_its_end(
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
) -> None:
    """The provider has not sent the second portion yet; nobody may give it up."""
    await act(
        "send_sms",
        message="Hi",
        phone=[MOM, OTHER],
        spread_over={"hours": 72},
        spread_every={"hours": 24},
    )
    last = simulator.ledger.to(OTHER)[0]
    assert last.due_at - last.accepted_at > 86000
    await turn(clock, 26 * 3600, step=300)

    assert "unconfirmed" not in statuses.states


@pytest.mark.usefixtures("account")
async def test_spread_over_alone_is_spread_or_refused(
    simulator: Simulator, act: Send
) -> None:
    """The provider takes the two together only, and forgets one without a word."""
    numbers = [f"+7916{number:07}" for number in range(1000000, 1000012)]
    try:
        await act("send_sms", message="Hi", phone=numbers, spread_over={"hours": 2})
    except ServiceValidationError:
        return
    dues = {round(m.due_at - m.accepted_at) for m in simulator.ledger.messages}
    assert len(dues) > 1, sends(simulator)


# ---- F4: keys that come after the state


async def test_keys_that_come_late_are_told(
    hass: HomeAssistant,
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    hass_client_no_auth: Any,
) -> None:
    """A look-up was first, and cannot tell keys; the callback brings them, unheard."""
    simulator.smsc.set_callee(MOM, keys="1", listens=4.0)
    answer = await act("make_call", message="Press 1", phone=MOM)
    [call] = simulator.ledger.over("call")
    await eventually(lambda: simulator.ledger.message(call.key).status == 1)
    await as_time_passes(clock, lambda: "delivered" in statuses.states)
    client = await hass_client_no_auth()
    await client.post(
        f"/api/webhook/{WEBHOOK_ID}",
        data={
            "id": answer["messages"][0]["message_id"],
            "phone": MOM[1:],
            "status": "1",
            "type": "7",
            "cnt": "4",
            "dtmf": "1",
            "ts": str(int(time.time())),
        },
    )
    await asyncio.sleep(0.3)

    assert [s["keys_pressed"] for s in statuses.data][-1] == "1"


async def test_a_link_opened_after_it_was_read_is_told(
    account: MockConfigEntry,
    act: Send,
    statuses: Recorded,
    hass_client_no_auth: Any,
) -> None:
    """Both are `read`, and the second one is no event: `link_opened` is lost."""
    answer = await act("send_viber", message="https://demo.example", phone=MOM)
    client = await hass_client_no_auth()
    for status in "124":
        await client.post(
            f"/api/webhook/{WEBHOOK_ID}",
            data={
                "id": answer["messages"][0]["message_id"],
                "phone": MOM[1:],
                "status": status,
                "type": "10",
                "ts": str(int(time.time())),
            },
        )
    await asyncio.sleep(0.3)

    assert statuses.states[-1] == "read"
    assert any(s.get("link_opened") for s in statuses.data)


# ---- F12: a moment that is over


@pytest.mark.usefixtures("account")
async def test_a_send_at_of_last_week_is_not_sent_now(
    simulator: Simulator, act: Send
) -> None:
    """DESIGN §10: nothing is handed over later than its validity after it was due."""
    past = (dt_util.now() - timedelta(days=7)).isoformat()
    try:
        await act("send_sms", message="Old", phone=MOM, send_at=past)
    except HomeAssistantError:
        pass
    assert not simulator.ledger.messages


# ---- F16: answered before it was tried


@pytest.mark.usefixtures("account")
async def test_two_at_once_to_one_number_are_both_tried(
    simulator: Simulator, act: Send
) -> None:
    """DESIGN §8: it answers after one attempt; the second one answers `pending`."""
    answers = await asyncio.gather(
        act("send_sms", message="First", phone=MOM),
        act("make_call", message="Second", phone=MOM),
    )

    states = [answer["messages"][0]["state"] for answer in answers]
    assert states == ["queued", "queued"]
