"""The parts of a regular expression, in Python's way of writing."""

from dataclasses import dataclass
import re
from typing import Final

_DEEPEST: Final = 30
"""Groups within groups."""

_TOKEN: Final = re.compile(
    r"""
      (?P<open> \( (?: \?: | \?P<\w+> )? (?! \? ) )
    | (?P<close> \) )
    | (?P<or> \| )
    | (?P<again> [*+?] | \{ (?=[\d,]) (?P<least> \d* ) (?P<many> , (?P<most> \d* ) )? \} )
      (?P<mode> [?+]? )
    | (?P<check> [$^] | \\[AbBZz] )
    | (?P<letter> \[ \^? \]? (?: \\. | [^\]\\] )* \]
      | \\ (?: x[\da-fA-F]{2} | u[\da-fA-F]{4} | U[\da-fA-F]{8} | N\{[^}]*\} | [^\d] )
      | [^(\\] )
    """,
    re.DOTALL | re.VERBOSE,
)
"""A group's ends, a repetition, a check of the place, or whatever takes one letter."""

_FLAGS: Final = re.compile(r"\(\?[aimsu]+\)")
"""They stand at the beginning, and are meant for all of it."""


class NotOfferedError(Exception):
    """It is an expression of Python's, but none that is offered here."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Takes one letter that matches."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Check:
    """Takes no letter, but asks something about the place."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any of the parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """A part several times, without an end where `most` is None."""

    part: Part
    least: int
    most: int | None


type Part = Letter | Check | Sequence | Choice | Repetition


def read_parts(text: str) -> Part:
    """Read an expression in which the case does not matter.

    Raises re.error where it is none, NotOfferedError where it needs more than one look
    at a letter.
    """
    try:
        flags = re.compile(text, re.IGNORECASE).flags
    except RecursionError:
        raise NotOfferedError("its groups are too deep") from None
    begin = _FLAGS.match(text)
    return _Reader(text, begin.end() if begin else 0, flags).read()


class _Reader:
    """Goes through an expression of which `re` has said that it is one."""

    def __init__(self, text: str, begin: int, flags: int) -> None:
        """Begin behind the flags."""
        self._text = text
        self._at = begin
        self._flags = flags
        self._depth = 0

    def read(self) -> Part:
        """Read up to the end of the group, or of all."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotOfferedError("its groups are too deep")
        choices: list[Part] = []
        parts: list[Part] = []
        while self._at < len(self._text):
            token = _TOKEN.match(self._text, self._at)
            if token is None:
                raise NotOfferedError(
                    "conditions on what is before or after, references to groups and"
                    " the like are not offered"
                )
            self._at = token.end()
            if token["close"]:
                break
            if token["or"]:
                choices.append(Sequence(tuple(parts)))
                parts = []
            elif token["open"]:
                parts.append(self.read())
            elif token["again"]:
                parts.append(_repetition(token, parts.pop()))
            elif token["check"]:
                parts.append(Check(self._compile(token[0])))
            else:
                parts.append(Letter(self._compile(token[0])))
        self._depth -= 1
        last = Sequence(tuple(parts))
        return Choice((*choices, last)) if choices else last

    def _compile(self, written: str) -> re.Pattern[str]:
        """Read a piece as it is meant in the whole."""
        return re.compile(written, self._flags)


def _repetition(token: re.Match[str], part: Part) -> Repetition:
    """Return a part as often as a token says."""
    if token["mode"] == "+":
        raise NotOfferedError("a repetition that gives nothing back is not offered")
    match token["again"]:
        case "*":
            return Repetition(part, 0, None)
        case "+":
            return Repetition(part, 1, None)
        case "?":
            return Repetition(part, 0, 1)
    least = int(token["least"] or 0)
    if token["many"] is None:
        return Repetition(part, least, least)
    return Repetition(part, least, int(token["most"]) if token["most"] else None)
