"""What becomes of a text: transliteration, short links, and its cut into parts."""

from itertools import count
import re

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€\f")
_GSM_LENGTHS = (160, 153)
_UCS2_LENGTHS = (70, 67)
_LINK = re.compile(r"https?://\S+")
_COMMENT_MARK = "\n~~~\n"

_TRANSLIT = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "h",
            "c",
            "ch",
            "sh",
            "sch",
            "'",
            "y",
            "'",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)
_LOOKALIKE = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            r"a",
            r"6",
            r"B",
            r"r",
            r"g",
            r"e",
            r"e",
            r"}|{",
            r"3",
            r"u",
            r"u'",
            r"k",
            r"/I",
            r"M",
            r"H",
            r"o",
            r"n",
            r"p",
            r"c",
            r"m",
            r"y",
            r"qp",
            r"x",
            r"u,",
            r"4",
            r"LLI",
            r"LLI,",
            r"'b",
            r"bI",
            r"b",
            r"3",
            r"IO",
            r"9I",
        ],
        strict=True,
    )
)


def transliterate(text: str, manner: str) -> str:
    """Put a text into Latin letters, in the manner 1 or 2; 0 leaves it as it is."""
    match manner:
        case "1":
            return "".join(map(_latin, text))
        case "2":
            return "".join(_LOOKALIKE.get(one.lower(), one) for one in text)
        case _:
            return text


def shorten_links(text: str) -> tuple[str, int]:
    """Replace each link by a short one, and return how many there were."""
    numbers = count(1)
    return _LINK.subn(lambda _: f"https://s.example/{next(numbers):04d}", text)


def split_comment(text: str) -> tuple[str, str]:
    """Return what goes out and what is for the sender's own eyes."""
    sent, _, comment = text.partition(_COMMENT_MARK)
    return sent, comment


def cut_into_parts(text: str) -> list[str]:
    """Cut a text into the parts it is sent in; no character is ever split."""
    if all(one in _GSM or one in _GSM_EXTENDED for one in text):
        widths = [2 if one in _GSM_EXTENDED else 1 for one in text]
        return _pack(text, widths, *_GSM_LENGTHS)
    widths = [2 if ord(one) > 0xFFFF else 1 for one in text]
    return _pack(text, widths, *_UCS2_LENGTHS)


def keep_parts(text: str, parts: int) -> str:
    """Cut a text off so that it fits into so many parts."""
    cut = cut_into_parts(text)
    if len(cut) <= parts:
        return text
    kept = "".join(cut[:parts])
    # One part alone is longer than each of many.
    while len(kept) < len(text) and len(cut_into_parts(text[: len(kept) + 1])) <= parts:
        kept = text[: len(kept) + 1]
    return kept


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


def _latin(one: str) -> str:
    """Return the Latin letters for one character, keeping its case."""
    letters = _TRANSLIT.get(one.lower(), one)
    return (
        letters.capitalize() if one.isupper() and one.lower() in _TRANSLIT else letters
    )
