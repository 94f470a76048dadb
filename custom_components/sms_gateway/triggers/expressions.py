"""Regular expressions that a text from outside is held against: none may take for ever."""

import re
from typing import Any, Final

import voluptuous as vol

from homeassistant.helpers import config_validation as cv

_TOKEN: Final = re.compile(
    r"""
    \\. | \[\^?\]?(?:\\.|[^\]\\])*\] | (?P<open>\((?:\?(?:[aiLmsux-]*:|P?<\w+>|>|<?[=!]))?)
    | (?P<close>\)) | (?P<again>[*+]|\{\d*,\d*\})(?P<mode>[?+]?) | .
    """,
    re.DOTALL | re.VERBOSE,
)
"""A piece of an expression: a group's ends, a repetition, or one character of any kind."""


def pattern(written: Any) -> re.Pattern[str]:
    """Read a regular expression; raises vol.Invalid."""
    if isinstance(written, re.Pattern):
        return written
    text = cv.string(written)
    try:
        read = re.compile(text, re.IGNORECASE)
    except re.error as err:
        raise vol.Invalid(f"{text} is not a regular expression: {err}") from err
    if _may_take_for_ever(text):
        raise vol.Invalid(
            f"{text} repeats what is itself repeated, as (a+)+ does: a text may be"
            " written with which Home Assistant stands still"
        )
    return read


def _may_take_for_ever(text: str) -> bool:
    """Tell whether a group is repeated in which something is, both without a bound.

    With every letter the time to find out that a text does not match doubles, and
    nothing else happens in the home meanwhile. What gives nothing back is harmless.
    """
    outer: list[bool] = []
    has_repetition = was_group = False
    for token in _TOKEN.finditer(text):
        if token["open"]:
            outer.append(has_repetition)
            has_repetition = was_group = False
        elif token["close"]:
            was_group = has_repetition
            has_repetition = (outer.pop() if outer else False) or has_repetition
        elif token["again"]:
            if was_group and token["mode"] != "+":
                return True
            has_repetition = has_repetition or token["mode"] != "+"
            was_group = False
        else:
            was_group = False
    return False
