"""WEBSMS as a whole: its pages, and what tests can do to it."""

from collections.abc import Mapping, Sequence

from tests.simulator.kernel.model import Message
from tests.simulator.kernel.provider import AccountSummary, ControlError, Kernel, Verb
from tests.simulator.kernel.simulated import SimulatedProvider

from .accounts import Account
from .address_book import AddressBookWork
from .balance import BalanceWork
from .book import Book
from .callbacks import CallbackWriter
from .codes import RESULTS
from .control import WebsmsVerbs
from .courier import Courier
from .delete import DeleteWork
from .dialect import Dialect
from .page import Reads, WebsmsPage, Work
from .results import ResultsWork
from .send import SendWork
from .state import NAME, State
from .statistic import StatisticWork


class WebsmsProvider(SimulatedProvider[Account, Dialect]):
    """The simulated WEBSMS."""

    name = NAME

    def __init__(self, kernel: Kernel) -> None:
        """Open with the demo account."""
        self._state = State(kernel)
        self._courier = Courier(self._state, CallbackWriter(self._state))
        send = SendWork(self._state, self._courier)
        results = ResultsWork(self._state)
        delete = DeleteWork(self._state, self._courier)
        statistic = StatisticWork(self._state)
        balance, book = BalanceWork(self._state), AddressBookWork(self._state)
        # The document's own examples have two slashes before some pages.
        served: list[tuple[str, Work, Reads]] = [
            ("/http_in5.asp", send, Reads.FORM),
            ("//http_in5.asp", send, Reads.FORM),
            ("/http_in6.asp", send, Reads.UNICODE),
            ("/json_in5.asp", send, Reads.JSON),
            ("/http_out5.asp", results, Reads.FORM),
            ("/json_out5.asp", results, Reads.JSON),
            ("/http_delete.asp", delete, Reads.FORM),
            ("//http_delete.asp", delete, Reads.FORM),
            ("/get_statistic.asp", statistic, Reads.FORM),
            ("/http_credit.asp", balance, Reads.FORM),
            ("/http_addrbook.asp", book, Reads.FORM),
        ]
        pages = [
            WebsmsPage(path, work, self._state, reads) for path, work, reads in served
        ]
        super().__init__(self._state, pages)

    @property
    def verbs(self) -> Mapping[str, Verb]:
        """Return what the control interface can do to this provider."""
        return WebsmsVerbs(self).table

    @property
    def accounts_shown(self) -> Sequence[AccountSummary]:
        """Return the accounts for the page."""
        return [
            AccountSummary(
                login=one.login,
                balance=f"{one.balance} {one.currency}",
                handler=one.handler,
                receives=False,
            )
            for one in self.accounts
        ]

    def book(self, login: str = "demo") -> Book:
        """Return an account's address book."""
        return self._state.book(login)

    def number_from(self, **numbers: int) -> None:
        """Set the numbers that the next packets, messages, contacts and groups get."""
        for name, number in numbers.items():
            self._state.numbering.go_on_from(name, number)

    def forget_limits(self) -> None:
        """Forget how often which text went to whom."""
        self._state.repeats.clear()

    def state_of(self, message: Message) -> str:
        """Return the words for a message's state."""
        result = RESULTS.get(message.status)
        return str(message.status) if result is None else result.name.lower()

    def report(self, key: int, status: int, error: int) -> Message:
        """Give a message a state, as if its operator had just reported it."""
        if status not in RESULTS:
            raise ControlError(f"status: there is no {status}")
        return self._courier.report(key, status)

    def receive(
        self,
        *,
        phone: str,
        text: str,
        account: str | None = None,
        to: str | None = None,
        reply_to: str | None = None,
        age: float = 0.0,
    ) -> object:
        """Refuse: the provider's interface has no incoming messages."""
        raise ControlError("WEBSMS has no incoming messages")

    def reset(self) -> None:
        """Go back to the accounts, books and settings of the start."""
        self._state.reset()
