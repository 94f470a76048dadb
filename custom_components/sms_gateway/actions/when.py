"""When something is to be sent: the field that every action with a text has."""

from datetime import timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..faults import bad_input

ATTR_SEND_AT: Final = "send_at"

SEND_AT_FIELD: Final[dict[vol.Marker, Any]] = {vol.Optional(ATTR_SEND_AT): cv.datetime}

_FURTHEST: Final = timedelta(days=365)


def read_send_at(call: ServiceCall) -> float | None:
    """Return the moment that was given, in seconds since 1970."""
    if (moment := call.data.get(ATTR_SEND_AT)) is None:
        return None
    ahead = dt_util.as_utc(moment) - dt_util.utcnow()
    if ahead > _FURTHEST:
        raise bad_input("send_at_too_late")
    return dt_util.as_utc(moment).timestamp()
