"""Carries messages in SMSC's codes: what a phone's behaviour means as a plan of states."""

from collections.abc import Mapping
from dataclasses import replace

from tests.simulator.kernel.delivery import Reaches
from tests.simulator.kernel.model import Fate, Message, Step

from . import codes
from .accounts import Account
from .callbacks import CallbackWriter
from .calls import Callee, plan_call
from .channels import Channel
from .lookups import plan_lookup, subscriber_by_fate
from .mail import plan_mail
from .restrictions import is_registered
from .state import State

_DAY = 86400.0
QUEUE = 20
_RETRY = 600.0
_TRIES = 3
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
    Fate.UNROUTABLE: (Step(1.0, codes.NO_ROUTE, codes.UNROUTED),),
    Fate.INVALID: (Step(1.0, codes.BAD_NUMBER, codes.BAD_FORMAT),),
    Fate.UNREPORTED: (_HANDED_OVER, Step(_DAY, codes.UNDELIVERED, codes.UNREPORTED)),
}
_TAKES_CALLS = frozenset({Fate.DELIVERED, Fate.READ, Fate.LINK})
_TO_SIM_CARDS = frozenset(
    {Channel.SMS, Channel.FLASH, Channel.BINARY, Channel.PUSH, Channel.PING}
)
_TEST_MODE = {
    "delivered": codes.DELIVERED,
    "undelivered": codes.UNDELIVERED,
    "sent": codes.SENT,
}


# Nothing of these is to be seen on the phone.
_UNSEEN = frozenset({Channel.HLR, Channel.PING})
_NOT_THERE = frozenset({codes.VIRTUAL, codes.MACHINE})


def reaches_phone(status: int, error: int) -> bool:
    """Return whether a state means that the message is on the phone."""
    return status in codes.ARRIVED and error not in _NOT_THERE


def reaches_nobody(status: int, error: int) -> bool:
    """Return that a look-up is never on the phone, whatever its state."""
    return False


def _reaches(message: Message) -> Reaches:
    """Return how to tell whether a message is on the phone."""
    return reaches_nobody if message.channel in _UNSEEN else reaches_phone


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
        kernel.delivery.start(entered, plan, _reaches(entered), self._tell)
        return entered

    def report(
        self,
        key: int,
        status: int,
        error: int,
        details: Mapping[str, str] | None = None,
    ) -> Message:
        """Give a message a state now; nothing more happens to it by itself."""
        delivery = self._state.kernel.delivery
        delivery.stop(key)
        reaches = _reaches(self._state.kernel.ledger.message(key))
        return delivery.report(key, status, error, reaches, self._tell, details)

    def pause(self, message: Message) -> Message:
        """Stop a message that has not left yet; nobody is called about it."""
        kernel = self._state.kernel
        kernel.delivery.stop(message.key)
        now = kernel.clock.now()
        return kernel.ledger.change(message.key, now, codes.PAUSED, codes.NO_ERROR)

    def resume(self, message: Message) -> Message:
        """Send a paused message on its way, at its time or now."""
        kernel = self._state.kernel
        now = kernel.clock.now()
        waiting = kernel.ledger.change(message.key, now, codes.WAITING, codes.NO_ERROR)
        plan = self._plan(self._state.accounts[message.account], waiting)
        kernel.delivery.start(waiting, plan, _reaches(waiting), self._tell)
        return waiting

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
        if not is_registered(account, message.channel, message.sender):
            return (Step(1.0, codes.DENIED, codes.UNREGISTERED),)
        if self._is_swapped(message):
            return (_HANDED_OVER, Step(2.0, codes.UNDELIVERED, codes.SIM_SWAPPED))
        behaviour = self._state.kernel.phones.behaviour(message.phone, message.channel)
        if isinstance(behaviour, tuple):
            return behaviour
        return self._by_fate(message, behaviour)

    def _is_swapped(self, message: Message) -> bool:
        """Return whether a new SIM card does not take messages from a name yet."""
        swapped = self._state.swapped.get(message.phone)
        if swapped is None or message.channel not in _TO_SIM_CARDS:
            return False
        named = not message.sender.removeprefix("+").isdigit()
        due = max(message.due_at, message.accepted_at)
        return named and due - swapped < _DAY

    def _by_fate(self, message: Message, fate: Fate) -> tuple[Step, ...]:
        """Return the states of a message of which only its fate is known."""
        state = self._state
        match message.channel:
            case Channel.MAIL:
                return plan_mail(message, fate)
            case Channel.HLR if fate is not Fate.NEVER:
                known = state.subscribers.get(message.phone)
                if known is None:
                    known = subscriber_by_fate(message.phone, fate)
                return plan_lookup(message, known, state.dialect)
            case Channel.CALL:
                callee = state.callees.get(message.phone)
                if callee is None and fate in _TAKES_CALLS:
                    callee = Callee()
                if callee is not None:
                    return plan_call(message, callee, state.dialect)
        if fate is Fate.OFF:
            return self._wait_for_phone(message)
        return _PLANS[fate]

    def _wait_for_phone(self, message: Message) -> tuple[Step, ...]:
        """Return the states of a message to a phone that is off.

        The operator keeps so many and no more; SMSC then tries on, and expires, too.
        """
        rest = max(0.0, message.validity - _HANDED_OVER.delay)
        queued = [
            one
            for one in self._state.kernel.ledger.to(message.phone)
            if one.status == codes.SENT
        ]
        if len(queued) < QUEUE:
            return (_HANDED_OVER, Step(rest, codes.EXPIRED, codes.OFFLINE))
        sent = self._state.dialect.queue_full == "sent"
        full = Step(_RETRY, codes.SENT if sent else codes.UNDELIVERED, codes.QUEUE_FULL)
        tries = int(min(rest // _RETRY, _TRIES))
        rest -= tries * _RETRY
        return (
            _HANDED_OVER,
            *([full] * tries),
            Step(rest, codes.EXPIRED, codes.QUEUE_FULL),
        )

    def _tell(self, message: Message) -> None:
        """Tell the account's handler of a new state, if it is told of such."""
        account = self._state.accounts[message.account]
        if account.handler and not message.deleted and self._is_told(message):
            self._state.kernel.callbacks.send(self._writer.status(account, message))

    def _is_told(self, message: Message) -> bool:
        """Return whether handlers hear of such a state."""
        dialect = self._state.dialect
        if message.channel == Channel.MAIL and dialect.mail_callbacks == "silent":
            return False
        if "callmenu" in message.details and dialect.menu_reports == "each_key":
            return True
        return dialect.callback_statuses == "every" or message.status in codes.FINAL
