"""Inside the measured Home Assistant: a webhook that does nothing, and the meters."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
import cProfile
import gc
from hashlib import sha1
from pathlib import Path
import time
import tracemalloc
from typing import Any, Final
from urllib.parse import parse_qsl

from aiohttp import web

from homeassistant.components import webhook
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.helpers.typing import ConfigType

from .stalls import Stalls

DOMAIN: Final = "bench_probe"
NOTHING: Final = "bench-probe-does-nothing"
READING: Final = "bench-probe-only-reads"

type Json = dict[str, Any]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register both."""
    webhook.async_register(
        hass, DOMAIN, "Nothing", NOTHING, _do_nothing, allowed_methods=("POST",)
    )
    webhook.async_register(
        hass, DOMAIN, "Reader", READING, _only_read, allowed_methods=("POST",)
    )
    hass.http.register_view(ProbeView(hass))
    return True


async def _do_nothing(hass: HomeAssistant, webhook_id: str, request: Any) -> None:
    """Do nothing."""


async def _only_read(
    hass: HomeAssistant, webhook_id: str, request: web.Request
) -> None:
    """Do the least that anybody has to do who wants to know what came."""
    form = dict(parse_qsl((await request.read()).decode()))
    sha1(form["id"].encode(), usedforsecurity=False).hexdigest()


class ProbeView(HomeAssistantView):
    """`POST /api/bench_probe/<verb>`, with and to JSON."""

    url = "/api/bench_probe/{verb}"
    name = "api:bench_probe"

    def __init__(self, hass: HomeAssistant) -> None:
        """Measure nothing yet."""
        self._hass = hass
        self._stalls = Stalls()
        self._profiler = cProfile.Profile()
        self._verbs: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "send": self._send,
            "post": self._post,
            "begin_stalls": self._begin_stalls,
            "end_stalls": self._end_stalls,
            "begin_memory": self._begin_memory,
            "memory": self._memory,
            "begin_profile": self._begin_profile,
            "profile": self._profile,
        }

    async def post(self, request: web.Request, verb: str) -> web.Response:
        """Do what is wished."""
        return self.json(await self._verbs[verb](await request.json()))

    async def _send(self, wished: Json) -> Json:
        """Send by the action: `count` calls, `together` at once, `numbers` in each."""
        states: Counter[str] = Counter()
        first, numbers = wished["first"], wished["numbers"]

        async def send(place: int) -> None:
            begin = first + place * numbers
            answer = await self._hass.services.async_call(
                "sms_gateway",
                "send_sms",
                {
                    "config_entry_id": wished["config_entry_id"],
                    "message": wished["message"].format(place=begin),
                    "phone": [_phone(begin + n) for n in range(numbers)],
                },
                blocking=True,
                return_response=True,
            )
            assert answer is not None
            messages: Any = answer["messages"]
            states.update(message["state"] for message in messages)

        return await _time(wished, send) | {"states": dict(states)}

    async def _post(self, wished: Json) -> Json:
        """Post forms as they are, as barely as aiohttp can: a connection for each."""
        session = async_get_clientsession(self._hass)
        bodies: list[str] = wished["bodies"]
        kind = "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind}
        if wished["close"]:
            headers["Connection"] = "close"

        async def post(place: int) -> None:
            async with session.post(
                wished["url"],
                data=bodies[place].encode(),
                headers=headers,
                allow_redirects=False,
            ) as answer:
                await answer.read()

        return await _time(wished | {"count": len(bodies)}, post)

    async def _begin_stalls(self, wished: Json) -> Json:
        """Watch the event loop from now on."""
        self._stalls.begin()
        return {}

    async def _end_stalls(self, wished: Json) -> Json:
        """Return how long it stood still at most."""
        return self._stalls.end()

    async def _begin_memory(self, wished: Json) -> Json:
        """Follow every allocation from now on."""
        gc.collect()
        tracemalloc.start(1)
        return {}

    async def _memory(self, wished: Json) -> Json:
        """Return what is held of all that was allocated since, and what the system sees."""
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
        by_file = tracemalloc.take_snapshot().statistics("filename")[:12]
        return {
            "held": held,
            "rss": _rss(),
            "by_file": {
                "/".join(Path(s.traceback[0].filename).parts[-3:]): s.size
                for s in by_file
            },
        }

    async def _begin_profile(self, wished: Json) -> Json:
        """Follow every call of the event loop's thread from now on."""
        self._profiler = cProfile.Profile()
        self._profiler.enable()
        return {}

    async def _profile(self, wished: Json) -> Json:
        """Write where the time went to a file."""
        self._profiler.disable()
        self._profiler.dump_stats(wished["to"])
        return {}


async def _time(wished: Json, work: Callable[[int], Awaitable[None]]) -> Json:
    """Do something so many times, so many at once; return the seconds it took."""
    places: Iterator[int] = iter(range(wished["count"]))

    async def go_on() -> None:
        for place in places:
            await work(place)

    begun, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(go_on() for _ in range(wished["together"])))
    return {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - used,
    }


def _phone(number: int) -> str:
    """Return a number that can exist."""
    return f"+7916{number:07}"


def _rss() -> int:
    """Return the bytes that the process has in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096
