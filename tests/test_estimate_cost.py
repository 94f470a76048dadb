"""What `estimate_cost` and a dry run tell, and that neither of them sends anything."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.providers import PROVIDERS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .conftest import MOM, MOM_ENTITY, Send
from .eventually import Recorded
from .simulator import ManualClock, Simulator

OTHER = "+79261234567"
BAD = "+71234567890"

type Estimate = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@pytest.fixture
def estimate(hass: HomeAssistant, account: MockConfigEntry) -> Estimate:
    """Ask for a price."""

    async def call(message: str, **data: Any) -> dict[str, Any]:
        answer = await hass.services.async_call(
            "sms_gateway",
            "estimate_cost",
            {"message": message, **data},
            blocking=True,
            return_response=True,
        )
        assert isinstance(answer, dict)
        return answer

    return call


def questions(simulator: Simulator) -> list[dict[str, str]]:
    """Return the requests to send.php."""
    return [
        dict(request.parameters)
        for request in simulator.ledger.requests
        if request.path == "/sys/send.php"
    ]


async def test_a_price_is_told_and_nothing_is_sent(
    hass: HomeAssistant, simulator: Simulator, estimate: Estimate, statuses: Recorded
) -> None:
    """For each message, and for the account."""
    answer = await estimate("Test", recipient=MOM_ENTITY, phone=OTHER)
    await hass.async_block_till_done()

    [account] = answer["accounts"]
    assert (account["parts"], account["cost"], account["currency"]) == (1, 6.4, "RUB")
    assert account["unicode_character"] is None
    assert [item["phone"] for item in answer["messages"]] == [MOM, OTHER]
    assert [item["cost"] for item in answer["messages"]] == [3.2, 3.2]
    assert {item["state"] for item in answer["messages"]} == {None}
    [question] = questions(simulator)
    assert question["cost"] == "1"
    assert not simulator.ledger.messages
    assert not simulator.ledger.unknown_parameters
    assert not statuses.data


async def test_the_character_that_costs_is_named(estimate: Estimate) -> None:
    """One dash makes two of one; its place is counted from 1."""
    text = "a" * 40 + "—" + "b" * 40
    [account] = (await estimate(text, phone=MOM))["accounts"]

    assert account["parts"] == 2
    assert account["unicode_character"] == "—"
    assert account["unicode_position"] == 41
    assert account["parts_as_gsm"] == 1


async def test_what_transliteration_leaves_is_named_by_its_place_in_the_text(
    estimate: Estimate,
) -> None:
    """Not in the longer text that it becomes; the provider's count is the truth."""
    answer = await estimate("щ" * 30 + "🔥", phone=MOM, transliterate="latin")

    [account] = answer["accounts"]
    assert account["unicode_character"] == "🔥"
    assert account["unicode_position"] == 31
    [account] = (await estimate("щ" * 50, phone=MOM, transliterate="latin"))["accounts"]
    assert (account["parts"], account["unicode_character"]) == (1, None)


async def test_the_same_question_is_asked_five_times_a_minute_at_most(
    clock: ManualClock, simulator: Simulator, estimate: Estimate
) -> None:
    """Whoever asks more often gets the last answer."""
    for _ in range(60):
        answer = await estimate("Test", phone=MOM)
        assert answer["accounts"][0]["cost"] == 3.2
        await clock.advance(1)
    await estimate("Another", phone=MOM)

    assert len(questions(simulator)) <= 6


async def test_one_bad_number_does_not_hide_the_price_of_the_others(
    simulator: Simulator, estimate: Estimate
) -> None:
    """Even where the provider refuses all for it."""
    simulator.smsc.speak(bad_numbers="whole_request")
    answer = await estimate("Test", phone=[MOM, BAD, "112233", OTHER])

    by_phone = {item["phone"]: item for item in answer["messages"]}
    assert by_phone[MOM]["cost"] == by_phone[OTHER]["cost"] == 3.2
    assert by_phone["112233"]["state"] == "rejected"
    assert by_phone[BAD]["cost"] is None
    assert answer["accounts"][0]["cost"] == 6.4


@pytest.mark.parametrize("fault", ["drop_after", "html", "truncated", "drop_before"])
async def test_a_lost_answer_is_no_riddle(
    simulator: Simulator, estimate: Estimate, fault: str
) -> None:
    """Nothing was sent, whatever became of the question."""
    simulator.faults.add(fault, path="/sys/send.php")
    with pytest.raises(HomeAssistantError) as raised:
        await estimate("Test", phone=MOM)

    assert raised.value.translation_key == "question_unanswered"


@pytest.mark.parametrize(
    ("fault", "settings"),
    [
        ("error_code", {"code": 3}),
        ("http_status", {"status": 503}),
        ("drop_before", {}),
    ],
)
async def test_what_may_be_mended_meanwhile_is_asked_again(
    simulator: Simulator, estimate: Estimate, fault: str, settings: dict[str, int]
) -> None:
    """Whoever tops up, and asks at once, is told the price."""
    simulator.faults.add(fault, path="/sys/send.php", times=1, **settings)
    with pytest.raises(HomeAssistantError):
        await estimate("Test", phone=MOM)

    assert (await estimate("Test", phone=MOM))["accounts"][0]["cost"] == 3.2


async def test_credentials_that_are_right_again_are_believed(
    simulator: Simulator, estimate: Estimate, account: MockConfigEntry
) -> None:
    """What was said while they were refused is not repeated."""
    simulator.smsc.set_account(password="changed")
    for _ in range(2):
        with pytest.raises(HomeAssistantError) as raised:
            await estimate("Test", phone=MOM)
        assert raised.value.translation_key == "fault_auth"
    simulator.smsc.set_account(password="demo")
    account.runtime_data.engine.trust()

    assert len(questions(simulator)) == 1
    assert (await estimate("Test", phone=MOM))["accounts"][0]["cost"] == 3.2


@pytest.mark.parametrize("code", [4, 6, 9])
async def test_what_stays_so_is_asked_once(
    clock: ManualClock, simulator: Simulator, estimate: Estimate, code: int
) -> None:
    """A forbidden text, and a provider that wants to be left alone for a while."""
    simulator.faults.add("error_code", code=code, path="/sys/send.php", times=1)
    for _ in range(2):
        with pytest.raises(HomeAssistantError):
            await estimate("Test", phone=MOM)
    assert len(questions(simulator)) == 1
    await clock.advance(16)

    assert (await estimate("Test", phone=MOM))["accounts"][0]["cost"] == 3.2


async def test_no_network_is_said(simulator: Simulator, estimate: Estimate) -> None:
    """With what to look at."""
    await simulator.go_down()
    with pytest.raises(HomeAssistantError) as raised:
        await estimate("Test", phone=MOM)

    assert raised.value.translation_key == "fault_unreachable"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"phone": "112233"}, "phone_invalid"),
        ({}, "no_addressee"),
        ({"phone": MOM, "message": " "}, "message_empty"),
        ({"phone": MOM, "message": "a" * 1001}, "message_too_long"),
        ({"phone": MOM, "sender": "LongerThanIsAllowed"}, "sender_invalid"),
    ],
)
async def test_bad_input_is_refused_before_anything_is_asked(
    simulator: Simulator, estimate: Estimate, data: dict[str, Any], error: str
) -> None:
    """As `send_sms` would."""
    with pytest.raises(ServiceValidationError) as raised:
        await estimate(**{"message": "Test", **data})

    assert raised.value.translation_key == error
    assert not questions(simulator)


async def test_an_account_that_cannot_tell_says_so(
    estimate: Estimate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And there is no other one to name."""
    without = replace(PROVIDERS["smsc"], abilities=frozenset())
    monkeypatch.setitem(PROVIDERS, "smsc", without)
    with pytest.raises(ServiceValidationError) as raised:
        await estimate("Test", phone=MOM)

    assert raised.value.translation_key == "channel_nowhere"


async def test_a_dry_run_answers_as_a_sending_does_and_sends_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    account: MockConfigEntry,
) -> None:
    """The same fields, without a reference and a state; nothing is remembered."""
    dry = await send_sms("Test", phone=MOM, tag="water", dry_run=True)
    await hass.async_block_till_done()
    assert not simulator.ledger.messages
    assert not statuses.data
    wet = await send_sms("Test", phone=MOM, tag="water")

    assert dry["messages"][0].keys() == wet["messages"][0].keys()
    assert wet["accounts"][0].keys() <= dry["accounts"][0].keys()
    [message] = dry["messages"]
    assert (message["reference"], message["state"]) == (None, None)
    assert (message["parts"], message["cost"]) == (1, 3.2)
    assert dry["accounts"][0]["cost"] == wet["accounts"][0]["cost"]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        ("ж" * 71, "no", 2),
        ("ж" * 71, "latin", 1),
        ("ж" * 81, "latin", 2),
        ("щ" * 41, "latin", 2),
        ("щ" * 41, "lookalike", 2),
        ("ж" * 20, "lookalike", 1),
        # Its signs take two places each.
        ("ж" * 27, "lookalike", 2),
        ("Hello" * 31, "latin", 1),
    ],
)
async def test_a_limit_of_parts_knows_of_transliteration(
    simulator: Simulator, send_sms: Send, text: str, kind: str, parts: int
) -> None:
    """A text is counted as long as it may get; the provider never makes more of it."""
    if parts > 1:
        with pytest.raises(ServiceValidationError) as raised:
            await send_sms(
                text, phone=MOM, transliterate=kind, max_parts=parts - 1, dry_run=True
            )
        assert raised.value.translation_key == "too_many_parts"
    dry = await send_sms(
        text, phone=MOM, transliterate=kind, max_parts=parts, dry_run=True
    )

    assert dry["messages"][0]["parts"] <= parts
