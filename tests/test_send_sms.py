"""What `send_sms` takes, what it answers, and what it refuses before anything is sent."""

from itertools import pairwise
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .conftest import MOM, MOM_ENTITY, Send
from .simulator import Simulator

OTHER = "+79261234567"

pytestmark = pytest.mark.usefixtures("account")


async def test_many_numbers_are_one_request(
    simulator: Simulator, send_sms: Send
) -> None:
    """Recipients and numbers of one call leave together."""
    answer = await send_sms(recipient=[MOM_ENTITY], phone=[OTHER])

    sends = [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]
    assert [request.parameters["phones"] for request in sends] == [f"{MOM},{OTHER}"]
    assert [message["phone"] for message in answer["messages"]] == [MOM, OTHER]
    assert [message["recipient"] for message in answer["messages"]] == ["Mom", None]
    assert len({message["reference"] for message in answer["messages"]}) == 2
    assert len({message["message_id"] for message in answer["messages"]}) == 1
    assert answer["accounts"][0]["cost"] == 6.4


async def test_a_number_twice_in_one_call_gets_one_message(
    simulator: Simulator, send_sms: Send
) -> None:
    """However it is written, and whether as a recipient or as a number."""
    answer = await send_sms(
        recipient=MOM_ENTITY, phone=["8 916 123 45 67", MOM, "+7-916-1234567"]
    )

    assert len(answer["messages"]) == 1
    assert len(simulator.ledger.messages) == 1


@pytest.mark.parametrize("written", [79161234567, 89161234567, "79161234567"])
async def test_a_number_that_lost_its_plus_in_yaml_counts(
    simulator: Simulator, send_sms: Send, written: int | str
) -> None:
    """YAML takes an unquoted +7… for an integer."""
    answer = await send_sms(phone=written)

    assert answer["messages"][0]["phone"] == MOM
    assert simulator.ledger.to(MOM)


async def test_a_bad_number_among_good_ones_stops_nobody(
    simulator: Simulator, send_sms: Send
) -> None:
    """It comes back as a rejected message."""
    answer = await send_sms(phone=[MOM, "112233", OTHER], recipient=["notify.nobody"])

    by_phone = {message["phone"]: message for message in answer["messages"]}
    assert by_phone[MOM]["state"] == by_phone[OTHER]["state"] == "queued"
    assert by_phone["112233"]["state"] == "rejected"
    assert by_phone["notify.nobody"]["state"] == "rejected"
    assert "not a number" in by_phone["112233"]["error"]
    assert len(simulator.ledger.messages) == 2


async def test_a_number_that_the_provider_refuses_stops_nobody(
    simulator: Simulator, send_sms: Send
) -> None:
    """A number that can exist, but that the provider knows does not."""
    answer = await send_sms(phone=[MOM, "+71234567890"])

    states = {message["phone"]: message["state"] for message in answer["messages"]}
    assert states == {MOM: "queued", "+71234567890": "rejected"}


async def test_tag_and_sender_go_along(simulator: Simulator, send_sms: Send) -> None:
    """The sender ID to the provider, the tag to whoever asks for it."""
    await send_sms(phone=MOM, sender="demo", tag="water")

    assert simulator.ledger.messages[0].sender == "demo"


async def test_texts_arrive_as_they_are(simulator: Simulator, send_sms: Send) -> None:
    """Cyrillic, emoji, signs of the form itself."""
    text = "Ёлка & ёжик = 100%+ «да»; 🔥\nвторая строка"
    await send_sms(text, phone=MOM)

    assert simulator.ledger.messages[0].text == text
    assert not simulator.ledger.unknown_parameters


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"phone": "112233"}, "phone_invalid"),
        ({"phone": "no number"}, "phone_invalid"),
        ({"recipient": "notify.nobody"}, "recipient_unknown"),
        ({}, "no_addressee_or_group"),
        ({"phone": MOM, "message": "  \n"}, "message_empty"),
        ({"phone": MOM, "message": "a" * 1001}, "message_too_long"),
        ({"phone": MOM, "sender": "LongerThanIsAllowed"}, "sender_invalid"),
        ({"phone": MOM, "sender": "Мой дом"}, "sender_invalid"),
        ({"phone": MOM, "sender": "1234567890123456"}, "sender_invalid"),
        # Digits, but of no phone.
        ({"phone": MOM, "sender": "٣٤٥٦"}, "sender_invalid"),
        ({"phone": MOM, "config_entry_id": "nonsense"}, "account_unknown"),
    ],
)
async def test_bad_input_is_refused_before_anything_is_sent(
    simulator: Simulator, send_sms: Send, data: dict[str, Any], error: str
) -> None:
    """The error says which field and why."""
    with pytest.raises(ServiceValidationError) as raised:
        await send_sms(**data)

    assert raised.value.translation_key == error
    assert str(raised.value).startswith("Field")
    assert not [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("phone", "+7916123456789012"),
        ("recipient", "+79161234567"),
        ("recipient", "notify.mom_79161234567"),
    ],
)
async def test_an_error_names_no_whole_number(
    send_sms: Send, field: str, written: str
) -> None:
    """It is logged, wherever the number was written."""
    with pytest.raises(ServiceValidationError) as raised:
        await send_sms(**{field: written})

    assert "79161234" not in str(raised.value)
    assert "•••" in str(raised.value)


async def test_an_account_that_is_disabled_is_refused_at_once(
    hass: HomeAssistant, account: MockConfigEntry, send_sms: Send
) -> None:
    """Waiting would not help."""
    await hass.config_entries.async_set_disabled_by(
        account.entry_id, ConfigEntryDisabler.USER
    )

    with pytest.raises(ServiceValidationError) as raised:
        await send_sms(phone=MOM, config_entry_id=account.entry_id)
    assert raised.value.translation_key == "account_not_loaded"


async def test_an_account_that_is_being_reloaded_is_waited_for(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """A call in the middle of a reload goes out when it is over."""
    reload = hass.async_create_task(hass.config_entries.async_reload(account.entry_id))
    answer = await send_sms(phone=MOM, config_entry_id=account.entry_id)
    await reload

    assert answer["messages"][0]["state"] == "queued"
    assert len(simulator.ledger.messages) == 1


async def test_of_two_accounts_the_recipients_own_is_taken(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """A number alone cannot tell, and is asked for its account."""
    second = MockConfigEntry(
        domain="sms_gateway",
        title="Second",
        data={**account.data, "webhook_id": "b" * 64},
    )
    second.add_to_hass(hass)
    assert await hass.config_entries.async_setup(second.entry_id)

    answer = await send_sms(recipient=MOM_ENTITY)
    assert answer["messages"][0]["config_entry_id"] == account.entry_id
    answer = await send_sms(
        "By the second", recipient=MOM_ENTITY, config_entry_id=second.entry_id
    )
    assert answer["messages"][0]["config_entry_id"] == second.entry_id
    assert answer["messages"][0]["recipient"] == "Mom"
    with pytest.raises(ServiceValidationError) as raised:
        await send_sms(phone=OTHER)
    assert raised.value.translation_key == "account_needed"


async def test_a_validity_of_ones_own_goes_to_the_provider_too(
    simulator: Simulator, send_sms: Send
) -> None:
    """As what is left of it; without one the provider tries as long as it likes."""
    await send_sms("Short", phone=MOM, valid_for={"hours": 2})
    await send_sms("Usual", phone=MOM)

    short, usual = simulator.ledger.messages
    assert 7000 < short.validity <= 7200
    assert usual.validity == 86400


async def test_ids_of_requests_come_from_time_and_chance(
    simulator: Simulator, account: MockConfigEntry, send_sms: Send
) -> None:
    """Not from a counter, which a restored backup sets back; SMSC takes 40 letters."""
    for number in range(20):
        await send_sms(f"Text {number}", phone=MOM)

    ids = [
        request.parameters["id"]
        for request in simulator.ledger.requests
        if request.path == "/sys/send.php"
    ]
    chances = sorted(int(item[-12:], 36) for item in ids)
    apart = [later - former for former, later in pairwise(chances)]
    assert max(map(len, ids)) <= 40
    assert min(apart) > 1000
