"""What the triggers have in common: their options, checked when they are set up."""

from collections.abc import Mapping
import logging
from typing import Any, ClassVar, Final, override

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS, CONF_TARGET
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import Trigger, TriggerConfig
from homeassistant.helpers.typing import ConfigType

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)


def account_of_ours(hass: HomeAssistant, entry_id: str) -> str:
    """Check an account; raises vol.Invalid for one of another integration.

    One that is gone is let through: it must not silence the automation's other
    triggers. Nor does it have to be loaded.
    """
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry is not None and entry.domain != DOMAIN:
        raise vol.Invalid(f"{entry.title} is not an account of SMS Gateway")
    if entry is None:
        _LOGGER.warning(
            "A trigger or condition names the account %s, which does not exist",
            entry_id,
        )
    return entry_id


ACCOUNTS_FIELD: Final[Mapping[vol.Marker, Any]] = {
    vol.Optional(ATTR_CONFIG_ENTRY_ID, default=list): vol.All(
        cv.ensure_list, [cv.string]
    ),
}


class GatewayTrigger(Trigger):
    """A trigger with options of its own, and perhaps a target."""

    fields: ClassVar[Mapping[vol.Marker, Any]]
    has_target: ClassVar[bool] = True

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Keep the options; `config` has been through `async_validate_config`."""
        super().__init__(hass, config)
        self.hass = hass
        self.options: Mapping[str, Any] = config.options or {}
        self.target: Mapping[str, Any] = config.target or {}

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Check target and options; raises vol.Invalid."""
        # The editor leaves an empty mapping, or nothing at all, where nothing is set.
        given = {key: value for key, value in config.items() if value is not None}
        schema: dict[vol.Marker, Any] = {
            vol.Optional(CONF_OPTIONS, default=dict): dict(cls.fields)
        }
        if cls.has_target:
            schema[vol.Optional(CONF_TARGET, default=dict)] = cv.TARGET_FIELDS
        checked: ConfigType = vol.Schema(schema)(given)
        for entry_id in checked[CONF_OPTIONS][ATTR_CONFIG_ENTRY_ID]:
            account_of_ours(hass, entry_id)
        await cls.async_read(hass, checked[CONF_OPTIONS])
        return checked

    @classmethod
    async def async_read(cls, hass: HomeAssistant, options: ConfigType) -> None:
        """Replace options by what they mean; raises vol.Invalid."""
