"""A text goes out, its delivery is reported, and an answer comes in."""

from homeassistant.core import HomeAssistant

from .conftest import MOM, MOM_ENTITY, Send
from .eventually import Recorded
from .simulator import Simulator


async def test_notify_reaches_the_phone_and_the_report_comes_back(
    hass: HomeAssistant, simulator: Simulator, callbacks: str, statuses: Recorded
) -> None:
    """A message of an automation arrives, and its owner learns so."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": MOM_ENTITY, "message": "Вода в ванной!", "title": "Тревога"},
        blocking=True,
    )
    delivered = await statuses.until_state("delivered")

    [accepted] = simulator.ledger.messages
    assert accepted.text == "Тревога\nВода в ванной!"
    assert accepted.arrived
    assert delivered["phone"] == MOM
    assert delivered["recipient"] == "Mom"
    assert statuses.states == ["pending", "queued", "delivered"]
    assert {data["reference"] for data in statuses.data} == {delivered["reference"]}


async def test_the_action_answers_with_what_became_of_the_message(
    simulator: Simulator, callbacks: str, send_sms: Send
) -> None:
    """Waiting for the delivery gives the final state in the answer."""
    answer = await send_sms(
        "Hello", phone="8 (916) 123-45-67", wait_for_delivery={"seconds": 30}
    )

    [message] = answer["messages"]
    [accepted] = simulator.ledger.messages
    assert message["state"] == "delivered"
    assert message["phone"] == MOM
    assert message["recipient"] == "Mom"
    assert message["message_id"] == accepted.message_id
    assert message["parts"] == 1
    assert message["cost"] == 3.2
    assert answer["accounts"] == [
        {
            "config_entry_id": message["config_entry_id"],
            "cost": 3.2,
            "balance": 996.8,
            "currency": "RUB",
        }
    ]


async def test_an_answer_of_the_phone_becomes_an_event(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: str,
    send_sms: Send,
    received: Recorded,
) -> None:
    """Who wrote, what, and to which message it is the reply."""
    answer = await send_sms("Закрыть воду?", recipient=MOM_ENTITY)
    [accepted] = simulator.ledger.messages
    simulator.smsc.receive(phone=MOM, text="Да, закрыть", reply_to=accepted.message_id)
    await received.until(bool)
    await hass.async_block_till_done()

    [event] = received.data
    assert event["phone"] == "79161234567"
    assert event["recipient"] == "Mom"
    assert event["text"] == "Да, закрыть"
    assert event["reply_to"] == answer["messages"][0]["reference"]
    assert event["late"] is False
    for entity_id in ("event.smsc_demo_incoming_message", "event.mom_incoming_message"):
        state = hass.states.get(entity_id)
        assert state is not None
        assert state.attributes["event_type"] == "sms"
        assert "Да, закрыть" not in str(state.as_dict())
        assert "79161234567" not in str(state.as_dict())
