"""Who a number belongs to: the recipients of all accounts."""

from collections.abc import Iterator
from dataclasses import dataclass

from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .const import CONF_PHONE, CONF_URGENT, DOMAIN, SUBENTRY_RECIPIENT


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person or a group: a name and numbers in E.164, on an account."""

    id: str
    entry_id: str
    name: str
    phones: tuple[str, ...]
    is_urgent: bool = False
    """What is sent to it passes the spending guard."""


def recipient_of(entry: ConfigEntry, subentry: ConfigSubentry) -> Recipient:
    """Return the recipient that a subentry stands for."""
    return Recipient(
        subentry.subentry_id,
        entry.entry_id,
        subentry.title,
        tuple(subentry.data[CONF_PHONE]),
        subentry.data.get(CONF_URGENT, False),
    )


def recipients_of_account(entry: ConfigEntry) -> Iterator[Recipient]:
    """Yield the recipients of an account."""
    for subentry in entry.subentries.values():
        if subentry.subentry_type == SUBENTRY_RECIPIENT:
            yield recipient_of(entry, subentry)


def find_recipient(hass: HomeAssistant, recipient_id: str) -> Recipient | None:
    """Return a recipient by id."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        if subentry := entry.subentries.get(recipient_id):
            return recipient_of(entry, subentry)
    return None


def find_recipient_by_phone(
    hass: HomeAssistant, phone: str, entry_id: str
) -> Recipient | None:
    """Return whose number it is, by preference on the given account."""
    wanted = phone.removeprefix("+")
    entries = hass.config_entries.async_entries(DOMAIN)
    for entry in sorted(entries, key=lambda entry: entry.entry_id != entry_id):
        for recipient in recipients_of_account(entry):
            if wanted in (known.removeprefix("+") for known in recipient.phones):
                return recipient
    return None


def find_recipient_by_entity(hass: HomeAssistant, entity_id: str) -> Recipient | None:
    """Return the recipient that a notify entity of ours stands for."""
    registered = er.async_get(hass).async_get(entity_id)
    if (
        registered is None
        or registered.platform != DOMAIN
        or registered.domain != NOTIFY_DOMAIN
        or registered.config_subentry_id is None
    ):
        return None
    return find_recipient(hass, registered.config_subentry_id)
