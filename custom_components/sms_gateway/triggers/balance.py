"""The trigger of money running out: told once, when the balance falls under a value."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, override

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import (
    TriggerActionRunner,
    TriggerNotTriggeredReporter,
)

from ..const import ATTR_PROVIDER, CONF_CURRENCY, CONF_PROVIDER, DOMAIN
from ..coordinator import BALANCE_TOLD
from ..payloads import device_id
from ..providers.account import Balance
from .memory import Memory
from .trigger import ACCOUNTS_FIELD, GatewayTrigger

CONF_VALUE: Final = "value"

VALUE: Final = vol.All(
    vol.Coerce(float), vol.Range(min=-1e9, max=1e9), lambda value: Decimal(str(value))
)
"""An amount of money, as exact as it was written."""


class BalanceUnder(GatewayTrigger):
    """The balance of an account falls under a value.

    On which side it was is remembered across restarts: what falls while Home Assistant
    is off is told when it is back, and nothing is told twice. What is under the value
    when the automation is new is no news.
    """

    has_target = False
    fields: ClassVar[Mapping[vol.Marker, Any]] = {
        **ACCOUNTS_FIELD,
        vol.Required(CONF_VALUE): VALUE,
    }

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Follow the balances."""
        memory = Memory(self.hass, "balance_under", self.options)
        for name in memory:
            if self.hass.config_entries.async_get_entry(name.partition("_")[0]) is None:
                memory.forget(name)

        @callback
        def heard(entry_id: str, balance: Balance) -> None:
            """See on which side the balance is now."""
            accounts = self.options[ATTR_CONFIG_ENTRY_ID]
            if accounts and entry_id not in accounts:
                return
            under, over = f"{entry_id}_under", f"{entry_id}_over"
            if balance.amount >= self.options[CONF_VALUE]:
                memory.forget(under)
                memory.note(over)
            elif under not in memory:
                was_over = over in memory
                memory.forget(over)
                memory.note(under)
                if was_over:
                    data = self._data(entry_id, balance)
                    run_action(data, f"balance under {self.options[CONF_VALUE]}")

        stop = async_dispatcher_connect(self.hass, BALANCE_TOLD, heard)
        for entry in self.hass.config_entries.async_entries(DOMAIN):
            if entry.state is ConfigEntryState.LOADED:
                balance = entry.runtime_data.coordinator.data
                if balance is not None:
                    heard(entry.entry_id, balance)

        @callback
        def detach() -> None:
            stop()
            memory.let_go()

        return detach

    def _data(self, entry_id: str, balance: Balance) -> dict[str, Any]:
        """Return the variables."""
        entry = self.hass.config_entries.async_get_known_entry(entry_id)
        return {
            ATTR_CONFIG_ENTRY_ID: entry_id,
            ATTR_DEVICE_ID: device_id(self.hass, entry_id, None),
            ATTR_PROVIDER: entry.data[CONF_PROVIDER],
            "account": entry.title,
            "balance": float(balance.amount),
            CONF_CURRENCY: entry.data[CONF_CURRENCY],
            CONF_VALUE: float(self.options[CONF_VALUE]),
        }
