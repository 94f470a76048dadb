"""What is used in the run and may be found nowhere else: each can be told at a glance."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import md5
import json
import re
from typing import Final
from urllib.parse import quote

_NUMBERS: Final = "903765"
"""Every number of the run has these digits after its country's code."""

WORD: Final = "qwzxtell"
CYRILLIC: Final = "Жъщэюбс"
"""Every text of the run has both of these words, which are in no other text."""

WRONG_PASSWORD: Final = "Wr0ng-qzjv-Pa55"


class Kind(StrEnum):
    """What it is that was found."""

    PASSWORD = "password"
    KEY = "key"
    WEBHOOK_ID = "webhook id"
    CALLBACK_SECRET = "callback secret"
    TOKEN = "token"
    NUMBER = "number"
    TEXT = "text"


CONTENT: Final = frozenset({Kind.NUMBER, Kind.TEXT})
CREDENTIALS: Final = frozenset(Kind) - CONTENT


def phone(place: int) -> str:
    """Return a number of the run."""
    return f"+7{_NUMBERS}{place:04}"


def text(words: str) -> str:
    """Return a text of the run, known by its beginning as by its end."""
    return f"{WORD} {words} {CYRILLIC}"


def _written(word: str) -> Iterator[str]:
    """Yield a word in every way in which it may have been written down."""
    yield word
    yield json.dumps(word).strip('"')
    # A value that is JSON itself, in JSON.
    yield json.dumps(json.dumps(word).strip('"')).strip('"')
    for charset in ("utf-8", "windows-1251"):
        yield quote(word, encoding=charset)
        yield quote(word, encoding=charset).lower()
        yield word.encode(charset).hex()
        yield word.encode(charset).hex().upper()
    yield word.encode("utf-16-be").hex()
    # SMSC takes a password's md5 for the password.
    yield md5(word.encode(), usedforsecurity=False).hexdigest()
    yield b64encode(word.encode()).decode().rstrip("=")


@dataclass(slots=True)
class Telltales:
    """All of them, as they become known."""

    _secrets: dict[Kind, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what is known beforehand."""
        self.add(Kind.TEXT, WORD, CYRILLIC)
        self.add(Kind.PASSWORD, WRONG_PASSWORD)

    def add(self, kind: Kind, *secrets: str) -> None:
        """Look for these too."""
        known = self._secrets.setdefault(kind, set())
        for secret in secrets:
            known.update(_written(secret))

    def counts(self) -> dict[Kind, int]:
        """Return how many spellings of each kind are looked for."""
        return {kind: len(known) for kind, known in self._secrets.items()}

    def found(self, content: str) -> set[Kind]:
        """Return the kinds of what is in a content, a number in any way of writing."""
        kinds = {
            kind
            for kind, known in self._secrets.items()
            if any(secret in content for secret in known)
        }
        if _NUMBER.search(content):
            kinds.add(Kind.NUMBER)
        return kinds

    def lines(self, content: str, kinds: Iterable[Kind]) -> list[str]:
        """Return the lines that have something of these kinds, for whoever mends it."""
        wanted = set(kinds)
        return [line for line in content.splitlines() if self.found(line) & wanted]


# Digits may be apart by what people put between them, or a percent-encoded plus before.
_NUMBER: Final = re.compile(r"[ ()\u00a0-]*".join([*_NUMBERS, *(r"\d",) * 4]))
