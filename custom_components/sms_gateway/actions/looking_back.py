"""What actions that look back have in common: whose, since when, and how much."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..const import DOMAIN
from ..faults import bad_input
from ..gateway import GATEWAY
from .addressees import ADDRESS_FIELDS, BY_PHONE, all_bad, async_written, recipients
from .when import seconds_of

ATTR_SINCE: Final = "since"
ATTR_HOURS: Final = "hours"
ATTR_LIMIT: Final = "limit"

_USUAL_HOURS: Final = 24
_MOST_HOURS: Final = 720
"""30 days, for which messages are remembered."""

_USUAL_LIMIT: Final = 50
_MOST: Final = 500

LIMIT_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_LIMIT, default=_USUAL_LIMIT): vol.All(
        vol.Coerce(int), vol.Range(min=1, max=_MOST)
    )
}

LOOKING_BACK_FIELDS: Final[dict[vol.Marker, Any]] = {
    **ADDRESS_FIELDS,
    vol.Exclusive(ATTR_HOURS, "begin"): vol.All(
        vol.Coerce(float), vol.Range(min=0, min_included=False, max=_MOST_HOURS)
    ),
    vol.Exclusive(ATTR_SINCE, "begin"): cv.datetime,
    **LIMIT_FIELD,
}


def since(call: ServiceCall) -> float:
    """Return from when on, in seconds since 1970."""
    if (moment := call.data.get(ATTR_SINCE)) is not None:
        if (seconds := seconds_of(moment)) is None:
            raise bad_input("since_invalid")
        return seconds
    ago = timedelta(hours=call.data.get(ATTR_HOURS, _USUAL_HOURS))
    return call.hass.data[GATEWAY].clock.now() - ago.total_seconds()


async def async_whose(call: ServiceCall) -> Callable[[str, str], bool]:
    """Return what tells, of an account and a number, whether they are asked for."""
    accounts = set(call.data[ATTR_CONFIG_ENTRY_ID])
    for entry_id in accounts:
        entry = call.hass.config_entries.async_get_entry(entry_id)
        if entry is None or entry.domain != DOMAIN:
            raise bad_input("account_unknown", account=entry_id)
    wanted = [addressee for addressee, _ in recipients(call.hass, call.data)]
    numbers = [
        addressee
        for addressee, _ in await async_written(call.hass, call.data, BY_PHONE)
    ]
    for addressee in wanted:
        if addressee.fault:
            raise all_bad(call.data, BY_PHONE, addressee)
    # Who writes may be no number: "900", "MTS".
    phones = {
        addressee.phone.removeprefix("+").lower() for addressee in (*wanted, *numbers)
    }

    def is_asked_for(entry_id: str, phone: str) -> bool:
        return (not accounts or entry_id in accounts) and (
            not phones or phone.removeprefix("+").lower() in phones
        )

    return is_asked_for
