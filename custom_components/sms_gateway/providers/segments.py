"""How many SMS a text takes: the alphabet of GSM 03.38, else Unicode."""

from dataclasses import dataclass
from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)

_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""These take two places each."""

_ONE_GSM, _EACH_GSM = 160, 153
_ONE_UNICODE, _EACH_UNICODE = 70, 67
"""Places in a text of one SMS, and in each of several (seed 001, `mes`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """What a text takes. `unicode_character` is the first one that made it Unicode."""

    parts: int
    unicode_character: str | None = None


def count_segments(text: str) -> Segments:
    """Return how many SMS a text takes as it is."""
    strange = next((c for c in text if c not in _BASIC and c not in _EXTENDED), None)
    if strange is None:
        widths = [1 + (character in _EXTENDED) for character in text]
        return Segments(parts=_parts(widths, _ONE_GSM, _EACH_GSM))
    # A character beyond the first 65,536 takes two places, and is never cut in two.
    widths = [1 + (ord(character) > 0xFFFF) for character in text]
    return Segments(
        parts=_parts(widths, _ONE_UNICODE, _EACH_UNICODE), unicode_character=strange
    )


def _parts(widths: list[int], one: int, each: int) -> int:
    """Return how many parts characters of these widths fill."""
    if sum(widths) <= one:
        return 1
    parts, left = 1, each
    for width in widths:
        if width > left:
            parts, left = parts + 1, each
        left -= width
    return parts
