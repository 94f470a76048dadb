"""Carries messages in WEBSMS's numbers: what a phone's behaviour means as a plan of states."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from tests.simulator.kernel.delivery import Reaches
from tests.simulator.kernel.model import Behaviour, Fate, Message, Step

from . import codes
from .callbacks import CallbackWriter
from .sending import Mode
from .state import State

_DAY = 86400.0
# How long Viber is tried where an SMS is to follow.
_VIBER_TRIES = 60.0
_TAKEN_ON = (Step(0.5, codes.SPOOLED), Step(0.5, codes.SENT))
_DELIVERED = (*_TAKEN_ON, Step(2.0, codes.DELIVERED))
_PLANS: Mapping[Fate, tuple[Step, ...]] = {
    Fate.DELIVERED: _DELIVERED,
    Fate.READ: _DELIVERED,
    Fate.LINK: _DELIVERED,
    Fate.NEVER: _TAKEN_ON,
    Fate.UNDELIVERED: (*_TAKEN_ON, Step(2.0, codes.UNDELIVERED)),
    Fate.EXPIRED: (*_TAKEN_ON, Step(2.0, codes.EXPIRED)),
    Fate.REJECTED: (Step(0.5, codes.SPOOLED), Step(0.5, codes.OPERATOR_REJECTED)),
    Fate.UNREPORTED: (*_TAKEN_ON, Step(_DAY, codes.UNREPORTED)),
    Fate.UNROUTABLE: (Step(0.5, codes.UNROUTABLE),),
    Fate.INVALID: (Step(0.5, codes.SYSTEM_REJECTED),),
}
# Why a message in Viber does not arrive, and which `to_sms` sends an SMS then.
_NOT_INSTALLED = frozenset(
    {codes.OPERATOR_REJECTED, codes.SYSTEM_REJECTED, codes.UNROUTABLE}
)
_UNREACHABLE = frozenset({codes.UNDELIVERED, codes.EXPIRED, codes.UNREPORTED})
_FALLBACKS = {
    "1": _NOT_INSTALLED,
    "2": _UNREACHABLE,
    "3": _NOT_INSTALLED | _UNREACHABLE,
}


def reaches_phone(status: int, error: int) -> bool:
    """Return whether a state means that the message is on the phone."""
    return status == codes.DELIVERED


_REACHES: Reaches = reaches_phone


class Courier:
    """Takes accepted messages and tells the account's handler of their states."""

    def __init__(self, state: State, writer: CallbackWriter) -> None:
        """Tell of states by way of a callback writer."""
        self._state = state
        self._writer = writer

    def take(self, message: Message) -> Message:
        """Enter an accepted message and send it on its way."""
        kernel = self._state.kernel
        entered = kernel.ledger.accept(message)
        kernel.delivery.start(entered, self._plan(entered), _REACHES, self._tell)
        return entered

    def report(self, key: int, status: int) -> Message:
        """Give a message a state now; nothing more happens to it by itself."""
        delivery = self._state.kernel.delivery
        delivery.stop(key)
        return delivery.report(key, status, 0, _REACHES, self._tell)

    def remove(self, message: Message) -> Decimal | None:
        """Take back a message that has not left yet, and return its price."""
        kernel = self._state.kernel
        if message.status not in codes.WAITING or message.deleted:
            return None
        kernel.delivery.stop(message.key)
        now = kernel.clock.now()
        changed = kernel.ledger.change(message.key, now, codes.DELETED, 0)
        kernel.ledger.update(replace(changed, deleted=True))
        self._state.accounts.charge(message.account, -message.cost)
        return message.cost

    def _plan(self, message: Message) -> tuple[Step, ...]:
        """Return the states a message will go through."""
        account = self._state.accounts[message.account]
        if message.details["zone"] not in account.zones:
            return (Step(0.5, codes.RESTRICTED),)
        if not message.details["known"]:
            return _PLANS[Fate.UNROUTABLE]
        steps = self._steps(message, message.channel)
        failures = _FALLBACKS.get(message.details.get("to_sms", ""), frozenset[int]())
        if message.channel != Mode.VIBER or not failures:
            return steps
        last = steps[-1]
        reason = last.status if last.status in codes.FINAL else codes.UNDELIVERED
        if reason not in failures:
            return steps
        waited = min(last.delay, _VIBER_TRIES)
        if last.status not in codes.FINAL:
            waited = _VIBER_TRIES
        # No state from before Viber comes again: nothing can be taken back by now.
        handed_on = Step(waited, codes.ENROUTE, details={"carried_by": Mode.SMS})
        by_viber = steps[:-1] if last.status in codes.FINAL else steps
        by_sms = self._steps(message, Mode.SMS)
        rest = by_sms[1:] if by_sms[0].status == codes.SPOOLED else by_sms
        return (*by_viber, handed_on, *rest)

    def _steps(self, message: Message, channel: str) -> tuple[Step, ...]:
        """Return what becomes of a message over one channel."""
        phones = self._state.kernel.phones
        behaviour: Behaviour = phones.behaviour(message.phone, channel)
        if isinstance(behaviour, tuple):
            return behaviour
        if behaviour is Fate.OFF:
            rest = max(0.0, message.validity - 2.0)
            return (*_TAKEN_ON, Step(1.0, codes.ENROUTE), Step(rest, codes.EXPIRED))
        return _PLANS[behaviour]

    def _tell(self, message: Message) -> None:
        """Charge for an SMS that follows; tell the handler of a final state."""
        if message.details.get("carried_by") == Mode.SMS != message.channel:
            self._hand_on(message)
        account = self._state.accounts[message.account]
        final = message.status in codes.CALLBACK_STATES
        if account.handler and final and not message.deleted:
            self._state.kernel.callbacks.send(self._writer.write(account, message))

    def _hand_on(self, message: Message) -> None:
        """Let a message in Viber go on as an SMS, which is paid for like one."""
        account = self._state.accounts[message.account]
        each = account.prices.get(f"{Mode.SMS} {message.details['zone']}", Decimal(0))
        more = each * message.parts
        self._state.accounts.charge(account.login, more)
        self._state.kernel.ledger.update(
            replace(message, channel=Mode.SMS, cost=message.cost + more)
        )
