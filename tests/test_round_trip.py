"""A text goes out, its delivery is reported, and an answer comes in."""

from homeassistant.core import HomeAssistant

from .conftest import MOM, MOM_ENTITY
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
    assert delivered["phone"] == MOM
    assert delivered["recipient"] == "Mom"
    assert statuses.states == ["pending", "queued", "delivered"]
