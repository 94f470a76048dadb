"""Incoming texts without a callback: asked for, told once, within the limits."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import MOM, WEBHOOK_ID, Send
from .eventually import Recorded
from .pulling import MINUTE, asked, pull, pulls
from .quiet import until_quiet
from .simulator import ManualClock, Simulator
from .simulator.smsc.dialect import READINGS

HOUR = 3600

DIALECTS = [
    (switch, reading)
    for switch in (
        "nothing_incoming",
        "incoming_sent",
        "numbers",
        "numeric_id",
        "content_type",
        "json_unicode",
        "error_code",
    )
    for reading in READINGS[switch]
]

type Push = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture
async def _begun(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Set the account up with a clock that the test turns; it has asked once."""
    await asked(simulator, 1)


pytestmark = [pytest.mark.usefixtures("_begun"), pytest.mark.by_the_clock]


@pytest.fixture
async def push(
    simulator: Simulator,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, Any]],
) -> Push:
    """Tell of a text by a callback, under an id that no pull has."""
    client = await hass_client_no_auth()

    async def send(text: str, sent_at: float, message_id: str = "pushed") -> None:
        await client.post(
            f"/api/webhook/{WEBHOOK_ID}",
            data={
                "id": message_id,
                "phone": MOM.removeprefix("+"),
                "mes": text,
                "to": "79037676877",
                "sent": str(int(sent_at)),
                "time": str(int(sent_at) + 2),
            },
        )

    return send


def texts(received: Recorded) -> list[str]:
    """Return what was told."""
    return [data["text"] for data in received.data]


async def test_a_text_arrives_without_a_callback(
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
) -> None:
    """Within five minutes, with everything the provider tells."""
    await clock.advance(MINUTE)
    simulator.smsc.receive(phone=MOM, text="Да: ёж & <100%>", to="79037676877")
    await clock.advance(4 * MINUTE)
    await received.until(bool)

    [message] = received.data
    assert message["text"] == "Да: ёж & <100%>"
    assert message["phone"] == MOM.removeprefix("+")
    assert message["recipient"] == "Mom"
    assert message["to"] == "79037676877"
    assert message["config_entry_id"] == account.entry_id
    assert message["message_id"]
    assert message["reply_to"] is None
    assert message["late"] is False
    assert 240 <= message["age"] <= 241


async def test_incoming_is_asked_for_every_five_minutes(
    clock: ManualClock, simulator: Simulator
) -> None:
    """Where nothing was sent."""
    for count in range(1, 5):
        await clock.advance(5 * MINUTE - 1)
        assert pulls(simulator) == count
        await clock.advance(1)
        await asked(simulator, count + 1)
    assert {r.error_code for r in simulator.ledger.requests} == {None}


async def test_every_minute_after_a_recent_send(
    clock: ManualClock, simulator: Simulator, send_sms: Send
) -> None:
    """For ten minutes: that is when an answer comes."""
    await clock.advance(MINUTE)
    await send_sms(phone=MOM)
    for count in range(1, 11):
        await clock.advance(MINUTE - 1)
        assert pulls(simulator) == count
        await clock.advance(1)
        await asked(simulator, count + 1)
    await clock.advance(5 * MINUTE - 1)
    assert pulls(simulator) == 11
    await clock.advance(1)
    await asked(simulator, 12)


async def test_a_refused_message_expects_no_answer(
    hass: HomeAssistant, clock: ManualClock, simulator: Simulator, send_sms: Send
) -> None:
    """A number that is none among others is not written to."""
    await send_sms(phone=["+7916123456", MOM])
    await clock.advance(MINUTE)
    await asked(simulator, 2)


async def test_a_new_accounts_first_pull_fires_nothing(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
) -> None:
    """It sets the mark, for all that a later one may bring as well."""
    await hass.config_entries.async_remove(account.entry_id)
    for age in (0, 2 * HOUR, 100 * HOUR):
        simulator.smsc.receive(phone=MOM, text=f"Old {age}", age=age)
    fresh = MockConfigEntry(
        domain="sms_gateway",
        entry_id="01KAJ0000000000000000000BC",
        data=dict(account.data),
    )
    fresh.add_to_hass(hass)
    assert await hass.config_entries.async_setup(fresh.entry_id)
    await asked(simulator, 2)
    await clock.advance(MINUTE)
    simulator.smsc.receive(phone=MOM, text="New")
    await pull(clock, simulator)
    # And after a night without power the same is asked for once more.
    await hass.config_entries.async_unload(fresh.entry_id)
    await clock.advance(20 * HOUR)
    assert await hass.config_entries.async_setup(fresh.entry_id)
    await asked(simulator, 4)

    assert texts(received) == ["New"]


async def test_what_came_while_nobody_listened_is_caught_up_with(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
) -> None:
    """Once, in its order, and late."""
    assert await hass.config_entries.async_unload(account.entry_id)
    await clock.advance(HOUR)
    simulator.smsc.receive(phone=MOM, text="first")
    await clock.advance(HOUR)
    simulator.smsc.receive(phone=MOM, text="second")
    await clock.advance(5 * HOUR)
    count = pulls(simulator)
    assert await hass.config_entries.async_setup(account.entry_id)
    await asked(simulator, count + 1)
    for _ in range(3):
        await pull(clock, simulator)

    assert texts(received) == ["first", "second"]
    assert [data["late"] for data in received.data] == [True, True]
    assert received.data[0]["age"] == pytest.approx(6 * HOUR, abs=2)


async def test_what_came_after_a_clock_was_ahead_is_caught_up_with(
    clock: ManualClock, simulator: Simulator, received: Recorded
) -> None:
    """What was asked for tomorrow says nothing of today."""
    clock.jump(24 * HOUR)
    await pull(clock, simulator)
    clock.jump(-24 * HOUR)
    simulator.smsc.receive(phone=MOM, text="открой")
    await simulator.go_down()
    await clock.advance(3 * HOUR)
    await simulator.start()
    await clock.advance(MINUTE)
    await pull(clock, simulator)

    assert texts(received) == ["открой"]


async def test_known_ids_are_dropped_though_each_request_overlaps(
    clock: ManualClock, simulator: Simulator, received: Recorded
) -> None:
    """A text is in every answer of an hour, and told once."""
    simulator.smsc.receive(phone=MOM, text="once")
    for _ in range(6):
        await pull(clock, simulator)

    assert texts(received) == ["once"]


@pytest.mark.parametrize(("switch", "reading"), DIALECTS)
async def test_what_comes_by_push_and_by_pull_is_told_once(
    callbacks: str,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    received: Recorded,
    switch: str,
    reading: str,
) -> None:
    """Under every reading of what the provider writes; "open" twice is two."""
    simulator.smsc.speak(**{switch: reading})
    answer = await send_sms(phone=MOM)
    message_id = answer["messages"][0]["message_id"]
    await clock.advance(30 * MINUTE)
    simulator.smsc.receive(phone=MOM, text="открой", reply_to=message_id)
    simulator.smsc.receive(phone=MOM, text="1")
    await received.until(lambda data: len(data) == 2)
    await clock.advance(3)
    simulator.callbacks.lose()
    simulator.smsc.receive(phone=MOM, text="открой")
    count = pulls(simulator)
    await clock.advance(5 * MINUTE)
    await asked(simulator, count + 1)
    for _ in range(3):
        await pull(clock, simulator)

    assert texts(received) == ["открой", "1", "открой"]
    assert [data["late"] for data in received.data] == [False] * 3
    assert {r.error_code for r in simulator.ledger.requests} <= {None, 3}


@pytest.mark.parametrize("apart", [0, 1, -2, 9])
async def test_between_push_and_pull_number_text_and_time_tell(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
    push: Push,
    apart: int,
) -> None:
    """Where the ids differ; the times may by seconds, and a restart comes between."""
    await push("открой", clock.now() + apart, "a")
    await push("открой", clock.now() + 5 + apart, "b")
    simulator.smsc.receive(phone=MOM, text="открой")
    await clock.advance(5)
    simulator.smsc.receive(phone=MOM, text="открой")
    await hass.config_entries.async_reload(account.entry_id)
    await pull(clock, simulator)
    await hass.config_entries.async_reload(account.entry_id)
    await pull(clock, simulator)
    await received.until(bool)

    assert texts(received) == ["открой", "открой"]
    # Later ones are others.
    simulator.smsc.receive(phone=MOM, text="открой")
    await pull(clock, simulator)
    await received.until(lambda data: len(data) == 3)


async def test_a_push_after_the_pull_is_told_once(
    clock: ManualClock, simulator: Simulator, received: Recorded, push: Push
) -> None:
    """The provider repeats callbacks for hours."""
    sent_at = clock.now()
    simulator.smsc.receive(phone=MOM, text="открой")
    await clock.advance(5)
    simulator.smsc.receive(phone=MOM, text="открой")
    await pull(clock, simulator)
    await push("открой", sent_at, "a")
    await push("открой", sent_at + 5, "b")
    await push("открой", sent_at, "a")
    await push("открой", sent_at + 10, "c")
    await push("открой", sent_at + 90, "d")

    await received.until(lambda data: len(data) >= 4)
    assert [data["message_id"] for data in received.data[2:]] == ["c", "d"]


async def test_asking_is_paused_while_the_credentials_are_refused(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
) -> None:
    """A provider blocks an address that goes on failing; then it is caught up with."""
    simulator.smsc.set_account(password="other")
    await pull(clock, simulator)
    count = pulls(simulator)
    await clock.advance(HOUR)
    assert pulls(simulator) == count
    simulator.smsc.set_account(password="demo")
    simulator.smsc.receive(phone=MOM, text="открой")
    await account.runtime_data.coordinator.async_refresh()

    await received.until(bool)
    assert pulls(simulator) == count + 1


async def test_a_request_that_fails_is_made_again(
    clock: ManualClock, simulator: Simulator, received: Recorded
) -> None:
    """A minute later, and nothing is lost."""
    simulator.smsc.receive(phone=MOM, text="открой")
    simulator.faults.add("html", path="/sys/get.php")
    await pull(clock, simulator)
    assert not received.data
    await clock.advance(MINUTE)

    await received.until(bool)


async def test_reloads_never_ask_more_often_than_is_allowed(
    hass: HomeAssistant,
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
) -> None:
    """Three same requests a minute are."""
    for _ in range(6):
        await hass.config_entries.async_reload(account.entry_id)
        await clock.advance(10)
        await until_quiet()

    await asked(simulator, 3)
    assert {r.error_code for r in simulator.ledger.requests} == {None}


async def test_what_cannot_be_written_down_is_told_all_the_same(
    clock: ManualClock,
    simulator: Simulator,
    received: Recorded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once."""
    simulator.smsc.receive(phone=MOM, text="открой")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(
            "custom_components.sms_gateway.journal.database.Database.commit", fail
        )
        await pull(clock, simulator)
        await received.until(bool)
    await pull(clock, simulator)

    assert texts(received) == ["открой"]
