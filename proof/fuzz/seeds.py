"""Where mutation begins: the answers printed in the providers' documents, and callbacks."""

import re
from typing import Final
from urllib.parse import quote, urlencode

from tests.vectors import load

from .wire import SEPARATOR

_WORD: Final = re.compile(rb"[A-Za-z_][A-Za-z_0-9]{1,30}")

_VALUES: Final = {
    "id": "1234",
    "id сообщения": "1234",
    "n": "2",
    "cost": "1.40",
    "balance": "100.50",
    "phone": "79161234567",
    "status": "1",
    "last_date": "01.02.2026 10:00:00",
    "last_timestamp": "1795252000",
    "send_date": "01.02.2026 09:59:00",
    "send_timestamp": "1795251940",
    "sms_cnt": "12",
    "mccmnc": "25001",
}

_PLACE: Final = re.compile(r"<([\w ]+)>(?!\w)")

_REPORT: Final = {
    "id": "1234",
    "phone": "79161234567",
    "status": "1",
    "time": "21.11.2026 12:00:00",
    "ts": "1795252000",
    "err": "0",
    "cnt": "1",
    "type": "0",
    "flag": "7",
    "cost": "1.40",
    "charset": "utf-8",
    "sha1": "0" * 40,
}
_TEXT: Final = {
    "id": "77",
    "phone": "79161234567",
    "mes": "Да, ёж",
    "to": "79037676877",
    "sent": "1795252000",
    "time": "1795252001",
    "sms_id": "1234",
    "md5": "0" * 32,
}
_CALL: Final = {"phone": "79161234567", "waitcall": "1", "ts": "1795252000"}
_VOICE: Final = _REPORT | {"type": "7", "dtmf": "12", "calltime": "9", "ringtime": "3"}

# What the fields of this kind have made go wrong elsewhere.
_HOSTILE: Final = (
    b'{"id": "\\ud800", "phone": "\\udfff", "status": 1, "mes": "\\ud800"}',
    b'{"balance": "1e-999999", "cost": 1e400, "id": NaN, "phone": -Infinity}',
    b'{"status": 9223372036854775808, "id": 1, "last_timestamp": -62135596800}',
    b'<status id="1" date="Fri, 31 Dec 9999 23:59:59 -1200"><result_id>6</result_id>'
    b"</status>",
    b'<status id="1" date="Sat, 21 Nov 2026 12:00:00 +99999999999999999999">'
    b"<result_id>6</result_id></status>",
    b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>',
    b"\xef\xbb\xbf[]",
    b"\xff\xfe<\x00a\x00/\x00>\x00",
)


def _forms(fields: dict[str, str]) -> list[bytes]:
    """Write a callback in every form that it may come in."""
    form = urlencode(fields).encode()
    pairs = ",".join(f'"{name}": "{value}"' for name, value in fields.items())
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    attributes = " ".join(f'{name}="{value}"' for name, value in fields.items())
    return [
        form,
        urlencode(fields, encoding="windows-1251").encode(),
        form + SEPARATOR,
        b"charset=koi8-r" + SEPARATOR + form,
        f"{{{pairs}}}".encode(),
        f"[{{{pairs}}}]".encode("windows-1251"),
        f"<callback>{inner}</callback>".encode(),
        f"<callback {attributes}/>".encode(),
    ]


def callbacks(provider: str) -> list[bytes]:
    """Return callbacks of a provider, and what looks like one."""
    found = list(_HOSTILE)
    if provider == "smsc":
        for fields in (_REPORT, _TEXT, _CALL, _VOICE):
            found += _forms(fields)
    if provider == "smspilot":
        report = {"server_id": "182138593", "phone": "79087964781", "status": "2"}
        text = {"phone": "79087964781", "message": "да", "user_id": "5671", "id": "5"}
        found += _forms(report | {"error": "0", "token": "a" * 26}) + _forms(text)
    if provider == "websms":
        for date in ("Sat, 21 Nov 2026 12:00:00 +0300", "21.11.2026"):
            xml = (
                f'<status id="1" date="{date}" package="2"><state error="нет">delivered'
                "</state><result_id>6</result_id></status>"
            )
            found += [xml.encode(), f"xml={quote(xml)}".encode(), quote(xml).encode()]
    return found


def answers(provider: str) -> list[bytes]:
    """Return the answers printed for a provider, with values in their places."""
    texts = {
        _PLACE.sub(
            lambda place: _VALUES.get(place[1], "1" if len(place[1]) > 3 else place[0]),
            vector.text,
        )
        for vector in load(provider)
        if vector.asked.get("fmt", "3") == "3"
    }
    written = [text.encode() for text in sorted(texts)]
    return [*written, *_HOSTILE, b"\xff".join(written[:1]), b"100.50", b"0"]


def dictionary(seeds: list[bytes]) -> list[bytes]:
    """Return the words of the seeds, which no chance would find."""
    marks = [b'"', b"{", b"}", b"[", b"]", b"<", b">", b"</", b"&", b"=", b"%", b"\\u"]
    return sorted({word for seed in seeds for word in _WORD.findall(seed)}) + marks
