"""SMSC as a whole: its pages, and what tests can do to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.simulator.kernel.model import IncomingCall, IncomingMessage, Message
from tests.simulator.kernel.phones import digits_of
from tests.simulator.kernel.provider import AccountSummary, Kernel, Verb
from tests.simulator.kernel.simulated import SimulatedProvider

from .accounts import Account
from .answers import ListsWork
from .balance import BalanceWork
from .callbacks import CallbackWriter
from .calls import Callee
from .codes import FINAL, LINK, PAUSED, SENT, STATUS_WORDS, WAITING, status_of_error
from .control import SmscVerbs
from .courier import Courier
from .dialect import Dialect
from .limits import BLOCK_SECONDS, Limits
from .lookups import Subscriber, default_subscriber
from .page import SmscPage
from .send import SendWork
from .state import NAME, State
from .status import StatusWork

_DAY = 86400.0


class SmscProvider(SimulatedProvider[Account, Dialect]):
    """The simulated SMSC."""

    name = NAME

    def __init__(self, kernel: Kernel) -> None:
        """Open with the demo account."""
        self._kernel = kernel
        self._state = State(kernel)
        self._limits = Limits(self._state)
        self._writer = CallbackWriter(self._state)
        self._courier = Courier(self._state, self._writer)
        send = SendWork(self._state, self._courier)
        status = StatusWork(self._state, self._courier)
        pages = [
            SmscPage("/sys/send.php", send, self._state, rest=False),
            SmscPage("/rest/send/", send, self._state, rest=True),
            SmscPage("/sys/status.php", status, self._state, rest=False),
            SmscPage("/rest/status/", status, self._state, rest=True),
            SmscPage(
                "/sys/balance.php", BalanceWork(self._state), self._state, rest=False
            ),
            SmscPage("/sys/get.php", ListsWork(self._state), self._state, rest=False),
        ]
        super().__init__(self._state, pages)

    @property
    def verbs(self) -> Mapping[str, Verb]:
        """Return what the control interface can do to this provider."""
        return SmscVerbs(self).table

    @property
    def accounts_shown(self) -> Sequence[AccountSummary]:
        """Return the accounts for the page."""
        return [
            AccountSummary(one.login, f"{one.balance} {one.currency}", one.handler)
            for one in self.accounts
        ]

    def block(self, address: str = "127.0.0.1", seconds: float = BLOCK_SECONDS) -> None:
        """Block an address for so many of the provider's seconds."""
        self._limits.block(address, seconds)

    def unblock(self, address: str = "127.0.0.1") -> None:
        """Let an address ask again."""
        self._limits.unblock(address)

    def forget_limits(self) -> None:
        """Forget all that was counted against the rate limits."""
        for window in self._state.windows.values():
            window.clear()
        self._state.floods.clear()

    def archive(self) -> int:
        """Move everything with a final state to the archive, as the night does."""
        ledger = self._kernel.ledger
        moved = [
            message
            for message in [*ledger.messages, *ledger.refused]
            if message.provider == NAME and message.status in FINAL
        ]
        for message in moved:
            ledger.update(replace(message, archived=True))
        return len(moved)

    def state_of(self, message: Message) -> str:
        """Return the words for a message's state."""
        words = STATUS_WORDS.get(message.status, str(message.status))
        return f"{words}, error {message.error}" if message.error else words

    def report(
        self,
        key: int,
        status: int,
        error: int = 0,
        details: Mapping[str, str] | None = None,
    ) -> Message:
        """Give a message a state, as if its operator had just reported it.

        `details` are what becomes known with it: `dtmf` and the like of a call.
        """
        return self._courier.report(key, status, error, details)

    def press_link(self, key: int) -> Message:
        """Press the short link in a message, which only then can be told."""
        if "links" not in self._kernel.ledger.message(key).details:
            raise ValueError("the message has no short link")
        return self._courier.report(key, LINK, 0)

    def set_callee(self, phone: str, **habits: Any) -> Callee:
        """Say how a phone takes calls; what is not said is as usual."""
        callee = Callee(**habits)
        self._state.callees[digits_of(phone)] = callee
        return callee

    def set_subscriber(self, phone: str, **register: Any) -> Subscriber:
        """Say what a look-up of a number finds; what is not said is as by default."""
        subscriber = replace(default_subscriber(digits_of(phone)), **register)
        self._state.subscribers[digits_of(phone)] = subscriber
        return subscriber

    def fail(self, phone: str, error: int, channel: str | None = None) -> None:
        """Let further messages to a phone end with an error, and with its state."""
        steps = [(1.0, SENT, 0), (2.0, status_of_error(error), error)]
        self._kernel.phones.behave(phone, steps, channel)

    def confirm_number(self, phone: str, days_ago: float = 0.0) -> None:
        """Say when a number was last confirmed, for `smsreq`."""
        now = self._kernel.clock.now()
        self._state.confirmed[digits_of(phone)] = now - days_ago * _DAY

    def swap_sim(self, phone: str) -> None:
        """Put a new SIM card into a phone; for a day it takes nothing from a name."""
        self._state.swapped[digits_of(phone)] = self._kernel.clock.now()

    def top_up(self, phone: str) -> None:
        """Top up a phone's balance, which ends that day."""
        self._state.swapped.pop(digits_of(phone), None)

    def host_file(self, address: str, size: int) -> None:
        """Say how many bytes there are at an address; others are large enough."""
        self._state.hosted[address] = size

    def pause(self, message_id: str) -> list[Message]:
        """Stop what of a mailing has not left yet, as in the cabinet."""
        return self._each(message_id, WAITING, self._courier.pause)

    def resume(self, message_id: str) -> list[Message]:
        """Let a stopped mailing go on."""
        return self._each(message_id, PAUSED, self._courier.resume)

    def _each(
        self, message_id: str, status: int, work: Callable[[Message], Message]
    ) -> list[Message]:
        """Work on all messages of an id that have a state."""
        return [
            work(message)
            for message in self._kernel.ledger.messages
            if (message.provider, message.message_id) == (NAME, message_id)
            and message.status == status
            and not message.deleted
        ]

    def receive(
        self,
        *,
        phone: str,
        text: str,
        account: str | None = None,
        to: str | None = None,
        reply_to: str | None = None,
        age: float = 0.0,
    ) -> IncomingMessage:
        """Take a message from a phone and pass it on to the account's handler.

        `age` is how many seconds ago it was sent and came in.
        """
        owner = self.accounts[account or "demo"]
        came = self._kernel.clock.now() - age
        bare = phone.removeprefix("+")
        message = IncomingMessage(
            provider=NAME,
            account=owner.login,
            message_id=str(next(self._state.incoming_ids)),
            phone=bare,
            text=text,
            to=to or owner.incoming_number,
            reply_to=reply_to,
            sent_at=came,
            received_at=came,
        )
        self._kernel.ledger.incoming.append(message)
        if owner.handler:
            self._kernel.callbacks.send(self._writer.incoming(owner, message))
        return message

    def ring(self, phone: str, account: str = "demo") -> IncomingCall:
        """Take a call from a phone and pass it on to the account's handler."""
        owner = self.accounts[account]
        call = IncomingCall(
            provider=NAME,
            account=owner.login,
            phone=digits_of(phone),
            received_at=self._kernel.clock.now(),
        )
        self._kernel.ledger.calls.append(call)
        if owner.handler:
            self._kernel.callbacks.send(self._writer.call(owner, call))
        return call

    def reset(self) -> None:
        """Go back to the accounts and settings of the start."""
        self.accounts.reset()
        self._state.dialect = Dialect()
        self._state.blocked.clear()
        self._state.forget_people()
        self.forget_limits()
