"""Taking messages back: what waits is never sent, what has left is asked back."""

from contextlib import suppress
from typing import Final

from .clock import Clock, wait_for_any
from .engine import AccountEngine
from .journal import FINAL_STATES, Journal, JournalError, Message, MessageUpdate
from .providers.account import Ability
from .providers.errors import OutcomeOpenError, ProviderError
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
    """Takes back one message; first of all, it is not sent again."""

    def __init__(self, router: Router, journal: Journal, clock: Clock) -> None:
        """Work on what the router sends."""
        self._router = router
        self._journal = journal
        self._clock = clock

    async def cancel(self, message: Message) -> Fault | None:
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
        if account is None or Ability.CANCEL not in account.info.abilities:
            return Fault(Reason.NOT_CANCELLABLE)
        # What was delivered meanwhile can be deleted too, but is not cancelled by that.
        if not await account.look_up([message]):
            return Fault(Reason.CANCELLATION_UNANSWERED)
        if await self._is_settled(reference):
            return self._why_not(reference)
        return await self._ask_back(account, self._current(reference))

    async def _ask_back(self, account: AccountEngine, message: Message) -> Fault | None:
        """Let the provider remove a message that it has, or may have."""
        query = StatusQuery(message.message_id or message.request_id, message.phone)
        try:
            await account.ask_in_turn(lambda provider: provider.cancel(query))
        except ProviderError as err:
            # Somebody else may have been faster.
            is_over = await self._is_settled(message.reference)
            if is_over:
                return self._why_not(message.reference)
            is_open = isinstance(err, OutcomeOpenError)
            return Fault(Reason.CANCELLATION_UNANSWERED) if is_open else err.fault
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
