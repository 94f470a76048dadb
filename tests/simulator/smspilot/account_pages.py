"""What an account can ask about itself: its balance, and who it is."""

from decimal import ROUND_DOWN, Decimal

from .accounts import Account
from .codes import Refusal
from .parameters import BALANCE, INFO
from .replies import AmountReply, InfoReply, Kind, Reply, Value
from .sending import Question
from .state import State
from .values import ValueWriter

_UNITS = frozenset({"rur", "rus", "sms"})


class BalanceWork:
    """The request that asks for the balance, in money or in messages."""

    name = "balance"
    parameters = BALANCE

    def __init__(self, state: State) -> None:
        """Answer in the provider's dialect."""
        self._state = state

    def carry_out(self, account: Account, question: Question) -> Reply:
        """Say what is left."""
        unit = question.value("balance")
        dialect = self._state.dialect
        refused = unit == "rus" and dialect.balance_rus == "error"
        if unit not in _UNITS or refused:
            raise Refusal(int(dialect.bad_request), f"balance: {unit}")
        self._state.notes.note("unit", self.name, unit)
        if unit != "sms":
            return AmountReply("balance", account.balance)
        enough = account.balance / account.price if account.price else Decimal(0)
        count = enough.to_integral_value(ROUND_DOWN)
        return AmountReply("balance", count, whole=True)


class InfoWork:
    """The request that asks for nothing but who the user is."""

    name = "info"
    parameters = INFO

    def __init__(self, state: State) -> None:
        """Answer in the provider's dialect."""
        self._state = state

    def carry_out(self, account: Account, question: Question) -> Reply:
        """Say who the user is."""
        money = ValueWriter(self._state.dialect)
        return InfoReply(
            (
                Value("id", account.user_id, Kind.ID),
                Value("tariff_id", account.tariff_id, Kind.ID),
                Value("email", account.email),
                Value("name", account.name),
                Value("phone", account.phone),
                money.amount("balance", account.balance),
                Value("date", account.registered),
                Value("default_sender", account.default_sender),
                Value("senders", ",".join(account.senders)),
            ),
            # The document prints this in one format only.
            {"senders": Value("any_sender", str(int(account.any_sender)))},
        )
