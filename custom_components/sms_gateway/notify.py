"""Notify entities: a recipient that any automation can write to."""

from typing import override

from homeassistant.components.notify import NotifyEntity
from homeassistant.components.notify.const import NotifyEntityFeature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .announcer import async_listen_state_changes
from .coordinator import SmsGatewayConfigEntry
from .entity import GatewayEntity
from .faults import bad_input
from .journal import StateChange
from .order import Addressee
from .providers.model import MessageState
from .recipients import Recipient, find_recipient
from .sending import async_send_text

# The engine keeps the limits; a queue here would hold up an alarm.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up an entity for each recipient."""
    entry.runtime_data.add_recipient.append(
        lambda recipient: async_add_entities(
            [RecipientNotifyEntity(entry, recipient)],
            config_subentry_id=recipient.id,
        )
    )


class RecipientNotifyEntity(GatewayEntity, NotifyEntity):
    """A recipient to send to. Always available: what is not, is skipped in silence."""

    _attr_name = None
    _attr_supported_features = NotifyEntityFeature.TITLE

    def __init__(self, entry: SmsGatewayConfigEntry, recipient: Recipient) -> None:
        """Stand for a recipient, whose numbers may change."""
        super().__init__(entry, "recipient", recipient)

    @override
    async def async_added_to_hass(self) -> None:
        """Note what other actions send to this recipient."""
        self.async_on_remove(
            async_listen_state_changes(self.hass, self.owner_id, self._heard)
        )

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send a text to all numbers of the recipient."""
        recipient = find_recipient(self.hass, self.owner_id)
        if recipient is None or not recipient.phones:
            raise bad_input("no_addressee")
        await async_send_text(
            self.hass,
            self._entry,
            text=f"{title}\n{message}" if title else message,
            addressees=[
                Addressee(phone, recipient.id, is_urgent=recipient.is_urgent)
                for phone in recipient.phones
            ],
        )

    @callback
    def _heard(self, change: StateChange) -> None:
        """Show when a message was last taken for this recipient."""
        if change.previous_state is MessageState.PENDING and change.message.state in (
            MessageState.SCHEDULED,
            MessageState.QUEUED,
            MessageState.SENT,
        ):
            self._async_record_notification()
