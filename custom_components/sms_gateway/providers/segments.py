"""How many SMS a text takes: the alphabet of GSM 03.38, else Unicode."""

from dataclasses import dataclass
from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)

_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""These take two places each."""

_ONE_GSM, _ONE_UNICODE = 160, 70
"""Places in a text of one SMS (seed 001, `mes`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLengths:
    """Places in each of several SMS, as a provider counts them."""

    gsm: int = 153
    unicode: int = 67


AS_PHONES_COUNT: Final = PartLengths()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """What a text takes. `unicode_character` is the first one that made it Unicode.

    Where there is one, `unicode_position` is its place, counted from 1, and
    `parts_as_gsm` how many SMS it would be with a plain letter for each such character.
    """

    parts: int
    unicode_character: str | None = None
    unicode_position: int | None = None
    parts_as_gsm: int | None = None


def count_segments(text: str, each: PartLengths = AS_PHONES_COUNT) -> Segments:
    """Return how many SMS a text takes as it is."""
    strange = next(
        (n for n, c in enumerate(text) if c not in _BASIC and c not in _EXTENDED), None
    )
    widths = [1 + (character in _EXTENDED) for character in text]
    as_gsm = _parts(widths, _ONE_GSM, each.gsm)
    if strange is None:
        return Segments(parts=as_gsm)
    # A character beyond the first 65,536 takes two places, and is never cut in two.
    widths = [1 + (ord(character) > 0xFFFF) for character in text]
    return Segments(
        parts=_parts(widths, _ONE_UNICODE, each.unicode),
        unicode_character=text[strange],
        unicode_position=strange + 1,
        parts_as_gsm=as_gsm,
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
