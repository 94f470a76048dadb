"""Taking a packet back, and its money with it."""

from collections.abc import Mapping
from decimal import Decimal

from .codes import NOT_FOUND, OK, Refusal, words_of
from .courier import Courier
from .dialect import Dialect
from .formats import Format
from .parameters import DELETE
from .question import Question, Written
from .send import format_of
from .state import NAME, State

_CENT = Decimal("0.01")


class DeleteWork:
    """The page that takes back."""

    group = "delete"
    parameters = DELETE

    def __init__(self, state: State, courier: Courier) -> None:
        """Take messages back from a courier."""
        self._state = state
        self._courier = courier

    def format_of(self, values: Mapping[str, str]) -> Format:
        """Return the format that was asked for."""
        return format_of(values)

    def needs_login(self, values: Mapping[str, str]) -> bool:
        """Return that nobody takes back what is another's."""
        return True

    def carry_out(self, question: Question) -> Written:
        """Take back what of a packet has not left yet."""
        packet = [
            one
            for one in self._state.kernel.ledger.messages
            if one.provider == NAME
            and one.account == question.account.login
            and one.details["packet_id"] == question.value("packet_id")
        ]
        if not packet and self._state.dialect.delete_unknown == "error":
            raise Refusal(NOT_FOUND, "unknown packet")
        messages = parts = 0
        back = Decimal(0)
        for message in packet:
            price = self._courier.remove(message)
            if price is not None:
                messages += 1
                parts += message.parts
                back += price
        count = parts if question.fmt is Format.XML else messages
        return self._write("field", question.fmt, count, back, OK)

    def refuse(self, question: Question, code: int) -> Written:
        """Return an error answer."""
        return self._write("error_field", question.fmt, 0, Decimal(0), code)

    def _write(
        self, kind: str, fmt: Format, count: int, back: Decimal, code: int
    ) -> Written:
        """Write an answer as the document prints it, each format in its own way."""
        money = _money(back, fmt, self._state.dialect)
        error = _error(code, fmt, self._state.dialect)
        if fmt is Format.XML:
            self._state.note(kind, self.group, "PARTSDELETE", "MONEYBACK", "ERROR")
            text = (
                f"<XML><PARTSDELETE>{count}</PARTSDELETE>"
                f"<MONEYBACK>{money}</MONEYBACK><ERROR>{error}</ERROR></XML>"
            )
        else:
            self._state.note(kind, self.group, "SMSDELETE", "MONEYBACK", "ERROR")
            text = f"SMSDELETE: {count}\nMONEYBACK:{money}\nERROR: {error}"
        return Written(text=text, fmt=fmt)


def _money(back: Decimal, fmt: Format, dialect: Dialect) -> str:
    """Write the money given back, with two decimals unless XML has nothing to tell."""
    plain = str(back.quantize(_CENT))
    if fmt is Format.XML and not back:
        plain = "0"
    return plain.replace(".", "," if dialect.decimal_mark == "comma" else ".")


def _error(code: int, fmt: Format, dialect: Dialect) -> str:
    """Write the error as a number or in words; the document prints one of each."""
    words = dialect.delete_error == "words" or (
        dialect.delete_error == "printed" and fmt is Format.XML
    )
    if not words:
        return str(code)
    return words_of(code)
