"""Real automations made of YAML, for the tests of triggers and conditions."""

from typing import Any

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

RAN = "automation_ran"
"""Fired by every automation of a test, with what it was asked to tell."""


async def automate(
    hass: HomeAssistant, written: str, tell: str = "trigger"
) -> list[dict[str, Any]]:
    """Set up an automation of which the triggers and conditions are written in YAML.

    Returns the list of what each run tells, by default the variables of its trigger.
    """
    runs: list[dict[str, Any]] = []

    @callback
    def record(event: Event) -> None:
        runs.append(dict(event.data["told"]))

    hass.bus.async_listen(RAN, record)
    parsed = parse_yaml(written)
    assert isinstance(parsed, dict)
    config = parsed | {
        "alias": "Test",
        "id": "test",
        "mode": "queued",
        "actions": [{"event": RAN, "event_data": {"told": f"{{{{ {tell} }}}}"}}],
    }
    assert await async_setup_component(hass, "automation", {"automation": [config]})
    await hass.async_block_till_done()
    return runs


def is_armed(hass: HomeAssistant) -> bool:
    """Tell whether Home Assistant took the automation for a good one."""
    state = hass.states.get("automation.test")
    return state is not None and state.state == "on"
