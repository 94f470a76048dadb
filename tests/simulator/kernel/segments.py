"""Cuts a text into the parts that it is sent and charged in."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€\f")
_GSM_LENGTHS = (160, 153)
_UCS2_LENGTHS = (70, 67)


def cut_into_parts(
    text: str,
    gsm: tuple[int, int] = _GSM_LENGTHS,
    ucs2: tuple[int, int] = _UCS2_LENGTHS,
) -> list[str]:
    """Cut a text into the parts it is sent in; no character is ever split.

    The lengths are those of a part that goes alone and of one among many.
    """
    if all(one in _GSM or one in _GSM_EXTENDED for one in text):
        widths = [2 if one in _GSM_EXTENDED else 1 for one in text]
        return _pack(text, widths, *gsm)
    widths = [2 if ord(one) > 0xFFFF else 1 for one in text]
    return _pack(text, widths, *ucs2)


def _pack(text: str, widths: list[int], alone: int, joined: int) -> list[str]:
    """Fill parts one after the other."""
    if sum(widths) <= alone:
        return [text]
    parts: list[str] = []
    begin = used = 0
    for index, width in enumerate(widths):
        if used + width > joined:
            parts.append(text[begin:index])
            begin, used = index, 0
        used += width
    return [*parts, text[begin:]]


def is_latin(text: str) -> bool:
    """Return whether a text needs no more than the alphabet of all phones."""
    return all(one in _GSM or one in _GSM_EXTENDED for one in text)
