"""What may stand in a parameter, as predicates that a provider's table is made of."""

from collections.abc import Callable
import re

type Allows = Callable[[str], bool]


def anything(value: str) -> bool:
    """Allow every value."""
    return True


def one_of(*values: str) -> Allows:
    """Allow the listed values."""
    return lambda value: value in values


def matching(pattern: str) -> Allows:
    """Allow what a pattern matches as a whole."""
    return lambda value: re.fullmatch(pattern, value) is not None


def between(lowest: float, highest: float, *, whole: bool) -> Allows:
    """Allow numbers from a range."""
    pattern = r"[+-]?\d{1,9}" if whole else r"[+-]?\d{1,9}(\.\d{1,6})?"
    return lambda value: (
        re.fullmatch(pattern, value) is not None and lowest <= float(value) <= highest
    )
