"""The spending guard: refuses loudly at the owner's limits, never what is urgent."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from .conftest import ACCOUNT_ID, MOM, MOM_ID, Send
from .eventually import Recorded
from .flows import finish_repair
from .quiet import until_quiet
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

type Notify = Callable[[str], Coroutine[Any, Any, None]]

HOUR = 3600
OTHER = "+79261234567"
ISSUE = f"guard_{ACCOUNT_ID}"


@pytest.fixture
def guard(
    hass: HomeAssistant, clock: ManualClock, account: MockConfigEntry
) -> Callable[..., None]:
    """Set the limits, as the options do."""

    def set_limits(**limits: float) -> None:
        hass.config_entries.async_update_entry(account, options=limits)

    return set_limits


@pytest.fixture
def tell(hass: HomeAssistant, clock: ManualClock, notify: Notify) -> Notify:
    """Send to Mom by `notify.send_message`, which waits a moment for others."""

    async def call(message: str) -> None:
        task = hass.async_create_task(notify(message))
        while not task.done():
            await clock.advance(0.01)
            await until_quiet()
        await task

    return call


def sent(simulator: Simulator) -> list[str]:
    """Return the texts that were accepted."""
    return [message.text for message in simulator.ledger.messages]


def states(answer: dict[str, Any]) -> list[str]:
    """Return the states in an answer."""
    return [message["state"] for message in answer["messages"]]


@pytest.mark.usefixtures("account")
async def test_is_off_until_a_limit_is_set(send_sms: Send) -> None:
    """Nothing is counted against anybody."""
    answer = await send_sms(phone=[f"+7916{number:07}" for number in range(200)])

    assert set(states(answer)) == {"queued"}


async def test_messages_an_hour(
    simulator: Simulator,
    clock: ManualClock,
    guard: Callable[..., None],
    send_sms: Send,
    statuses: Recorded,
    issue_registry: ir.IssueRegistry,
) -> None:
    """The first ones go, the next one fails loudly: state, error and repair."""
    guard(messages_per_hour=2)
    await send_sms("one", phone=MOM)
    await send_sms("two", phone=OTHER)

    with pytest.raises(HomeAssistantError) as raised:
        await send_sms("three", phone=MOM)

    assert raised.value.translation_key == "fault_guard_messages"
    assert sent(simulator) == ["one", "two"]
    told = await statuses.until_state("failed")
    assert "spending guard" in told["error"]
    assert told["previous_state"] is None
    issue = issue_registry.async_get_issue("sms_gateway", ISSUE)
    assert issue is not None
    assert issue.is_fixable


async def test_an_hour_later_messages_pass_again(
    simulator: Simulator,
    clock: ManualClock,
    guard: Callable[..., None],
    send_sms: Send,
) -> None:
    """By a clock that nobody sets."""
    guard(messages_per_hour=1)
    await send_sms("one", phone=MOM)
    clock.jump(2 * HOUR)
    with pytest.raises(HomeAssistantError):
        await send_sms("two", phone=MOM)

    await clock.advance(HOUR + 1)
    await send_sms("three", phone=MOM)

    assert sent(simulator) == ["one", "three"]


async def test_messages_an_hour_to_one_number(
    simulator: Simulator, guard: Callable[..., None], send_sms: Send
) -> None:
    """Others are not concerned, not even in the same call."""
    guard(messages_per_number=1)
    await send_sms("one", phone=MOM)

    answer = await send_sms("two", phone=[MOM, OTHER])

    assert states(answer) == ["failed", "queued"]
    assert "this number" in answer["messages"][0]["error"]
    assert sent(simulator) == ["one", "two"]


async def test_one_call_with_too_many_numbers_sends_what_the_limit_allows(
    simulator: Simulator, guard: Callable[..., None], send_sms: Send
) -> None:
    """The rest is answered for."""
    guard(messages_per_hour=2)

    answer = await send_sms(phone=[MOM, OTHER, "+79031234567"])

    assert states(answer) == ["queued", "queued", "failed"]


async def test_money_a_day(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: ManualClock,
    guard: Callable[..., None],
    send_sms: Send,
) -> None:
    """What is not yet sent counts as much as the last message; midnight frees it."""
    await send_sms("one", phone=MOM)
    price = simulator.ledger.messages[0].cost
    guard(money_per_day=float(price * 3))

    answer = await send_sms("two", phone=[MOM, OTHER, "+79031234567"])
    assert states(answer) == ["queued", "queued", "failed"]
    assert "today" in answer["messages"][2]["error"]

    await clock.advance(24 * HOUR)
    await send_sms("three", phone=MOM)
    assert sent(simulator)[-1] == "three"


async def test_urgent_message_passes(
    simulator: Simulator, guard: Callable[..., None], send_sms: Send
) -> None:
    """Whatever the limits."""
    guard(messages_per_hour=1, messages_per_number=1, money_per_day=0.01)
    await send_sms("one", phone=MOM, priority="urgent")
    answer = await send_sms("two", phone=MOM, priority="urgent")

    assert states(answer) == ["queued"]
    assert sent(simulator) == ["one", "two"]


async def test_urgent_recipient_passes(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    guard: Callable[..., None],
    tell: Notify,
    send_sms: Send,
) -> None:
    """`notify.send_message` has no priority, so the recipient has."""
    guard(messages_per_hour=1)
    await tell("one")
    with pytest.raises(HomeAssistantError):
        await tell("two")

    hass.config_entries.async_update_subentry(
        account, account.subentries[MOM_ID], data={"phone": [MOM], "urgent": True}
    )
    await tell("three")
    await send_sms("four", phone=MOM)

    assert sent(simulator) == ["one", "three", "four"]


async def test_what_a_provider_refused_takes_no_place(
    simulator: Simulator, guard: Callable[..., None], send_sms: Send
) -> None:
    """It cost nothing."""
    guard(messages_per_hour=1)
    simulator.faults.add("error_code", code=7, path="/sys/send.php")
    with pytest.raises(HomeAssistantError):
        await send_sms("one", phone=MOM)

    await send_sms("two", phone=MOM)

    assert sent(simulator) == ["two"]


async def test_what_was_sent_before_a_restart_counts(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    guard: Callable[..., None],
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Limits that a restart forgets protect from no loop of restarts."""
    await send_sms("one", phone=MOM)
    guard(messages_per_hour=1)
    await hass.config_entries.async_reload(account.entry_id)

    with pytest.raises(HomeAssistantError):
        await send_sms("two", phone=MOM)


async def test_without_an_answer_the_repair_alone_tells(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Callable[..., None],
    issue_registry: ir.IssueRegistry,
) -> None:
    """One repair for one cause: not the one of failed sendings as well."""
    guard(messages_per_hour=1)
    await hass.services.async_call(
        "sms_gateway", "send_sms", {"message": "Test", "phone": [MOM, OTHER]}, True
    )

    assert [issue_id for _, issue_id in issue_registry.issues] == [ISSUE]


async def test_the_repair_counts_from_zero(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Callable[..., None],
    send_sms: Send,
    issue_registry: ir.IssueRegistry,
    hass_client: Callable[[], Coroutine[Any, Any, Any]],
) -> None:
    """When its owner has seen what happened, and wants messages to pass."""
    await send_sms("one", phone=MOM)
    price = float(simulator.ledger.messages[0].cost)
    guard(messages_per_hour=1, money_per_day=price)
    with pytest.raises(HomeAssistantError):
        await send_sms("two", phone=MOM)

    await finish_repair(hass, await hass_client(), ISSUE, "begin_anew")

    assert issue_registry.issues == {}
    await send_sms("three", phone=MOM)
    assert sent(simulator) == ["one", "three"]


async def test_the_repair_may_leave_the_limit(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Callable[..., None],
    send_sms: Send,
    issue_registry: ir.IssueRegistry,
    hass_client: Callable[[], Coroutine[Any, Any, Any]],
) -> None:
    """And tells again when the guard refuses again."""
    guard(messages_per_hour=1)
    await send_sms("one", phone=MOM)
    for text in ("two", "three"):
        with pytest.raises(HomeAssistantError):
            await send_sms(text, phone=MOM)
        await finish_repair(hass, await hass_client(), ISSUE, "keep")
        assert issue_registry.issues == {}


async def test_other_limits_heal_the_repair(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Callable[..., None],
    send_sms: Send,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Its owner has reacted."""
    guard(messages_per_hour=1)
    await send_sms("one", phone=MOM)
    with pytest.raises(HomeAssistantError):
        await send_sms("two", phone=MOM)

    guard(messages_per_hour=5)
    await hass.async_block_till_done()

    assert issue_registry.issues == {}
    await send_sms("three", phone=MOM)


async def test_a_fallback_keeps_to_its_own_limits(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    entry: MockConfigEntry,
    guard: Callable[..., None],
    send_sms: Send,
    other_account: MockConfigEntry,
) -> None:
    """What its guard refuses is failed, not rejected: nobody else said so."""
    hass.config_entries.async_update_entry(
        other_account, options={"messages_per_hour": 1}
    )
    guard(fallbacks=[other_account.entry_id])
    simulator.faults.add(
        "error_code", code=3, path="/sys/send.php", account="demo", times=9
    )

    send = partial(send_sms, config_entry_id=ACCOUNT_ID)
    first = await send("one", phone=MOM)
    second = await send("two", phone=[MOM, OTHER], priority="urgent")

    assert first["messages"][0]["config_entry_id"] == other_account.entry_id
    assert states(second) == ["queued", "queued"]
    with pytest.raises(HomeAssistantError) as raised:
        await send("three", phone=MOM)
    assert raised.value.translation_key == "fault_guard_messages"


async def test_a_runaway_automation_does_not_go_on_by_the_fallback(
    hass: HomeAssistant,
    simulator: Simulator,
    guard: Callable[..., None],
    send_sms: Send,
    other_account: MockConfigEntry,
) -> None:
    """What the first account's guard refuses is refused."""
    guard(messages_per_hour=1, fallbacks=[other_account.entry_id])
    send = partial(send_sms, phone=MOM, config_entry_id=ACCOUNT_ID)
    await send("one")

    with pytest.raises(HomeAssistantError):
        await send("two")

    assert sent(simulator) == ["one"]
