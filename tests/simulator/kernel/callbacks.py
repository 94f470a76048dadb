"""Delivers callbacks to the account's handler, with repetition and with faults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import logging
import re

import aiohttp
from yarl import URL

from .background import Background
from .clock import Clock
from .coverage import Coverage, Passed

_LOGGER = logging.getLogger(__name__)
_TIMEOUT = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True, slots=True)
class Repetition:
    """When a provider calls a handler again.

    Until it gets one of the statuses, and a body that the pattern `answer` matches.
    """

    interval: float
    attempts: int
    settled: frozenset[int]
    answer: str = ""

    def settles(self, status: int, body: bytes) -> bool:
        """Return whether an answer ends the repetition."""
        said = body.decode("utf-8", "replace")
        return status in self.settled and bool(
            not self.answer or re.fullmatch(self.answer, said)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One request to a handler; `passed` is what has passed once it was answered."""

    provider: str
    account: str
    kind: str
    url: str
    body: bytes
    repetition: Repetition
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    passed: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to deliver a callback; `status` is None where no answer came."""

    callback: Callback
    number: int
    at: float
    status: int | None


class Callbacks:
    """Sends callbacks, each until it is settled."""

    def __init__(
        self, clock: Clock, background: Background, coverage: Coverage
    ) -> None:
        """Start with nothing to send and no faults."""
        self._coverage = coverage
        self._clock = clock
        self._background = background
        self._session: aiohttp.ClientSession | None = None
        self.attempts: list[Attempt] = []
        self._held: list[Callback] = []
        self._holding = False
        self._reordering = 0
        self._repeats = 0
        self._repeated = 0
        self._losing = 0
        self._routes: dict[str, str] = {}

    @property
    def held(self) -> list[Callback]:
        """Return what is held back."""
        return list(self._held)

    def hold(self) -> None:
        """Keep callbacks back until they are released."""
        self._holding = True

    def release(self, *, reverse: bool = False) -> None:
        """Send what was held, in the order it came or from the last to the first."""
        self._holding = False
        self._reordering = 0
        batch = self._held[::-1] if reverse else self._held[:]
        self._held.clear()
        if batch:
            self._background.spawn(self._deliver_all(batch), "held callbacks")

    def reorder(self, count: int) -> None:
        """Gather the next callbacks and send them from the last to the first."""
        self._reordering = count

    def repeat(self, repeats: int, count: int = 1) -> None:
        """Send each of the next callbacks so many times more, though it was settled."""
        self._repeats = repeats
        self._repeated = count

    def route(self, origin: str, to: str) -> None:
        """Reach a public origin at another one, as a name server and a proxy would."""
        self._routes[origin] = to

    def lose(self, count: int = 1) -> None:
        """Never send the next callbacks."""
        self._losing = count

    def reset(self) -> None:
        """Forget the faults, what was held and what was tried."""
        self._holding = False
        self._held.clear()
        self._reordering = self._repeats = self._repeated = self._losing = 0
        self.attempts.clear()

    def send(self, callback: Callback) -> None:
        """Send a callback, or do to it what a fault says."""
        if self._losing:
            self._losing -= 1
            return
        if self._holding or self._reordering:
            self._held.append(callback)
            if self._reordering and len(self._held) >= self._reordering:
                self.release(reverse=True)
            return
        self._background.spawn(self._deliver(callback), "callback")

    async def close(self) -> None:
        """Close the connections to the handlers."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _deliver_all(self, batch: list[Callback]) -> None:
        """Send callbacks strictly one after the other, repeating them on their own."""
        for callback in batch:
            if not await self._begin(callback):
                self._background.spawn(self._repeat_later(callback), "callback")

    async def _deliver(self, callback: Callback) -> None:
        """Send a callback until it is settled or given up."""
        if not await self._begin(callback):
            await self._repeat_later(callback)

    async def _begin(self, callback: Callback) -> bool:
        """Send a callback the first time, and at once again if a fault says so."""
        extra = 0
        if self._repeated:
            self._repeated -= 1
            extra = self._repeats
        settled = await self._attempt(callback, 1)
        for _ in range(extra):
            await self._attempt(callback, 1)
        return settled

    async def _repeat_later(self, callback: Callback) -> None:
        """Try again at the provider's intervals."""
        for number in range(2, callback.repetition.attempts + 1):
            await self._clock.sleep(callback.repetition.interval)
            if await self._attempt(callback, number):
                return

    async def _attempt(self, callback: Callback, number: int) -> bool:
        """Send a callback once and return whether it is settled."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        status: int | None = None
        url = callback.url
        for origin, to in self._routes.items():
            if url.startswith(f"{origin}/"):
                url = to + url.removeprefix(origin)
        settled = False
        try:
            async with self._session.request(
                callback.method,
                URL(url, encoded=True),
                data=callback.body,
                headers=callback.headers,
                skip_auto_headers=("Content-Type",),
                allow_redirects=False,
            ) as response:
                status = response.status
                repetition = callback.repetition
                body = await response.read() if repetition.answer else b""
                settled = repetition.settles(status, body)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            _LOGGER.debug("No answer from %s: %s", callback.url, error)
        if status is not None:
            self._coverage.keep(callback.passed)
        self.attempts.append(
            Attempt(
                callback=callback, number=number, at=self._clock.now(), status=status
            )
        )
        return settled
