"""A small model of a provider's client: what it is told, and how that fails."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
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

from .cabinet import Cabinet, Fail
from .kinds import Accepted, Ids
from .virtual import START

_HALF_WAY: Final = 0.025
"""Seconds that a request and an answer take."""

_TIMEOUT: Final = 20.0

_REFUSALS: Final = {
    Fail.BUSY: Reason.BUSY,
    Fail.AUTH: Reason.AUTH,
    Fail.FUNDS: Reason.FUNDS,
    Fail.RECIPIENT: Reason.RECIPIENT,
}


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
        self._cabinet.balances += 1
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
        if cabinet.is_busy:
            await self._refuse(Reason.BUSY)
        if reason := _REFUSALS.get(fail):
            is_named = cabinet.kind.names_bad_number
            await self._refuse(reason, request.phones[0] if is_named else None)
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
        with cabinet.carrying_out():
            return await self._take(request, fail)

    async def _take(self, request: SendRequest, fail: Fail) -> SendAnswer:
        """Take a request, and answer."""
        cabinet = self._cabinet
        rejected = request.phones[:1] if fail is Fail.ONE_REJECTED else ()
        phones = [phone for phone in request.phones if phone not in rejected]
        if not phones and cabinet.kind.leaves_out_bad_numbers:
            await self._refuse(Reason.RECIPIENT)
        message_id = cabinet.take(request, phones)
        if fail is Fail.DROP_AFTER:
            raise OutcomeOpenError(Fault(Reason.NO_ANSWER))
        if fail is Fail.LATE:
            await asyncio.sleep(_TIMEOUT - _HALF_WAY)
            raise OutcomeOpenError(Fault(Reason.NO_ANSWER))
        await asyncio.sleep(_HALF_WAY)
        self._answered()
        if fail is Fail.UNREADABLE:
            raise OutcomeOpenError(Fault(Reason.UNREADABLE))
        if fail is Fail.NO_ROWS and cabinet.kind.may_tell_no_ids:
            return SendAnswer()
        results = [
            PhoneResult(
                phone=phone,
                state=MessageState.REJECTED,
                fault=Fault(Reason.RECIPIENT, "7"),
            )
            for phone in rejected
        ]
        if cabinet.kind.ids is not Ids.EACH:
            return SendAnswer(message_id=message_id, results=tuple(results))
        newest = cabinet.accepted[-len(phones) :] if phones else []
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

    async def _refuse(self, reason: Reason, phone: str | None = None) -> None:
        """Say no."""
        await asyncio.sleep(_HALF_WAY)
        self._answered()
        raise RefusedError(Fault(reason, "1"), phone)

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
            self._cabinet.check_age(query)
            item = self._cabinet.find(query)
            if item is None:
                answers.append(NotFound(query.message_id, query.phone))
            else:
                answers.append(self._report(query, item))
        await asyncio.sleep(_HALF_WAY)
        self._answered()
        return answers

    def _report(self, query: StatusQuery, item: Accepted) -> StatusReport:
        """Tell what became of a message, with its own id where it has one."""
        has_own = self._cabinet.kind.ids is Ids.EACH
        is_by_ours = query.message_id.lower() == item.request_id.lower()
        return StatusReport(
            message_id=item.message_id if has_own else query.message_id,
            phone=query.phone,
            state=item.state,
            request_id=query.message_id if has_own and is_by_ours else None,
        )

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

    async def cancel(self, query: StatusQuery) -> None:
        """Take back what has not left yet."""
        await self._reach()
        is_removed = self._cabinet.remove(query)
        await asyncio.sleep(_HALF_WAY)
        self._answered()
        if not is_removed:
            raise RefusedError(Fault(Reason.NOTHING_REMOVED))

    async def fetch_incoming(
        self, since: datetime, now: datetime
    ) -> Sequence[IncomingMessage]:
        """Have nothing."""
        return []

    async def _take_later(self, request: SendRequest) -> None:
        """Take a request that hangs at the provider, some seconds later."""
        with self._cabinet.carrying_out():
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
