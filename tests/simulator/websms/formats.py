"""Writes values and answers the way WEBSMS's formats want them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
import json
from xml.sax.saxutils import escape

from .dialect import Dialect

PROLOG = "<?xml version='1.0' encoding='{}' ?>"
_QUOTES = {"'": "&apos;", "\n": "&#10;", "\r": "&#13;"}
# The names that the document prints with spaces around the mark.
_PRINTED = {
    "packet_id": "packet_id =",
    "message_id": "message_id =",
    "message_phone": "message_phone =",
    "message": "message= ",
    "message_text": "message_text= ",
    "summ_phone": "summ_ phone =",
    "summ_parts": "summ_ parts=",
}


class Format(StrEnum):
    """The format of an answer."""

    TXT = "txt"
    XML = "xml"
    JSON = "json"
    HTML = "html"
    XLS = "xls"


class Kind(StrEnum):
    """What a value is, which decides how JSON has it."""

    TEXT = "text"
    ID = "json_ids"
    NUMBER = "json_numbers"
    MONEY = "json_money"
    CODE = "json_err_num"


@dataclass(frozen=True, slots=True)
class Field:
    """A named value."""

    name: str
    plain: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Node:
    """An XML element: values of its own, and elements within it."""

    name: str
    fields: Sequence[Field] = ()
    children: Sequence[Node] = ()


def amount(value: Decimal, dialect: Dialect, *, printed: str = ",") -> str:
    """Write money; `printed` is the mark that the document prints at that place."""
    written = str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))
    if dialect.decimals == "trimmed":
        written = written.rstrip("0").rstrip(".")
    mark = {"printed": printed, "comma": ",", "dot": "."}[dialect.decimal_mark]
    return written.replace(".", mark)


def renamed(fields: Iterable[Field], names: dict[str, str]) -> list[Field]:
    """Return fields under the names that one format has for them."""
    return [replace(one, name=names.get(one.name, one.name)) for one in fields]


def text_section(title: str, fields: Iterable[Field], dialect: Dialect) -> str:
    """Return a section of a text answer."""
    lines = [f"[{title}]"]
    for one in fields:
        mark = f"{one.name}="
        if dialect.text_layout == "printed":
            mark = _PRINTED.get(one.name, mark)
        lines.append(mark + one.plain.replace("\n", "\\n"))
    return "\n".join(lines)


def xml_document(root: Node, dialect: Dialect, *, elements: bool = False) -> str:
    """Return an element and all within it, under the document's first line."""
    charset = "windows-1251" if dialect.xml_charset == "windows-1251" else "UTF-8"
    elements = elements or dialect.xml_shape == "elements"
    return "\n".join([PROLOG.format(charset), *_lines(root, dialect, elements)])


def _lines(node: Node, dialect: Dialect, elements: bool) -> list[str]:
    """Return an element, its values as attributes or as elements of their own."""
    name = node.name
    if dialect.xml_case == "upper" and name == "sms":
        name = "SMS"
    inner: list[str] = []
    attributes = ""
    if elements:
        inner = [f"<{one.name}>{escape(one.plain)}</{one.name}>" for one in node.fields]
    else:
        attributes = "".join(
            f" {one.name}='{escape(one.plain, _QUOTES)}'" for one in node.fields
        )
    for child in node.children:
        inner += _lines(child, dialect, elements)
    if not inner and not elements:
        return [f"<{name}{attributes} />"]
    return [f"<{name}{attributes}>", *inner, f"</{name}>"]


@dataclass(frozen=True, slots=True)
class Bare:
    """A value that stands in JSON without quotes, in the digits it was written with."""

    written: str


type JsonValue = Bare | str | Sequence[JsonValue] | Mapping[str, JsonValue]


def json_fields(fields: Iterable[Field], dialect: Dialect) -> dict[str, JsonValue]:
    """Return fields as members of an object."""
    return {one.name: _json_value(one, dialect) for one in fields}


def _json_value(field: Field, dialect: Dialect) -> JsonValue:
    """Return a value as JSON has it; a number has its decimals behind a dot."""
    if field.kind is Kind.TEXT or getattr(dialect, field.kind.value) == "string":
        return field.plain
    return Bare(field.plain.replace(",", ".") or "null")


def json_text(value: JsonValue, dialect: Dialect, indent: int = 0) -> str:
    """Return JSON, laid out as the document prints it."""
    escaped = dialect.json_unicode == "escaped"
    if isinstance(value, Bare):
        return value.written
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=escaped)
    margin = " " * (indent + 4)
    if isinstance(value, Mapping):
        begin, end = "{}"
        items = [
            f'{margin}"{name}": {json_text(item, dialect, indent + 4)}'
            for name, item in value.items()
        ]
    else:
        begin, end = "[]"
        items = [margin + json_text(item, dialect, indent + 4) for item in value]
    if not items:
        return begin + end
    return f"{begin}\n{',\n'.join(items)}\n{' ' * indent}{end}"
