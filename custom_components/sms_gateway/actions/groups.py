"""Groups of a provider's address book, as people to send to."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv

from ..capabilities import check_ability
from ..const import ATTR_PHONE
from ..coordinator import SmsGatewayConfigEntry
from ..faults import bad_input, fault_error
from ..order import Addressee
from ..providers.account import Ability
from ..providers.errors import ProviderError
from ..providers.model import Fault, Reason
from .accounts import async_loaded_account
from .addressees import (
    BY_PHONE,
    Wanted,
    Whom,
    accounts_of_numbers,
    async_addressees,
    async_written,
    named_by,
    refuse_nobody,
)

ATTR_GROUP: Final = "group"

_UNOPENED: Final = frozenset(
    {Reason.UNREACHABLE, Reason.NO_ANSWER, Reason.UNREADABLE, Reason.DUPLICATE}
)
"""Their own words are of messages, which may have been sent; here nothing was."""


_BY_PHONE_OR_GROUP: Final = replace(
    BY_PHONE, missing=lambda: bad_input("no_addressee_or_group")
)


async def _async_read(call: ServiceCall) -> list[Wanted]:
    """Read recipients, numbers, and groups, which are asked for last.

    A group that cannot be opened stops nobody else; alone, it is an error.
    """
    wanted = await async_addressees(call.hass, call.data, BY_PHONE)
    if groups := dict.fromkeys(call.data[ATTR_GROUP]):
        wanted = [*wanted, *await _async_members(call, list(groups), wanted)]
    refuse_nobody(call.data, _BY_PHONE_OR_GROUP, wanted)
    return wanted


async def _async_members(
    call: ServiceCall, groups: Sequence[str], others: Sequence[Wanted]
) -> list[Wanted]:
    """Return who is in groups; raise where that leaves nobody to send to."""
    accounts = accounts_of_numbers(call, others)
    entry = await async_loaded_account(call.hass, accounts)
    check_ability(call.hass, entry, Ability.GROUPS)
    opened = await asyncio.gather(
        *(_async_open(call, entry, group) for group in groups)
    )
    members = [member for part in opened for member in part]
    if all(addressee.fault for addressee, _ in (*others, *members)):
        _refuse(entry, opened)
    return members


async def _async_open(
    call: ServiceCall, entry: SmsGatewayConfigEntry, group: str
) -> list[Wanted]:
    """Return who is in a group, or the group itself with what is wrong with it."""
    try:
        phones = await entry.runtime_data.engine.groups.fetch(group)
    except ProviderError as err:
        fault = err.fault
        if fault.reason in _UNOPENED:
            fault = Fault(Reason.GROUP_UNOPENED)
        return [(Addressee(group, fault=fault), None)]
    data = {ATTR_PHONE: phones, ATTR_CONFIG_ENTRY_ID: [entry.entry_id]}
    return await async_written(call.hass, data, BY_PHONE)


def _refuse(entry: SmsGatewayConfigEntry, opened: Sequence[Sequence[Wanted]]) -> None:
    """Raise what is wrong with the first of the groups."""
    first, _ = opened[0][0]
    fault = first.fault or Fault(Reason.GROUP_UNKNOWN)
    if fault.reason in (Reason.RECIPIENT, Reason.GROUP_UNKNOWN):
        unknown = Fault(Reason.GROUP_UNKNOWN)
        raise fault_error(ServiceValidationError, unknown, entry)
    raise fault_error(HomeAssistantError, fault, entry)


_GROUP_FIELD: Final[dict[vol.Marker, Any]] = {
    # An unquoted number counts.
    vol.Optional(ATTR_GROUP, default=list): vol.All(
        cv.ensure_list, [vol.All(cv.string, vol.Strip, vol.Length(min=1))]
    )
}

BY_PHONE_OR_GROUP: Final = Whom(
    fields={**named_by(BY_PHONE).fields, **_GROUP_FIELD}, read=_async_read
)
