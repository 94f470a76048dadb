"""What automations send while Home Assistant shuts down: a UPS that runs empty says so."""

from pathlib import Path

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.clock import SystemClock
from custom_components.sms_gateway.journal import Journal, StateChange
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import MOM, Send
from .eventually import Recorded
from .simulator import Simulator


async def stop(hass: HomeAssistant) -> None:
    """Stop for good: the end of the test is not to stop it once more."""
    await hass.async_stop(force=True)
    hass.set_state(CoreState.not_running)


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
    await stop(hass)

    assert [m.text for m in simulator.ledger.messages] == ["The power is out"]
    # Else the end of the test, which shuts down once more, waits for another message.
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )


@pytest.mark.parametrize(
    "stage", [CoreState.stopping, CoreState.final_write, CoreState.not_running]
)
async def test_what_happens_while_it_stops_is_told_by_the_next_start(
    hass: HomeAssistant,
    account: MockConfigEntry,
    send_sms: Send,
    statuses: Recorded,
    tmp_path: Path,
    stage: CoreState,
) -> None:
    """Automations have stopped by then."""
    hass.set_state(stage)
    await send_sms(phone=MOM)
    hass.set_state(CoreState.running)
    await stop(hass)
    journal = Journal(tmp_path / ".storage" / "sms_gateway.db", SystemClock())
    await journal.open()
    untold = [
        event for event in journal.take_untold() if isinstance(event, StateChange)
    ]
    await journal.close()

    assert statuses.states == []
    assert [event.message.state for event in untold] == ["pending", "queued"]
