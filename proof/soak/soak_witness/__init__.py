"""Inside the home: writes down every event of a message in the moment it is fired.

A websocket hears nothing while the home starts, and the recorder forgets at a kill.
"""

import json
import os
from pathlib import Path
import time

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

DOMAIN = "soak_witness"
CONFIG_SCHEMA = cv.empty_config_schema(DOMAIN)


def _open(folder: Path) -> int:
    """Open a file of this run; what is written to it outlives a kill."""
    folder.mkdir(exist_ok=True)
    number = len(list(folder.iterdir()))
    path = folder / f"{number:03}.jsonl"
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Listen before anything can be told."""
    folder = Path(hass.config.path("witness"))
    file = await hass.async_add_executor_job(_open, folder)

    @callback
    def write(event: Event) -> None:
        # When it was told: its own time is that of the change of state.
        told = {**event.data, "told_at": time.time()}
        os.write(file, json.dumps(told, default=str).encode() + b"\n")

    hass.bus.async_listen("sms_gateway_message_status", write)
    return True
