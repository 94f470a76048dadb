"""Input that nobody would write by hand: each gets an error that says what is wrong."""

from typing import Any

import pytest
import voluptuous as vol

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .conftest import MOM, Send
from .simulator import Simulator
from .test_email import ANNA, MAIL

pytestmark = pytest.mark.usefixtures("account")

OTHER = "+79261234567"
HALF = "\ud83d"


@pytest.mark.parametrize(
    ("action", "data", "error"),
    [
        ("send_sms", {"send_at": "9999-12-31 23:59:59"}, "send_at_too_late"),
        ("send_sms", {"send_at": "0001-01-01 00:00:00"}, "send_at_over"),
        ("send_sms", {"send_at": "1969-12-31 00:00:00"}, "send_at_over"),
        ("send_sms", {"send_at": "1970-01-01 00:00:00+00:00"}, "send_at_over"),
        ("make_call", {"send_at": "1969-12-31 00:00:00"}, "send_at_over"),
        ("send_sms", {"phone": 10**5000}, "phone_invalid"),
        ("confirm_by_call", {"phone": 10**5000}, "phone_invalid"),
        ("confirm_by_call", {"phone": ANNA}, "phone_invalid"),
        ("confirm_by_call", {"phone": "@anna_home"}, "phone_invalid"),
        ("get_sent", {"since": "9999-12-31 23:59:59"}, "since_invalid"),
        ("get_sent", {"since": "0001-01-01 00:00:00"}, "since_invalid"),
        ("get_incoming", {"since": "9999-12-31 23:59:59"}, "since_invalid"),
    ],
)
async def test_bad_input_says_what_is_wrong(
    simulator: Simulator, act: Send, action: str, data: dict[str, Any], error: str
) -> None:
    """And reaches no provider."""
    given: dict[str, Any] = {}
    if action in ("send_sms", "make_call"):
        given = {"phone": MOM, "message": "Test"}
    if action == "confirm_by_call":
        given = {"wait_for_call": 1}
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, **(given | data))

    assert raised.value.translation_key == error
    assert not [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]


async def test_a_language_has_two_letters_and_no_line_end(
    simulator: Simulator, act: Send
) -> None:
    """It would be a part of the voice."""
    with pytest.raises(vol.Invalid):
        await act("make_call", phone=MOM, message="Test", language="en\n")
    assert not simulator.ledger.messages


async def test_a_number_that_cannot_be_written_down_stops_nobody(
    simulator: Simulator, act: Send
) -> None:
    """As any other that is none."""
    answer = await act("send_sms", phone=[10**5000, MOM], message="Test")

    assert {m["phone"]: m["state"] for m in answer["messages"]} == {
        MOM: "queued",
        "…": "rejected",
    }


@pytest.mark.parametrize(
    ("odd", "arrives"),
    [
        ({"subject": f"Leak {HALF}"}, "Leak �"),
        ({"subject": f"Leak {HALF}\udca7"}, "Leak 💧"),
        ({"address": [ANNA, f"b{HALF}@demo.example"]}, MAIL["subject"]),
        ({"from_address": f"ala{HALF}rm@demo.example"}, None),
        ({"file_url": f"https://demo.example/{HALF}"}, None),
    ],
)
async def test_half_an_emoji_in_a_mail(
    simulator: Simulator, act: Send, odd: dict[str, Any], arrives: str | None
) -> None:
    """It is replaced in texts, and refused in addresses, which it would change."""
    try:
        answer = await act("send_email", **({"address": ANNA} | MAIL | odd))
    except HomeAssistantError:
        assert arrives is None
        assert not simulator.ledger.messages
        return
    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states.pop(ANNA) == "queued"
    assert set(states.values()) <= {"rejected"}
    assert [m.details["subject"] for m in simulator.ledger.over("mail")] == [arrives]


async def test_half_an_emoji_in_a_row(simulator: Simulator, act: Send) -> None:
    """In the text, the number or the sender of one of them."""
    rows = [
        {"phone": MOM, "message": f"Leak {HALF}"},
        {"phone": [OTHER, f"+7916{HALF}"], "message": "Leak"},
    ]
    answer = await act("send_personal_sms", messages=rows, tag=HALF)
    assert sorted(m["state"] for m in answer["messages"]) == [
        "queued",
        "queued",
        "rejected",
    ]
    assert [m.text for m in simulator.ledger.to(MOM)] == ["Leak �"]
    known = await act("get_message_status", tag=HALF)
    assert len(known["messages"]) == 3

    with pytest.raises(ServiceValidationError) as raised:
        await act("send_personal_sms", messages=[rows[0] | {"sender": HALF}])
    assert raised.value.translation_key == "sender_invalid"
    str(raised.value).encode()


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("send_wap_push", {"url": "https://demo.example", "title": f"Leak {HALF}"}),
        ("make_call", {"message": f"Leak {HALF}"}),
        ("send_viber", {"message": f"Leak {HALF}"}),
        ("send_mms", {"subject": f"Leak {HALF}"}),
    ],
)
async def test_half_an_emoji_by_any_channel(
    simulator: Simulator, act: Send, action: str, data: dict[str, Any]
) -> None:
    """What can be read arrives."""
    answer = await act(action, phone=MOM, **data)

    assert [m["state"] for m in answer["messages"]] == ["queued"]
    [message] = simulator.ledger.messages
    assert "Leak �" in (message.text + message.details.get("subject", ""))


async def test_half_an_emoji_is_no_group(simulator: Simulator, act: Send) -> None:
    """The error is that of an unknown one."""
    with pytest.raises(ServiceValidationError) as raised:
        await act("send_sms", group=HALF, message="Test")
    assert raised.value.translation_key == "fault_group_unknown"
