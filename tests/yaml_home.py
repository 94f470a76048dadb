"""A home whose configuration.yaml is read before its accounts are set up."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
import gc
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

YAML_GROUP = """
notify:
  - platform: group
    name: family_by_sms
    services:
      - action: send_message
        data:
          entity_id: notify.mom
"""
"""What `alert` and old scripts need to reach a recipient."""


async def start(hass: HomeAssistant, yaml: str | Mapping[str, Any]) -> None:
    """Start a home with such a configuration.yaml, and load its accounts."""
    config = parse_yaml(yaml) if isinstance(yaml, str) else yaml
    assert isinstance(config, Mapping)
    # Groups of notifiers come before what names them, as at a real start.
    for domain in sorted(config, key=lambda domain: domain != "notify"):
        assert await async_setup_component(hass, domain, dict(config))
        await hass.async_block_till_done()
    for entry in hass.config_entries.async_entries("sms_gateway"):
        await load(hass, entry)


async def load(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Load an account, unless it is loaded."""
    if entry.state is ConfigEntryState.NOT_LOADED:
        assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


@contextmanager
def only_logged(hass: HomeAssistant) -> Iterator[list[str]]:
    """Gather the errors that nobody but Home Assistant's log is told of."""
    logged: list[str] = []
    handler = hass.loop.get_exception_handler()
    hass.loop.set_exception_handler(
        lambda _, context: logged.append(str(context.get("exception")))
    )
    try:
        yield logged
        # They are told when their task is thrown away.
        gc.collect()
    finally:
        hass.loop.set_exception_handler(handler)
