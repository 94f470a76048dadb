"""Viber, WhatsApp, social networks and Telegram: whom they reach and what goes along."""

from dataclasses import replace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.providers import PROVIDERS
from custom_components.sms_gateway.providers.model import Channel
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .conftest import MOM, MOM_ENTITY, WEBHOOK_ID, Clients, Send
from .eventually import Recorded
from .simulator import Simulator

TEXT = "Ёлка & ёжик = 100%+"


def sends(simulator: Simulator) -> list[Any]:
    """Return the requests to send."""
    return [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("action", "channel", "theirs"),
    [
        ("send_viber", "viber", "viber"),
        ("send_whatsapp", "whatsapp", "whatsapp"),
        ("send_social", "social", "soc"),
    ],
)
async def test_each_messenger(
    simulator: Simulator, act: Send, action: str, channel: str, theirs: str
) -> None:
    """The text arrives as it is, with what goes along."""
    answer = await act(
        action,
        message=TEXT,
        recipient=MOM_ENTITY,
        sender="demo",
        file_url="https://example.com/door.jpg",
        shorten_links=True,
    )

    [message] = simulator.ledger.over(theirs)
    assert (message.text, message.sender) == (TEXT, "demo")
    assert message.details["fileurl"] == "https://example.com/door.jpg"
    assert sends(simulator)[0].parameters["tinyurl"] == "1"
    assert not simulator.ledger.unknown_parameters
    assert answer["messages"][0]["channel"] == channel
    assert answer["messages"][0]["recipient"] == "Mom"


async def test_a_delivery_is_told_with_its_channel(
    simulator: Simulator, callbacks: str, act: Send, statuses: Recorded
) -> None:
    """As of any message."""
    await act("send_viber", message="Test", phone=MOM)
    event = await statuses.until_state("delivered")

    assert event["channel"] == "viber"
    assert "keys_pressed" not in event


@pytest.mark.usefixtures("account")
async def test_a_code_in_telegram(simulator: Simulator, act: Send) -> None:
    """To a number; without a bot it is all that the provider sends there."""
    answer = await act("send_telegram", message="4821", phone=MOM)

    [message] = simulator.ledger.over("telegram")
    assert message.text == "4821"
    assert answer["messages"][0]["channel"] == "telegram"


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("address", ["@anna_home", "#123456789", MOM])
async def test_a_bot_writes_to_people(
    simulator: Simulator, act: Send, address: str
) -> None:
    """By their names, their IDs or their numbers."""
    answer = await act("send_telegram", message=TEXT, phone=address, bot="@demo_bot")

    [message] = simulator.ledger.over("bot")
    assert (message.text, message.details["bot"]) == (TEXT, "@demo_bot")
    assert sends(simulator)[0].parameters["phones"] == address
    assert answer["messages"][0]["channel"] == "telegram_bot"


@pytest.mark.parametrize("bot", ["@SmartHomeBot", "@My_Home_Bot", "@my_home_bot"])
async def test_a_bot_has_whatever_name_telegram_takes(
    simulator: Simulator, account: MockConfigEntry, act: Send, bot: str
) -> None:
    """Not every one has an underscore; it goes as it was written."""
    simulator.smsc.accounts.update("demo", bots=frozenset({bot}))
    await act("send_telegram", message=TEXT, phone=MOM, bot=bot)

    [message] = simulator.ledger.over("bot")
    assert message.details["bot"] == bot


async def test_names_in_telegram_are_masked(
    hass: HomeAssistant, account: MockConfigEntry, act: Send
) -> None:
    """An attribute shows no more of a name than of a number."""
    await act("send_telegram", message="Test", phone="@anna_home", bot="@demo_bot")
    await hass.async_block_till_done()
    state = hass.states.get("event.smsc_demo_message_status")

    assert state is not None
    assert state.attributes["phone"] == "@an•••"


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("action", "data", "error"),
    [
        ("send_viber", {"message": " "}, "message_empty"),
        ("send_viber", {"message": "a" * 1001}, "message_too_long"),
        ("send_viber", {"phone": "@anna_home"}, "phone_invalid"),
        ("send_viber", {"file_url": "door.jpg"}, "url_invalid"),
        ("send_telegram", {"phone": "@x"}, "telegram_invalid"),
        ("send_telegram", {"bot": "demo"}, "bot_invalid"),
        ("send_telegram", {"file_url": "https://example.com/a"}, "file_needs_bot"),
    ],
)
async def test_bad_input_is_refused_before_anything_is_sent(
    simulator: Simulator, act: Send, action: str, data: dict[str, Any], error: str
) -> None:
    """The error says which field and why."""
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, **({"message": "Test", "phone": MOM} | data))

    assert raised.value.translation_key == error
    assert not sends(simulator)


async def test_an_account_without_the_channel_names_those_that_have_it(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or says that nobody has."""
    smsc = PROVIDERS["smsc"]
    channels: dict[Channel, frozenset[str]]
    channels = {c: d for c, d in smsc.channels.items() if c is not Channel.VIBER}
    lesser = replace(smsc, id="lesser", channels=channels)
    monkeypatch.setitem(PROVIDERS, "lesser", lesser)
    entry = MockConfigEntry(
        domain="sms_gateway",
        title="Lesser",
        data={**account.data, "provider": "lesser", "webhook_id": "b" * 64},
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    data = {"message": "Test", "phone": MOM, "config_entry_id": entry.entry_id}

    with pytest.raises(ServiceValidationError) as raised:
        await act("send_viber", **data)
    assert raised.value.translation_key == "channel_elsewhere"
    assert "SMSC (demo)" in str(raised.value)
    monkeypatch.setitem(PROVIDERS, "smsc", lesser)
    with pytest.raises(ServiceValidationError) as raised:
        await act("send_viber", **data)
    assert raised.value.translation_key == "channel_nowhere"
    assert not sends(simulator)


@pytest.mark.usefixtures("account")
async def test_a_name_in_telegram_has_no_case(simulator: Simulator, act: Send) -> None:
    """One person, one message, however the name is written."""
    answer = await act(
        "send_telegram", phone=["@Anna_Home", "@anna_home"], message="1234"
    )

    assert [m["phone"] for m in answer["messages"]] == ["@anna_home"]
    assert [m.phone for m in simulator.ledger.messages] == ["@anna_home"]
    known = await act(
        "get_message_status",
        phone="@ANNA_HOME",
        message_id=answer["messages"][0]["message_id"],
    )
    assert len(known["messages"]) == 1


@pytest.mark.parametrize("phone", ["#123456", "@anna_home"])
async def test_a_report_may_leave_the_mark_of_a_name_out(
    account: MockConfigEntry,
    act: Send,
    statuses: Recorded,
    hass_client_no_auth: Clients,
    phone: str,
) -> None:
    """It is about the same person."""
    answer = await act("send_telegram", phone=phone, message="1234")
    client = await hass_client_no_auth()
    await client.post(
        f"/api/webhook/{WEBHOOK_ID}",
        data={
            "id": answer["messages"][0]["message_id"],
            "phone": phone[1:],
            "status": "1",
            "ts": "1795252000",
        },
    )

    assert (await statuses.until_state("delivered"))["phone"] == phone
