"""The balance of an account, on a page whose errors are not documented."""

from collections.abc import Mapping
from decimal import Decimal

from .codes import words_of
from .formats import Format, amount
from .parameters import BALANCE
from .question import Question, Written
from .state import State

_IMITATED = Decimal("3530.04")


class BalanceWork:
    """The page that tells the balance."""

    group = "balance"
    parameters = BALANCE

    def __init__(self, state: State) -> None:
        """Look into the provider's memory."""
        self._state = state

    def format_of(self, values: Mapping[str, str]) -> Format:
        """Return the format that was asked for."""
        return Format.XML if values.get("format", "").lower() == "xml" else Format.TXT

    def needs_login(self, values: Mapping[str, str]) -> bool:
        """Return whether this is more than an imitation."""
        return not values.get("test")

    def carry_out(self, question: Question) -> Written:
        """Tell the balance."""
        imitated = bool(question.value("test"))
        balance = _IMITATED if imitated else question.account.balance
        note = "an imitation" if imitated else ""
        written = amount(balance, self._state.dialect)
        return self._write("field", question.fmt, written, note)

    def refuse(self, question: Question, code: int) -> Written:
        """Return an error answer, in the place of the amount."""
        said = {
            "words": words_of(code),
            "number": str(code),
            "zero": "0",
            "empty": "",
        }[self._state.dialect.balance_error]
        return self._write("error_field", question.fmt, said, "")

    def _write(self, kind: str, fmt: Format, said: str, note: str) -> Written:
        """Write an answer; text is nothing but the amount."""
        if fmt is Format.XML:
            self._state.note(kind, self.group, "BALANCE")
            said = f"<BALANCE>{said}</BALANCE>"
        return Written(text=said, fmt=fmt, note=note)
