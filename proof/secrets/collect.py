"""Gathers everything that a life has left, place by place, and searches it."""

from collections.abc import AsyncIterator
import json
from typing import Any

from .home import TelltaleHome
from .life import Life
from .places import Place, log, recorder, storage, traces, whole


async def searched(home: TelltaleHome, life: Life) -> list[Place]:
    """Return every place; Home Assistant ends in between, so that all is written."""
    places = [place async for place in _while_it_runs(home, life)]
    await home.disconnect()
    await home.process.end()
    telltales = home.telltales
    places.append(
        log("log, every logger at DEBUG", home.process.output_of_all_runs(), telltales)
    )
    folder = home.process.folder
    places += recorder(folder / "home-assistant_v2.db", telltales)
    places += storage(folder / ".storage", telltales)
    return places


async def _while_it_runs(home: TelltaleHome, life: Life) -> AsyncIterator[Place]:
    """Yield what only a running Home Assistant shows."""
    telltales, command = home.telltales, home.websocket.command
    for name, items in life.seen.items():
        yield whole(name, items, telltales)
    yield whole("errors that callers were told", life.errors, telltales)
    yield whole("states and attributes", await home.api.get("states"), telltales)
    yield whole("system health", [await _system_health(home)], telltales)
    yield whole(
        "registries of entities, devices, entries",
        [
            await command("config/entity_registry/list"),
            await command("config/device_registry/list"),
            await home.api.get("config/config_entries/entry"),
            await command("config_entries/flow/progress"),
        ],
        telltales,
    )
    yield whole(
        "logbook and notifications",
        [
            await command("logbook/get_events", start_time="2020-01-01T00:00:00Z"),
            await command("persistent_notification/get"),
        ],
        telltales,
    )
    runs = await command("trace/list", domain="automation")
    yield traces(
        [
            await command(
                "trace/get",
                domain="automation",
                item_id=run["item_id"],
                run_id=run["run_id"],
            )
            for run in runs
        ],
        telltales,
    )


async def _system_health(home: TelltaleHome) -> str:
    """Return what system health says of the integration, all of it."""
    said: list[Any] = []

    connection = await home.session.ws_connect(f"{home.api.url}/api/websocket")
    async with connection:
        await connection.receive_json()
        await connection.send_json({"type": "auth", "access_token": home.api.token})
        await connection.receive_json()
        await connection.send_json({"id": 1, "type": "system_health/info"})
        while True:
            message = await connection.receive_json()
            said.append(message)
            if message.get("event", {}).get("type") == "finish":
                return json.dumps(said, ensure_ascii=False)
