"""A small model of a provider: what it took, what it says, and how it fails."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from custom_components.sms_gateway.providers.account import Balance
from custom_components.sms_gateway.providers.errors import (
    ConnectionFailedError,
    NotTakenError,
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    Fault,
    IncomingMessage,
    LostMessage,
    MessageState,
    NotFound,
    PhoneResult,
    Reason,
    SendAnswer,
    SendRequest,
    StatusQuery,
    StatusReport,
)
from custom_components.sms_gateway.providers.provider import Provider

from .virtual import START, VirtualLoop

_HALF_WAY: Final = 0.025
"""Seconds that a request and an answer take."""

_TIMEOUT: Final = 20.0

_MINUTE: Final = 60.0

CONCURRENT: Final = 2
"""Requests of one kind that a provider takes at once."""

ARCHIVED_AFTER: Final = timedelta(hours=1)
"""After which a look-up does not find a message, as if it had never been."""


def archived_after_an_hour(taken: datetime, asked: datetime) -> bool:
    """Tell whether a look-up does not find what was taken then any more."""
    return asked >= taken + ARCHIVED_AFTER


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
    ROW_LOST = "row_lost"


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
    on_excess: Callable[[str], None]
    """Told of what a provider would refuse for its rate."""
    own_ids: bool = False
    has_list: bool = False
    """Whether it takes no id of ours, gives each number one, and lists what it took."""
    is_down: bool = False
    look_ups_fail: bool = False
    knocks: int = 0
    """Requests of all kinds, whether or not they came through."""
    lag: float = 0.0
    """Seconds after which a look-up finds a message; under the minute of §10."""
    is_archived: Callable[[datetime, datetime], bool] = archived_after_an_hour
    fails: deque[Fail] = field(default_factory=deque)
    accepted: list[Accepted] = field(default_factory=list)
    sends: int = 0
    look_ups: int = 0
    last_batch: float = -_MINUTE
    taken_at: dict[tuple[str, str], float] = field(default_factory=dict)

    def forget_rates(self) -> None:
        """Begin to count anew: who starts again does not know what was before."""
        self.sends = self.look_ups = 0
        self.last_batch = -_MINUTE
        self.taken_at.clear()

    def check_send(self, request: SendRequest) -> None:
        """See whether a request to send would be refused for its rate."""
        if self.sends > CONCURRENT:
            self.on_excess(f"{self.sends} requests to send at once")
        for phone in request.phones:
            last = self.taken_at.get((phone, request.text), -_MINUTE)
            if self.loop.time() - last < _MINUTE:
                self.on_excess(f"the same text to {phone} within a minute")

    def check_look_up(self, count: int) -> None:
        """See whether a look-up would be refused for its rate."""
        if self.look_ups > CONCURRENT:
            self.on_excess(f"{self.look_ups} look-ups at once")
        if count > 1:
            if self.loop.time() - self.last_batch < _MINUTE:
                self.on_excess("two look-ups of many within a minute")
            self.last_batch = self.loop.time()

    def take(self, request: SendRequest, phones: Sequence[str]) -> str:
        """Take a request, and return its id."""
        message_id = request.request_id
        for phone in phones:
            if self.has_list or (self.own_ids and phone == phones[0]):
                message_id = f"OWN-{len(self.accepted)}"
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
            self.taken_at[phone, request.text] = self.loop.time()
            self.on_accepted(item)
        return message_id

    def find(self, query: StatusQuery) -> Accepted | None:
        """Return a message by any of its ids, once a look-up can see it."""
        for item in self.accepted:
            ids = {item.message_id.lower()}
            if not self.has_list:
                ids.add(item.request_id.lower())
            is_asked = item.phone == query.phone and query.message_id.lower() in ids
            if is_asked and self._is_visible(item):
                return item
        return None

    def find_lost(self, lost: LostMessage) -> Accepted | None:
        """Return the message that a lost one must be, by what a list tells of it."""
        for item in self.accepted:
            apart = START + item.at - lost.sent_at.timestamp()
            if (
                (item.phone, item.text) == (lost.phone, lost.text)
                and item.message_id not in lost.other_ids
                and -_MINUTE <= apart <= 3 * _MINUTE
                and self._is_visible(item)
            ):
                return item
        return None

    def _is_visible(self, item: Accepted) -> bool:
        """Tell whether a look-up sees a message by now, and still."""
        now = self.loop.time()
        taken, asked = (
            datetime.fromtimestamp(START + moment, UTC) for moment in (item.at, now)
        )
        return item.visible_at <= now and not self.is_archived(taken, asked)


class FakeProvider(Provider):
    """The client of one account, in one run of Home Assistant."""

    def __init__(self, cabinet: Cabinet) -> None:
        """Have heard nothing yet."""
        self._cabinet = cabinet
        self.date: datetime | None = None

    async def prove(self) -> Balance:
        """Answer as to any question."""
        return await self.fetch_balance()

    async def fetch_balance(self) -> Balance:
        """Tell the balance, unless it is down."""
        await self._reach()
        self._answered()
        return Balance(amount=Decimal(100))

    async def send(self, request: SendRequest) -> SendAnswer:
        """Take a request, or not, and say so, or not."""
        self._cabinet.sends += 1
        try:
            return await self._send(request)
        except NotTakenError:
            self._cabinet.on_refused(request.request_id)
            raise
        finally:
            self._cabinet.sends -= 1

    async def _send(self, request: SendRequest) -> SendAnswer:
        """Do as was chosen."""
        cabinet = self._cabinet
        cabinet.on_handed(cabinet.account, request)
        fail = cabinet.fails.popleft() if cabinet.fails else Fail.NOTHING
        if fail is Fail.UNREACHABLE:
            raise ConnectionFailedError(Fault(Reason.UNREACHABLE))
        await self._reach()
        cabinet.check_send(request)
        if reason := _REFUSALS.get(fail):
            await asyncio.sleep(_HALF_WAY)
            self._answered()
            # Some say which number it is that all are refused for.
            named = request.phones[0] if cabinet.has_list else None
            raise RefusedError(Fault(reason, "1"), named)
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
        results = [
            PhoneResult(
                phone=phone,
                state=MessageState.REJECTED,
                fault=Fault(Reason.RECIPIENT, "7"),
            )
            for phone in rejected
        ]
        if not cabinet.has_list:
            return SendAnswer(message_id=message_id, results=tuple(results))
        newest = cabinet.accepted[-len(taken_phones) :] if taken_phones else []
        results += [
            PhoneResult(
                phone=item.phone, state=MessageState.QUEUED, message_id=item.message_id
            )
            for item in newest
        ]
        if fail is Fail.ROW_LOST and len(results) > 1:
            results[-1] = PhoneResult(
                phone=results[-1].phone,
                state=MessageState.UNCONFIRMED,
                fault=Fault(Reason.UNREADABLE),
            )
        return SendAnswer(results=tuple(results))

    async def fetch_statuses(
        self, queries: Sequence[StatusQuery]
    ) -> Sequence[StatusReport | NotFound]:
        """Tell what became of messages."""
        self._cabinet.look_ups += 1
        try:
            return await self._find(queries)
        finally:
            self._cabinet.look_ups -= 1

    async def _find(
        self, queries: Sequence[StatusQuery]
    ) -> Sequence[StatusReport | NotFound]:
        """Find messages, or fail to."""
        await self._reach()
        self._cabinet.check_look_up(len(queries))
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

    async def find_lost(
        self, lost: Sequence[LostMessage]
    ) -> Sequence[StatusReport | NotFound]:
        """Look for messages in the list."""
        self._cabinet.look_ups += 1
        try:
            await self._reach()
            self._cabinet.check_look_up(len(lost))
            if self._cabinet.look_ups_fail:
                raise OutcomeOpenError(Fault(Reason.UNREADABLE))
            answers: list[StatusReport | NotFound] = []
            for message in lost:
                item = self._cabinet.find_lost(message)
                if item is None:
                    answers.append(NotFound(message.request_id, message.phone))
                    continue
                answers.append(
                    StatusReport(
                        message_id=item.message_id,
                        phone=item.phone,
                        state=item.state,
                        request_id=message.request_id,
                    )
                )
            await asyncio.sleep(_HALF_WAY)
            self._answered()
            return answers
        finally:
            self._cabinet.look_ups -= 1

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
        self._cabinet.knocks += 1
        if self._cabinet.is_down:
            raise ConnectionFailedError(Fault(Reason.UNREACHABLE))
        await asyncio.sleep(_HALF_WAY)

    def _answered(self) -> None:
        """Note the time that an answer bears."""
        moment = int(START + self._cabinet.loop.time())
        self.date = datetime.fromtimestamp(moment, UTC)
