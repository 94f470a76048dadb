"""Imports one integration and sets one account of it up, in a process of its own.

python -m proof.bench.startup_worker sms_gateway|ntfy SERVER FOLDER

Prints the milliseconds of each step as JSON. What Home Assistant itself has to import
and to set up for either of the two comes before the first of them.
"""

import asyncio
import importlib
import importlib.util
import json
import os
from pathlib import Path
import socket
import sys
import time
from types import MappingProxyType
from typing import Any, Final

from homeassistant import bootstrap, loader
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant

_SHARED: Final = (
    "http",
    "webhook",
    "diagnostics",
    "repairs",
    "persistent_notification",
)
_PLATFORMS: Final = ("event", "notify", "sensor", "update")

_OTHERS: Final = {
    "sms_gateway": ("diagnostics", "repairs", "system_health", "logbook"),
    "ntfy": ("diagnostics", "repairs"),
}
"""What Home Assistant asks every integration for, besides the platforms."""

_LIBRARIES: Final = {"sms_gateway": ("phonenumbers",), "ntfy": ()}
"""Measured apart."""


async def _home(folder: Path) -> HomeAssistant:
    """Return a Home Assistant with all that both integrations build upon."""
    (folder / ".storage").mkdir(parents=True)
    hass = HomeAssistant(str(folder))
    hass.config.skip_pip = True
    loader.async_setup(hass)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = dict[str, Any]((name, {}) for name in (*_SHARED, *_PLATFORMS))
    config["homeassistant"] = {"country": "RU"}
    config["http"] = {"server_host": "127.0.0.1", "server_port": port}
    if await bootstrap.async_from_config_dict(config, hass) is None:
        raise RuntimeError("Home Assistant cannot be set up")
    hass.set_state(CoreState.running)
    await hass.async_block_till_done()
    return hass


def _entry(name: str, server: str) -> ConfigEntry[Any]:
    """Return one account with one recipient, or one topic."""
    accounts: dict[str, dict[str, Any]] = {
        "sms_gateway": {
            "provider": "smsc",
            "base_url": server,
            "login": "demo",
            "password": "demo",
            "currency": "RUB",
            "webhook_id": "a5" * 32,
        },
        "ntfy": {"url": f"{server}/", "username": None, "verify_ssl": False},
    }
    kinds: dict[str, tuple[str, dict[str, Any]]] = {
        "sms_gateway": ("recipient", {"phone": ["+79161234567"]}),
        "ntfy": ("topic", {"topic": "demo"}),
    }
    kind, content = kinds[name]
    return ConfigEntry(
        domain=name,
        data=accounts[name],
        discovery_keys=MappingProxyType({}),
        minor_version=1,
        options={},
        source="user",
        subentries_data=[
            {
                "data": content,
                "subentry_type": kind,
                "title": "Demo",
                "unique_id": None,
            }
        ],
        title="Demo",
        unique_id="demo",
        version=1,
    )


def _import(name: str) -> dict[str, float]:
    """Import all modules of an integration; its libraries apart, as far as wished."""
    took: dict[str, float] = {}
    for library in _LIBRARIES[name]:
        begun = time.perf_counter()
        importlib.import_module(library)
        took[library] = 1000 * (time.perf_counter() - begun)
    place = "custom_components" if name == "sms_gateway" else "homeassistant.components"
    begun = time.perf_counter()
    for module in ("", ".config_flow", *(f".{one}" for one in _PLATFORMS)):
        # Not every integration has every platform.
        if importlib.util.find_spec(f"{place}.{name}{module}") is not None:
            importlib.import_module(f"{place}.{name}{module}")
    for module in _OTHERS[name]:
        importlib.import_module(f"{place}.{name}.{module}")
    took["import"] = 1000 * (time.perf_counter() - begun)
    return took


async def _measure(name: str, server: str, folder: Path) -> dict[str, float]:
    """Do it all."""
    hass = await _home(folder)
    # Nothing outside is asked: ntfy would look for its newest release.
    loop = asyncio.get_running_loop()
    resolve = loop.getaddrinfo

    async def only_here(host: Any, *args: Any, **options: Any) -> Any:
        if host not in ("127.0.0.1", "localhost"):
            raise socket.gaierror(socket.EAI_NONAME, "not here")
        return await resolve(host, *args, **options)

    loop.getaddrinfo = only_here  # type: ignore[method-assign]
    took = _import(name)
    entry = _entry(name, server)
    begun = time.perf_counter()
    await hass.config_entries.async_add(entry)
    took["setup"] = 1000 * (time.perf_counter() - begun)
    if entry.state is not ConfigEntryState.LOADED:
        raise RuntimeError(f"{name} is {entry.state}: {entry.reason}")
    return took


async def _measure_and_end(name: str, server: str, folder: Path) -> None:
    """Measure, print, and end at once: nothing of this home is to be kept."""
    print(json.dumps(await _measure(name, server, folder)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(_measure_and_end(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
