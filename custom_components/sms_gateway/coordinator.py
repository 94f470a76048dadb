"""What an account has while it is loaded; its balance, asked for every hour."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
import logging
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util.signal_type import SignalType

from .const import DOMAIN
from .engine import AccountEngine
from .faults import question_error
from .providers.account import Balance, Credentials
from .providers.errors import ProviderError
from .recipients import Recipient

_LOGGER = logging.getLogger(__name__)

_INTERVAL: Final = timedelta(hours=1)

BALANCE_TOLD: Final[SignalType[str, Balance]] = SignalType(f"{DOMAIN}_balance")
"""A provider told what is left on the account of that id."""

type SmsGatewayConfigEntry = ConfigEntry[AccountData]


@dataclass(slots=True)
class AccountData:
    """What belongs to a loaded account."""

    engine: AccountEngine
    coordinator: BalanceCoordinator
    credentials: Credentials
    recipient_ids: set[str] = field(default_factory=set)
    """The recipients that have entities."""
    add_recipient: list[Callable[[Recipient], None]] = field(default_factory=list)
    """What each platform does about a recipient that is new."""


class BalanceCoordinator(DataUpdateCoordinator[Balance]):
    """Asks for the balance, which also shows whether the account can be reached."""

    config_entry: SmsGatewayConfigEntry

    def __init__(
        self, hass: HomeAssistant, entry: SmsGatewayConfigEntry, engine: AccountEngine
    ) -> None:
        """Prepare to ask."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"{DOMAIN} balance",
            update_interval=_INTERVAL,
            always_update=False,
        )
        self._engine = engine

    @callback
    def async_tell(self) -> None:
        """Tell the balance to those who follow it across reloads of the account."""
        if self.data is not None and self.last_update_success:
            self._engine.standing.hear(self.data)
            entry_id = self.config_entry.entry_id
            async_dispatcher_send(self.hass, BALANCE_TOLD, entry_id, self.data)

    @callback
    def async_take(self, balance: Balance) -> None:
        """Take a balance that came with another answer, which has no count.

        The last count is right until the money grows; then it is asked for again.
        """
        before: Balance | None = self.data
        is_counted = before is not None and before.messages is not None
        if before is None or balance.messages is not None or not is_counted:
            self.async_set_updated_data(balance)
        elif balance.amount <= before.amount:
            self.async_set_updated_data(replace(balance, messages=before.messages))
        else:
            self.async_set_updated_data(balance)
            self.config_entry.async_create_background_task(
                self.hass, self.async_request_refresh(), f"{self.name}: count"
            )

    @override
    async def _async_update_data(self) -> Balance:
        """Ask for the balance, whatever the last answer was.

        Home Assistant asks no more after a ConfigEntryAuthFailed. But the credentials
        may be right again by themselves, as a home's address changes back; the engine
        starts the reauthentication.
        """
        try:
            return await self._engine.fetch_balance()
        except ProviderError as err:
            raise question_error(UpdateFailed, err.fault, self.config_entry) from err
