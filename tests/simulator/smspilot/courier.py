"""Carries messages in SMSPILOT's statuses: what a phone's behaviour means as a plan."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from decimal import Decimal

from tests.simulator.kernel.delivery import Reaches
from tests.simulator.kernel.model import Fate, Message, Step

from .callbacks import CallbackWriter
from .channels import LOOKUPS, RULES, Channel
from .codes import (
    DELIVERED,
    FAILED,
    FINAL,
    OUT_OF_TIME,
    QUEUED,
    REFUSED_BY_OPERATOR,
    SCHEDULED,
    SENT,
    UNDELIVERABLE,
    UNDELIVERED,
)
from .lookups import subscriber_at_home
from .state import State

_HANDED_OVER = Step(1.0, SENT)
_ARRIVED = (_HANDED_OVER, Step(2.0, DELIVERED))
_PLANS: Mapping[Fate, tuple[Step, ...]] = {
    Fate.DELIVERED: _ARRIVED,
    Fate.READ: _ARRIVED,
    Fate.LINK: _ARRIVED,
    Fate.NEVER: (_HANDED_OVER,),
    Fate.UNREPORTED: (_HANDED_OVER,),
    Fate.UNDELIVERED: (_HANDED_OVER, Step(2.0, UNDELIVERED, UNDELIVERABLE)),
    Fate.EXPIRED: (_HANDED_OVER, Step(2.0, UNDELIVERED, OUT_OF_TIME)),
    Fate.REJECTED: (Step(1.0, FAILED, REFUSED_BY_OPERATOR),),
}
_ANSWERS = frozenset({Fate.DELIVERED, Fate.READ, Fate.LINK})
_SILENT = frozenset({Fate.NEVER, Fate.UNREPORTED})


def _reaches_phone(status: int, error: int) -> bool:
    """Return whether a state means that the message is on the phone."""
    return status == DELIVERED


def _reaches_nobody(status: int, error: int) -> bool:
    """Return that a look-up is never on the phone, whatever its state."""
    return False


def _reaches(message: Message) -> Reaches:
    """Return how to tell whether a message is on the phone."""
    seen = RULES[Channel(message.channel)].seen
    return _reaches_phone if seen else _reaches_nobody


class Courier:
    """Takes accepted messages and calls their handlers at each change of state."""

    def __init__(self, state: State, writer: CallbackWriter) -> None:
        """Tell of states by way of a callback writer."""
        self._state = state
        self._writer = writer

    def take(self, message: Message) -> Message:
        """Enter an accepted message and send it on its way."""
        kernel = self._state.kernel
        entered = kernel.ledger.accept(message)
        self._state.keys[entered.message_id] = entered.key
        plan = self._plan(entered)
        if entered.status == SCHEDULED:
            # At its time it comes into the queue like any other.
            plan = (Step(0.0, QUEUED), *plan)
        kernel.delivery.start(entered, plan, _reaches(entered), self._tell)
        return entered

    def refuse(self, message: Message) -> Message:
        """Enter a message that has an id but was not taken; nobody is called about it."""
        entered = self._state.kernel.ledger.refuse(message)
        self._state.keys[entered.message_id] = entered.key
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
        delivery.report(key, status, error, reaches, self._tell, details)
        return self._state.kernel.ledger.message(key)

    def _plan(self, message: Message) -> tuple[Step, ...]:
        """Return the states a message will go through."""
        phones = self._state.kernel.phones
        behaviour = phones.behaviour(message.phone, message.channel)
        if isinstance(behaviour, tuple):
            return behaviour
        if message.channel in LOOKUPS and behaviour not in _SILENT:
            return self._look_up(message, behaviour)
        if behaviour is Fate.OFF:
            rest = max(0.0, message.validity - _HANDED_OVER.delay)
            return (_HANDED_OVER, Step(rest, UNDELIVERED, OUT_OF_TIME))
        return _PLANS.get(behaviour, _PLANS[Fate.UNDELIVERED])

    def _look_up(self, message: Message, fate: Fate) -> tuple[Step, ...]:
        """Return what a look-up finds: HLR knows a phone that is off, ping does not."""
        there = fate in _ANSWERS
        if fate is Fate.OFF:
            there = message.channel == Channel.HLR
        details: dict[str, str] = {}
        if message.channel == Channel.HLRVIP:
            known = self._state.subscribers.get(message.phone)
            details = asdict(known or subscriber_at_home(message.phone))
        if there:
            return (Step(3.0, DELIVERED, details=details),)
        named = self._state.dialect.lookup_error == "undeliverable"
        return (Step(3.0, UNDELIVERED, UNDELIVERABLE if named else 0),)

    def _tell(self, message: Message) -> None:
        """Give back the price of an error, and call the handler of a new state."""
        state = self._state
        if message.status == FAILED and message.cost:
            state.accounts.charge(message.account, -message.cost)
            message = state.kernel.ledger.update(replace(message, cost=Decimal(0)))
        address = message.details.get("callback", "")
        told = state.dialect.callback_statuses == "every" or message.status in FINAL
        if address and told:
            state.kernel.callbacks.send(self._writer.status(message))
