"""Puts Cyrillic letters into Latin ones."""

_LETTERS = dict(
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


def to_latin(text: str) -> str:
    """Return a text without Cyrillic letters; the rest of it stays."""
    return "".join(map(_latin, text))


def _latin(one: str) -> str:
    """Return the Latin letters for one character, keeping its case."""
    letters = _LETTERS.get(one.lower(), one)
    return (
        letters.capitalize() if one.isupper() and one.lower() in _LETTERS else letters
    )
