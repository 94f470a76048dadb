"""The actions `get_contacts`, `add_contact`, `edit_contact`, `delete_contact`."""

from dataclasses import replace
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv

from ..const import ATTR_PHONE, DOMAIN
from ..coordinator import SmsGatewayConfigEntry
from ..faults import bad_input
from ..numbers import mask_number
from ..providers.address_book import Contact, Group, clean_name
from .action import Action
from .address_book import (
    ANY_GROUP_FIELD,
    BOOK_FIELD,
    GROUP_FIELD,
    async_book_account,
    async_change,
    async_contacts,
    async_contacts_anywhere,
    async_one_group,
    async_read_phone,
    contact_data,
)
from .groups import ATTR_GROUP

ATTR_CONTACT: Final = "contact"
ATTR_DATE: Final = "date"
ATTR_FIRST_NAME: Final = "first_name"
ATTR_LAST_NAME: Final = "last_name"
ATTR_NEW_PHONE: Final = "new_phone"
ATTR_NICKNAME: Final = "nickname"

_A_PHONE: Final = vol.Any(int, cv.string)
_A_NAME: Final = vol.All(cv.string, clean_name, vol.Length(min=1, max=100))
_A_NAME_OR_NONE: Final = vol.All(cv.string, clean_name, vol.Length(max=100))
_A_DATE_OR_NONE: Final = vol.Any(vol.All("", vol.SetTo(None)), cv.date)

_PERSON: Final = (ATTR_FIRST_NAME, ATTR_LAST_NAME, ATTR_NICKNAME, ATTR_DATE)
"""What is kept besides the number, by the names that a contact has for it."""


def _person_fields(name: Any, date: Any) -> dict[vol.Marker, Any]:
    """Return the fields of a person, of which the date alone is no name."""
    return {
        vol.Optional(field): date if field == ATTR_DATE else name for field in _PERSON
    }


_PERSON_FIELDS: Final = _person_fields(_A_NAME, cv.date)
_CHANGED_FIELDS: Final = _person_fields(_A_NAME_OR_NONE, _A_DATE_OR_NONE)
_WHOSE_FIELDS: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_CONTACT): cv.string,
    vol.Optional(ATTR_PHONE): _A_PHONE,
    **ANY_GROUP_FIELD,
}


async def _async_get_contacts(call: ServiceCall) -> ServiceResponse:
    """Ask who is in a group, or in any."""
    entry = await async_book_account(call)
    contacts = await async_contacts_anywhere(entry, call.data.get(ATTR_GROUP))
    return _answer(entry, contacts)


async def _async_add_contact(call: ServiceCall) -> ServiceResponse:
    """Add a contact to a group; a number that is there is not added twice."""
    entry = await async_book_account(call)
    phone = await async_read_phone(call.hass, call.data[ATTR_PHONE])
    async with entry.runtime_data.engine.address_book.alone:
        group = await async_one_group(entry, call.data[ATTR_GROUP])
        if any(known.phone == phone for known in await async_contacts(entry, group)):
            raise bad_input(
                "contact_exists", phone=mask_number(phone), group=group.name
            )
        contact = Contact(phone=phone, group=group.id, **_person(call))
        added = await async_change(
            entry, lambda provider: provider.add_contact(contact)
        )
    return _answer(entry, [added])


async def _async_edit_contact(call: ServiceCall) -> ServiceResponse:
    """Change a contact wherever it is; what is left out stays, what is empty goes."""
    changes = _person(call)
    if (written := call.data.get(ATTR_NEW_PHONE)) is not None:
        changes[ATTR_PHONE] = await async_read_phone(call.hass, written)
    if not changes:
        raise bad_input("contact_unchanged")
    emptied = frozenset(name for name, value in changes.items() if not value)
    entry = await async_book_account(call)
    async with entry.runtime_data.engine.address_book.alone:
        found = await _async_named_contacts(call, entry)
        edited = [replace(contact, **changes) for contact in found]
        for contact in edited:
            await _async_edit(entry, contact, emptied)
        if emptied:
            await _async_check_emptied(entry, edited, emptied)
    return _answer(entry, edited)


async def _async_delete_contact(call: ServiceCall) -> ServiceResponse:
    """Delete a contact from one group, or wherever its number is."""
    entry = await async_book_account(call)
    async with entry.runtime_data.engine.address_book.alone:
        found = await _async_named_contacts(call, entry)
        for contact in found:
            await _async_delete(entry, contact)
    return _answer(entry, found)


async def _async_edit(
    entry: SmsGatewayConfigEntry, contact: Contact, emptied: frozenset[str]
) -> None:
    """Write one contact anew."""
    await async_change(entry, lambda provider: provider.edit_contact(contact, emptied))


async def _async_check_emptied(
    entry: SmsGatewayConfigEntry, edited: list[Contact], emptied: frozenset[str]
) -> None:
    """Look whether fields are empty now; raise for what the provider kept.

    No document says what it makes of an empty value.
    """
    ids = {contact.id for contact in edited}
    kept = {
        name
        for group in dict.fromkeys(contact.group for contact in edited)
        for contact in await async_contacts(entry, Group(id=group, name=""))
        if contact.id in ids
        for name in emptied
        if getattr(contact, name)
    }
    if kept:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="contact_field_kept",
            translation_placeholders={
                "account": entry.title,
                "fields": ", ".join(name for name in _PERSON if name in kept),
            },
        )


async def _async_delete(entry: SmsGatewayConfigEntry, contact: Contact) -> None:
    """Delete one contact."""
    await async_change(entry, lambda provider: provider.delete_contact(contact))


async def _async_named_contacts(
    call: ServiceCall, entry: SmsGatewayConfigEntry
) -> list[Contact]:
    """Return the contacts that are meant; the provider never searches by numbers.

    In which form it keeps them is not documented, so it is asked for all of them.
    """
    contact_id, written = call.data.get(ATTR_CONTACT), call.data.get(ATTR_PHONE)
    if contact_id is None and written is None:
        raise bad_input("no_contact_named")
    phone = None if written is None else await async_read_phone(call.hass, written)
    found = [
        contact
        for contact in await async_contacts_anywhere(entry, call.data.get(ATTR_GROUP))
        if contact_id in (None, contact.id) and phone in (None, contact.phone)
    ]
    if not found:
        raise bad_input("contact_unknown", account=entry.title)
    return found


def _person(call: ServiceCall) -> dict[str, Any]:
    """Return what was given of a person."""
    return {name: call.data[name] for name in _PERSON if name in call.data}


def _answer(entry: SmsGatewayConfigEntry, contacts: list[Contact]) -> ServiceResponse:
    """Return which contacts it was about."""
    return {
        ATTR_CONFIG_ENTRY_ID: entry.entry_id,
        "contacts": [contact_data(contact) for contact in contacts],
    }


GET_CONTACTS: Final = Action(
    name="get_contacts",
    schema=vol.Schema({**ANY_GROUP_FIELD, **BOOK_FIELD}),
    handler=_async_get_contacts,
    supports_response=SupportsResponse.ONLY,
)
ADD_CONTACT: Final = Action(
    name="add_contact",
    schema=vol.Schema(
        {
            **GROUP_FIELD,
            vol.Required(ATTR_PHONE): _A_PHONE,
            **_PERSON_FIELDS,
            **BOOK_FIELD,
        }
    ),
    handler=_async_add_contact,
)
EDIT_CONTACT: Final = Action(
    name="edit_contact",
    schema=vol.Schema(
        {
            **_WHOSE_FIELDS,
            vol.Optional(ATTR_NEW_PHONE): _A_PHONE,
            **_CHANGED_FIELDS,
            **BOOK_FIELD,
        }
    ),
    handler=_async_edit_contact,
)
DELETE_CONTACT: Final = Action(
    name="delete_contact",
    schema=vol.Schema({**_WHOSE_FIELDS, **BOOK_FIELD}),
    handler=_async_delete_contact,
)
