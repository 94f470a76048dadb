"""Home Assistant's own interfaces: REST and websocket."""

import asyncio
from collections.abc import Callable
from typing import Any, Self

import aiohttp

from .errors import DemoError

type EventListener = Callable[[dict[str, Any]], None]


class RestApi:
    """The REST interface, which a browser's frontend uses for flows and the login."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Talk to a Home Assistant, at first as nobody."""
        self._session = session
        self.url = url
        self.token = ""

    @property
    def client_id(self) -> str:
        """Return what tells Home Assistant which program logs in."""
        return f"{self.url}/"

    async def log_in(self, auth_code: str) -> None:
        """Exchange the code of a login for a token, and use it from now on."""
        form = {
            "grant_type": "authorization_code",
            "code": auth_code,
            "client_id": self.client_id,
        }
        async with self._session.post(f"{self.url}/auth/token", data=form) as answer:
            self.token = (await _read(answer))["access_token"]

    async def get(self, path: str) -> Any:
        """Return what an address shows."""
        return await self._request("GET", path)

    async def post(self, path: str, **fields: Any) -> Any:
        """Post fields to an address, and return the answer."""
        return await self._request("POST", path, fields)

    async def delete(self, path: str) -> Any:
        """Delete what is at an address."""
        return await self._request("DELETE", path)

    async def _request(
        self, method: str, path: str, fields: dict[str, Any] | None = None
    ) -> Any:
        """Send a request, and return what the answer says."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else None
        async with self._session.request(
            method, f"{self.url}/api/{path}", json=fields, headers=headers
        ) as answer:
            return await _read(answer)


async def _read(answer: aiohttp.ClientResponse) -> Any:
    """Return what an answer says; raise an error if that is a refusal."""
    if answer.status not in (200, 201):
        raise DemoError(
            f"{answer.method} {answer.url.path} was answered with status"
            f" {answer.status}: {await answer.text()}"
        )
    return await answer.json()


class WebSocketApi:
    """The websocket interface, which brings events and takes commands."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        """Use an open connection, which `connect` makes."""
        self._connection = connection
        self._last_id = 0
        self._results: dict[int, asyncio.Future[Any]] = {}
        self._listeners: dict[int, EventListener] = {}
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def connect(
        cls, session: aiohttp.ClientSession, url: str, token: str
    ) -> Self:
        """Open a connection and log in."""
        connection = await session.ws_connect(f"{url}/api/websocket", heartbeat=30)
        await connection.receive_json()
        await connection.send_json({"type": "auth", "access_token": token})
        if (welcome := await connection.receive_json())["type"] != "auth_ok":
            raise DemoError(f"The websocket login was refused: {welcome}")
        api = cls(connection)
        api._reader = asyncio.create_task(api._read())
        return api

    async def close(self) -> None:
        """Close the connection."""
        await self._connection.close()
        if self._reader is not None:
            await self._reader

    async def command(self, command: str, /, **fields: Any) -> Any:
        """Send a command, and return its result."""
        self._last_id += 1
        result = asyncio.get_running_loop().create_future()
        self._results[self._last_id] = result
        await self._connection.send_json(
            {"id": self._last_id, "type": command, **fields}
        )
        return await result

    async def perform(
        self, action: str, data: dict[str, Any], *, answers: bool = False
    ) -> Any:
        """Perform an action, and return its response if it answers with one."""
        domain, _, service = action.partition(".")
        result = await self.command(
            "call_service",
            domain=domain,
            service=service,
            service_data=data,
            return_response=answers,
        )
        return result.get("response")

    async def subscribe(self, event_type: str, listener: EventListener) -> None:
        """Hear the events of a type; their data goes to the listener."""
        self._listeners[self._last_id + 1] = listener
        await self.command("subscribe_events", event_type=event_type)

    async def _read(self) -> None:
        """Give what comes in to whom it is for."""
        async for frame in self._connection:
            message = frame.json()
            if message["type"] == "event":
                self._listeners[message["id"]](message["event"]["data"])
            elif message["type"] == "result":
                self._settle(self._results.pop(message["id"]), message)
        for result in self._results.values():
            if not result.done():
                result.set_exception(DemoError("Home Assistant closed the websocket."))

    def _settle(self, result: asyncio.Future[Any], message: dict[str, Any]) -> None:
        """Give a command its result, unless nobody waits any more."""
        if result.done():
            return
        if message["success"]:
            result.set_result(message["result"])
        else:
            result.set_exception(DemoError(message["error"]["message"]))
