"""What triggers remember over a restart: for as long as there is a trigger, no longer."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.sms_gateway.clock import SystemClock
from custom_components.sms_gateway.gateway import GATEWAY
from custom_components.sms_gateway.journal import Journal
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .automations import automate
from .conftest import ACCOUNT_ID

UNDER_100 = """
    triggers:
      - trigger: sms_gateway.balance_under
        options:
          value: 100
"""


@pytest.fixture
async def left_behind(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path
) -> set[str]:
    """Leave marks in the journal before Home Assistant starts."""
    journal = Journal(tmp_path / ".storage" / "sms_gateway.db", SystemClock())
    await journal.open()
    marks = {"trigger_0123456789abcdef_01KAJ_told", "trigger_0123456789abcdef.1_01KAJ"}
    for mark in (*marks, "something_else"):
        journal.marks.set(mark)
    await journal.close()
    return marks


async def later(hass: HomeAssistant, hours: float) -> None:
    """Let it be so many hours after now."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(hours=hours))
    await hass.async_block_till_done()


def marks(hass: HomeAssistant) -> set[str]:
    """Return what is remembered now."""
    return set(hass.data[GATEWAY].journal.marks)


async def test_what_nobody_remembers_any_more_is_forgotten(
    hass: HomeAssistant, entry: MockConfigEntry, left_behind: set[str]
) -> None:
    """Some time after the start: the owner may mend an automation until then."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await automate(hass, UNDER_100)
    await hass.async_block_till_done(wait_background_tasks=True)
    await later(hass, hours=1.1)
    assert left_behind <= marks(hass)
    await later(hass, hours=2.2)

    assert not left_behind & marks(hass)
    assert "something_else" in marks(hass)
    [mine] = marks(hass) - {"something_else"}
    assert mine.endswith(f"_{ACCOUNT_ID}_over")
