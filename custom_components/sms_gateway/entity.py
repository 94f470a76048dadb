"""What the entities of accounts and of recipients have in common."""

import asyncio
from typing import override

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity

from .const import CONF_BASE_URL, DOMAIN
from .coordinator import SmsGatewayConfigEntry
from .recipients import Recipient


class GatewayEntity(Entity):
    """An entity of an account, or of one of its recipients.

    `owner_id` is whose messages it is about: the id of the account or the recipient.
    """

    _attr_has_entity_name = True
    _attr_should_poll = False
    _writing: asyncio.Handle | None = None

    def __init__(
        self, entry: SmsGatewayConfigEntry, key: str, recipient: Recipient | None
    ) -> None:
        """Belong to the device of the recipient, else of the account."""
        self._entry = entry
        self.owner_id = entry.entry_id if recipient is None else recipient.id
        self._attr_translation_key = key
        if recipient is None:
            self._attr_unique_id = f"{entry.entry_id}_{key}"
            self._attr_device_info = account_device(entry)
        else:
            self._attr_unique_id = f"{entry.entry_id}_{recipient.id}_{key}"
            self._attr_device_info = recipient_device(entry, recipient)

    @callback
    def async_write_soon(self) -> None:
        """Show what has changed in the loop's next turn, with what else changes in this.

        Reports come by the hundred, and the recorder keeps every state.
        """
        if self._writing is None:
            self._writing = self.hass.loop.call_soon(self._write)

    @callback
    def _write(self) -> None:
        """Show it."""
        self._writing = None
        self.async_write_ha_state()

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Show nothing more."""
        await super().async_will_remove_from_hass()
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Stay as it is: nothing here hangs on the entity id."""


def account_device(entry: SmsGatewayConfigEntry) -> DeviceInfo:
    """Return the device of an account."""
    return DeviceInfo(
        entry_type=DeviceEntryType.SERVICE,
        identifiers={(DOMAIN, entry.entry_id)},
        manufacturer=entry.runtime_data.engine.info.name,
        name=entry.title,
        configuration_url=entry.data[CONF_BASE_URL],
    )


def recipient_device(entry: SmsGatewayConfigEntry, recipient: Recipient) -> DeviceInfo:
    """Return the device of a recipient."""
    return DeviceInfo(
        entry_type=DeviceEntryType.SERVICE,
        identifiers={(DOMAIN, f"{entry.entry_id}_{recipient.id}")},
        manufacturer=entry.runtime_data.engine.info.name,
        name=recipient.name,
        via_device_id=dr.async_get_device_id_by_identifier(
            entry.runtime_data.coordinator.hass,
            (DOMAIN, entry.entry_id),
            config_entry_id=entry.entry_id,
        ),
    )
