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
_NULLABLE = ' rs:nullable="true"'
_WRITABLE = f'{_NULLABLE} rs:writeunknown="true"'
_NUMBER = 'dt:type="i8" dt:maxLength="8" rs:precision="19" rs:fixedlength="true"'
_COUNT = 'dt:type="int" dt:maxLength="4" rs:precision="10" rs:fixedlength="true"'
_TEXT = 'dt:type="string" rs:dbtype="str" dt:maxLength="{}"'
# The zone stands in the printed rows, and not in the printed schema.
_SCHEMA = {
    "packet_id": (_WRITABLE, _NUMBER),
    "message_id": ("", f'{_NUMBER} rs:maybenull="false"'),
    "message_phone": (_WRITABLE, _TEXT.format(50)),
    "message_parts": (_WRITABLE, _COUNT),
    "delivered_date": (_NULLABLE, _TEXT.format(61)),
    "result_id": (_WRITABLE, _COUNT),
    "result_info": ("", 'dt:type="string" dt:maxLength="100" rs:maybenull="false"'),
    "operator": (_NULLABLE, _TEXT.format(81)),
    "message_cost": (_NULLABLE, _TEXT.format(8000)),
    "reg_date": (_NULLABLE, _TEXT.format(61)),
    "send_on": (_NULLABLE, _TEXT.format(61)),
}
_QUOTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;"}
_SPACED = frozenset({"packet_id", "message_id"})
# These alone keep their quotes in print.
_STRAIGHT = frozenset({"packet_id", "message_phone", "operator", "оperator"})
_VALUE = re.compile(r'([\w:]+)="([^"]*)"')


def rowset(rows: Iterable[Mapping[str, str]], charset: str) -> str:
    """Return a rowset that can be read."""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _SPACES.items())
    return "\n".join(
        [
            f'<?xml version="1.0" encoding="{charset}" ?>',
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
    """Return a value as it is printed in a row."""
    quotes = '""' if found[1] in _STRAIGHT else "””"
    mark = " =" if found[1] in _SPACED else "="
    return f"{found[1]}{mark}{quotes[0]}{found[2]}{quotes[1]}"


def _schema() -> Iterable[str]:
    """Yield the description of the columns."""
    yield '<s:Schema id="RowsetSchema">'
    yield '<s:ElementType name="row" content="eltOnly" rs:CommandTimeout="2000">'
    for number, (name, (nulls, datatype)) in enumerate(_SCHEMA.items(), 1):
        yield f'<s:AttributeType name="{name}" rs:number="{number}"{nulls}>'
        yield f"<s:datatype {datatype} />"
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
