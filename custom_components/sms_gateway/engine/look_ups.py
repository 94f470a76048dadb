"""Questions about numbers: asked once, and followed until there is a result."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import chain, repeat
from typing import Final

from homeassistant.util.ulid import ulid_now

from ..clock import Clock, wait_for_any
from ..providers.errors import NotTakenError, ProviderError
from ..providers.exchange import TOTAL_TIMEOUT
from ..providers.model import (
    Fault,
    LookUpKind,
    LookUpReport,
    LookUpRequest,
    LookUpResult,
    MessageState,
    SendAnswer,
    StatusQuery,
    StatusReport,
)
from ..providers.provider import ProviderInfo
from .limits import SAME_TEXT_PAUSE, Gate
from .prices import Ask

_PAUSES: Final = (4.0, 8.0, 18.0)
_LAST_PAUSE: Final = 25.0
"""Seconds between two questions for one result: four in a minute, and one more where a
report or the end of the wait brings one forward. SMSC answers five."""

_RESULTS: Final = frozenset(
    {MessageState.DELIVERED, MessageState.UNDELIVERED, MessageState.REJECTED}
)
"""States of what is said to be a message, by which a look-up is over."""

_LEAST_PAUSE: Final = 10.0
"""Seconds at the end of a wait that are worth another question."""


class LookUpState(StrEnum):
    """How far a look-up got."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    """Certainly not taken; it costs nothing."""
    UNCONFIRMED = "unconfirmed"
    """The answer was lost; it is not asked again, as it may cost money."""


def _schedule() -> Iterator[float]:
    """Return the pauses before each question for a result."""
    return chain(_PAUSES, repeat(_LAST_PAUSE))


@dataclass(slots=True, kw_only=True)
class LookUp:
    """A question about one number; moments are of the monotonic clock."""

    phone: str
    kind: LookUpKind
    begun: float
    until: float
    message_id: str = ""
    state: LookUpState = LookUpState.WAITING
    fault: Fault | None = None
    cost: Decimal | None = None
    result: LookUpResult | None = None
    pauses: Iterator[float] = field(default_factory=_schedule)
    was_told: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    following: asyncio.Task[None] | None = None


class LookUps:
    """The look-ups of one account. They are no messages, and not in the journal."""

    def __init__(
        self,
        ask: Ask,
        ask_in_turn: Ask,
        gate: Gate,
        clock: Clock,
        info: ProviderInfo,
    ) -> None:
        """Know of none."""
        self._info = info
        self._ask = ask
        self._ask_in_turn = ask_in_turn
        self._gate = gate
        self._clock = clock
        self._known: dict[tuple[LookUpKind, str], LookUp] = {}
        self._wires: set[asyncio.Task[None]] = set()
        self.on_answer: Callable[[SendAnswer], None] = lambda _: None

    async def find(
        self, kind: LookUpKind, phones: Sequence[str], seconds: float
    ) -> list[LookUp]:
        """Ask about numbers, and wait for so long for what comes of it.

        What was asked within the last minute is not asked, and paid for, again.
        """
        now = self._clock.monotonic()
        self._known = {
            key: known
            for key, known in self._known.items()
            if now - known.begun < SAME_TEXT_PAUSE or not known.is_over.is_set()
        }
        wanted, new = [], []
        for phone in phones:
            if (known := self._known.get((kind, phone))) is None:
                known = LookUp(phone=phone, kind=kind, begun=now, until=now + seconds)
                self._known[kind, phone] = known
                new.append(known)
            elif known.state is not LookUpState.DONE:
                known.until = max(known.until, now + seconds)
                self._follow(known)
            wanted.append(known)
        if new:
            # No caller owns it: one that is cancelled must not cut it on the wire.
            wire = asyncio.get_running_loop().create_task(
                self._begin(kind, new), name="sms_gateway look-up"
            )
            self._wires.add(wire)
            wire.add_done_callback(self._wires.discard)
            await asyncio.shield(wire)
        over = asyncio.ensure_future(_all_over(wanted))
        left = now + seconds - self._clock.monotonic()
        try:
            await wait_for_any(self._clock, [over], max(left, 0.0))
        finally:
            over.cancel()
        return wanted

    def note(self, report: LookUpReport | StatusReport) -> bool:
        """Ask for a result that is said to be there; once, as reports are repeated.

        Some providers report as of a message. Tell whether it is one of these.
        """
        # Every report comes by here, so that no walk over all look-ups is made.
        phone = f"+{(report.phone or '').removeprefix('+')}"
        found = [
            known
            for kind in LookUpKind
            if (known := self._known.get((kind, phone))) is not None
            and known.message_id.lower() == report.message_id.lower()
        ]
        if isinstance(report, LookUpReport) or report.state in _RESULTS:
            for known in found:
                known.was_told.set()
        return bool(found)

    async def stop(self) -> None:
        """Let what is on the wire end, and follow nothing more."""
        if self._wires:
            await asyncio.wait(self._wires, timeout=TOTAL_TIMEOUT)
        tasks = [k.following for k in self._known.values() if k.following]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for known in self._known.values():
            known.is_over.set()

    async def _begin(self, kind: LookUpKind, look_ups: Sequence[LookUp]) -> None:
        """Ask about numbers in one request; one that is bad stops no other."""
        request = LookUpRequest(
            request_id=ulid_now(),
            phones=tuple(known.phone for known in look_ups),
            kind=kind,
        )
        for known in look_ups:
            # A report may overtake the answer.
            known.message_id = request.request_id
        try:
            async with self._gate.question():
                answer = await self._ask(lambda p: p.begin_look_up(request))
        except NotTakenError as err:
            is_of_one = err.fault.reason in self._info.refused_for_one
            if is_of_one and len(look_ups) > 1:
                half = len(look_ups) // 2
                await self._begin(kind, look_ups[:half])
                await self._begin(kind, look_ups[half:])
                return
            for known in look_ups:
                self._refuse(known, err.fault)
        except ProviderError as err:
            for known in look_ups:
                known.state, known.fault = LookUpState.UNCONFIRMED, err.fault
                self._follow(known)
        else:
            self.on_answer(answer)
            self._take(look_ups, answer)

    def _take(self, look_ups: Sequence[LookUp], answer: SendAnswer) -> None:
        """Read what was said at once about each number."""
        results = {result.phone: result for result in answer.results}
        for known in look_ups:
            result = results.get(known.phone)
            own_id = result.message_id if result else None
            known.message_id = own_id or answer.message_id or known.message_id
            known.cost = result.cost if result else None
            if result is not None and result.state is MessageState.REJECTED:
                self._refuse(known, result.fault)
            else:
                self._follow(known)

    def _refuse(self, known: LookUp, fault: Fault | None) -> None:
        """End what was not taken; it may be asked again at once."""
        known.state, known.fault = LookUpState.REFUSED, fault
        known.is_over.set()
        self._known.pop((known.kind, known.phone), None)

    def _follow(self, known: LookUp) -> None:
        """Ask for a result until it is there or nobody waits."""
        if known.state is LookUpState.UNCONFIRMED and not self._info.takes_request_ids:
            # The answer had its id, and ours means nothing to the provider.
            known.is_over.set()
            return
        if known.following is None or known.following.done():
            known.is_over.clear()
            known.following = asyncio.get_running_loop().create_task(
                self._ask_for(known), name="sms_gateway result"
            )

    async def _ask_for(self, known: LookUp) -> None:
        """Ask for the result of one number, again and again."""
        query = StatusQuery(known.message_id, known.phone)
        while (left := known.until - self._clock.monotonic()) > 0:
            pause = next(known.pauses)
            await self._pause(known, min(pause, left))
            if left < min(pause, _LEAST_PAUSE) and not known.was_told.is_set():
                continue
            try:
                result = await self._ask_in_turn(
                    lambda provider: provider.fetch_look_up(query, known.kind)
                )
            except ProviderError:
                continue
            if result is not None:
                known.state, known.fault = LookUpState.DONE, result.fault
                known.result = result
                break
        known.is_over.set()

    async def _pause(self, known: LookUp, seconds: float) -> None:
        """Wait for the next question, or to be told that it is worth while."""
        if known.was_told.is_set():
            # It was of use once; the provider repeats itself.
            await self._clock.sleep(seconds)
            return
        told = asyncio.ensure_future(known.was_told.wait())
        try:
            await wait_for_any(self._clock, [told], seconds)
        finally:
            told.cancel()


async def _all_over(look_ups: Sequence[LookUp]) -> None:
    """Return once there is no more to wait for."""
    for known in look_ups:
        await known.is_over.wait()
