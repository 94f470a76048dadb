"""How long a text may get in Latin letters: each provider has spellings of its own.

None of them is documented letter by letter, so each letter counts as its longest known
spelling; the real text may be shorter, and never takes more parts.
"""

from collections.abc import Mapping
from typing import Final

from .details import Transliteration

_BY_SOUND: Final = {
    **dict(zip("абвгдезийклмнопрстуфы", "abvgdeziyklmnoprstufy", strict=True)),
    "ё": "yo",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "''",
    "ь": "'",
    "э": "e'",
    "ю": "yu",
    "я": "ya",
}

# Seed 001 shows "mpaHc/Ium". The signs of the longer ones take two places each in an SMS.
_BY_LOOK: Final = {
    **dict(zip("авезкмнопрстухч", "aBe3kMHonpcmyx4", strict=True)),
    "б": "6",
    "г": "r",
    "д": "/\\",
    "ё": "e",
    "ж": "}|{",
    "и": "u",
    "й": "u'",
    "л": "/I",
    "ф": "qp",
    "ц": "u,",
    "ш": "LLI",
    "щ": "LLI,",
    "ъ": "'b",
    "ы": "bI",
    "ь": "b",
    "э": "3",
    "ю": "IO",
    "я": "9I",
}

_SPELLINGS: Final[Mapping[Transliteration, Mapping[str, str]]] = {
    Transliteration.LATIN: _BY_SOUND,
    Transliteration.LOOKALIKE: _BY_LOOK,
}


def longest_spelling(text: str, kind: Transliteration | None) -> str:
    """Return a text in Latin letters, as long as it may get; None leaves it as it is."""
    if kind is None:
        return text
    spellings = _SPELLINGS[kind]
    return "".join(spellings.get(letter.lower(), letter) for letter in text)
