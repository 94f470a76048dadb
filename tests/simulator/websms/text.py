"""What becomes of a text: line ends, transliteration by wish and by force, its parts."""

from dataclasses import dataclass
from math import ceil

from tests.simulator.kernel.latin import to_latin
from tests.simulator.kernel.segments import cut_into_parts, is_latin

from .codes import NO_TEXT, Refusal
from .dialect import Dialect


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long a text may be: in one part, in each of many, and in all."""

    alone: int
    joined: int
    longest: int


@dataclass(frozen=True, slots=True)
class Rules:
    """How one section of the document counts."""

    latin: Lengths
    other: Lengths
    forced: bool


_RULES = {
    # Longer texts in Cyrillic are put into Latin letters, asked or not.
    "section_9": Rules(Lengths(160, 156, 1404), Lengths(70, 66, 594), forced=True),
    "section_11": Rules(Lengths(160, 157, 1570), Lengths(70, 67, 670), forced=False),
}


@dataclass(frozen=True, slots=True)
class Text:
    """What goes out, and in how many parts."""

    content: str
    parts: int


def read_text(given: str, dialect: Dialect, *, translit: bool, nosplit: bool) -> Text:
    """Return what becomes of a text, or refuse one that is too long."""
    rules = _RULES[dialect.part_lengths]
    text = given.replace("\\n", "\n")
    if translit:
        text = to_latin(text)
    if nosplit:
        return Text(_cut(text, rules, parts=1), 1)
    lengths = _lengths(text, rules)
    if rules.forced and _size(text) > lengths.longest and not is_latin(text):
        text = to_latin(text)
        lengths = _lengths(text, rules)
    if _size(text) > lengths.longest:
        if dialect.too_long == "error_11":
            raise Refusal(NO_TEXT, f"message: {len(text)} characters")
        text = _cut(text, rules, parts=lengths.longest // lengths.joined)
    size = _size(text)
    return Text(text, 1 if size <= lengths.alone else ceil(size / lengths.joined))


def _lengths(text: str, rules: Rules) -> Lengths:
    """Return the lengths that count for a text's letters."""
    return rules.latin if is_latin(text) else rules.other


def _size(text: str) -> int:
    """Return a text's length, the extended characters of phones counted twice."""
    if is_latin(text):
        return len(text) + sum(one in "^{}\\[~]|€\f" for one in text)
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, rules: Rules, *, parts: int) -> str:
    """Cut off what is more than so many parts."""
    cut = cut_into_parts(
        text,
        (rules.latin.alone, rules.latin.joined),
        (rules.other.alone, rules.other.joined),
    )
    if len(cut) == 1:
        return text
    if parts > 1:
        return "".join(cut[:parts])
    # One part alone is longer than each of many.
    alone = _lengths(text, rules).alone
    while _size(text) > alone:
        text = text[:-1]
    return text
