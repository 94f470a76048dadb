"""An action raises only where every number was certainly refused."""

from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from .conftest import MOM, Send
from .eventually import Recorded, as_time_passes, while_time_passes
from .simulator import ManualClock, Simulator

type Notify = Callable[[str], Coroutine[Any, Any, None]]

pytestmark = pytest.mark.usefixtures("account")


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (1, "fault_bad_request"),
        (2, "fault_auth"),
        (3, "fault_funds"),
        (5, "fault_bad_request"),
        (6, "fault_content"),
        (7, "fault_recipient"),
        (8, "fault_recipient"),
    ],
)
async def test_a_documented_refusal_raises(
    simulator: Simulator, notify: Notify, statuses: Recorded, code: int, key: str
) -> None:
    """The user is told the reason and what to do."""
    simulator.faults.add("error_code", code=code, path="/sys/send.php")

    with pytest.raises(HomeAssistantError) as raised:
        await notify("Test")

    assert raised.value.translation_key == key
    assert "SMSC (demo)" in str(raised.value)
    assert statuses.states == ["pending", "rejected"]
    assert statuses.data[-1]["error_code"] == str(code)
    assert statuses.data[-1]["error"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "truncated"},
        {"kind": "cut_off"},
        {"kind": "empty"},
        {"kind": "garbage"},
        {"kind": "html"},
        {"kind": "http_status", "status": 503},
        {"kind": "http_status", "status": 302},
        {"kind": "error_code", "code": 9},
        {"kind": "error_code", "code": 77},
    ],
    ids=str,
)
async def test_an_open_outcome_never_raises_and_is_not_repeated(
    simulator: Simulator, notify: Notify, statuses: Recorded, fault: dict[str, Any]
) -> None:
    """A retry of the user's own would double the alarm."""
    simulator.faults.add(**fault, path="/sys/send.php")

    await notify("Test")

    assert statuses.states == ["pending", "unconfirmed"]
    assert statuses.data[-1]["error"]
    sends = [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]
    assert len(sends) == 1


@pytest.mark.by_the_clock
async def test_no_network_is_no_refusal(
    clock: ManualClock, simulator: Simulator, notify: Notify, statuses: Recorded
) -> None:
    """A script goes on; the message waits for the network."""
    await simulator.go_down()

    await while_time_passes(clock, notify("Test"))

    assert statuses.states == ["pending"]
    await simulator.start()
    await while_time_passes(clock, notify("Again"))
    await as_time_passes(clock, lambda: statuses.states.count("queued") == 2)


async def test_a_partial_failure_is_told_and_does_not_raise(
    hass: HomeAssistant,
    send_sms: Send,
    account: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """In the answer where one is asked for, else in a repair."""
    answer = await send_sms(phone=[MOM, "112233"])
    assert [message["state"] for message in answer["messages"]] == [
        "queued",
        "rejected",
    ]
    assert not issue_registry.issues

    await hass.services.async_call(
        "sms_gateway",
        "send_sms",
        {"message": "Once more", "phone": [MOM, "112233"]},
        blocking=True,
    )
    issue = issue_registry.async_get_issue(
        "sms_gateway", f"not_sent_{account.entry_id}"
    )
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["failed"] == "1"


@pytest.mark.by_the_clock
async def test_a_refusal_after_the_answer_is_told(
    hass: HomeAssistant,
    clock: ManualClock,
    simulator: Simulator,
    account: MockConfigEntry,
    notify: Notify,
    statuses: Recorded,
    issue_registry: ir.IssueRegistry,
) -> None:
    """By a repair: the script has long gone on, and believes that the alarm waits."""
    await simulator.go_down()
    await while_time_passes(clock, notify("Test"))
    assert statuses.states == ["pending"]
    simulator.smsc.set_account(balance=Decimal(0))
    await simulator.start()
    await as_time_passes(clock, lambda: "rejected" in statuses.states)

    issue = issue_registry.async_get_issue(
        "sms_gateway", f"not_sent_{account.entry_id}"
    )
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["error"] == statuses.data[-1]["error"]


async def test_a_refusal_within_many_answers_is_told_once(
    simulator: Simulator, send_sms: Send, issue_registry: ir.IssueRegistry
) -> None:
    """In the answer, however many there are, and nowhere else."""
    phones = [MOM, *(f"+7916000{number:04}" for number in range(40))]
    simulator.smsc.set_account(forbidden_numbers=frozenset({"7916000"}))

    answer = await send_sms(phone=phones)

    states = [message["state"] for message in answer["messages"]]
    assert states == ["queued", *["rejected"] * 40]
    assert not issue_registry.issues
