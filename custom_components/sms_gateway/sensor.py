"""Sensors: the balance, the newest message, how many are on their way, and which way."""

from collections import Counter
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .announcer import async_listen_elsewhere, async_listen_state_changes
from .const import CONF_CURRENCY
from .coordinator import BalanceCoordinator, SmsGatewayConfigEntry
from .entity import GatewayEntity
from .gateway import GATEWAY
from .journal import GRAVITY, IN_TRANSIT_STATES, Message, StateChange
from .providers.account import Ability
from .providers.model import MessageState
from .recipients import Recipient
from .report_path import REPORT_PATH_CHANGED, ReportPath

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of the account and of its recipients."""
    info = entry.runtime_data.engine.info
    if Ability.MESSAGE_COUNT in info.abilities:
        async_add_entities([MessagesLeftSensor(entry)])
    async_add_entities(
        [
            BalanceSensor(entry),
            LastMessageStatusSensor(entry, None),
            MessagesInTransitSensor(entry),
            ReportPathSensor(entry),
            SpentTodaySensor(entry),
        ]
    )
    entry.runtime_data.add_recipient.append(
        lambda recipient: async_add_entities(
            [LastMessageStatusSensor(entry, recipient)],
            config_subentry_id=recipient.id,
        )
    )


class BalanceSensor(GatewayEntity, CoordinatorEntity[BalanceCoordinator], SensorEntity):
    """The money left on the account."""

    _attr_device_class = SensorDeviceClass.MONETARY
    _attr_state_class = SensorStateClass.TOTAL
    _attr_suggested_display_precision = 2

    def __init__(self, entry: SmsGatewayConfigEntry) -> None:
        """Show the coordinator's balance, in the currency the account began with."""
        GatewayEntity.__init__(self, entry, "balance", None)
        CoordinatorEntity.__init__(self, entry.runtime_data.coordinator)
        self._attr_native_unit_of_measurement = entry.data[CONF_CURRENCY]

    @property
    @override
    def native_value(self) -> float | None:
        """Return the money left."""
        balance = self.coordinator.data
        return None if balance is None else float(balance.amount)


class MessagesLeftSensor(
    GatewayEntity, CoordinatorEntity[BalanceCoordinator], SensorEntity
):
    """For how many messages the money is enough, by the provider's reckoning."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, entry: SmsGatewayConfigEntry) -> None:
        """Show the coordinator's count."""
        GatewayEntity.__init__(self, entry, "messages_left", None)
        CoordinatorEntity.__init__(self, entry.runtime_data.coordinator)

    @property
    @override
    def native_value(self) -> int | None:
        """Return the count."""
        balance = self.coordinator.data
        return None if balance is None else balance.messages


class MessagesSensor(GatewayEntity, SensorEntity):
    """A sensor that follows the messages of its account or recipient."""

    @override
    async def async_added_to_hass(self) -> None:
        """Begin with what the journal knows."""
        self._recall()
        self.async_on_remove(
            async_listen_state_changes(self.hass, self.owner_id, self._heard)
        )
        self.async_on_remove(
            async_listen_elsewhere(self.hass, self.owner_id, self._let_go)
        )

    def _recall(self) -> None:
        """Take account of all that the journal knows, oldest first."""
        for message in self.hass.data[GATEWAY].journal.messages:
            if self.owner_id in (message.entry_id, message.recipient_id):
                self._take(message)

    @callback
    def _heard(self, change: StateChange) -> None:
        """Follow a message."""
        before = self._attr_native_value
        self._take(change.message)
        if self._attr_native_value != before:
            self.async_write_ha_state()

    @callback
    def _let_go(self, message: Message) -> None:
        """Follow a message no more: another account carries it."""
        if self._drop(message):
            self.async_write_ha_state()

    def _take(self, message: Message) -> None:
        """Take account of a message as it is now."""
        raise NotImplementedError

    def _drop(self, message: Message) -> bool:
        """Take no more account of a message; tell whether it was."""
        raise NotImplementedError


class LastMessageStatusSensor(MessagesSensor):
    """The state of the newest message; among several of one moment, the worst."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [*MessageState]

    def __init__(
        self, entry: SmsGatewayConfigEntry, recipient: Recipient | None
    ) -> None:
        """Begin with no message."""
        super().__init__(entry, "last_message_status", recipient)
        self._forget()

    def _forget(self) -> None:
        """Know of no message."""
        self._newest = 0
        self._created_at = 0.0
        self._states: dict[str, MessageState] = {}
        self._counts: Counter[MessageState] = Counter()
        self._attr_native_value = None

    @override
    def _take(self, message: Message) -> None:
        """Count the messages of the newest moment by their states."""
        # By their order, not by their times: a clock may have been set back.
        if message.number > self._newest:
            self._newest = message.number
            if message.created_at != self._created_at:
                self._created_at = message.created_at
                self._states.clear()
                self._counts.clear()
        elif message.created_at != self._created_at:
            return
        if (before := self._states.get(message.reference)) is not None:
            self._counts -= Counter([before])
        self._states[message.reference] = message.state
        self._counts[message.state] += 1
        self._attr_native_value = min(self._counts, key=GRAVITY.__getitem__)

    @override
    def _drop(self, message: Message) -> bool:
        """Show those of before, where it was one of the newest."""
        if message.reference not in self._states:
            return False
        self._forget()
        self._recall()
        return True


class MessagesInTransitSensor(MessagesSensor):
    """How many messages have not come to an end yet."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, entry: SmsGatewayConfigEntry) -> None:
        """Begin with none."""
        super().__init__(entry, "messages_in_transit", None)
        # Half as large as a set, with thousands on their way.
        self._references: dict[str, None] = {}
        self._attr_native_value = 0

    @override
    def _take(self, message: Message) -> None:
        """Count a message, or count it no more."""
        if message.state in IN_TRANSIT_STATES:
            self._references[message.reference] = None
        else:
            self._references.pop(message.reference, None)
        self._attr_native_value = len(self._references)

    @override
    @callback
    def _heard(self, change: StateChange) -> None:
        """Follow a message; of many at once only the last count is of interest."""
        self._take(change.message)
        self.async_write_soon()

    @override
    def _drop(self, message: Message) -> bool:
        """Count a message no more."""
        was_counted = message.reference in self._references
        self._references.pop(message.reference, None)
        self._attr_native_value = len(self._references)
        return was_counted


class SpentTodaySensor(GatewayEntity, SensorEntity):
    """The money spent since midnight."""

    _attr_device_class = SensorDeviceClass.MONETARY
    _attr_state_class = SensorStateClass.TOTAL
    _attr_suggested_display_precision = 2

    def __init__(self, entry: SmsGatewayConfigEntry) -> None:
        """Show it in the currency the account began with."""
        super().__init__(entry, "spent_today", None)
        self._attr_native_unit_of_measurement = entry.data[CONF_CURRENCY]

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the messages, and begin anew each midnight."""
        self._update()
        self.async_on_remove(
            async_listen_state_changes(self.hass, self.owner_id, self._heard)
        )
        self.async_on_remove(
            async_track_time_change(self.hass, self._heard, hour=0, minute=0, second=0)
        )
        self.async_on_remove(self.hass.data[GATEWAY].spending.listen(self._spent))

    @callback
    def _heard(self, _: StateChange | datetime) -> None:
        """Show what is spent by now."""
        before = self._attr_native_value, self._attr_last_reset
        self._update()
        if before != (self._attr_native_value, self._attr_last_reset):
            self.async_write_soon()

    @callback
    def _spent(self, entry_id: str) -> None:
        """Show what was spent on no message."""
        if entry_id == self.owner_id:
            self._update()
            self.async_write_ha_state()

    def _update(self) -> None:
        """Take what is spent by now."""
        spending = self.hass.data[GATEWAY].spending
        self._attr_native_value = float(spending.today(self.owner_id))
        self._attr_last_reset = spending.began_at


class ReportPathSensor(GatewayEntity, SensorEntity):
    """Whether reports come by callback, or only when asked for."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_options = [*ReportPath]

    def __init__(self, entry: SmsGatewayConfigEntry) -> None:
        """Belong to the account."""
        super().__init__(entry, "report_path", None)

    @property
    @override
    def native_value(self) -> ReportPath:
        """Return the way that showed last."""
        return self.hass.data[GATEWAY].report_paths[self.owner_id]

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the way of the account."""
        self.async_on_remove(
            async_dispatcher_connect(
                self.hass,
                REPORT_PATH_CHANGED.format(self.owner_id),
                self.async_write_ha_state,
            )
        )
