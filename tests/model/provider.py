"""A small model of a provider: what it took, what it says, and how it fails."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from custom_components.sms_gateway.providers.errors import (
    ConnectionFailedError,
    NotTakenError,
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    Balance,
    Fault,
    IncomingMessage,
    MessageState,
    NotFound,
    PhoneResult,
    Reason,
    SendAnswer,
    SendRequest,
    StatusQuery,
    StatusReport,
)

from .virtual import START, VirtualLoop

_HALF_WAY: Final = 0.025
"""Seconds that a request and an answer take."""

_TIMEOUT: Final = 20.0

ARCHIVED_AFTER: Final = timedelta(hours=1)
"""After which a look-up does not find a message, as if it had never been."""


class Fail(StrEnum):
    """What may go wrong with a request to send."""

    NOTHING = "nothing"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    AUTH = "auth"
    FUNDS = "funds"
    RECIPIENT = "recipient"
    ONE_REJECTED = "one_rejected"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    LATE = "late"
    SLOW_THEN_TAKEN = "slow_then_taken"
    UNREADABLE = "unreadable"


_REFUSALS: Final = {
    Fail.BUSY: Reason.BUSY,
    Fail.AUTH: Reason.AUTH,
    Fail.FUNDS: Reason.FUNDS,
    Fail.RECIPIENT: Reason.RECIPIENT,
}


@dataclass(slots=True)
class Accepted:
    """A message that a provider has taken. Times are true ones of the loop."""

    account: str
    request_id: str
    message_id: str
    phone: str
    text: str
    at: float
    visible_at: float
    state: MessageState = MessageState.QUEUED


@dataclass(slots=True)
class Cabinet:
    """One account as the provider has it; it outlives every crash at home."""

    account: str
    loop: VirtualLoop
    on_handed: Callable[[str, SendRequest], None]
    on_accepted: Callable[[Accepted], None]
    on_refused: Callable[[str], None]
    own_ids: bool = False
    is_down: bool = False
    look_ups_fail: bool = False
    lag: float = 0.0
    """Seconds after which a look-up finds a message; under the minute of §10."""
    fails: deque[Fail] = field(default_factory=deque)
    accepted: list[Accepted] = field(default_factory=list)

    def take(self, request: SendRequest, phones: Sequence[str]) -> str:
        """Take a request, and return its id."""
        message_id = request.request_id
        if self.own_ids:
            message_id = f"OWN-{len(self.accepted)}"
        for phone in phones:
            item = Accepted(
                account=self.account,
                request_id=request.request_id,
                message_id=message_id,
                phone=phone,
                text=request.text,
                at=self.loop.time(),
                visible_at=self.loop.time() + self.lag,
            )
            self.accepted.append(item)
            self.on_accepted(item)
        return message_id

    def find(self, query: StatusQuery) -> Accepted | None:
        """Return a message by any of its ids, once a look-up can see it."""
        for item in self.accepted:
            ids = (item.request_id.lower(), item.message_id.lower())
            if (
                item.phone == query.phone
                and query.message_id.lower() in ids
                and item.visible_at <= self.loop.time()
                and self.loop.time() < item.at + ARCHIVED_AFTER.total_seconds()
            ):
                return item
        return None


class FakeProvider:
    """The client of one account, in one run of Home Assistant."""

    def __init__(self, cabinet: Cabinet) -> None:
        """Have heard nothing yet."""
        self._cabinet = cabinet
        self._date: datetime | None = None

    @property
    def date(self) -> datetime | None:
        """What the last answer said the time was, to the second."""
        return self._date

    async def fetch_balance(self) -> Balance:
        """Tell the balance, unless it is down."""
        await self._reach()
        self._answered()
        return Balance(amount=Decimal(100))

    async def send(self, request: SendRequest) -> SendAnswer:
        """Take a request, or not, and say so, or not."""
        try:
            return await self._send(request)
        except NotTakenError:
            self._cabinet.on_refused(request.request_id)
            raise

    async def _send(self, request: SendRequest) -> SendAnswer:
        """Do as was chosen."""
        cabinet = self._cabinet
        cabinet.on_handed(cabinet.account, request)
        fail = cabinet.fails.popleft() if cabinet.fails else Fail.NOTHING
        if fail is Fail.UNREACHABLE:
            raise ConnectionFailedError(Fault(Reason.UNREACHABLE))
        await self._reach()
        if reason := _REFUSALS.get(fail):
            await asyncio.sleep(_HALF_WAY)
            self._answered()
            raise RefusedError(Fault(reason, "1"))
        if fail is Fail.DROP_BEFORE:
            raise OutcomeOpenError(Fault(Reason.NO_ANSWER))
        if fail is Fail.SLOW_THEN_TAKEN:
            # It goes on at the provider, whatever becomes of who asked.
            taken = asyncio.get_running_loop().create_task(
                self._take_later(request), name="provider"
            )
            await asyncio.sleep(_TIMEOUT - _HALF_WAY)
            del taken
            raise OutcomeOpenError(Fault(Reason.NO_ANSWER))
        rejected = request.phones[:1] if fail is Fail.ONE_REJECTED else ()
        taken_phones = [phone for phone in request.phones if phone not in rejected]
        message_id = cabinet.take(request, taken_phones)
        if fail is Fail.DROP_AFTER:
            raise OutcomeOpenError(Fault(Reason.NO_ANSWER))
        if fail is Fail.LATE:
            await asyncio.sleep(_TIMEOUT - _HALF_WAY)
            raise OutcomeOpenError(Fault(Reason.NO_ANSWER))
        await asyncio.sleep(_HALF_WAY)
        self._answered()
        if fail is Fail.UNREADABLE:
            raise OutcomeOpenError(Fault(Reason.UNREADABLE))
        return SendAnswer(
            message_id=message_id,
            results=tuple(
                PhoneResult(
                    phone=phone,
                    state=MessageState.REJECTED,
                    fault=Fault(Reason.RECIPIENT, "7"),
                )
                for phone in rejected
            ),
        )

    async def fetch_statuses(
        self, queries: Sequence[StatusQuery]
    ) -> Sequence[StatusReport | NotFound]:
        """Tell what became of messages."""
        await self._reach()
        if self._cabinet.look_ups_fail:
            raise OutcomeOpenError(Fault(Reason.UNREADABLE))
        answers: list[StatusReport | NotFound] = []
        for query in queries:
            item = self._cabinet.find(query)
            if item is None:
                answers.append(NotFound(query.message_id, query.phone))
            else:
                answers.append(
                    StatusReport(
                        message_id=query.message_id,
                        phone=query.phone,
                        state=item.state,
                    )
                )
        await asyncio.sleep(_HALF_WAY)
        self._answered()
        return answers

    async def fetch_incoming(
        self, since: datetime, now: datetime
    ) -> Sequence[IncomingMessage]:
        """Have nothing."""
        return []

    async def _take_later(self, request: SendRequest) -> None:
        """Take a request that hangs at the provider, some seconds later."""
        await asyncio.sleep(10.0)
        self._cabinet.take(request, request.phones)

    async def _reach(self) -> None:
        """Bring a request to the provider."""
        if self._cabinet.is_down:
            raise ConnectionFailedError(Fault(Reason.UNREACHABLE))
        await asyncio.sleep(_HALF_WAY)

    def _answered(self) -> None:
        """Note the time that an answer bears."""
        moment = int(START + self._cabinet.loop.time())
        self._date = datetime.fromtimestamp(moment, UTC)
