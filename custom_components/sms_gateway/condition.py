"""The conditions that the automation editor offers."""

from collections.abc import Mapping
from decimal import Decimal
import re
from typing import Any, ClassVar, Final, Unpack, override

import voluptuous as vol

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConditionError, TemplateError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import (
    Condition,
    ConditionCheckParams,
    ConditionConfig,
)
from homeassistant.helpers.template import Template
from homeassistant.helpers.typing import ConfigType

from .const import ATTR_PHONE, DOMAIN
from .coordinator import SmsGatewayConfigEntry
from .numbers import read_country, read_number
from .recipients import find_recipient_by_phone
from .triggers.balance import CONF_VALUE, VALUE
from .triggers.trigger import account_of_ours

_ACCOUNT_FIELD: Final[Mapping[vol.Marker, Any]] = {
    vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
}

_BEING_LOADED: Final = frozenset(
    {ConfigEntryState.SETUP_IN_PROGRESS, ConfigEntryState.UNLOAD_IN_PROGRESS}
)
"""For these an action waits."""

_WRITTEN: Final = re.compile(r"\+?[\d\s().-]+")
"""A number as people and providers write it."""


class GatewayCondition(Condition):
    """A condition with options of its own."""

    fields: ClassVar[Mapping[vol.Marker, Any]]

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Keep the options; `config` has been through `async_validate_config`."""
        super().__init__(hass, config)
        self.hass = hass
        self.options: Mapping[str, Any] = config.options or {}

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Check the options; raises vol.Invalid."""
        schema = vol.Schema({vol.Required(CONF_OPTIONS): dict(cls.fields)})
        checked: ConfigType = schema(config)
        if entry_id := checked[CONF_OPTIONS].get(ATTR_CONFIG_ENTRY_ID):
            account_of_ours(hass, entry_id)
        return checked

    def loaded_account(self) -> SmsGatewayConfigEntry | None:
        """Return the account, if it is there and loaded."""
        entry = self.account()
        is_loaded = entry is not None and entry.state is ConfigEntryState.LOADED
        return entry if is_loaded else None

    def account(self) -> ConfigEntry | None:
        """Return the account, if it is there and switched on."""
        entry_id: str = self.options[ATTR_CONFIG_ENTRY_ID]
        entry = self.hass.config_entries.async_get_entry(entry_id)
        if entry is None or entry.domain != DOMAIN or entry.disabled_by is not None:
            return None
        return entry


class AccountCanSend(GatewayCondition):
    """Nothing is known that would keep an account from sending.

    A provider that is out of reach does not count: a message waits for it, or goes by
    another account.
    """

    fields = _ACCOUNT_FIELD

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        """Tell whether its provider takes its messages, as far as is known."""
        if (entry := self.loaded_account()) is None:
            other = self.account()
            return other is not None and other.state in _BEING_LOADED
        engine = entry.runtime_data.engine
        return not engine.is_distrusted and engine.standing.refusal is None


class BalanceAbove(GatewayCondition):
    """There is more than so much money on an account, by what was told last."""

    fields = {**_ACCOUNT_FIELD, vol.Required(CONF_VALUE): VALUE}

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        """Compare; a balance that was never told is not above anything."""
        if (entry := self.loaded_account()) is None:
            return False
        balance = entry.runtime_data.coordinator.data
        value: Decimal = self.options[CONF_VALUE]
        return balance is not None and balance.amount > value


class IsKnownRecipient(GatewayCondition):
    """A number is one of a recipient, of whichever account."""

    fields = {
        vol.Required(ATTR_PHONE): vol.Any(vol.All(int, vol.Coerce(str)), cv.string)
    }

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Check the options, and read the files on how numbers are written at home.

        Later there is no time for that: a condition answers at once.
        """
        checked = await super().async_validate_config(hass, config)
        cv.template(checked[CONF_OPTIONS][ATTR_PHONE])
        await hass.async_add_executor_job(read_country, hass.config.country)
        return checked

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        """Compare as the number is written, then as it is dialled at home."""
        template = Template(self.options[ATTR_PHONE], self.hass)
        try:
            written = template.async_render(
                kwargs.get("variables"), parse_result=False
            ).strip()
        except TemplateError as err:
            raise ConditionError(f"The number could not be found out: {err}") from err
        if _WRITTEN.fullmatch(written) is None:
            return False
        international = "".join(filter(str.isdecimal, written))
        if find_recipient_by_phone(self.hass, international, ""):
            return True
        # With a plus it is complete, and of a country whose files may not be read yet.
        if written.startswith("+"):
            return False
        number = read_number(written, self.hass.config.country)
        return number is not None and (
            find_recipient_by_phone(self.hass, number.e164, "") is not None
        )


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "account_can_send": AccountCanSend,
    "is_known_recipient": IsKnownRecipient,
    "balance_above": BalanceAbove,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions by their names."""
    return CONDITIONS
