"""Writes single values, rows and lists of them in JSON, XML and text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
import json
from xml.sax.saxutils import escape, quoteattr

from .dialect import Dialect
from .replies import Kind, Value

_CENT = Decimal("0.01")


@dataclass(slots=True)
class ValueWriter:
    """Writes values in one dialect and remembers the names it wrote."""

    dialect: Dialect
    names: list[str] = field(default_factory=list)

    def money(self, amount: Decimal) -> str:
        """Return an amount of money as it is written in any format."""
        written = str(amount.quantize(_CENT, ROUND_HALF_UP))
        if self.dialect.decimals == "trimmed":
            written = written.rstrip("0").rstrip(".")
        if self.dialect.decimal_mark == "comma":
            written = written.replace(".", ",")
        return written

    def amount(self, name: str, amount: Decimal) -> Value:
        """Return a named amount of money."""
        return Value(name, self.money(amount), Kind.MONEY)

    def pair(self, value: Value) -> str:
        """Return a value with its name in JSON."""
        self.names.append(value.name)
        return f'"{value.name}": {self._token(value)}'

    def object(self, values: Iterable[Value]) -> str:
        """Return a JSON object on one line."""
        return "{" + ", ".join(map(self.pair, values)) + "}"

    def elements(self, values: Iterable[Value], indent: str = "") -> str:
        """Return values as XML elements, one a line."""
        return "\n".join(f"{indent}{self.element(one)}" for one in values)

    def element(self, value: Value) -> str:
        """Return a value as an XML element."""
        self.names.append(value.name)
        return f"<{value.name}>{escape(value.plain)}</{value.name}>"

    def attributes(self, values: Iterable[Value]) -> str:
        """Return values as XML attributes, each with a space before it."""
        return "".join(map(self._attribute, values))

    def line(self, values: Iterable[Value]) -> str:
        """Return values as a line of text."""
        return ",".join(self._column(one.plain) for one in values)

    def quote(self, text: str, *, described: bool = False) -> str:
        """Return a JSON string; the document prints descriptions with a slash gone wrong."""
        escaped = json.dumps(text, ensure_ascii=self.dialect.json_unicode == "escaped")
        match self.dialect.json_slash:
            case "plain":
                return escaped
            case "printed" if described:
                return escaped.replace("/", "\\")
        return escaped.replace("/", "\\/")

    def _attribute(self, value: Value) -> str:
        """Return a value as an XML attribute."""
        self.names.append(value.name)
        # Line ends would be read as spaces.
        quoted = quoteattr(value.plain, {"\n": "&#10;", "\r": "&#13;", '"': "&quot;"})
        return f" {value.name}={quoted}"

    def _column(self, text: str) -> str:
        """Return a value of a line; only one dialect can tell its commas from others."""
        if self.dialect.text_commas == "quoted" and any(one in text for one in ',"\n'):
            doubled = text.replace('"', '""')
            return f'"{doubled}"'
        return text

    def _token(self, value: Value) -> str:
        """Return a value as it stands in JSON."""
        spoken = {
            Kind.ID: self.dialect.ids,
            Kind.MONEY: self.dialect.money,
            Kind.STATUS: self.dialect.status_value,
            Kind.CODE: self.dialect.error_code,
            Kind.ROW_ERROR: self.dialect.row_error,
        }.get(value.kind, "string")
        if spoken == "number" and _is_number(value.plain):
            return value.plain
        return self.quote(value.plain, described=value.name == "description_ru")


def _is_number(text: str) -> bool:
    """Return whether JSON can have this without quotes."""
    return text.removeprefix("-").replace(".", "", 1).isdigit()
