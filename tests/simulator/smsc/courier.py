"""Carries messages in SMSC's codes: what a phone's behaviour means as a plan of states."""

from dataclasses import replace

from tests.simulator.kernel.model import Fate, Message, Step

from . import codes
from .accounts import Account
from .callbacks import CallbackWriter
from .state import State

_DAY = 86400.0
_HANDED_OVER = Step(1.0, codes.SENT)
_DELIVERED = (_HANDED_OVER, Step(2.0, codes.DELIVERED))
_PLANS = {
    Fate.DELIVERED: _DELIVERED,
    Fate.READ: (*_DELIVERED, Step(2.0, codes.READ)),
    Fate.LINK: (*_DELIVERED, Step(2.0, codes.LINK)),
    Fate.NEVER: (_HANDED_OVER,),
    Fate.UNDELIVERED: (_HANDED_OVER, Step(2.0, codes.UNDELIVERED, codes.ABSENT)),
    Fate.EXPIRED: (_HANDED_OVER, Step(2.0, codes.EXPIRED, codes.OFFLINE)),
    Fate.REJECTED: (Step(1.0, codes.NO_ROUTE, codes.OPERATOR),),
    Fate.UNREPORTED: (_HANDED_OVER, Step(_DAY, codes.UNDELIVERED, codes.UNREPORTED)),
}
_TEST_MODE = {
    "delivered": codes.DELIVERED,
    "undelivered": codes.UNDELIVERED,
    "sent": codes.SENT,
}


def reaches_phone(status: int, error: int) -> bool:
    """Return whether a state means that the message is on the phone."""
    return status in codes.ARRIVED and error != codes.VIRTUAL


class Courier:
    """Takes accepted messages and tells the account's handler of their states."""

    def __init__(self, state: State, writer: CallbackWriter) -> None:
        """Tell of states by way of a callback writer."""
        self._state = state
        self._writer = writer

    def take(self, account: Account, message: Message, offset: float) -> Message:
        """Enter an accepted message and send it on its way."""
        kernel = self._state.kernel
        entered = kernel.ledger.accept(replace(message, due_at=message.due_at + offset))
        plan = self._plan(account, entered)
        kernel.delivery.start(entered, plan, reaches_phone, self._tell)
        return entered

    def report(self, key: int, status: int, error: int) -> Message:
        """Give a message a state now; nothing more happens to it by itself."""
        delivery = self._state.kernel.delivery
        delivery.stop(key)
        return delivery.report(key, status, error, reaches_phone, self._tell)

    def remove(self, message: Message) -> None:
        """Delete a message; one that has not left yet never leaves."""
        kernel = self._state.kernel
        if message.status in (codes.WAITING, codes.PAUSED):
            kernel.delivery.stop(message.key)
            if self._state.dialect.deletion_refund == "yes":
                self._state.accounts.charge(message.account, -message.cost)
        kernel.ledger.update(replace(message, deleted=True))

    def _plan(self, account: Account, message: Message) -> tuple[Step, ...]:
        """Return the states a message will go through."""
        if account.test_mode:
            status = _TEST_MODE[self._state.dialect.test_mode_status]
            return (Step(1.0, status, codes.VIRTUAL),)
        if message.sender not in account.senders:
            return (Step(1.0, codes.DENIED, codes.UNREGISTERED),)
        behaviour = self._state.kernel.phones.behaviour(message.phone)
        if isinstance(behaviour, tuple):
            return behaviour
        if behaviour is Fate.OFF:
            rest = max(0.0, message.validity - _HANDED_OVER.delay)
            return (_HANDED_OVER, Step(rest, codes.EXPIRED, codes.OFFLINE))
        return _PLANS[behaviour]

    def _tell(self, message: Message) -> None:
        """Tell the account's handler of a new state, if it is told of such."""
        every = self._state.dialect.callback_statuses == "every"
        if message.deleted or not (every or message.status in codes.FINAL):
            return
        account = self._state.accounts[message.account]
        if account.handler:
            self._state.kernel.callbacks.send(self._writer.status(account, message))
