"""Writes values the way SMSC's four formats want them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
import json
import re
from xml.sax.saxutils import escape

from .dialect import Dialect

# Every field begins a line, and no value can: line ends in values are escaped in JSON,
# and so is the bracket in XML.
_JSON_NAME = re.compile(r'^"(\w+)": ', re.MULTILINE)
_XML_NAME = re.compile(r"^<(\w+)[ >]", re.MULTILINE)
_XML_ATTRIBUTE = re.compile(r'(?<= )(\w+)="')
_WORDS_NAME = re.compile(r"(?:^|, )([A-Za-z_]+) ?= ", re.MULTILINE)


class Format(IntEnum):
    """The format of an answer."""

    WORDS = 0
    NUMBERS = 1
    XML = 2
    JSON = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A named value as both XML (plain) and JSON (as it stands in the text) have it."""

    name: str
    plain: str
    token: str


class Writer:
    """Writes values in one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        """Write in the given dialect."""
        self._dialect = dialect

    def text(self, name: str, value: str) -> Field:
        """Return a field that is a string."""
        return Field(name, value, self._quote(value))

    def number(self, name: str, value: int) -> Field:
        """Return a field that is a number."""
        plain = str(value)
        quoted = self._dialect.numbers == "string"
        return Field(name, plain, self._quote(plain) if quoted else plain)

    def code(self, name: str, value: int) -> Field:
        """Return the field of an error code."""
        plain = str(value)
        quoted = self._dialect.error_code == "string"
        return Field(name, plain, self._quote(plain) if quoted else plain)

    def message_id(self, value: str) -> Field:
        """Return the field of a message's id."""
        if value.isdigit():
            quoted = self._dialect.numeric_id == "string"
        else:
            quoted = self._dialect.text_id == "quoted"
        return Field("id", value, self._quote(value) if quoted else value)

    def amount(self, value: Decimal) -> str:
        """Return an amount of money as it is written in any format."""
        rounded = str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))
        if self._dialect.decimals == "trimmed":
            rounded = rounded.rstrip("0").rstrip(".")
        if self._dialect.decimal_mark == "comma":
            rounded = rounded.replace(".", ",")
        return rounded

    def money(self, name: str, value: Decimal) -> Field:
        """Return a field that is an amount of money."""
        amount = self.amount(value)
        if self._dialect.money == "number" and "," not in amount:
            return Field(name, amount, amount)
        return self.text(name, amount)

    def null(self, name: str) -> Field:
        """Return a field without a value."""
        return Field(name, "", "null")

    def raw(self, name: str, token: str, plain: str = "") -> Field:
        """Return a field whose JSON is ready."""
        return Field(name, plain, token)

    def _quote(self, value: str) -> str:
        """Return a JSON string."""
        return json.dumps(value, ensure_ascii=self._dialect.json_unicode == "escaped")


def json_object(fields: Iterable[Field]) -> str:
    """Return a JSON object, laid out as the documents print it."""
    lines = ",\n".join(f'"{field.name}": {field.token}' for field in fields)
    return f"{{\n{lines}\n}}"


def json_list(items: Sequence[str]) -> str:
    """Return a JSON list of ready objects."""
    return f"[{',\n'.join(items)}]"


def xml_fields(fields: Iterable[Field]) -> str:
    """Return fields as XML elements, one a line."""
    return "\n".join(
        f"<{field.name}>{escape(field.plain)}</{field.name}>" for field in fields
    )


def xml_element(name: str, content: str) -> str:
    """Return an XML element around lines."""
    return f"<{name}>\n{content}\n</{name}>"


def xml_attributes(fields: Iterable[Field]) -> str:
    """Return fields as XML attributes."""
    return " ".join(
        f'{field.name}="{escape(field.plain, {chr(34): "&quot;"})}"' for field in fields
    )


def field_names(text: str, fmt: Format) -> list[str]:
    """Return the names of all fields in an answer; format 1 has none."""
    match fmt:
        case Format.WORDS:
            return _WORDS_NAME.findall(text)
        case Format.NUMBERS:
            return []
        case Format.XML:
            tags = [line for line in text.split("\n") if line.startswith("<phone ")]
            attributes = [name for tag in tags for name in _XML_ATTRIBUTE.findall(tag)]
            return [*_XML_NAME.findall(text), *attributes]
        case Format.JSON:
            return _JSON_NAME.findall(text)
