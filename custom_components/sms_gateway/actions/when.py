"""Moments that actions are given: when something is to be sent, or from when on to look."""

from datetime import datetime, timedelta
import math
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..faults import bad_input

ATTR_SEND_AT: Final = "send_at"

SEND_AT_FIELD: Final[dict[vol.Marker, Any]] = {vol.Optional(ATTR_SEND_AT): cv.datetime}

_FURTHEST: Final = timedelta(days=365)

_YEARS: Final = range(1970, 3000)
"""Beyond them no calendar of a provider goes; and zones pass the ends of Python's."""


def read_send_at(call: ServiceCall) -> float | None:
    """Return the moment that was given, in seconds since 1970.

    One that is over is refused with its order, which knows how long it is of use.
    """
    if (moment := call.data.get(ATTR_SEND_AT)) is None:
        return None
    if moment.year < _YEARS.start:
        return -math.inf
    seconds = seconds_of(moment)
    ahead = None if seconds is None else seconds - dt_util.utcnow().timestamp()
    if ahead is None or ahead > _FURTHEST.total_seconds():
        raise bad_input("send_at_too_late")
    return seconds


def seconds_of(moment: datetime) -> float | None:
    """Return a moment in seconds since 1970, None for one that nothing happens at."""
    return dt_util.as_utc(moment).timestamp() if moment.year in _YEARS else None
