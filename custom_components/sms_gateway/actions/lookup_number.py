"""The action `lookup_number`: whose a number is, where it is, whether it answers."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv

from ..capabilities import check_ability
from ..const import ATTR_COST, ATTR_ERROR, ATTR_PHONE, ATTR_RECIPIENT
from ..coordinator import SmsGatewayConfigEntry
from ..engine.look_ups import LookUp, LookUpState
from ..faults import bad_input, fault_error, look_up_text
from ..gateway import GATEWAY
from ..order import Addressee
from ..providers.account import Ability
from ..providers.model import LookUpKind, LookUpResult
from ..recipients import find_recipient
from .accounts import async_loaded_account
from .action import Action
from .addressees import (
    ADDRESS_FIELDS,
    BY_PHONE,
    async_addressees,
    by_account,
    refuse_nobody,
)

ATTR_KIND: Final = "kind"
ATTR_WAIT_FOR_RESULT: Final = "wait_for_result"

_MOST_NUMBERS: Final = 20
"""Each costs money, and is asked after one by one."""

_USUAL_WAIT: Final = timedelta(seconds=60)
_LONGEST_WAIT: Final = timedelta(minutes=5)

_ABILITIES: Final = {
    LookUpKind.HLR: Ability.HLR,
    LookUpKind.PING: Ability.PING,
    LookUpKind.HLR_VIP: Ability.HLR_VIP,
}

_NOTHING: Final = LookUpResult(phone="", is_reachable=None)


async def _async_lookup_number(call: ServiceCall) -> ServiceResponse:
    """Ask every account about its part of the numbers."""
    hass, kind = call.hass, LookUpKind(call.data[ATTR_KIND])
    addressees = await async_addressees(hass, call.data, BY_PHONE)
    refuse_nobody(call.data, BY_PHONE, addressees)
    if len({addressee.phone for addressee, _ in addressees}) > _MOST_NUMBERS:
        raise bad_input("too_many_numbers", limit=_MOST_NUMBERS)
    parts = by_account(call, addressees)
    entries = await asyncio.gather(
        *(async_loaded_account(hass, entry_ids) for entry_ids in parts)
    )
    guard = hass.data[GATEWAY].guard
    for entry in entries:
        check_ability(hass, entry, _ABILITIES[kind])
        if entry.runtime_data.engine.settings.is_practice:
            raise bad_input("look_up_in_practice", account=entry.title)
        if fault := guard.check_look_up(entry.runtime_data.engine):
            raise fault_error(HomeAssistantError, fault, entry)
    seconds = call.data[ATTR_WAIT_FOR_RESULT].total_seconds()
    answers = await asyncio.gather(
        *(
            _async_find(hass, entry, kind, part, seconds)
            for entry, part in zip(entries, parts.values(), strict=True)
        )
    )
    return {"numbers": [number for part in answers for number in part]}


async def _async_find(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    kind: LookUpKind,
    addressees: Sequence[Addressee],
    seconds: float,
) -> list[dict[str, Any]]:
    """Ask one account; raise where all its numbers were certainly refused."""
    by_phone = {addressee.phone: addressee for addressee in addressees}
    phones = [a.phone for a in by_phone.values() if not a.fault]
    found = await entry.runtime_data.engine.look_ups.find(kind, phones, seconds)
    if found and all(known.state is LookUpState.REFUSED for known in found):
        if (fault := found[0].fault) is not None:
            raise fault_error(HomeAssistantError, fault, entry)
    known_by_phone = {known.phone: known for known in found}
    return [
        _number(hass, entry, addressee, known_by_phone.get(addressee.phone))
        for addressee in by_phone.values()
    ]


def _number(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    addressee: Addressee,
    known: LookUp | None,
) -> dict[str, Any]:
    """Return what is known of a number."""
    recipient = find_recipient(hass, addressee.recipient_id or "")
    result = (known and known.result) or _NOTHING
    fault = addressee.fault if known is None else known.fault
    cost = result.cost if known is None or result.cost is not None else known.cost
    return {
        ATTR_PHONE: addressee.phone,
        ATTR_RECIPIENT: None if recipient is None else recipient.name,
        "config_entry_id": entry.entry_id,
        "status": LookUpState.REFUSED if known is None else known.state,
        "reachable": result.is_reachable,
        "country": result.country,
        "region": result.region,
        "operator": result.operator,
        "original_operator": result.original_operator,
        "roaming_country": result.roaming_country,
        "roaming_operator": result.roaming_operator,
        "mcc": result.mcc,
        "mnc": result.mnc,
        "imsi": result.imsi,
        "msc": result.msc,
        ATTR_COST: None if cost is None else float(cost),
        ATTR_ERROR: look_up_text(hass, fault, entry),
    }


LOOKUP_NUMBER: Final = Action(
    name="lookup_number",
    schema=vol.Schema(
        {
            **ADDRESS_FIELDS,
            vol.Optional(ATTR_KIND, default=LookUpKind.HLR): vol.In([*LookUpKind]),
            vol.Optional(ATTR_WAIT_FOR_RESULT, default=_USUAL_WAIT): vol.All(
                cv.positive_time_period, vol.Range(max=_LONGEST_WAIT)
            ),
        }
    ),
    handler=_async_lookup_number,
    supports_response=SupportsResponse.ONLY,
)
