"""A client of the simulated SMSPILOT that sends exactly what it is told to."""

from collections.abc import Mapping
from datetime import UTC, datetime
import json
from typing import Any
from urllib.parse import quote_plus, urlencode

import aiohttp
from yarl import URL

from tests.simulator import Simulator

KEY = "SMSPILOT-DEMO-KEY"
FIRST = "79087964781"
SECOND = "79161231212"
BLACKLISTED = "79999999999"
_TEXTS = frozenset({"send", "from"})
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class PilotReply:
    """An answer, read."""

    def __init__(self, status: int, head: Mapping[str, str], body: bytes) -> None:
        """Keep what came."""
        self.status = status
        self.content_type = head.get("Content-Type", "")
        self.body = body

    @property
    def text(self) -> str:
        """Return the text, in the charset that the head states."""
        return self.body.decode(self.content_type.partition("charset=")[2] or "utf-8")

    @property
    def json(self) -> Any:
        """Return the text as JSON."""
        return json.loads(self.text)

    @property
    def code(self) -> int:
        """Return the code of an error in JSON."""
        return int(self.json["error"]["code"])


class Pilot:
    """Talks to the one address."""

    def __init__(self, session: aiohttp.ClientSession, simulator: Simulator) -> None:
        """Talk to one simulator."""
        self._session = session
        self.simulator = simulator
        self.provider = simulator.smspilot

    async def post(self, **fields: str) -> PilotReply:
        """Post a form as it is, in the charset that it names itself."""
        charset = fields.get("charset", "utf-8")
        # Only texts are in that charset; the names of parameters never are.
        body = "&".join(
            f"{name}={quote_plus(value, encoding=charset if name in _TEXTS else 'utf-8')}"
            for name, value in fields.items()
        )
        return await self._request("POST", "/api.php", body.encode("ascii"))

    async def get(self, **fields: str) -> PilotReply:
        """Ask by GET."""
        return await self._request("GET", f"/api.php?{urlencode(fields)}", b"")

    async def ask(self, **fields: str) -> PilotReply:
        """Post with the demo key, for JSON unless something else is said.

        A sender goes by `sender`, since `from` is a word of the language.
        """
        values = {"apikey": KEY, "format": "json"} | fields
        if "sender" in values:
            values["from"] = values.pop("sender")
        return await self.post(**values)

    async def send(self, **fields: str) -> PilotReply:
        """Send a message."""
        return await self.ask(**{"send": "Hello", "to": FIRST} | fields)

    async def statuses(self, check: str, **fields: str) -> list[str]:
        """Return the statuses of messages."""
        rows = (await self.ask(check=check, **fields)).json["check"]
        return [str(row["status"]) for row in rows]

    async def control(self, verb: str, /, **fields: Any) -> Any:
        """Use the provider's control interface."""
        address = f"{self.simulator.url}/_control/smspilot/{verb}"
        async with self._session.post(address, json=fields) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def page(self, fields: Mapping[str, str]) -> None:
        """Type an answer on the page of the phones."""
        address = f"{self.simulator.url}/answer"
        async with self._session.post(address, data=fields) as answer:
            assert answer.status == 200

    async def _request(self, method: str, path: str, body: bytes) -> PilotReply:
        """Send a request and read the whole answer."""
        address = URL(self.simulator.url + path, encoded=True)
        async with self._session.request(
            method, address, data=body or None, headers=_FORM if body else {}
        ) as answer:
            return PilotReply(answer.status, answer.headers, await answer.read())


def stamp(written: str) -> float:
    """Return the moment of a date in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp()
