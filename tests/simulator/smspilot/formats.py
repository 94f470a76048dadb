"""Writes answers in the four formats: text, XML, JSON and V."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from .channels import VOICES, Channel
from .dialect import Dialect
from .replies import (
    AmountReply,
    CheckedReply,
    ErrorReply,
    Format,
    InboundReply,
    InfoReply,
    Kind,
    PageReply,
    Reply,
    SentReply,
    Value,
)
from .values import ValueWriter

# Those that the document prints with the line that says what XML it is.
_WITH_PROLOG = (SentReply, InboundReply, ErrorReply)


class ReplyWriter:
    """Writes one answer."""

    def __init__(self, dialect: Dialect, lang: str, charset: str) -> None:
        """Write in a dialect, in a language where a format has but one, in a charset."""
        self._dialect = dialect
        self._russian = lang == "ru"
        self._charset = charset
        self._values = ValueWriter(dialect)

    @property
    def names(self) -> list[str]:
        """Return the names that were written."""
        return self._values.names

    def write(self, reply: Reply, fmt: Format) -> str:
        """Return an answer's text."""
        if isinstance(reply, PageReply):
            return reply.html
        match fmt:
            case Format.JSON:
                return self._json(reply)
            case Format.XML:
                return self._prolog(reply) + self._xml(reply)
            case Format.TEXT:
                return self._text(reply)
            case Format.V:
                return self._short(reply)

    def _json(self, reply: Reply) -> str:
        """Write JSON."""
        values = self._values
        match reply:
            case SentReply():
                return self._sent_json(reply)
            case CheckedReply():
                rows = [values.object(row.columns + row.added) for row in reply.rows]
                if (
                    reply.single
                    and len(rows) == 1
                    and self._dialect.single_check == "object"
                ):
                    return f'{{"check": {rows[0]}}}'
                return f'{{"check": {_json_list(rows)}}}'
            case AmountReply():
                return values.object([self._amount(reply)])
            case InfoReply():
                lines = ",\n".join(f"  {values.pair(one)}" for one in reply.values)
                return f"{{\n{lines}\n}}"
            case InboundReply():
                if not reply.rows and self._dialect.nothing_inbound == "null":
                    return '{"inbound": null}'
                rows = [
                    values.object([*row.before, Value("text", row.text), *row.after])
                    for row in reply.rows
                ]
                return f'{{"inbound": {_json_list(rows)}}}'
            case ErrorReply():
                return f'{{"error": {values.object(_error(reply))}}}'
        return ""

    def _sent_json(self, reply: SentReply) -> str:
        """Write what became of a request, whole or with the document's damages."""
        values = self._values
        rows = [values.object(row.columns + row.added) for row in reply.rows]
        tail = [values.pair(one) for one in self._totals(reply)]
        if reply.channel in VOICES and self._dialect.voice_json == "printed":
            return _lines('{ "send": [', [*rows, f"{{ {', '.join(tail)} }}"])
        damaged = (
            reply.channel is Channel.FLASH_CALL
            and self._dialect.flash_call_json == "printed"
        )
        listed = _lines('{"send": [', rows) + (",\n]" if damaged else "\n]")
        return f"{listed},\n{', '.join(tail)}}}"

    def _xml(self, reply: Reply) -> str:
        """Write XML without its first line."""
        values = self._values
        match reply:
            case SentReply():
                head = values.attributes(self._totals(reply))
                rows = self._xml_rows(row.columns + row.added for row in reply.rows)
                return f"<send{head}>\n{rows}</send>"
            case CheckedReply():
                rows = self._xml_rows(row.columns + row.added for row in reply.rows)
                return f"<check>\n{rows}</check>"
            case AmountReply():
                return values.element(self._amount(reply))
            case InfoReply():
                return f"<info>\n{values.elements(reply.values)}\n</info>"
            case InboundReply():
                rows = "".join(
                    f"  <sms{values.attributes(row.before + row.after)}>"
                    f"{escape(row.text)}</sms>\n"
                    for row in reply.rows
                )
                return f"<inbound>\n{rows}</inbound>"
            case ErrorReply():
                return f"<error>\n{values.elements(_error(reply), '  ')}\n</error>"
        return ""

    def _text(self, reply: Reply) -> str:
        """Write text."""
        values = self._values
        match reply:
            case SentReply():
                cost, balance = values.money(reply.cost), values.money(reply.balance)
                rows = [values.line(row.columns) for row in reply.rows]
                return "\n".join([f"SUCCESS=SMS SENT {cost}/{balance}", *rows])
            case CheckedReply():
                return "\n".join(values.line(row.columns) for row in reply.rows)
            case AmountReply():
                return self._amount(reply).plain
            case InfoReply():
                return "\n".join(["SUCCESS=APIKEY INFO", *self._info_lines(reply)])
            case InboundReply():
                return "\n".join(
                    values.line([*row.before, Value("text", row.text), *row.after])
                    for row in reply.rows
                )
            case ErrorReply():
                space = " " if self._dialect.text_error == "spaced" else ""
                return f"ERROR={reply.code}:{space}{self._words(reply).upper()}"
        return ""

    def _short(self, reply: Reply) -> str:
        """Write the shortest format."""
        match reply:
            case SentReply():
                return reply.packet_id
            case CheckedReply():
                match self._dialect.v_many:
                    case "lines":
                        return "\n".join(reply.statuses)
                    case "commas":
                        return ",".join(reply.statuses)
                    case "first":
                        return "".join(reply.statuses[:1])
            case ErrorReply():
                return self._words(reply)
            case InfoReply():
                return "\n".join(self._info_lines(reply))
        return self._text(reply)

    def _info_lines(self, reply: InfoReply) -> Iterable[str]:
        """Yield who the user is, a line each."""
        for one in reply.values:
            if (extra := reply.only_text.get(one.name)) is not None:
                self.names.append(extra.name)
                yield f"{extra.name}={extra.plain}"
            self.names.append(one.name)
            yield f"{one.name}={one.plain}"

    def _amount(self, reply: AmountReply) -> Value:
        """Return a number's value; a count has no decimals."""
        if reply.whole:
            return Value(reply.name, str(int(reply.amount)), Kind.MONEY)
        return self._values.amount(reply.name, reply.amount)

    def _totals(self, reply: SentReply) -> list[Value]:
        """Return what is said of a request as a whole."""
        totals = [
            self._values.amount("balance", reply.balance),
            self._values.amount("cost", reply.cost),
        ]
        if self._dialect.packet_id == "present":
            totals.append(Value("server_packet_id", reply.packet_id, Kind.ID))
        return totals

    def _xml_rows(self, rows: Iterable[tuple[Value, ...]]) -> str:
        """Return rows as elements, their values as attributes or as elements in turn."""
        if self._dialect.xml_rows == "elements":
            return "".join(
                f"  <sms>\n{self._values.elements(row, '    ')}\n  </sms>\n"
                for row in rows
            )
        return "".join(f"  <sms{self._values.attributes(row)}/>\n" for row in rows)

    def _words(self, reply: ErrorReply) -> str:
        """Return an error's words in the language that was asked for."""
        return reply.russian if self._russian else reply.english

    def _prolog(self, reply: Reply) -> str:
        """Return the line that says what XML it is."""
        match self._dialect.xml_prolog:
            case "never":
                return ""
            case "printed" if not isinstance(reply, _WITH_PROLOG):
                return ""
        return f'<?xml version="1.0" encoding="{self._charset}"?>\n'


def _error(reply: ErrorReply) -> list[Value]:
    """Return an error's values."""
    return [
        Value("code", str(reply.code), Kind.CODE),
        Value("description", reply.english),
        Value("description_ru", reply.russian),
        *reply.more,
    ]


def _json_list(rows: list[str]) -> str:
    """Return a JSON list, an object a line."""
    return _lines("[", rows) + "\n]" if rows else "[]"


def _lines(head: str, rows: Iterable[str]) -> str:
    """Return a list that is not closed yet, an object a line."""
    return head + "\n" + ",\n".join(f"  {row}" for row in rows)
