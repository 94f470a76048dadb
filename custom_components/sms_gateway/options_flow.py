"""Options of an account; they take effect without a reload."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.const import UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .balance_watch import ENOUGH
from .callback_page import async_callback_confirmed, async_callback_page
from .const import (
    CONF_CALLBACK_CRC32,
    CONF_CURRENCY,
    CONF_EVENT_TEXT,
    CONF_FALLBACKS,
    CONF_INCOMING_INTERVAL,
    CONF_LOW_BALANCE,
    CONF_MESSAGES_PER_HOUR,
    CONF_MESSAGES_PER_NUMBER,
    CONF_MONEY_PER_DAY,
    CONF_PRACTICE,
    CONF_PROMISE,
    CONF_PROVIDER,
    CONF_SENDER,
    CONF_VALID_FOR,
    DEFAULT_INCOMING_INTERVAL,
    DEFAULT_VALID_FOR,
    DOMAIN,
    PROMISE_AT_LEAST_ONCE,
    PROMISE_AT_MOST_ONCE,
)
from .providers import PROVIDERS
from .providers.account import Ability
from .providers.provider import ProviderInfo
from .senders import async_fetch_senders, read_sender, sender_selector

_GUARD: Final = (
    CONF_MESSAGES_PER_HOUR,
    CONF_MESSAGES_PER_NUMBER,
    CONF_MONEY_PER_DAY,
)

_INCOMING: Final = vol.Schema(
    {
        vol.Required(
            CONF_INCOMING_INTERVAL, default=DEFAULT_INCOMING_INTERVAL
        ): NumberSelector(
            NumberSelectorConfig(
                min=1,
                max=60,
                mode=NumberSelectorMode.BOX,
                unit_of_measurement=UnitOfTime.MINUTES,
                translation_key="minutes",
            )
        ),
        vol.Required(CONF_EVENT_TEXT, default=True): BooleanSelector(),
    }
)


class AccountOptionsFlow(OptionsFlow):
    """Changes options, a page for each thing a user thinks of."""

    _copied_from: Mapping[str, str] | None = None
    """The page of the callback address as it was shown last."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Choose what to look at."""
        has_incoming = self._info.has_incoming
        return self.async_show_menu(
            step_id="init",
            menu_options=[
                "sending",
                "balance",
                "guard",
                *(["incoming"] if has_incoming else []),
                "callback",
            ],
        )

    async def async_step_sending(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take the sender ID of messages that name none."""
        errors: dict[str, str] = {}
        limits = self._info.limits
        # One that is gone is no choice any more, and the form would not be taken.
        fallbacks = [
            item
            for item in self.config_entry.options.get(CONF_FALLBACKS, ())
            if self.hass.config_entries.async_get_entry(item) is not None
        ]
        if user_input is not None:
            sender = read_sender(self.config_entry, user_input)
            if sender is not None:
                return self._async_keep(
                    {
                        CONF_SENDER: sender or None,
                        CONF_FALLBACKS: user_input.get(CONF_FALLBACKS) or None,
                        CONF_VALID_FOR: int(user_input[CONF_VALID_FOR]),
                        CONF_PROMISE: user_input[CONF_PROMISE],
                        CONF_PRACTICE: user_input.get(CONF_PRACTICE) or None,
                    }
                )
            errors[CONF_SENDER] = "sender_invalid"
        return self.async_show_form(
            step_id="sending",
            data_schema=self.add_suggested_values_to_schema(
                self._sending_schema(await async_fetch_senders(self.config_entry)),
                user_input or {**self.config_entry.options, CONF_FALLBACKS: fallbacks},
            ),
            errors=errors,
            description_placeholders={
                "letters": str(limits.sender_letters),
                "digits": str(limits.sender_digits),
            },
        )

    async def async_step_balance(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take the money below which the owner is warned."""
        if user_input is not None:
            return self._async_keep(
                {CONF_LOW_BALANCE: user_input.get(CONF_LOW_BALANCE)}
            )
        return self.async_show_form(
            step_id="balance",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({vol.Optional(CONF_LOW_BALANCE): self._money()}),
                self.config_entry.options,
            ),
            description_placeholders={"messages": str(ENOUGH)},
        )

    async def async_step_guard(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take the limits of the spending guard; an empty field is no limit."""
        if user_input is not None:
            return self._async_keep({key: user_input.get(key) for key in _GUARD})
        return self.async_show_form(
            step_id="guard",
            data_schema=self.add_suggested_values_to_schema(
                self._guard_schema(), self.config_entry.options
            ),
        )

    async def async_step_incoming(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take how often incoming texts are asked for, and whether events have them."""
        if user_input is not None:
            return self._async_keep(
                {
                    CONF_INCOMING_INTERVAL: int(user_input[CONF_INCOMING_INTERVAL]),
                    CONF_EVENT_TEXT: user_input[CONF_EVENT_TEXT],
                }
            )
        return self.async_show_form(
            step_id="incoming",
            data_schema=self.add_suggested_values_to_schema(
                _INCOMING, self.config_entry.options
            ),
        )

    async def async_step_callback(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the address for the provider's settings page.

        Its secret is kept as soon as it is shown, as it may be copied and the dialog
        closed, but asked for only once it is said to be in the provider's settings.
        """
        info, entry = self._info, self.config_entry
        if not info.has_signed_callbacks:
            return await self.async_step_callback_unsigned()
        if (page := async_callback_page(self.hass, entry)) is None:
            return self.async_abort(reason="no_external_url")
        if user_input is not None and page == self._copied_from:
            accepts_crc32 = user_input.get(CONF_CALLBACK_CRC32) or None
            return self._async_keep(
                {
                    **async_callback_confirmed(self.hass, entry, page),
                    CONF_CALLBACK_CRC32: accepts_crc32,
                }
            )
        errors = {} if user_input is None else {"base": "address_changed"}
        self._copied_from = page
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
                user_input or entry.options,
            ),
            errors=errors,
            description_placeholders=page,
        )

    async def async_step_callback_unsigned(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the address for a provider that signs nothing."""
        has_incoming = self._info.has_incoming
        if (page := async_callback_page(self.hass, self.config_entry)) is None:
            return self.async_abort(
                reason="no_external_url"
                if has_incoming
                else "no_external_url_for_reports"
            )
        if user_input is not None and page == self._copied_from:
            return self._async_keep(
                {**async_callback_confirmed(self.hass, self.config_entry, page)}
            )
        errors = {} if user_input is None else {"base": "address_changed"}
        self._copied_from = page
        return self.async_show_form(
            # What comes to it: texts, or delivery reports.
            step_id="callback_unsigned" if has_incoming else "callback_reports",
            data_schema=vol.Schema({}),
            errors=errors,
            description_placeholders=page,
        )

    async def async_step_callback_reports(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the address for a provider that signs nothing and has no incoming."""
        return await self.async_step_callback_unsigned(user_input)

    @property
    def _info(self) -> ProviderInfo:
        """Return what is known of the account's provider."""
        return PROVIDERS[self.config_entry.data[CONF_PROVIDER]]

    def _money(self) -> NumberSelector:
        """Return a field for money."""
        return NumberSelector(
            NumberSelectorConfig(
                min=0.01,
                max=1000000,
                step="any",
                mode=NumberSelectorMode.BOX,
                unit_of_measurement=self.config_entry.data[CONF_CURRENCY],
            )
        )

    def _guard_schema(self) -> vol.Schema:
        """Return the form of the spending guard."""
        messages = NumberSelector(
            NumberSelectorConfig(min=1, max=10000, mode=NumberSelectorMode.BOX)
        )
        return vol.Schema(
            {
                vol.Optional(CONF_MESSAGES_PER_HOUR): messages,
                vol.Optional(CONF_MESSAGES_PER_NUMBER): messages,
                vol.Optional(CONF_MONEY_PER_DAY): self._money(),
            }
        )

    def _sending_schema(self, senders: Sequence[str]) -> vol.Schema:
        """Return the form of what concerns sending."""
        others = [
            SelectOptionDict(value=entry.entry_id, label=entry.title)
            for entry in self.hass.config_entries.async_entries(DOMAIN)
            if entry.entry_id != self.config_entry.entry_id
        ]
        fields: dict[vol.Marker, object] = {
            vol.Optional(CONF_SENDER): sender_selector(senders)
        }
        if others:
            # As ticks, which few options would be, they would show no order.
            fields[vol.Optional(CONF_FALLBACKS)] = SelectSelector(
                SelectSelectorConfig(
                    options=others,
                    multiple=True,
                    mode=SelectSelectorMode.DROPDOWN,
                )
            )
        fields[vol.Required(CONF_VALID_FOR, default=DEFAULT_VALID_FOR)] = (
            NumberSelector(
                NumberSelectorConfig(
                    min=1,
                    max=1440,
                    mode=NumberSelectorMode.BOX,
                    unit_of_measurement=UnitOfTime.MINUTES,
                    translation_key="minutes",
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
        if Ability.PRACTICE in self._info.abilities:
            fields[vol.Required(CONF_PRACTICE, default=False)] = BooleanSelector()
        return vol.Schema(fields)

    def _async_keep(self, changes: dict[str, Any]) -> ConfigFlowResult:
        """Keep the options with some changes; None takes one away."""
        options = {**self.config_entry.options, **changes}
        return self.async_create_entry(
            data={key: value for key, value in options.items() if value is not None}
        )
