"""Taking messages back: what waits is never sent, what has left is asked back."""

import asyncio
from asyncio import Lock
from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from weakref import WeakValueDictionary

from .clock import Clock, wait_for_any
from .engine import AccountEngine
from .journal import FINAL_STATES, Journal, JournalError, Message, MessageUpdate
from .providers.account import Ability
from .providers.errors import ProviderError, RefusedError
from .providers.model import Fault, MessageState, Reason, StatusQuery
from .router import Router
from .turns import is_unsent

_PATIENCE: Final = 30.0
"""Seconds that one waits for the end of a request; it takes no longer by itself."""

_NOT_LEFT: Final = frozenset(
    {MessageState.PENDING, MessageState.SCHEDULED, MessageState.QUEUED}
)
"""A provider may have it, but no operator."""


class Cancellation:
    """Takes messages back, for all who ask; first of all, they are not sent again."""

    def __init__(self, router: Router, journal: Journal, clock: Clock) -> None:
        """Work on what the router sends."""
        self._router = router
        self._journal = journal
        self._clock = clock
        self._asked: set[str] = set()
        """Accounts whose provider gave money back, until their balance is known."""
        self._in_order = WeakValueDictionary[str, Lock]()

    async def cancel(
        self, messages: Sequence[Message], *, with_others: bool = False
    ) -> list[Fault | None]:
        """Take messages back; return why each could not be, None where it was.

        `with_others`: where a provider takes back all of a request or nothing, those
        that left together may go too.
        """

        async def one(message: Message) -> Fault | None:
            # Two that left together are asked back once, whoever asks, and then the
            # other knows of it.
            together = message.request_id or message.reference
            async with self._in_order.setdefault(together, Lock()):
                return await self._cancel(self._current(message.reference), with_others)

        faults = list(await asyncio.gather(*(one(message) for message in messages)))
        given_back = {
            m.entry_id for m, f in zip(messages, faults, strict=True) if not f
        }
        richer = given_back & self._asked
        self._asked -= richer
        for account in map(self._router.account, richer):
            if account is not None:
                with suppress(ProviderError):
                    account.on_balance(await account.fetch_balance())
        return faults

    async def _cancel(self, message: Message, with_others: bool) -> Fault | None:
        """Take a message back; return why it could not be, None where it was."""
        reference = message.reference
        if message.is_on_wire:
            # From now on, whatever its request comes to.
            self._journal.withdraw(reference)
            left = self._journal.wire.left(reference)
            await wait_for_any(self._clock, [left], _PATIENCE)
        if await self._is_settled(reference):
            return self._why_not(reference)
        message = self._current(reference)
        if message.state is MessageState.UNCONFIRMED and not message.message_id:
            self._journal.withdraw(reference)
        account = self._router.account(message.entry_id)
        if account is None:
            return Fault(Reason.NOT_LOADED)
        if Ability.CANCEL not in account.info.abilities:
            return Fault(Reason.NOT_CANCELLABLE)
        others: list[Message] = []
        if account.info.cancels_whole_requests:
            others = self._others(message)
        if others and not with_others:
            return Fault(Reason.WHOLE_PACKET)
        # What was delivered meanwhile can be deleted too, but is not cancelled by that.
        is_due = account.time() >= (message.details.send_at or 0.0)
        if not await account.look_up([message]) and is_due:
            return Fault(Reason.CANCELLATION_UNANSWERED)
        if await self._is_settled(reference):
            return self._why_not(reference)
        return await self._ask_back(account, self._current(reference), others)

    async def _ask_back(
        self, account: AccountEngine, message: Message, others: Sequence[Message]
    ) -> Fault | None:
        """Let the provider remove a message that it has, or may have."""
        query = StatusQuery(
            message.message_id or message.request_id,
            message.phone,
            packet_id=message.packet_id,
        )
        try:
            await account.ask_in_turn(lambda provider: provider.cancel(query))
        except ProviderError as err:
            # Somebody else may have been faster.
            is_over = await self._is_settled(message.reference)
            if is_over:
                return self._why_not(message.reference)
            is_no = isinstance(err, RefusedError)
            return err.fault if is_no else Fault(Reason.CANCELLATION_UNANSWERED)
        if others:
            # Something was removed: which of them, the provider says.
            await account.look_up([message, *others])
        self._asked.add(account.entry_id)
        # A report may have overtaken the answer.
        if not await self._is_settled(message.reference):
            await self._end(message.reference)
        return self._why_not(message.reference)

    async def _is_settled(self, reference: str) -> bool:
        """End what is certainly at home; tell whether there is nothing to ask back."""
        message = self._current(reference)
        if is_unsent(message):
            await self._end(reference)
            # Others that were to leave with it go without it.
            self._router.wake()
            return True
        return not message.is_on_wire and _place(message) not in _NOT_LEFT

    async def _end(self, reference: str) -> None:
        """Write down that a message is cancelled; it is so even where that fails."""
        with suppress(JournalError):
            await self._journal.update(
                [MessageUpdate(reference=reference, state=MessageState.CANCELLED)]
            )

    def _why_not(self, reference: str) -> Fault | None:
        """Return why a message that is settled is not cancelled."""
        message = self._current(reference)
        if message.state is MessageState.CANCELLED:
            return None
        is_over = message.state in FINAL_STATES
        return Fault(Reason.ALREADY_OVER if is_over else Reason.ALREADY_SENT)

    def _others(self, message: Message) -> list[Message]:
        """Return the messages that left with one, in the same request."""
        return [
            other
            for other in self._journal.messages
            if other.request_id == message.request_id
            and other.entry_id == message.entry_id
            and other.reference != message.reference
            # Of what is over nothing can be removed.
            and other.state not in FINAL_STATES
        ]

    def _current(self, reference: str) -> Message:
        """Return a message as it is now."""
        message = self._journal.get(reference)
        assert message is not None
        return message


def _place(message: Message) -> MessageState:
    """Return how far a message got for certain."""
    if message.state is MessageState.UNCONFIRMED and message.followed is not None:
        return message.followed
    return message.state
