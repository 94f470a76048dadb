"""What an action was given, as its fields can read it."""

from collections.abc import Mapping
from typing import Any

from homeassistant.helpers.template import ResultWrapper

from ..texts import whole


def whole_input(value: Any) -> Any:
    """Return what was given to an action, with every text in it made whole.

    Home Assistant makes a list or a mapping of a template's text that looks like one,
    and keeps the text in it. It must stay there: the field may be one for texts, and an
    alarm that says `[1, 2]` is one.
    """
    if isinstance(value, str):
        return whole(value)
    if not isinstance(value, Mapping | list):
        return value
    items: Any
    if isinstance(value, Mapping):
        items = {key: whole_input(item) for key, item in value.items()}
    else:
        items = [whole_input(item) for item in value]
    if isinstance(value, ResultWrapper) and value.render_result is not None:
        # Which classes these are is only known at run time.
        wrapper: Any = type(value)
        return wrapper(items, render_result=whole(value.render_result))
    return items
