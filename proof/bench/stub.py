"""A server that answers at once and does nothing else: SMSC's pages, and those of ntfy.

python -m proof.bench.stub [--delay SECONDS]

So little is done for a request that both sides of a comparison wait for themselves, not
for it. `/_bodies` shows the forms that came to send.php since it was last asked.
"""

import argparse
import asyncio
from collections.abc import Mapping
from email.utils import formatdate
import json
from typing import Final
from urllib.parse import parse_qs

_SEND: Final = "/sys/send.php"

_PAGES: Final[Mapping[str, object]] = {
    "/sys/balance.php": {"balance": "100000.00", "currency": "RUB"},
    "/sys/get.php": [],
    "/sys/status.php": {"error": "no such message", "error_code": 3},
    "/v1/account": {
        "username": "demo",
        "role": "user",
        "stats": dict.fromkeys(
            (
                "messages",
                "messages_remaining",
                "emails",
                "emails_remaining",
                "calls",
                "calls_remaining",
                "reservations",
                "reservations_remaining",
                "attachment_total_size",
                "attachment_total_size_remaining",
            ),
            0,
        ),
    },
    "/v1/version": {"version": "2.17.0", "commit": "0", "date": "2026-01-01T00:00:00Z"},
}
"""What a page always answers."""


class Stub(asyncio.Protocol):
    """One connection."""

    bodies: Final[list[str]] = []
    """The forms that came, of all connections."""

    def __init__(self, delay: float) -> None:
        """Answer after so many seconds."""
        self._delay = delay
        self._came = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._came += data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = self._came[:end].decode("latin-1")
            first, *lines = head.split("\r\n")
            headers = {
                name.strip().lower(): value.strip()
                for name, _, value in (line.partition(":") for line in lines)
            }
            length = int(headers.get("content-length", "0"))
            body = self._came[end + 4 : end + 4 + length]
            if len(body) < length:
                return
            self._came = self._came[end + 4 + length :]
            is_last = headers.get("connection", "").lower() == "close"
            path = first.split(" ")[1].partition("?")[0]
            answer = _answer(path, body.decode(), "close" if is_last else "keep-alive")
            if self._delay:
                loop = asyncio.get_running_loop()
                loop.call_later(self._delay, self._write, answer, is_last)
            else:
                self._write(answer, is_last)

    def _write(self, answer: bytes, is_last: bool) -> None:
        """Send an answer; close the connection where that was wished."""
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(answer)
        if is_last:
            self._transport.close()


def _answer(path: str, body: str, connection: str) -> bytes:
    """Return the whole answer to a request."""
    status, content = "200 OK", _PAGES.get(path)
    if path == _SEND:
        content = _sent(body)
    elif path == "/_bodies":
        content = list(Stub.bodies)
        Stub.bodies.clear()
    elif content is None:
        status, content = "404 Not Found", {"code": 40401, "http": 404, "error": "none"}
    text = json.dumps(content).encode()
    head = (
        f"HTTP/1.1 {status}\r\nDate: {formatdate(usegmt=True)}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n"
        f"Connection: {connection}\r\n\r\n"
    )
    return head.encode() + text


def _sent(body: str) -> object:
    """Return what send.php answers: what it costs, or that everything was taken."""
    form = parse_qs(body)
    phones = form["phones"][0].split(",")
    if form.get("cost") == ["1"]:
        return {"cost": f"{2.5 * len(phones):.2f}", "cnt": len(phones)}
    Stub.bodies.append(body)
    return {
        "id": form["id"][0],
        "cnt": len(phones),
        "cost": f"{2.5 * len(phones):.2f}",
        "balance": "100000.00",
        "phones": [{"phone": phone, "cost": "2.50"} for phone in phones],
    }


async def _serve(port: int, delay: float) -> None:
    """Serve until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Stub(delay), "127.0.0.1", port, backlog=1024
    )
    [socket] = server.sockets
    print(f"listens on http://127.0.0.1:{socket.getsockname()[1]}", flush=True)
    await server.serve_forever()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0.0)
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.port, arguments.delay))


if __name__ == "__main__":
    main()
