"""The action `send_sms`: a text to recipients and numbers."""

from datetime import timedelta
from itertools import product
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..capabilities import part_lengths
from ..faults import bad_input
from ..order import Order
from ..providers.details import Details, Transliteration
from ..providers.model import Channel
from .estimates import segments
from .groups import BY_PHONE_OR_GROUP
from .message import (
    ATTR_SHORTEN_LINKS,
    DRY_RUN_FIELD,
    MESSAGE_FIELD,
    SENDER_FIELD,
    SHORTEN_LINKS_FIELD,
    MessageAction,
)
from .when import SEND_AT_FIELD, read_send_at

ATTR_FLASH: Final = "flash"
ATTR_TRANSLITERATE: Final = "transliterate"
ATTR_MAX_PARTS: Final = "max_parts"
ATTR_SPREAD_OVER: Final = "spread_over"
ATTR_SPREAD_EVERY: Final = "spread_every"
ATTR_HIDE_TEXT: Final = "hide_text"

_PORTIONS: Final = 60.0
_MINUTE: Final = 60.0
_DAY: Final = 86400.0

_NO: Final = "no"
"""Not to transliterate; it is what a form begins with."""


def sending_details(call: ServiceCall) -> Details:
    """Return when and how a text is to be sent."""
    send_at = read_send_at(call)
    if ATTR_SPREAD_EVERY in call.data and ATTR_SPREAD_OVER not in call.data:
        raise bad_input("spread_over_missing")
    spread_over, spread_every = (
        None if (span := call.data.get(key)) is None else span.total_seconds()
        for key in (ATTR_SPREAD_OVER, ATTR_SPREAD_EVERY)
    )
    if spread_over is not None and spread_every is None:
        # The provider takes the two together; nearly evenly is what one expects.
        spread_every = min(max(spread_over / _PORTIONS, _MINUTE), _DAY)
    kind = call.data.get(ATTR_TRANSLITERATE, _NO)
    return Details(
        send_at=send_at,
        transliterate=None if kind == _NO else Transliteration(kind),
        shorten_links=call.data.get(ATTR_SHORTEN_LINKS) or None,
        spread_over=spread_over,
        spread_every=spread_every,
        hide_text=call.data.get(ATTR_HIDE_TEXT),
    )


def text_channel(call: ServiceCall) -> Channel:
    """Return how the text is to be shown."""
    return Channel.FLASH if call.data[ATTR_FLASH] else Channel.SMS


TEXT_FIELDS: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_FLASH, default=False): cv.boolean,
    vol.Optional(ATTR_TRANSLITERATE): vol.In([_NO, *Transliteration]),
    **SHORTEN_LINKS_FIELD,
}
"""How a text is written; what it costs depends on them."""


MAX_PARTS_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_MAX_PARTS): vol.All(vol.Coerce(int), vol.Range(min=1))
}


def check_parts(call: ServiceCall, order: Order) -> None:
    """Refuse what may cost more than was allowed; nothing is ever cut.

    In Latin letters a text is counted as long as it may get: "щ" as "shch". Whichever
    account of the chain may carry it counts.
    """
    if (most := call.data.get(ATTR_MAX_PARTS)) is None:
        return
    texts = {order.text_for(addressee) for addressee in order.addressees}
    for text, each in product(texts, part_lengths(call.hass, order.chain)):
        counted = segments(text, order.channel, order.details, each)
        if counted is not None and counted.parts > most:
            raise bad_input("too_many_parts", parts=counted.parts, limit=most)


SEND_SMS = MessageAction(
    name="send_sms",
    channel=text_channel,
    whom=BY_PHONE_OR_GROUP,
    fields={
        **MESSAGE_FIELD,
        **SENDER_FIELD,
        **SEND_AT_FIELD,
        **TEXT_FIELDS,
        **DRY_RUN_FIELD,
        **MAX_PARTS_FIELD,
        # Seed 001: 0.1 to 720 hours, 1 to 1440 minutes, 10 to 999 days.
        vol.Optional(ATTR_SPREAD_OVER): vol.All(
            cv.positive_time_period,
            vol.Range(min=timedelta(minutes=6), max=timedelta(hours=720)),
        ),
        vol.Optional(ATTR_SPREAD_EVERY): vol.All(
            cv.positive_time_period,
            vol.Range(min=timedelta(minutes=1), max=timedelta(minutes=1440)),
        ),
        vol.Optional(ATTR_HIDE_TEXT): vol.All(
            vol.Coerce(int), vol.Range(min=10, max=999)
        ),
    },
    details=sending_details,
    check=check_parts,
)
