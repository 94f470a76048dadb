"""SMSC as a whole: its pages, and what tests can do to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.simulator.kernel.model import IncomingCall, IncomingMessage, Message
from tests.simulator.kernel.phones import digits_of
from tests.simulator.kernel.provider import AccountSummary, Kernel, Verb

from .accounts import Account, Accounts
from .answers import AnswersWork
from .balance import BalanceWork
from .callbacks import CallbackWriter
from .codes import FINAL, STATUS_WORDS
from .control import SmscVerbs
from .courier import Courier
from .dialect import Dialect, speak
from .limits import BLOCK_SECONDS, Limits
from .page import SmscPage
from .send import SendWork
from .state import NAME, State
from .status import StatusWork


class SmscProvider:
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
        self._pages = [
            SmscPage("/sys/send.php", send, self._state, rest=False),
            SmscPage("/rest/send/", send, self._state, rest=True),
            SmscPage("/sys/status.php", status, self._state, rest=False),
            SmscPage("/rest/status/", status, self._state, rest=True),
            SmscPage(
                "/sys/balance.php", BalanceWork(self._state), self._state, rest=False
            ),
            SmscPage("/sys/get.php", AnswersWork(self._state), self._state, rest=False),
        ]

    @property
    def pages(self) -> Sequence[SmscPage]:
        """Return the provider's HTTP interface."""
        return self._pages

    @property
    def verbs(self) -> Mapping[str, Verb]:
        """Return what the control interface can do to this provider."""
        return SmscVerbs(self).table

    @property
    def accounts(self) -> Accounts:
        """Return the accounts."""
        return self._state.accounts

    @property
    def dialect(self) -> Dialect:
        """Return the reading that is spoken."""
        return self._state.dialect

    @dialect.setter
    def dialect(self, dialect: Dialect) -> None:
        """Speak another reading."""
        self._state.dialect = dialect

    @property
    def accounts_shown(self) -> Sequence[AccountSummary]:
        """Return the accounts for the page."""
        return [
            AccountSummary(one.login, f"{one.balance} {one.currency}", one.handler)
            for one in self.accounts
        ]

    def speak(self, **readings: str) -> None:
        """Change some readings of the dialect."""
        self.dialect = speak(self.dialect, readings)

    def account(self, login: str = "demo") -> Account:
        """Return an account as it stands now."""
        return self.accounts[login]

    def set_account(self, login: str = "demo", **changes: Any) -> Account:
        """Change an account's settings, as in the provider's cabinet."""
        return self.accounts.update(login, **changes)

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

    def report(self, key: int, status: int, error: int = 0) -> Message:
        """Give a message a state, as if its operator had just reported it."""
        return self._courier.report(key, status, error)

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
        self.forget_limits()
