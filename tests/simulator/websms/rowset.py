"""Writes the statistics' XML: a rowset with its schema, mended or as damaged as printed."""

from collections.abc import Iterable, Mapping
import re
from xml.sax.saxutils import escape

_SPACES = {
    "s": "uuid:BDC6E3F0-6DA3-11d1-A2A3-00AA00C14882",
    "dt": "uuid:C2F41010-65B3-11d1-A29F-00AA00C14882",
    "rs": "urn:schemas-microsoft-com:rowset",
    "z": "#RowsetSchema",
}
_NUMBER = ("i8", "8", 'rs:precision="19" rs:fixedlength="true"')
_COUNT = ("int", "4", 'rs:precision="10" rs:fixedlength="true"')
# The zone stands in the printed rows, and not in the printed schema.
_SCHEMA = {
    "packet_id": _NUMBER,
    "message_id": _NUMBER,
    "message_phone": ("string", "50", 'rs:dbtype="str"'),
    "message_parts": _COUNT,
    "delivered_date": ("string", "61", 'rs:dbtype="str"'),
    "result_id": _COUNT,
    "result_info": ("string", "100", 'rs:maybenull="false"'),
    "operator": ("string", "81", 'rs:dbtype="str"'),
    "message_cost": ("string", "8000", 'rs:dbtype="str"'),
    "reg_date": ("string", "61", 'rs:dbtype="str"'),
    "send_on": ("string", "61", 'rs:dbtype="str"'),
}
_QUOTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;"}
# These alone keep their quotes in print.
_STRAIGHT = frozenset({"packet_id", "message_phone", "operator", "оperator"})
_VALUE = re.compile(r'([\w:]+)="([^"]*)"')


def rowset(rows: Iterable[Mapping[str, str]], charset: str) -> str:
    """Return a rowset that can be read."""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _SPACES.items())
    return "\n".join(
        [
            f'<?xml version="1.0" encoding="{charset}"?>',
            f"<xml {spaces}>",
            *_schema(),
            "<rs:data>",
            *(_row(row) for row in rows),
            "</rs:data>",
            "</xml>",
        ]
    )


def damaged(text: str) -> str:
    """Return a rowset with the marks that got into the print, which nobody can read."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith("<?"):
            lines.append(line)
        elif line.startswith("<z:row"):
            lines.append(_VALUE.sub(_curl, line))
        elif line != "</rs:data>":
            starred = _VALUE.sub(r'\1="*\2*"', line)
            opens = not line.startswith("</") and not line.endswith("/>")
            lines.append(f"- <#> {starred}" if opens else starred)
    return "\n".join(lines)


def _curl(found: re.Match[str]) -> str:
    """Return a value between typographic quotes."""
    if found[1] in _STRAIGHT:
        return found[0]
    return f"{found[1]}=”{found[2]}”"


def _schema() -> Iterable[str]:
    """Yield the description of the columns."""
    yield '<s:Schema id="RowsetSchema">'
    yield '<s:ElementType name="row" content="eltOnly" rs:CommandTimeout="2000">'
    for number, (name, (kind, length, rest)) in enumerate(_SCHEMA.items(), 1):
        yield (
            f'<s:AttributeType name="{name}" rs:number="{number}" '
            'rs:nullable="true" rs:writeunknown="true">'
        )
        yield f'<s:datatype dt:type="{kind}" dt:maxLength="{length}" {rest} />'
        yield "</s:AttributeType>"
    yield '<s:extends type="rs:rowbase" />'
    yield "</s:ElementType>"
    yield "</s:Schema>"


def _row(row: Mapping[str, str]) -> str:
    """Return one message."""
    attributes = " ".join(
        f'{name}="{escape(value, _QUOTES)}"' for name, value in row.items()
    )
    return f"<z:row {attributes} />"
