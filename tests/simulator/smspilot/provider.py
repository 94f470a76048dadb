"""SMSPILOT as a whole: its page, and what tests can do to it."""

from collections.abc import Mapping, Sequence
import itertools

from tests.simulator.kernel.model import IncomingMessage, Message
from tests.simulator.kernel.phones import digits_of
from tests.simulator.kernel.provider import AccountSummary, Kernel, Verb
from tests.simulator.kernel.simulated import SimulatedProvider

from .account_pages import BalanceWork, InfoWork
from .accounts import Account
from .callbacks import CallbackWriter
from .codes import SENT, STATUS_WORDS, UNDELIVERED
from .control import SmspilotVerbs
from .courier import Courier
from .dialect import Dialect
from .inbound import InboundWork, find_owner
from .lookups import Subscriber, subscriber_at_home, with_changes
from .page import SmspilotPage
from .send import SendWork
from .state import NAME, State
from .status import StatusWork


class SmspilotProvider(SimulatedProvider[Account, Dialect]):
    """The simulated SMSPILOT."""

    name = NAME

    def __init__(self, kernel: Kernel) -> None:
        """Open with the demo account and the emulator's."""
        self._kernel = kernel
        self._state = State(kernel)
        self._writer = CallbackWriter(self._state)
        self._courier = Courier(self._state, self._writer)
        works = (
            SendWork(self._state, self._courier),
            StatusWork(self._state),
            BalanceWork(self._state),
            InboundWork(self._state),
            InfoWork(self._state),
        )
        pages = [SmspilotPage(self._state, works)]
        super().__init__(self._state, pages)

    @property
    def verbs(self) -> Mapping[str, Verb]:
        """Return what the control interface can do to this provider."""
        return SmspilotVerbs(self).table

    @property
    def accounts_shown(self) -> Sequence[AccountSummary]:
        """Return the accounts for the page."""
        return [
            AccountSummary(one.login, f"{one.balance} RUB", one.inbound_handler)
            for one in self.accounts
        ]

    def number_from(self, first: int | None = None, inbound: int | None = None) -> None:
        """Let the next message have an id, and those after it the ones that follow.

        `inbound` is the same for messages that come in.
        """
        if first is not None:
            self._state.ids = itertools.count(first)
        if inbound is not None:
            self._state.inbound_ids = itertools.count(inbound)

    def refuse_number(self, phone: str, code: int) -> None:
        """Refuse a number with an error code from now on; 0 lets it be."""
        self._state.number_errors[digits_of(phone)] = code

    def fail(
        self,
        phone: str,
        error: int,
        status: int = UNDELIVERED,
        channel: str | None = None,
    ) -> None:
        """Let further messages to a phone end with a status and an error."""
        steps = [(1.0, SENT, 0), (2.0, status, error)]
        self._kernel.phones.behave(phone, steps, channel)

    def set_subscriber(self, phone: str, **register: str) -> Subscriber:
        """Say what HLRVIP finds of a number; what is not said is as at home."""
        digits = digits_of(phone)
        subscriber = with_changes(subscriber_at_home(digits), **register)
        self._state.subscribers[digits] = subscriber
        return subscriber

    def forget_limits(self) -> None:
        """Forget which texts were sent to whom, for the loop protection."""
        self._state.sent_at.clear()

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
        """Give a message a state, as if its operator had just reported it."""
        return self._courier.report(key, status, error, details)

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

        Without an account it came to the common number, and the system looks for whose
        it is. `reply_to` is for the ledger: the document has nothing of the kind.
        """
        owner, written = None if account is None else self.accounts[account], text
        if owner is None:
            owner, text = find_owner(self._state, phone, text)
        if owner is None:
            owner = self.account()
        came = self._kernel.clock.now() - age
        message = IncomingMessage(
            provider=NAME,
            account=owner.login,
            message_id=str(next(self._state.inbound_ids)),
            phone=phone.removeprefix("+"),
            text=text,
            to=to or owner.incoming_number,
            reply_to=reply_to,
            sent_at=came,
            received_at=came,
        )
        self._state.prefixes[message.message_id] = written.removesuffix(text)
        self._kernel.ledger.incoming.append(message)
        if owner.inbound_handler:
            self._kernel.callbacks.send(self._writer.inbound(owner, message))
        return message

    def reset(self) -> None:
        """Go back to the accounts and settings of the start."""
        self._state.reset()
