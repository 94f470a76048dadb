"""What the actions of the address book have in common: the account, groups, errors."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv

from ..const import ATTR_PHONE
from ..coordinator import SmsGatewayConfigEntry
from ..faults import bad_input, change_error, question_error
from ..numbers import mask_number, read_number
from ..providers.account import Ability
from ..providers.address_book import Contact, Group, clean_name, groups_called
from ..providers.errors import ProviderError
from ..providers.provider import Provider
from .accounts import async_loaded_account, only_account_with
from .groups import ATTR_GROUP

ATTR_NAME: Final = "name"

BOOK_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string
}
NAME_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Required(ATTR_NAME): vol.All(cv.string, clean_name, vol.Length(min=1, max=100))
}

_A_GROUP: Final = vol.All(cv.string, vol.Strip, vol.Length(min=1))
"""A number or a name; an unquoted number counts."""

GROUP_FIELD: Final[dict[vol.Marker, Any]] = {vol.Required(ATTR_GROUP): _A_GROUP}
ANY_GROUP_FIELD: Final[dict[vol.Marker, Any]] = {vol.Optional(ATTR_GROUP): _A_GROUP}


async def async_book_account(call: ServiceCall) -> SmsGatewayConfigEntry:
    """Return the account whose book is meant; raise where it has none."""
    return await async_account_with(call, Ability.ADDRESS_BOOK)


async def async_account_with(
    call: ServiceCall, ability: Ability
) -> SmsGatewayConfigEntry:
    """Return the account that was chosen, or the only one that can do something."""
    chosen = call.data.get(ATTR_CONFIG_ENTRY_ID)
    entry_id = only_account_with(call.hass, ability, chosen)
    return await async_loaded_account(call.hass, [entry_id])


async def async_groups(entry: SmsGatewayConfigEntry) -> Sequence[Group]:
    """Ask for all groups."""
    return await _async_answer(entry, entry.runtime_data.engine.address_book.groups())


async def async_contacts(
    entry: SmsGatewayConfigEntry, group: Group
) -> Sequence[Contact]:
    """Ask for all contacts of a group."""
    book = entry.runtime_data.engine.address_book
    return await _async_answer(entry, book.contacts(group.id))


async def async_one_group(entry: SmsGatewayConfigEntry, written: str) -> Group:
    """Ask for the group of that number or name; raise where it is not one."""
    return one_group(entry, await async_groups(entry), written)


def one_group(
    entry: SmsGatewayConfigEntry, groups: Sequence[Group], written: str
) -> Group:
    """Return the group of that number or name; raise where it is not one."""
    found = groups_called(groups, written)
    if not found:
        raise bad_input(
            "group_unknown",
            group=written,
            account=entry.title,
            groups=", ".join(f"{group.name} ({group.id})" for group in groups) or "—",
        )
    if len(found) > 1:
        numbers = ", ".join(group.id for group in found)
        raise bad_input("group_ambiguous", group=written, groups=numbers)
    return found[0]


async def async_contacts_anywhere(
    entry: SmsGatewayConfigEntry, written: str | None
) -> list[Contact]:
    """Return the contacts of one group, or of all where none is named."""
    if written is not None:
        groups: Sequence[Group] = [await async_one_group(entry, written)]
    else:
        groups = await async_groups(entry)
    parts = await asyncio.gather(*(async_contacts(entry, group) for group in groups))
    return [contact for part in parts for contact in part]


async def async_change[AnswerT](
    entry: SmsGatewayConfigEntry,
    change: Callable[[Provider], Awaitable[AnswerT]],
) -> AnswerT:
    """Make a change, once; what came of one whose answer is lost is not known."""
    try:
        return await entry.runtime_data.engine.address_book.change(change)
    except ProviderError as err:
        raise change_error(HomeAssistantError, err.fault, entry) from None


async def async_read_phone(hass: HomeAssistant, written: str | int) -> str:
    """Read a phone number as it is written at home; raise for what is none."""
    number = await hass.async_add_executor_job(
        read_number, written, hass.config.country
    )
    if number is None:
        raise bad_input("phone_invalid", phone=mask_number(str(written)))
    return number.e164


def group_data(group: Group) -> dict[str, Any]:
    """Return a group as responses have it."""
    return {"id": group.id or None, "name": group.name}


def contact_data(contact: Contact) -> dict[str, Any]:
    """Return a contact as responses have it."""
    return {
        "id": contact.id or None,
        "group": contact.group or None,
        ATTR_PHONE: contact.phone,
        "first_name": contact.first_name or None,
        "last_name": contact.last_name or None,
        "nickname": contact.nickname or None,
        "date": None if contact.date is None else contact.date.isoformat(),
    }


async def _async_answer[AnswerT](
    entry: SmsGatewayConfigEntry, question: Awaitable[AnswerT]
) -> AnswerT:
    """Wait for an answer; raise what is wrong in words of a question."""
    try:
        return await question
    except ProviderError as err:
        raise question_error(HomeAssistantError, err.fault, entry) from None
