"""Writes the answer to a request to send."""

from dataclasses import dataclass
from decimal import Decimal

from .codes import SENT
from .dialect import Dialect
from .formats import (
    Field,
    Format,
    Writer,
    json_list,
    json_object,
    xml_attributes,
    xml_element,
    xml_fields,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is said of one number."""

    phone: str
    asked: str
    mccmnc: str
    count: int
    cost: Decimal
    status: int
    error: int
    bad: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswer:
    """What is said of a request that was taken, or whose price was asked."""

    message_id: str
    cost_mode: int
    balance: Decimal
    rows: tuple[Row, ...]
    list_all: bool
    list_bad: bool

    @property
    def cost(self) -> Decimal:
        """Return the cost of all numbers together."""
        return sum((row.cost for row in self.rows), Decimal(0))

    @property
    def total(self) -> int:
        """Return parts times numbers, or the seconds of all calls."""
        return sum(row.count for row in self.rows if not row.bad)

    @property
    def parts(self) -> int:
        """Return the parts of one message, of the longest where they differ."""
        return max(row.count for row in self.rows)

    def listed(self, dialect: Dialect) -> list[Row]:
        """Return the rows that were asked for, as far as the dialect gives them."""
        rows: list[Row] = []
        if self.list_all and dialect.op_rows != "none":
            rows = [row for row in self.rows if dialect.op_rows == "all" or not row.bad]
        elif self.list_bad:
            rows = [row for row in self.rows if row.bad]
        return rows[::-1] if dialect.op_order == "reversed" else rows


def write_answer(answer: SendAnswer, fmt: Format, dialect: Dialect) -> str:
    """Write an answer in its format."""
    writer = Writer(dialect)
    match fmt:
        case Format.WORDS:
            return "\n".join([_words(answer, writer), *_lines(answer, writer, dialect)])
        case Format.NUMBERS:
            numbers = ",".join(
                field.plain for field in _fields(answer, writer, dialect)
            )
            return "\n".join([numbers, *_lines(answer, writer, dialect)])
        case Format.XML:
            return _xml(answer, writer, dialect)
        case Format.JSON:
            return _json(answer, writer, dialect)


def _words(answer: SendAnswer, writer: Writer) -> str:
    """Return the answer as a sentence."""
    if answer.cost_mode == 1:
        return f"{writer.amount(answer.cost)} ({answer.total} SMS)"
    text = f"OK - {answer.total} SMS, ID - {answer.message_id}"
    if answer.cost_mode >= 2:
        text += f", COST - {writer.amount(answer.cost)}"
    if answer.cost_mode == 3:
        text += f", BALANCE - {writer.amount(answer.balance)}"
    return text


def _fields(answer: SendAnswer, writer: Writer, dialect: Dialect) -> list[Field]:
    """Return the answer's fields in the documents' order."""
    count = answer.total if dialect.count == "total" else answer.parts
    number = writer.number("cnt", count)
    cost = writer.money("cost", answer.cost)
    if answer.cost_mode == 1:
        return [cost, number]
    fields = [writer.message_id(answer.message_id), number]
    if answer.cost_mode >= 2:
        fields.append(cost)
    if answer.cost_mode == 3:
        fields.append(writer.money("balance", answer.balance))
    return fields


def _row_fields(row: Row, writer: Writer, dialect: Dialect) -> list[Field]:
    """Return what is said of one number, but for the number itself."""
    cost = writer.amount(row.cost)
    status = row.status
    if not row.bad and dialect.op_status == "operator":
        status = SENT
    fields = [writer.text("mccmnc", row.mccmnc), writer.text("cost", cost)]
    if row.bad or dialect.op_fields == "always":
        fields.append(writer.text("status", str(status)))
        fields.append(writer.text("error", str(row.error)))
    if dialect.op_values == "numbers":
        return [
            writer.raw(field.name, field.plain or "null", field.plain)
            if "," not in field.plain
            else field
            for field in fields
        ]
    return fields


def _phone(row: Row, dialect: Dialect) -> str:
    """Return the number as it is kept, or as it was asked for."""
    return row.phone if dialect.op_phone == "digits" else row.asked


def _lines(answer: SendAnswer, writer: Writer, dialect: Dialect) -> list[str]:
    """Return the numbers as lines of comma-separated values."""
    return [
        ",".join(
            [
                _phone(row, dialect),
                *(field.plain for field in _row_fields(row, writer, dialect)),
            ]
        )
        for row in answer.listed(dialect)
    ]


def _xml(answer: SendAnswer, writer: Writer, dialect: Dialect) -> str:
    """Return the answer as XML."""
    content = xml_fields(_fields(answer, writer, dialect))
    if rows := answer.listed(dialect):
        phones = "\n".join(
            f"<phone {xml_attributes(_row_fields(row, writer, dialect))}>"
            f"{_phone(row, dialect)}</phone>"
            for row in rows
        )
        content += "\n" + xml_element("phones", phones)
    return xml_element("result", content)


def _json(answer: SendAnswer, writer: Writer, dialect: Dialect) -> str:
    """Return the answer as JSON."""
    fields = _fields(answer, writer, dialect)
    if rows := answer.listed(dialect):
        phones = [
            json_object(
                [
                    writer.text("phone", _phone(row, dialect)),
                    *_row_fields(row, writer, dialect),
                ]
            )
            for row in rows
        ]
        fields.append(writer.raw("phones", json_list(phones)))
    return json_object(fields)
