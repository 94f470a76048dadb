"""Look-ups of what became of a packet or a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
import re

from tests.simulator.kernel.model import Message

from .codes import DELIVERED, FINAL, NOT_FOUND, OK, RESULTS, Refusal
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
from .parameters import RESULTS as PARAMETERS
from .question import Question, Written
from .send import format_of
from .send_answer import error_field, json_error, packet_fields
from .state import NAME, State
from .when import write_date

_EARLIEST = 60.0
_HTML = "<html><body>Page not found</body></html>"
_IMITATED_DATE = 1253176463.0
# Each of the three asks on its own; the first of them that is given counts.
_IDS = ("packet_id", "user_packet_id", "message_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """What is said of one message."""

    message_id: str
    phone: str
    text: str
    parts: int
    zone: str
    date: str
    status: int
    cost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What is said of a packet."""

    packet_id: str
    user_packet_id: str
    sender_ip: str
    rows: Sequence[_Row]


class ResultsWork:
    """The pages that tell results."""

    group = "results"
    parameters = PARAMETERS

    def __init__(self, state: State) -> None:
        """Look into the provider's memory."""
        self._state = state

    def format_of(self, values: Mapping[str, str]) -> Format:
        """Return the format that was asked for."""
        return format_of(values)

    def needs_login(self, values: Mapping[str, str]) -> bool:
        """Return whether this is more than an imitation."""
        return not values.get("test")

    def carry_out(self, question: Question) -> Written:
        """Tell what is known of a packet, or of one message."""
        if question.value("test"):
            return self._write(question, _imitation(question), "an imitation")
        messages = self._find(question)
        note = ""
        if early := self._earliness(messages):
            note = f"asked {early:.0f} s after sending, a minute is the least"
            if self._state.dialect.early_results == "empty":
                messages = []
        if not messages:
            return self._write_nothing(question, note)
        first = messages[0].details
        found = _Found(
            packet_id=first["packet_id"],
            user_packet_id=first["user_packet_id"],
            sender_ip=question.remote,
            rows=[self._row(question, one) for one in messages],
        )
        for one in messages:
            self._state.note("code", "result", one.status)
            self._state.note("channel", self.group, one.channel)
        return self._write(question, found, note)

    def refuse(self, question: Question, code: int) -> Written:
        """Return an error answer."""
        dialect, fmt = self._state.dialect, question.fmt
        fields = (
            json_error(code)
            if fmt is Format.JSON
            else [error_field(code, fmt, dialect)]
        )
        self._note("error_field", fields)
        match fmt:
            case Format.JSON:
                text = json_text(json_fields(fields, dialect), dialect)
            case Format.XML:
                root = Node("XML", children=[Node("httpOut", fields)])
                text = xml_document(root, dialect)
            case _:
                text = text_section("Common", fields, dialect) + "\n"
        return Written(text=text, fmt=fmt)

    def _find(self, question: Question) -> list[Message]:
        """Return the messages that were asked for, in the order they were sent in."""
        asked = next((name for name in _IDS if question.value(name)), "")
        if not asked:
            return []
        wanted = question.value(asked)
        found = [
            one
            for one in self._state.kernel.ledger.messages
            if one.provider == NAME
            and one.account == question.account.login
            and wanted
            == (one.message_id if asked == "message_id" else one.details[asked])
        ]
        if self._state.dialect.repeated_own_id == "newest" and found:
            newest = found[-1].details["packet_key"]
            found = [one for one in found if one.details["packet_key"] == newest]
        if self._state.dialect.result_rows == "final":
            found = [one for one in found if one.status in FINAL]
        return found[::-1] if self._state.dialect.row_order == "reversed" else found

    def _earliness(self, messages: Sequence[Message]) -> float | None:
        """Return how long ago messages were sent, if that is less than a minute."""
        now = self._state.kernel.clock.now()
        ages = [now - one.accepted_at for one in messages]
        return min(ages) if ages and min(ages) < _EARLIEST else None

    def _row(self, question: Question, message: Message) -> _Row:
        """Return what is said of one message."""
        dialect = self._state.dialect
        dated = message.status in FINAL or dialect.pending_date == "changed"
        asked = dialect.phone_form == "asked"
        date = write_date(
            message.changed_at, question.account.gmt, padded=dialect.hours == "padded"
        )
        return _Row(
            message_id=message.message_id,
            phone=message.details["asked"] if asked else message.phone,
            text=message.text,
            parts=message.parts,
            zone=message.details["zone"],
            date=date if dated else "",
            status=message.status,
            cost=message.cost,
        )

    def _write_nothing(self, question: Question, note: str) -> Written:
        """Write what is said of a packet that nobody knows."""
        match self._state.dialect.unknown_id:
            case "error":
                raise Refusal(NOT_FOUND, "unknown id")
            case "absent":
                return Written(text="", fmt=question.fmt, note="unknown id")
            case "html":
                return Written(text=_HTML, fmt=question.fmt, note="unknown id")
            case _:
                pass
        nothing = _Found(
            packet_id=question.value("packet_id"),
            user_packet_id=question.value("user_packet_id"),
            sender_ip=question.remote,
            rows=[],
        )
        return self._write(question, nothing, note or "unknown id")

    def _write(self, question: Question, found: _Found, note: str) -> Written:
        """Write an answer in the question's format."""
        fmt = question.fmt
        match fmt:
            case Format.JSON:
                text = self._json(found)
            case Format.XML:
                text = self._xml(found)
            case _:
                text = self._text(found)
        return Written(text=text, fmt=fmt, note=note)

    def _text(self, found: _Found) -> str:
        """Return an answer as sections."""
        dialect = self._state.dialect
        name = dialect.text_message
        head = [*self._packet(found), Field("sender_ip", found.sender_ip)]
        sections = [text_section("Common", self._noted(head), dialect)]
        for index, row in enumerate(found.rows, 1):
            first = "message" if index == 1 else "message_text"
            fields = [
                Field("num_#", str(index)),
                *self._fields(row, first if name == "mixed" else name, Format.TXT),
            ]
            sections.append(text_section(str(index), self._noted(fields), dialect))
        sections.append(
            text_section("Summary", self._noted(self._summary(found)), dialect)
        )
        return "\n\n".join(sections) + "\n"

    def _xml(self, found: _Found) -> str:
        """Return an answer as XML, mended or with the quotes that the document lost."""
        dialect = self._state.dialect
        error = error_field(OK, Format.XML, dialect)
        address = Field("sender_ip", found.sender_ip)
        rows = [
            Node(
                "sms",
                self._noted(
                    [
                        Field("num", str(index)),
                        *self._fields(row, "message", Format.XML),
                    ]
                ),
            )
            for index, row in enumerate(found.rows, 1)
        ]
        head = self._noted([error, address, *self._packet(found)])
        summary = Node("Summary", self._noted(self._summary(found)))
        out = Node("httpOut", head, [*rows, summary])
        text = xml_document(Node("XML", children=[out]), dialect)
        if dialect.results_xml == "printed":
            text = _damaged(text)
        return text

    def _json(self, found: _Found) -> str:
        """Return an answer as JSON."""
        dialect = self._state.dialect
        error, number = json_error(OK)
        head = [
            Field("sender_ip", found.sender_ip),
            number,
            error,
            *self._packet(found),
        ]
        record: dict[str, JsonValue] = json_fields(self._noted(head), dialect)
        record["sms"] = [
            json_fields(self._noted(self._fields(row, "message", Format.JSON)), dialect)
            for row in found.rows
        ]
        summary = self._noted(self._summary(found))
        record["summary"] = [json_fields(summary, dialect)]
        return json_text(record, dialect)

    def _packet(self, found: _Found) -> list[Field]:
        """Return the packet's numbers."""
        return packet_fields(found.packet_id, found.user_packet_id, self._state.dialect)

    def _fields(self, row: _Row, message: str, fmt: Format) -> list[Field]:
        """Return what is said of one message, under the names of a format."""
        dialect = self._state.dialect
        upper = fmt is Format.TXT
        if dialect.result_name != "printed":
            upper = dialect.result_name == "result_Id"
        return [
            Field("message_id", row.message_id, Kind.ID),
            Field("message_phone", row.phone),
            Field(message, row.text),
            Field("message_parts", str(row.parts), Kind.NUMBER),
            Field("message_zone", row.zone, Kind.NUMBER),
            Field("delivered_date", row.date),
            Field("result_Id" if upper else "result_id", str(row.status), Kind.NUMBER),
            Field("result_Info" if upper else "result_info", RESULTS[row.status].info),
            self._money("message_cost", row.cost),
        ]

    def _summary(self, found: _Found) -> list[Field]:
        """Return the sums."""
        parts = sum(one.parts for one in found.rows)
        cost = sum((one.cost for one in found.rows), Decimal(0))
        return [
            Field("summ_phone", str(len(found.rows)), Kind.NUMBER),
            Field("summ_parts", str(parts), Kind.NUMBER),
            self._money("packet_cost", cost),
        ]

    def _money(self, name: str, value: Decimal) -> Field:
        """Return a field that is an amount of money."""
        return Field(name, amount(value, self._state.dialect), Kind.MONEY)

    def _noted(self, fields: list[Field]) -> list[Field]:
        """Note fields that are written, for the record of what is covered."""
        self._note("field", fields)
        return fields

    def _note(self, kind: str, fields: Sequence[Field]) -> None:
        """Note the names of fields."""
        self._state.note(kind, self.group, *(one.name for one in fields))


def _damaged(text: str) -> str:
    """Return XML with the quotes that it has in print."""
    text = re.sub(r" sender_ip='([^']*)'", r" sender_ip=\1 '", text)
    text = text.replace(" message='", " message=‘", 1)
    text = text.replace(" message='", " message=’")
    return text.replace(" result_info='", " result_info=’")


def _imitation(question: Question) -> _Found:
    """Return what is answered to anybody, whatever was asked."""
    alone = question.value("message_id")
    ids = [alone] if alone else ["7710258", "7710259"]
    rows = [
        _Row(
            message_id=message_id,
            phone=f"712345678{9 - index}",
            text="test",
            parts=1,
            zone=str(index + 1),
            date=write_date(_IMITATED_DATE + 2 * index, 4, padded=True),
            status=DELIVERED,
            cost=Decimal(10 + 4 * index),
        )
        for index, message_id in enumerate(ids)
    ]
    return _Found(
        packet_id=question.value("packet_id") or "1234",
        user_packet_id=question.value("user_packet_id"),
        sender_ip=question.remote,
        rows=rows,
    )
