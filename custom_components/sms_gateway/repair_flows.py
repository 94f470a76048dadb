"""Fix flows about accounts: their access, their senders, their callback address."""

from collections.abc import Mapping
from typing import Final, override

import voluptuous as vol

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.config_entries import ConfigEntryState

from .callback_address import origin_of
from .callback_page import async_callback_confirmed, async_callback_page
from .const import CONF_SENDER
from .coordinator import SmsGatewayConfigEntry
from .providers.errors import ProviderError, RefusedError
from .senders import async_fetch_senders, read_sender, sender_selector

_NO_FIELDS: Final = vol.Schema({})


class AccountFlow(RepairsFlow):
    """A flow about one account."""

    def __init__(self, entry_id: str) -> None:
        """Ask about one account."""
        self._entry_id = entry_id

    def _entry(self) -> SmsGatewayConfigEntry | None:
        """Return the account if it is loaded."""
        entry: SmsGatewayConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        return entry


class AccessFlow(AccountFlow, ConfirmRepairFlow):
    """Asks the provider again once the owner has put things right in the cabinet."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask now, not only within the hour."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if (entry := self._entry()) is None:
                return self.async_abort(reason="not_loaded")
            try:
                await entry.runtime_data.engine.prove_access()
            except RefusedError:
                errors["base"] = "still_refused"
            except ProviderError:
                errors["base"] = "cannot_connect"
            else:
                await entry.runtime_data.coordinator.async_request_refresh()
                return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="confirm", data_schema=_NO_FIELDS, errors=errors
        )


class SenderFlow(AccountFlow):
    """Chooses another default sender ID for an account, or none."""

    def __init__(self, entry_id: str, sender: str) -> None:
        """Ask about one sender ID."""
        super().__init__(entry_id)
        self._sender = sender

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Begin; Home Assistant gives the issue's id as input here."""
        return await self.async_step_choose()

    async def async_step_choose(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Take another sender ID into the options."""
        if (entry := self._entry()) is None:
            return self.async_abort(reason="not_loaded")
        errors: dict[str, str] = {}
        if user_input is not None:
            sender = read_sender(entry, user_input)
            if sender is None:
                errors[CONF_SENDER] = "sender_invalid"
            elif sender == self._sender:
                errors[CONF_SENDER] = "sender_same"
            else:
                options = {**entry.options, CONF_SENDER: sender}
                if not sender:
                    del options[CONF_SENDER]
                self.hass.config_entries.async_update_entry(entry, options=options)
                return self.async_create_entry(data={})
        senders = [s for s in await async_fetch_senders(entry) if s != self._sender]
        return self.async_show_form(
            step_id="choose",
            data_schema=vol.Schema(
                {vol.Optional(CONF_SENDER): sender_selector(senders)}
            ),
            errors=errors,
        )


class CallbackFlow(AccountFlow, ConfirmRepairFlow):
    """Shows the callback address, and takes it that the provider has it now."""

    _copied_from: Mapping[str, str] | None = None
    """The page as it was shown last."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Show it, as the options do: the frontend opens only their menu from here."""
        if (entry := self._entry()) is None:
            return self.async_abort(reason="not_loaded")
        if (page := async_callback_page(self.hass, entry)) is None:
            return self.async_abort(reason="no_external_url")
        if user_input is not None and page == self._copied_from:
            confirmed = async_callback_confirmed(self.hass, entry, page)
            self.hass.config_entries.async_update_entry(
                entry, options={**entry.options, **confirmed}
            )
            return self.async_create_entry(data={})
        errors = {} if user_input is None else {"base": "address_changed"}
        self._copied_from = page
        return self.async_show_form(
            step_id="confirm",
            data_schema=_NO_FIELDS,
            errors=errors,
            # The repair itself may be older than what the page shows.
            description_placeholders={**page, "now": origin_of(page["address"])},
        )
