"""A rule of the model's test that is counted."""

from collections.abc import Callable
import functools
import time
from typing import Any

from hypothesis.stateful import rule

from .tally import counts, took


def counted_rule[**P, R](
    **strategies: Any,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a method a rule that is counted."""

    def make(method: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(method)
        def count(*args: P.args, **kwargs: P.kwargs) -> R:
            counts[method.__name__] += 1
            begun = time.monotonic()
            try:
                return method(*args, **kwargs)
            finally:
                took[method.__name__] += time.monotonic() - begun

        return rule(**strategies)(count)

    return make
