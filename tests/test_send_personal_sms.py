"""Different texts in one call: who gets which, and what becomes of them on the way."""

from dataclasses import replace
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.clock import SystemClock
from custom_components.sms_gateway.journal import Journal, Message
from custom_components.sms_gateway.providers import PROVIDERS
from custom_components.sms_gateway.providers.model import Channel
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .conftest import ACCOUNT_ID, MOM, MOM_ENTITY, Send
from .eventually import Recorded, as_time_passes, eventually
from .journals import record
from .simulator import ManualClock, Simulator

OTHER = "+79261234567"
THIRD = "+79031234567"
BAD = "+71234567890"

ROWS = [
    {"recipient": MOM_ENTITY, "message": "Mom, your code is 1"},
    {"phone": OTHER, "message": "Анна, ваш код — 2\nНикому его не говорите"},
    {"phone": [THIRD], "message": "Third: 3; " + "x" * 160},
]
TEXTS = {MOM: ROWS[0]["message"], OTHER: ROWS[1]["message"], THIRD: ROWS[2]["message"]}


def sends(simulator: Simulator) -> list[dict[str, str]]:
    """Return the requests to send."""
    return [
        dict(request.parameters)
        for request in simulator.ledger.requests
        if request.path == "/sys/send.php"
    ]


def arrived(simulator: Simulator) -> dict[str, str]:
    """Return what each number got; each got one message."""
    texts = {f"+{message.phone}": message.text for message in simulator.ledger.messages}
    assert len(texts) == len(simulator.ledger.messages)
    return texts


@pytest.mark.usefixtures("account")
async def test_each_gets_their_own_in_one_request(
    simulator: Simulator, act: Send
) -> None:
    """With parts and price of each, and one report for each."""
    answer = await act("send_personal_sms", messages=ROWS, tag="codes")

    assert arrived(simulator) == TEXTS
    assert len(sends(simulator)) == 1
    assert not simulator.ledger.unknown_parameters
    by_phone = {message["phone"]: message for message in answer["messages"]}
    assert [by_phone[p]["parts"] for p in (MOM, OTHER, THIRD)] == [1, 1, 2]
    assert [by_phone[p]["cost"] for p in (MOM, OTHER, THIRD)] == [3.2, 3.2, 6.4]
    assert by_phone[MOM]["recipient"] == "Mom"
    assert {message["state"] for message in answer["messages"]} == {"queued"}
    assert answer["accounts"][0]["cost"] == 12.8


@pytest.mark.usefixtures("account")
async def test_parts_are_counted_where_no_row_tells(
    simulator: Simulator, act: Send
) -> None:
    """The sum of all of them tells nothing of one."""
    simulator.smsc.speak(op_rows="none")
    answer = await act("send_personal_sms", messages=ROWS)

    assert [message["parts"] for message in answer["messages"]] == [1, 1, 2]
    assert [message["cost"] for message in answer["messages"]] == [None] * 3


@pytest.mark.usefixtures("account")
async def test_senders_of_rows_go_before_that_of_the_call(
    simulator: Simulator, act: Send
) -> None:
    """And that one is of all others."""
    simulator.smsc.accounts.update("demo", senders=frozenset({"Home", "Dad"}))
    rows = [ROWS[0], {**ROWS[1], "sender": "Dad"}]
    await act("send_personal_sms", messages=rows, sender="Home")

    senders = {f"+{m.phone}": m.sender for m in simulator.ledger.messages}
    assert senders == {MOM: "Home", OTHER: "Dad"}
    assert len(sends(simulator)) == 1


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "text",
    [
        "C:\\new\\name",
        "a|b",
        "first\r\nsecond",
        "first\n+79161110001:second",
        "Home|79161110001:x",
        "\\n",
        "tail\\\nnext",
    ],
)
async def test_every_text_arrives_as_it_is(
    simulator: Simulator, act: Send, text: str
) -> None:
    """Also one that a list would read as something else."""
    rows = [ROWS[0], {"phone": OTHER, "message": text}]
    await act("send_personal_sms", messages=rows)

    assert arrived(simulator) == {MOM: TEXTS[MOM], OTHER: text}


@pytest.mark.usefixtures("account")
async def test_bad_numbers_stop_nobody(simulator: Simulator, act: Send) -> None:
    """Neither those that are none, nor those that the provider knows do not exist."""
    rows = [
        {"phone": "112233", "message": "To nobody"},
        {"recipient": "notify.nobody", "message": "To nobody"},
        {"phone": BAD, "message": "Not in use"},
        *ROWS,
    ]
    answer = await act("send_personal_sms", messages=rows)

    assert arrived(simulator) == TEXTS
    states = {message["phone"]: message["state"] for message in answer["messages"]}
    assert states == dict.fromkeys(TEXTS, "queued") | dict.fromkeys(
        ("112233", "notify.nobody", BAD), "rejected"
    )


@pytest.mark.usefixtures("account")
async def test_a_request_refused_whole_goes_out_without_the_bad_number(
    simulator: Simulator, act: Send
) -> None:
    """The others get what is theirs."""
    simulator.smsc.speak(bad_numbers="whole_request")
    rows = [{"phone": BAD, "message": "Not in use"}, *ROWS]
    answer = await act("send_personal_sms", messages=rows)

    assert arrived(simulator) == TEXTS
    assert [m["state"] for m in answer["messages"]].count("rejected") == 1


@pytest.mark.usefixtures("account")
async def test_several_texts_to_one_number_keep_their_order(
    simulator: Simulator, act: Send
) -> None:
    """Never in one request; the same text twice is one message."""
    rows = [
        {"phone": MOM, "message": "First"},
        {"phone": OTHER, "message": "Other"},
        {"phone": MOM, "message": "Second"},
        {"phone": MOM, "message": "First"},
        {"recipient": MOM_ENTITY, "message": "Third"},
    ]
    answer = await act("send_personal_sms", messages=rows)

    assert [m.text for m in simulator.ledger.to(MOM)] == ["First", "Second", "Third"]
    assert [m.text for m in simulator.ledger.to(OTHER)] == ["Other"]
    assert len(sends(simulator)) == 3
    assert {message["state"] for message in answer["messages"]} == {"queued"}


@pytest.mark.usefixtures("account")
async def test_repetitions_go_by_the_text_of_each(
    simulator: Simulator, act: Send
) -> None:
    """Who gets something new gets it, whoever has had it already gets nothing."""
    first = await act("send_personal_sms", messages=ROWS)
    rows = [ROWS[0], {**ROWS[1], "message": "Something new"}]
    again = await act("send_personal_sms", messages=rows)

    assert again["messages"][0]["reference"] == first["messages"][0]["reference"]
    assert len(simulator.ledger.messages) == 4


async def test_a_lost_answer_is_looked_up(
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
) -> None:
    """What was taken is not sent again."""
    simulator.faults.add("drop_after", path="/sys/send.php")
    answer = await act("send_personal_sms", messages=ROWS)
    assert {m["state"] for m in answer["messages"]} == {"unconfirmed"}
    await as_time_passes(
        clock,
        lambda: len([s for s in statuses.states if s in {"sent", "delivered"}]) >= 3,
    )

    assert arrived(simulator) == TEXTS
    assert len(sends(simulator)) == 1


@pytest.mark.parametrize("code", [3, 6])
async def test_the_next_account_carries_each_text(
    account: MockConfigEntry,
    fallback: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    code: int,
) -> None:
    """Without the senders, which it may not have."""
    simulator.faults.add(
        "error_code", code=code, path="/sys/send.php", account="demo", times=9
    )
    rows = [ROWS[0], {**ROWS[1], "sender": "demo"}, ROWS[2]]
    answer = await act("send_personal_sms", messages=rows)

    assert arrived(simulator) == TEXTS
    assert {m.account for m in simulator.ledger.messages} == {"second"}
    assert {m.sender for m in simulator.ledger.messages} == {"SMSC.RU"}
    entries = {message["config_entry_id"] for message in answer["messages"]}
    assert entries == {fallback.entry_id}


async def test_what_waits_for_the_network_goes_out_together(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """Once it is back."""
    await simulator.go_down()
    answer = await act("send_personal_sms", messages=ROWS)
    assert {m["state"] for m in answer["messages"]} == {"pending"}
    await simulator.start()
    await as_time_passes(clock, lambda: len(simulator.ledger.messages) == 3)

    assert arrived(simulator) == TEXTS
    assert len(sends(simulator)) == 1


async def test_a_restart_keeps_each_text(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    tmp_path: Any,
) -> None:
    """What waited goes out, each number with its own."""
    journal = Journal(tmp_path / ".storage" / "sms_gateway.db", SystemClock())
    await journal.open()
    now = time.time()
    messages = [
        Message(
            reference=f"r{phone}",
            request_id="together",
            entry_id=ACCOUNT_ID,
            provider="smsc",
            channel=Channel.SMS,
            phone=phone,
            text=text,
            chain=(ACCOUNT_ID,),
            created_at=now,
            valid_until=now + 900,
            tracked_until=now + 90000,
            changed_at=now,
        )
        for phone, text in TEXTS.items()
    ]
    await record(journal, messages)
    await journal.close()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await eventually(lambda: len(simulator.ledger.messages) == 3)

    assert arrived(simulator) == TEXTS
    assert len(sends(simulator)) == 1


async def test_a_provider_without_lists_gets_a_request_for_each_text(
    entry: MockConfigEntry,
    hass: HomeAssistant,
    simulator: Simulator,
    act: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And one for those who get the same."""
    without = replace(PROVIDERS["smsc"], may_be_own=lambda channel, own: False)
    monkeypatch.setitem(PROVIDERS, "smsc", without)
    assert await hass.config_entries.async_setup(entry.entry_id)
    rows = [ROWS[0], {"phone": [OTHER, THIRD], "message": "Both"}]
    await act("send_personal_sms", messages=rows)

    assert arrived(simulator) == {MOM: TEXTS[MOM], OTHER: "Both", THIRD: "Both"}
    assert sorted(r["phones"] for r in sends(simulator)) == sorted(
        [MOM, f"{OTHER},{THIRD}"]
    )


@pytest.mark.usefixtures("account")
async def test_a_dry_run_tells_each_price(simulator: Simulator, act: Send) -> None:
    """And of several texts to one number, too; nothing is sent."""
    rows = [*ROWS, {"phone": MOM, "message": "ж" * 71}, {"phone": "1", "message": "x"}]
    answer = await act("send_personal_sms", messages=rows, dry_run=True)

    good = [m for m in answer["messages"] if m["state"] != "rejected"]
    assert [m["parts"] for m in good] == [1, 1, 2, 2]
    assert [m["cost"] for m in good] == [3.2, 3.2, 6.4, 6.4]
    assert answer["accounts"][0]["cost"] == 19.2
    assert answer["accounts"][0]["parts"] == 2
    assert not simulator.ledger.messages


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("rows", "data", "error"),
    [
        ([{"message": "To nobody"}], {}, "row_incomplete"),
        ([*ROWS, {"phone": OTHER, "message": " \n"}], {}, "row_incomplete"),
        ([*ROWS, {"phone": OTHER, "message": "a" * 1001}], {}, "message_too_long"),
        ([*ROWS, {**ROWS[0], "sender": "Мой дом"}], {}, "sender_invalid"),
        (ROWS, {"sender": "LongerThanIsAllowed"}, "sender_invalid"),
        (ROWS, {"max_parts": 1}, "too_many_parts"),
        ([{"phone": "112233", "message": "To nobody"}], {}, "phone_invalid"),
        ([{"recipient": "notify.x", "message": "No"}], {}, "recipient_unknown"),
    ],
)
async def test_bad_input_is_refused_before_anything_is_sent(
    simulator: Simulator,
    act: Send,
    rows: list[dict[str, Any]],
    data: dict[str, Any],
    error: str,
) -> None:
    """The error says which field and why."""
    with pytest.raises(ServiceValidationError) as raised:
        await act("send_personal_sms", messages=rows, **data)

    assert raised.value.translation_key == error
    assert str(raised.value).startswith("Field")
    assert not sends(simulator)


@pytest.mark.usefixtures("account")
async def test_it_raises_where_every_number_was_refused(
    simulator: Simulator, act: Send
) -> None:
    """As any sending does, be they refused together or one by one."""
    simulator.faults.add("error_code", code=3, times=9, path="/sys/send.php")
    with pytest.raises(HomeAssistantError) as raised:
        await act("send_personal_sms", messages=ROWS)

    assert raised.value.translation_key == "fault_funds"


@pytest.mark.usefixtures("account")
async def test_one_text_from_two_senders_is_one_message_from_the_first(
    simulator: Simulator, act: Send
) -> None:
    """Nobody gets the same text twice; what comes first in the list stays."""
    simulator.smsc.accounts.update("demo", senders=frozenset({"A", "B"}))
    rows = [
        {"phone": MOM, "message": "Same", "sender": "A"},
        {"phone": MOM, "message": "Same", "sender": "B"},
    ]
    answer = await act("send_personal_sms", messages=rows)

    assert [m.sender for m in simulator.ledger.messages] == ["A"]
    assert len(answer["messages"]) == 1
