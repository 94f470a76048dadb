"""What automations send while Home Assistant shuts down: a UPS that runs empty says so."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import MOM
from .simulator import Simulator


async def test_a_message_about_the_shutdown_goes_out(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """The trigger runs as Home Assistant's first step of stopping."""
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "triggers": {"trigger": "homeassistant", "event": "shutdown"},
                "actions": {
                    "action": "sms_gateway.send_sms",
                    "data": {"phone": MOM, "message": "The power is out"},
                },
            }
        },
    )
    await hass.async_block_till_done()
    await hass.async_stop(force=True)

    assert [m.text for m in simulator.ledger.messages] == ["The power is out"]
