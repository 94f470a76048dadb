"""Long inputs made of one piece again and again: what is slow by the square shows here."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from . import judge
from .targets import Target

_SIZES: Final = (2, 8, 32, 64, 256)
"""KiB; whoever is too slow at one is spared the next."""

_WHOLE: Final = b"%s"
_PIECES: Final = (
    *(b"<", b">", b"[", b"{", b"(", b'"', b"&", b"=", b"%", b"\\", b"\n", b" "),
    *(b"a", b"1", b",", b", ", b"~", b"\xff", b"\xd0\x96", b"a=b&", b"[1]\n", b"<a>"),
    *(b'{"a":', b'"id": ', b"<z:row ", b"<a b='", b"</xml>", b"</xml> ", b"&lt;"),
    *(b"a\n", b"1.", b"\\u", b"\x1e", b"<sms/>", b"[a]\na=b\n", b"a.b@", b"00", b"1 "),
)
_FRAMES: Final = (
    _WHOLE,
    b'{"id": "%s"}',
    b'{"send": [%s]}',
    b'{"balance": "%s", "cost": "%s", "phone": "%s"}',
    b"[%sx",
    b"<a>%s</a>",
    b'<xml><rs:data><z:row %s">',
    b"<xml><rs:data><z:row %s></xml>",
    b"<xml><rs:data>%s</xml>",
    b"[result]\nresult=0\n[%s x",
    b"[result]\nresult=0\n[1]\ndate=%s\n",
    b'<status id="1" date="%s"><result_id>6</result_id></status>',
    b"phone=1&mes=%s&id=1&status=1&sha1=%s",
    b"id=%s&phone=%s&status=%s&cost=%s&ts=%s",
)


@dataclass(frozen=True, slots=True)
class Long:
    """A long input that was read."""

    size: int
    took: float
    data: bytes


def _inputs(piece: bytes, frame: bytes) -> Iterator[bytes]:
    """Yield one shape of input in growing sizes."""
    places = frame.count(_WHOLE)
    for size in _SIZES:
        body = piece * (size * 1024 // len(piece) // places)
        yield frame.replace(_WHOLE, body)


def read_long(loop: asyncio.AbstractEventLoop, target: Target) -> Iterator[Long]:
    """Let a target read long inputs; BrokenRuleError for one that takes too long."""
    for frame in _FRAMES:
        for piece in _PIECES:
            for data in _inputs(piece, frame):
                if len(data) > target.longest:
                    break
                took = judge.read(loop, target, data).took
                if took > judge.ceiling(len(data)):
                    # Once more: the machine may have been at something else.
                    took = min(took, judge.read(loop, target, data).took)
                if took > judge.ceiling(len(data)):
                    raise judge.BrokenRuleError(
                        f"{took:.0f} ms for {len(data)} bytes of {frame!r} with"
                        f" {piece!r}"
                    )
                yield Long(len(data), took, data[:60])
