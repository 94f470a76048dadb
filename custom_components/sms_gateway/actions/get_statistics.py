"""The action `get_statistics`: what the provider has counted, by days or by packet."""

from collections import Counter
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv

from ..const import (
    ATTR_COST,
    ATTR_ERROR,
    ATTR_MESSAGE_ID,
    ATTR_PHONE,
    ATTR_RECIPIENT,
    ATTR_STATE,
    CONF_CURRENCY,
    CONF_PROVIDER,
)
from ..coordinator import SmsGatewayConfigEntry
from ..faults import bad_input, fault_text, question_error
from ..gateway import GATEWAY
from ..providers import PROVIDERS
from ..providers.account import Ability
from ..providers.errors import ProviderError
from ..providers.statistics import StatisticsQuery, StatisticsRow
from ..recipients import find_recipient_by_phone
from .action import Action
from .address_book import BOOK_FIELD, async_account_with
from .looking_back import ATTR_LIMIT, LIMIT_FIELD

ATTR_BEGIN: Final = "begin"
ATTR_END: Final = "end"
ATTR_PACKET_ID: Final = "packet_id"

_MOST_DAYS: Final = 92


async def _async_get_statistics(call: ServiceCall) -> ServiceResponse:
    """Ask for the rows, and sum them up; the newest of them are told."""
    entry = await async_account_with(call, Ability.STATISTICS)
    query = _query(call, PROVIDERS[entry.data[CONF_PROVIDER]].days_in)
    try:
        rows = await entry.runtime_data.engine.ask_in_turn(
            lambda provider: provider.fetch_statistics(query)
        )
    except ProviderError as err:
        raise question_error(HomeAssistantError, err.fault, entry) from None
    newest = sorted(rows, key=_moment, reverse=True)[: call.data[ATTR_LIMIT]]
    costs = [row.cost for row in rows if row.cost is not None]
    return {
        ATTR_CONFIG_ENTRY_ID: entry.entry_id,
        "count": len(rows),
        "parts": sum(row.parts or 0 for row in rows),
        ATTR_COST: float(sum(costs)),
        "currency": entry.data[CONF_CURRENCY],
        "states": dict(Counter(str(row.state) for row in rows if row.state)),
        "messages": [_row_data(call.hass, entry, row) for row in newest],
    }


def _query(call: ServiceCall, zone: tzinfo) -> StatisticsQuery:
    """Return what is asked for: a packet, or days; the provider's today by default."""
    packet_id = call.data.get(ATTR_PACKET_ID)
    if packet_id is not None and call.data.keys() & {ATTR_BEGIN, ATTR_END}:
        raise bad_input("packet_or_days")
    today = datetime.fromtimestamp(call.hass.data[GATEWAY].clock.now(), zone).date()
    end = call.data.get(ATTR_END, today)
    begin = call.data.get(ATTR_BEGIN, end)
    if not timedelta() <= end - begin < timedelta(days=_MOST_DAYS):
        raise bad_input("days_invalid", limit=_MOST_DAYS)
    return StatisticsQuery(
        begin=begin, end=end, packet_id=None if packet_id is None else str(packet_id)
    )


def _moment(row: StatisticsRow) -> float:
    """Return when a message was taken."""
    return 0.0 if row.registered_at is None else row.registered_at.timestamp()


def _row_data(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry, row: StatisticsRow
) -> dict[str, Any]:
    """Return what is known of a message."""
    recipient = find_recipient_by_phone(hass, row.phone, entry.entry_id)
    times = {
        "registered_at": row.registered_at,
        "send_at": row.due_at,
        "changed_at": row.changed_at,
    }
    return {
        ATTR_MESSAGE_ID: row.message_id,
        ATTR_PACKET_ID: row.packet_id,
        ATTR_PHONE: row.phone,
        ATTR_RECIPIENT: None if recipient is None else recipient.name,
        ATTR_STATE: row.state,
        ATTR_ERROR: fault_text(hass, row.fault, entry.data[CONF_PROVIDER]),
        "operator": row.operator,
        "parts": row.parts,
        ATTR_COST: None if row.cost is None else float(row.cost),
        **{name: moment and moment.isoformat() for name, moment in times.items()},
    }


GET_STATISTICS: Final = Action(
    name="get_statistics",
    schema=vol.Schema(
        {
            vol.Optional(ATTR_BEGIN): cv.date,
            vol.Optional(ATTR_END): cv.date,
            vol.Optional(ATTR_PACKET_ID): vol.All(vol.Coerce(int), vol.Range(min=1)),
            **LIMIT_FIELD,
            **BOOK_FIELD,
        }
    ),
    handler=_async_get_statistics,
    supports_response=SupportsResponse.ONLY,
)
