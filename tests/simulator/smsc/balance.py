"""The balance of an account."""

from collections.abc import Mapping
from decimal import Decimal

from .accounts import Account
from .codes import (
    BLOCKED,
    LOGIN,
    PARAMETERS,
    SEND_ERRORS,
    STATUS_ERRORS,
    TOO_OFTEN,
    ErrorName,
)
from .formats import Format, Writer, json_object, xml_element, xml_fields
from .limits import Limits
from .parameters import BALANCE
from .sending import Question
from .state import State

_A_MINUTE = 10


class BalanceWork:
    """The page that tells the balance."""

    group = "balance"
    parameters = BALANCE
    errors: Mapping[int, ErrorName] = {
        PARAMETERS: SEND_ERRORS[PARAMETERS],
        LOGIN: SEND_ERRORS[LOGIN],
        BLOCKED: SEND_ERRORS[BLOCKED],
        TOO_OFTEN: STATUS_ERRORS[TOO_OFTEN],
    }
    concurrent = 15

    def __init__(self, state: State) -> None:
        """Look into the provider's memory."""
        self._state = state
        self._limits = Limits(state)

    def carry_out(self, account: Account, question: Question, fmt: Format) -> str:
        """Tell the balance, with its currency where asked."""
        self._limits.spend("balances", account.login, _A_MINUTE)
        writer = Writer(self._state.dialect)
        fields = [writer.money("balance", account.balance)]
        if question.value("cur") == "1":
            currency = account.currency
            if currency == "RUR":
                currency = self._state.dialect.balance_currency
            fields.append(writer.text("currency", currency))
        if self._state.dialect.balance_credit == "present":
            fields.append(writer.money("credit", Decimal(0)))
        match fmt:
            case Format.WORDS | Format.NUMBERS:
                return ",".join(field.plain for field in fields)
            case Format.XML:
                return xml_element("result", xml_fields(fields))
            case Format.JSON:
                return json_object(fields)
