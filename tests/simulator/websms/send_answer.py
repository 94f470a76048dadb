"""Writes the answer to a request to send, and its refusal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .codes import OK, SUCCESS_WORD, words_of
from .dialect import Dialect
from .formats import (
    Field,
    Format,
    JsonValue,
    Kind,
    Node,
    amount,
    json_fields,
    json_text,
    text_section,
    xml_document,
)

_TEXT_MESSAGES = {
    "message_text": ("message_text", "message_text"),
    "message": ("message", "message"),
    # The document prints the one in its first section and the other in its second.
    "mixed": ("message", "message_text"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is said of one recipient."""

    message_id: str
    phone: str
    text: str
    parts: int
    zone: str
    cost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswer:
    """What is said of a request that was taken."""

    packet_id: str
    user_packet_id: str
    sender_ip: str
    before: Decimal
    after: Decimal
    rows: Sequence[Row]


def packet_fields(packet_id: str, user_packet_id: str, dialect: Dialect) -> list[Field]:
    """Return the packet's two numbers under the names that a section gives them."""
    own = Field("user_packet_id", user_packet_id, Kind.ID)
    system = Field("packet_id", packet_id, Kind.ID)
    told = dialect.user_packet == "always" or (
        dialect.user_packet == "given" and user_packet_id
    )
    return [system, own] if told else [system]


def error_field(code: int, fmt: Format, dialect: Dialect) -> Field:
    """Return how an error's number or its words are told."""
    words = words_of(code)
    if fmt is Format.XML:
        plain = str(code) if dialect.xml_error == "number" else words
    elif dialect.text_error == "words":
        plain = words
    elif dialect.text_error == "number" and code == OK:
        plain = SUCCESS_WORD
    else:
        plain = str(code)
    return Field("error_num", plain)


def json_error(code: int) -> list[Field]:
    """Return an error as the JSON pages tell it, in words and as a number."""
    words = words_of(code)
    return [Field("error", words), Field("err_num", str(code), Kind.CODE)]


class SendWriter:
    """Writes in one dialect, and remembers which fields it wrote."""

    def __init__(self, dialect: Dialect, fmt: Format) -> None:
        """Write in a format."""
        self._dialect = dialect
        self._fmt = fmt
        self.names: set[str] = set()

    def write(self, answer: SendAnswer) -> str:
        """Write an answer."""
        common = [
            *self._packet(answer),
            self._money("balance_before", answer.before),
            Field("sender_ip", answer.sender_ip),
        ]
        summary = [
            Field("summ_phone", str(len(answer.rows)), Kind.NUMBER),
            Field(
                "summ_parts", str(sum(one.parts for one in answer.rows)), Kind.NUMBER
            ),
            self._money(
                "packet_cost", sum((one.cost for one in answer.rows), Decimal(0))
            ),
            self._money("balance_after", answer.after),
        ]
        rows = list(answer.rows)
        if self._dialect.send_rows == "none":
            rows = []
        if self._dialect.row_order == "reversed":
            rows.reverse()
        return self._lay_out(OK, common, rows, summary)

    def refuse(self, code: int, balance: Decimal | None, sender_ip: str) -> str:
        """Write an error, alone or among fields that say nothing."""
        common: list[Field] = []
        summary: list[Field] = []
        if self._dialect.refusal_fields == "common":
            common = [
                Field("packet_id", "0", Kind.ID),
                self._money("balance_before", balance or Decimal(0)),
                Field("sender_ip", sender_ip),
            ]
            summary = [
                Field("summ_phone", "0", Kind.NUMBER),
                Field("summ_parts", "0", Kind.NUMBER),
                self._money("packet_cost", Decimal(0)),
                self._money("balance_after", balance or Decimal(0)),
            ]
        return self._lay_out(code, common, [], summary)

    def _packet(self, answer: SendAnswer) -> list[Field]:
        """Return the packet's numbers; one section has their names the other way."""
        fields = packet_fields(answer.packet_id, answer.user_packet_id, self._dialect)
        if self._dialect.packet_ids == "section_5" and len(fields) == 2:
            first, second = fields
            return [
                replace(first, plain=second.plain),
                replace(second, plain=first.plain),
            ]
        return fields

    def _money(self, name: str, value: Decimal) -> Field:
        """Return a field that is an amount of money."""
        return Field(name, amount(value, self._dialect), Kind.MONEY)

    def _lay_out(
        self,
        code: int,
        common: Sequence[Field],
        rows: Sequence[Row],
        summary: Sequence[Field],
    ) -> str:
        """Write the parts of an answer in its format."""
        fmt, dialect = self._fmt, self._dialect
        if fmt is Format.JSON:
            head = [*json_error(code), *common, *summary]
            record: dict[str, JsonValue] = json_fields(self._noted(head), dialect)
            if code == OK:
                record["sms"] = [
                    json_fields(self._noted(self._fields(row)), dialect) for row in rows
                ]
                self.names.add("sms")
            return json_text(record, dialect)
        error = error_field(code, fmt, dialect)
        if fmt is Format.XML:
            root = Node(
                "httpIn",
                self._noted([error, *common, *summary]),
                [Node("sms", self._noted(self._fields(row))) for row in rows],
            )
            return xml_document(Node("XML", children=[root]), dialect)
        sections = [text_section("Common", self._noted([error, *common]), dialect)]
        for index, row in enumerate(rows, 1):
            fields = [Field("packet_#", str(index)), *self._fields(row)]
            name = _TEXT_MESSAGES[dialect.text_message][index > 1]
            fields.insert(3, Field(name, row.text))
            sections.append(text_section(str(index), self._noted(fields), dialect))
        if summary:
            sections.append(text_section("Summary", self._noted(summary), dialect))
        return "\n\n".join(sections) + "\n"

    def _fields(self, row: Row) -> list[Field]:
        """Return what is said of one recipient."""
        return [
            Field("message_id", row.message_id, Kind.ID),
            Field("message_phone", row.phone),
            Field("message_parts", str(row.parts), Kind.NUMBER),
            Field("message_zone", row.zone, Kind.NUMBER),
            self._money("message_cost", row.cost),
        ]

    def _noted(self, fields: list[Field] | Sequence[Field]) -> Sequence[Field]:
        """Remember the names of fields that are written."""
        self.names.update(one.name for one in fields)
        return fields
