"""A session that answers with the bytes of an input, so that clients read them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, cast

import aiohttp

from custom_components.sms_gateway.providers.exchange import SessionFactory

SEPARATOR: Final = b"\x1e"
"""Between the answers of an input, where a question takes several requests."""


@dataclass(frozen=True, slots=True)
class _Stream:
    """The body of an answer."""

    body: bytes

    async def iter_chunked(self, size: int) -> AsyncIterator[bytes]:
        """Yield the body as it would come."""
        for begin in range(0, len(self.body), size):
            yield self.body[begin : begin + size]


@dataclass(frozen=True, slots=True)
class _Response:
    """An answer."""

    content: _Stream
    headers: dict[str, str]
    status: int = 200


class _Session:
    """Answers one request after the other; the last answer comes again and again."""

    def __init__(self, bodies: Sequence[bytes], date: str) -> None:
        """Prepare the answers, all with one date in their heads."""
        self._bodies = list(bodies)
        self._date = date

    @asynccontextmanager
    async def post(self, url: str, **_: object) -> AsyncIterator[_Response]:
        """Answer, whatever is asked."""
        body = self._bodies.pop(0) if len(self._bodies) > 1 else self._bodies[0]
        yield _Response(_Stream(body), {"Date": self._date})


def session(
    bodies: Sequence[bytes], date: str = "Sat, 21 Nov 2026 12:00:00 GMT"
) -> SessionFactory:
    """Return what a client takes for its way to the provider."""
    answering = cast(aiohttp.ClientSession, _Session(bodies, date))
    return lambda: answering
