"""Regular expressions that texts of strangers are held against: in a time that is known.

Python's own `re` tries all ways in which an expression may match. With some expressions
the ways double with every letter, and nothing else happens in the home meanwhile. Here
all ways are followed at once, one letter after the other, and never more of them than
the expression has places. `re` still says what a single place takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
import re
from typing import Any, Final, assert_never

import voluptuous as vol

from homeassistant.helpers import config_validation as cv

from ..providers.values import composed
from .expression_syntax import (
    Check,
    Choice,
    Letter,
    NotOfferedError,
    Part,
    Repetition,
    Sequence,
    read_parts,
)

LONGEST_TEXT: Final = 1000
"""Letters of a text that is held against an expression; as many as SMSC takes for one."""

MOST_LETTERS: Final = 100
"""That an expression asks for; `{2,5}` counts what it repeats five times."""

_MOST_STEPS: Final = 600
"""To lay an expression out; what asks for no letter may be repeated, too."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a way through the expression may be: its letter or check is the next."""

    expects: Letter | Check | None
    then: tuple[int, ...]


class _Layout:
    """The places of an expression, laid out from its end to its beginning."""

    def __init__(self) -> None:
        """Begin with the end."""
        self.places = [_Place(None, ())]
        self._steps = 0
        self._letters = 0

    def add(self, part: Part, then: int) -> int:
        """Put a part before a place; return where it begins."""
        self._steps += 1
        self._letters += isinstance(part, Letter)
        if self._letters > MOST_LETTERS or self._steps > _MOST_STEPS:
            raise NotOfferedError(f"it asks for more than {MOST_LETTERS} letters")
        match part:
            case Letter() | Check():
                return self._place(part, then)
            case Sequence(parts):
                for one in reversed(parts):
                    then = self.add(one, then)
                return then
            case Choice(parts):
                return self._place(None, *[self.add(one, then) for one in parts])
            case Repetition():
                return self._repeat(part, then)
            case _:
                assert_never(part)

    def _place(self, expects: Letter | Check | None, *then: int) -> int:
        """Add a place."""
        self.places.append(_Place(expects, then))
        return len(self.places) - 1

    def _repeat(self, part: Repetition, then: int) -> int:
        """Put a part before a place, once for each time that it may be there."""
        if part.most is None:
            begin = again = self._place(None)
            self.places[again] = _Place(None, (self.add(part.part, again), then))
        else:
            begin = then
            for _ in range(part.most - part.least):
                begin = self._place(None, self.add(part.part, begin), then)
        for _ in range(part.least):
            begin = self.add(part.part, begin)
        return begin


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that is ready to have texts held against it.

    Sets of places are numbers, a bit for each place.
    """

    written: str
    _places: tuple[_Place, ...]
    _begin: int
    _letters: Mapping[re.Pattern[str], int]
    _checks: tuple[re.Pattern[str], ...]
    _ways: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """By the checks that hold: what is reached behind each place."""

    def is_in(self, text: str) -> bool:
        """Tell whether a part of a text matches; of a text that is too long, none."""
        text = composed(text)
        if len(text) > LONGEST_TEXT:
            return False
        takers: dict[str, int] = {}
        taken = 0
        for at in range(len(text) + 1):
            holds = 0
            for number, check in enumerate(self._checks):
                if check.match(text, at):
                    holds |= 1 << number
            if (ways := self._ways.get(holds)) is None:
                ways = self._ways[holds] = self._ways_where(holds)
            # Another way may begin at each letter.
            reached = ways[0]
            while taken:
                lowest = taken & -taken
                reached |= ways[lowest.bit_length() - 1]
                taken ^= lowest
            if reached & 1:
                return True
            if at < len(text):
                letter = text[at]
                if letter not in takers:
                    takers[letter] = self._takers(letter)
                taken = reached & takers[letter]
        return False

    def _ways_where(self, holds: int) -> tuple[int, ...]:
        """Return what is reached behind each place; for the end, what a way begins at."""
        return tuple(
            self._reach(self._begin if number == 0 else place.then[0], holds)
            if number == 0 or isinstance(place.expects, Letter)
            else 0
            for number, place in enumerate(self._places)
        )

    def _takers(self, letter: str) -> int:
        """Return the places that take a letter."""
        found = 0
        for pattern, places in self._letters.items():
            if pattern.match(letter):
                found |= places
        return found

    def _reach(self, begin: int, holds: int) -> int:
        """Return the places that are reached without a letter, where some checks hold."""
        reached, left, seen = 0, [begin], {begin}
        while left:
            number = left.pop()
            place = self._places[number]
            match place.expects:
                case Check(pattern):
                    if not holds >> self._checks.index(pattern) & 1:
                        continue
                case Letter():
                    reached |= 1 << number
                    continue
                case None if not place.then:
                    reached |= 1
            left.extend(next_one for next_one in place.then if next_one not in seen)
            seen.update(place.then)
        return reached


def expression(written: Any) -> Expression:
    """Read a regular expression; raises vol.Invalid."""
    if isinstance(written, Expression):
        return written
    text = composed(cv.string(written))
    try:
        part = read_parts(text)
        layout = _Layout()
        begin = layout.add(part, 0)
    except re.error as err:
        raise vol.Invalid(f"{text} is not a regular expression: {err}") from err
    except NotOfferedError as err:
        raise vol.Invalid(
            f"{text} cannot be used here: {err}. Say it more simply, with `contains`,"
            " or in a condition of the automation"
        ) from err
    letters: dict[re.Pattern[str], int] = {}
    for number, place in enumerate(layout.places):
        if isinstance(place.expects, Letter):
            pattern = place.expects.pattern
            letters[pattern] = letters.get(pattern, 0) | 1 << number
    checks = dict.fromkeys(
        place.expects.pattern
        for place in layout.places
        if isinstance(place.expects, Check)
    )
    return Expression(text, tuple(layout.places), begin, letters, tuple(checks))
