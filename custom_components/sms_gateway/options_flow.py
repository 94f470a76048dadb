"""Options of an account: the default sender ID, and the callback address."""

import secrets
from typing import Any

import voluptuous as vol

from homeassistant.components import webhook
from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.const import CONF_WEBHOOK_ID, UnitOfTime
from homeassistant.helpers.network import NoURLAvailableError
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
)

from .const import (
    CONF_CALLBACK_CRC32,
    CONF_CALLBACK_SECRET,
    CONF_FALLBACKS,
    CONF_PROMISE,
    CONF_PROVIDER,
    CONF_SENDER,
    CONF_VALID_FOR,
    DEFAULT_VALID_FOR,
    DOMAIN,
    PROMISE_AT_LEAST_ONCE,
    PROMISE_AT_MOST_ONCE,
)
from .providers import PROVIDERS


class AccountOptionsFlow(OptionsFlow):
    """Changes options; they take effect without a reload."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Choose what to look at."""
        return self.async_show_menu(
            step_id="init", menu_options=["sending", "callback"]
        )

    async def async_step_sending(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take the sender ID of messages that name none."""
        errors: dict[str, str] = {}
        limits = PROVIDERS[self.config_entry.data[CONF_PROVIDER]].limits
        if user_input is not None:
            sender = user_input.get(CONF_SENDER, "").strip()
            if not sender or limits.is_sender(sender):
                return self._async_keep(
                    {
                        CONF_SENDER: sender or None,
                        CONF_FALLBACKS: user_input.get(CONF_FALLBACKS) or None,
                        CONF_VALID_FOR: int(user_input[CONF_VALID_FOR]),
                        CONF_PROMISE: user_input[CONF_PROMISE],
                    }
                )
            errors[CONF_SENDER] = "sender_invalid"
        return self.async_show_form(
            step_id="sending",
            data_schema=self.add_suggested_values_to_schema(
                self._sending_schema(),
                user_input or self.config_entry.options,
            ),
            errors=errors,
            description_placeholders={
                "letters": str(limits.sender_letters),
                "digits": str(limits.sender_digits),
            },
        )

    async def async_step_callback(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the address for the provider's settings page.

        Its secret is kept as soon as it is shown, as it may be copied and the dialog
        closed, but asked for only once it is said to be in the provider's settings.
        """
        entry = self.config_entry
        if CONF_CALLBACK_SECRET not in entry.data:
            self.hass.config_entries.async_update_entry(
                entry,
                data={**entry.data, CONF_CALLBACK_SECRET: secrets.token_hex(16)},
            )
        secret = entry.data[CONF_CALLBACK_SECRET]
        if user_input is not None:
            return self._async_keep(
                {
                    CONF_CALLBACK_SECRET: secret,
                    CONF_CALLBACK_CRC32: user_input.get(CONF_CALLBACK_CRC32) or None,
                }
            )
        try:
            address = webhook.async_generate_url(
                self.hass,
                entry.data[CONF_WEBHOOK_ID],
                allow_internal=False,
                allow_ip=False,
            )
        except NoURLAvailableError:
            return self.async_abort(reason="no_external_url")
        info = PROVIDERS[entry.data[CONF_PROVIDER]]
        return self.async_show_form(
            step_id="callback",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(
                    {
                        vol.Optional(
                            CONF_CALLBACK_CRC32, default=False
                        ): BooleanSelector()
                    }
                    if info.has_crc32
                    else {}
                ),
                entry.options,
            ),
            description_placeholders={
                "address": f"{address}?{info.callback_query(secret)}",
                "site": info.sites[0],
            },
        )

    def _sending_schema(self) -> vol.Schema:
        """Return the form of what concerns sending."""
        others = [
            SelectOptionDict(value=entry.entry_id, label=entry.title)
            for entry in self.hass.config_entries.async_entries(DOMAIN)
            if entry.entry_id != self.config_entry.entry_id
        ]
        fields: dict[vol.Marker, object] = {vol.Optional(CONF_SENDER): TextSelector()}
        if others:
            fields[vol.Optional(CONF_FALLBACKS)] = SelectSelector(
                SelectSelectorConfig(options=others, multiple=True)
            )
        fields[vol.Required(CONF_VALID_FOR, default=DEFAULT_VALID_FOR)] = (
            NumberSelector(
                NumberSelectorConfig(
                    min=1,
                    max=1440,
                    mode=NumberSelectorMode.BOX,
                    unit_of_measurement=UnitOfTime.MINUTES,
                )
            )
        )
        fields[vol.Required(CONF_PROMISE, default=PROMISE_AT_MOST_ONCE)] = (
            SelectSelector(
                SelectSelectorConfig(
                    options=[PROMISE_AT_MOST_ONCE, PROMISE_AT_LEAST_ONCE],
                    translation_key="promise",
                )
            )
        )
        return vol.Schema(fields)

    def _async_keep(self, changes: dict[str, Any]) -> ConfigFlowResult:
        """Keep the options with some changes; None takes one away."""
        options = {**self.config_entry.options, **changes}
        return self.async_create_entry(
            data={key: value for key, value in options.items() if value is not None}
        )
