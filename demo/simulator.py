"""The simulator of the providers, as a program of its own."""

from pathlib import Path
import sys
from typing import Any

import aiohttp

from .errors import DemoError
from .process import Server

_ENDS_WITHIN = 10.0


class SimulatorProcess(Server):
    """The simulator, and the means to watch and to trouble it."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        log: Path,
        *,
        port: int = 0,
        speed: float = 20.0,
    ) -> None:
        """Prepare; port 0 takes a free one."""
        super().__init__(
            session,
            "The simulator",
            [
                *(sys.executable, "-m", "tests.simulator"),
                *("--port", str(port), "--speed", f"{speed:g}"),
            ],
            log,
        )

    async def end(self) -> None:
        """Ask it to end, and wait for that."""
        await self.stop(_ENDS_WITHIN)

    async def show(self, what: str) -> Any:
        """Return what `GET /_control/...` shows."""
        return await self._request("GET", what)

    async def control(self, what: str, /, **fields: Any) -> Any:
        """Do what `POST /_control/...` does."""
        return await self._request("POST", what, fields)

    async def clear(self, what: str) -> Any:
        """Do what `DELETE /_control/...` does."""
        return await self._request("DELETE", what)

    async def _request(
        self, method: str, what: str, fields: dict[str, Any] | None = None
    ) -> Any:
        """Use the control interface."""
        url = f"{self.url}/_control/{what}"
        async with self._session.request(method, url, json=fields) as answer:
            if answer.status != 200:
                raise DemoError(f"{method} {url}: {await answer.text()}")
            return await answer.json()
