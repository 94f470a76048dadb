"""What becomes of a text: transliteration, short links, comments, and its end cut off."""

from itertools import count
import re

from tests.simulator.kernel.latin import to_latin
from tests.simulator.kernel.segments import cut_into_parts

_LINK = re.compile(r"https?://\S+")
_COMMENT_MARK = "\n~~~\n"

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
            return to_latin(text)
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
