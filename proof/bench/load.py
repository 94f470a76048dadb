"""Requests to one server over many connections that stay open, as fast as it answers."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
import time


@dataclass(frozen=True, slots=True)
class Load:
    """What came of many requests: the seconds of all, and of each."""

    seconds: float
    each: list[float] = field(repr=False)
    statuses: dict[int, int]

    @property
    def rate(self) -> float:
        """Return how many were answered in a second."""
        return len(self.each) / self.seconds

    def quantile(self, part: float) -> float:
        """Return the milliseconds in which so large a part of them was answered."""
        ordered = sorted(self.each)
        return 1000 * ordered[min(int(part * len(ordered)), len(ordered) - 1)]


class _Connection(asyncio.Protocol):
    """One request after the other, from what is left to be done by all."""

    def __init__(
        self, waiting: Iterator[bytes], each: list[float], statuses: dict[int, int]
    ) -> None:
        """Take part in a load."""
        self._waiting = waiting
        self._each = each
        self._statuses = statuses
        self._came = b""
        self._begun = 0.0
        self._transport: asyncio.WriteTransport | None = None
        self.is_over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be ready."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail where something was still to be answered."""
        if not self.is_over.done():
            self.is_over.set_exception(exc or ConnectionError("closed"))

    def go_on(self) -> None:
        """Make the next request."""
        request = next(self._waiting, None)
        if request is None:
            self.is_over.set_result(None)
            return
        assert self._transport is not None
        self._begun = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Note an answer once all of it is there."""
        self._came += data
        end = self._came.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._came[:end].lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(self._came) < end + 4 + length:
            return
        self._each.append(time.perf_counter() - self._begun)
        status = int(head[9:12])
        self._statuses[status] = self._statuses.get(status, 0) + 1
        self._came = b""
        self.go_on()

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()


async def run(port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Make requests to a port of this machine."""
    loop = asyncio.get_running_loop()
    waiting, each, statuses = iter(requests), list[float](), dict[int, int]()
    made = [
        (
            await loop.create_connection(
                lambda: _Connection(waiting, each, statuses), "127.0.0.1", port
            )
        )[1]
        for _ in range(min(connections, len(requests)))
    ]
    begun = time.perf_counter()
    for connection in made:
        connection.go_on()
    try:
        await asyncio.gather(*(connection.is_over for connection in made))
        seconds = time.perf_counter() - begun
    finally:
        for connection in made:
            connection.close()
    return Load(seconds, each, statuses)
