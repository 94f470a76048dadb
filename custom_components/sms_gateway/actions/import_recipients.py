"""The action `import_recipients`: a group of the address book becomes recipients."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import voluptuous as vol

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.util.json import JsonValueType

from ..const import ATTR_PHONE, CONF_PHONE, CONF_URGENT, SUBENTRY_RECIPIENT
from ..coordinator import SmsGatewayConfigEntry
from ..faults import bad_input
from ..numbers import PhoneNumber, mask_number, read_number
from ..providers.address_book import Contact
from ..recipients import recipients_of_account
from .action import Action
from .address_book import (
    ATTR_NAME,
    BOOK_FIELD,
    GROUP_FIELD,
    async_book_account,
    async_contacts,
    async_one_group,
)
from .groups import ATTR_GROUP

_MOST: Final = 50
"""Each becomes a device with entities."""

_NO_NUMBER: Final = "not_a_number"
_KNOWN: Final = "already_a_recipient"


async def _async_import_recipients(call: ServiceCall) -> ServiceResponse:
    """Add who is in a group and is no recipient of the account yet."""
    entry = await async_book_account(call)
    group = await async_one_group(entry, call.data[ATTR_GROUP])
    contacts = await async_contacts(entry, group)
    if len(contacts) > _MOST:
        raise bad_input("too_many_contacts", count=len(contacts), limit=_MOST)
    numbers = await call.hass.async_add_executor_job(
        _read, contacts, call.hass.config.country
    )
    created: list[JsonValueType] = []
    skipped: list[JsonValueType] = []
    for contact, number in zip(contacts, numbers, strict=True):
        phone = contact.phone if number is None else number.e164
        name = _name(contact, phone)
        told: dict[str, JsonValueType] = {ATTR_NAME: name, ATTR_PHONE: phone}
        if number is None:
            skipped.append({**told, "reason": _NO_NUMBER})
        # Asked anew for each: the group may have a number twice.
        elif _is_recipient(entry, phone):
            skipped.append({**told, "reason": _KNOWN})
        else:
            _add(call.hass, entry, name, phone)
            created.append(told)
    return {
        ATTR_CONFIG_ENTRY_ID: entry.entry_id,
        "created": created,
        "skipped": skipped,
    }


def _read(contacts: Sequence[Contact], region: str | None) -> list[PhoneNumber | None]:
    """Read the numbers; it may read files, and runs in an executor."""
    return [read_number(contact.phone, region) for contact in contacts]


def _name(contact: Contact, phone: str) -> str:
    """Return what a person is to be called; a whole number would stand in states."""
    name = f"{contact.first_name} {contact.last_name}".strip()
    return name or contact.nickname or mask_number(phone)


def _is_recipient(entry: SmsGatewayConfigEntry, phone: str) -> bool:
    """Tell whether a number belongs to a recipient of the account."""
    return any(phone in known.phones for known in recipients_of_account(entry))


def _add(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry, name: str, phone: str
) -> None:
    """Add a recipient, as the dialog does."""
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=MappingProxyType({CONF_PHONE: [phone], CONF_URGENT: False}),
            subentry_type=SUBENTRY_RECIPIENT,
            title=name,
            unique_id=None,
        ),
    )


IMPORT_RECIPIENTS: Final = Action(
    name="import_recipients",
    schema=vol.Schema({**GROUP_FIELD, **BOOK_FIELD}),
    handler=_async_import_recipients,
)
