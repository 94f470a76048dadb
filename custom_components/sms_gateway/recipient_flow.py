"""Config flow of recipients: a name, and the numbers of a person or a group."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .const import CONF_PHONE, CONF_URGENT
from .numbers import read_number
from .recipients import recipients_of_account

_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_NAME): TextSelector(),
        vol.Required(CONF_PHONE): TextSelector(
            TextSelectorConfig(type=TextSelectorType.TEL, multiple=True)
        ),
        vol.Required(CONF_URGENT, default=False): BooleanSelector(),
    }
)


class RecipientFlow(ConfigSubentryFlow):
    """Adds a recipient, or changes one."""

    _name: str
    _is_urgent: bool
    _phones: list[str]

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Take a new recipient."""
        return await self._async_take("user", {}, user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a recipient."""
        subentry = self._get_reconfigure_subentry()
        known = {CONF_NAME: subentry.title, **subentry.data}
        return await self._async_take("reconfigure", known, user_input)

    async def async_step_unlikely(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Keep numbers that can exist but probably do not."""
        if taken := self._taken(self._phones):
            # Another dialog took one while this one was open.
            return self.async_abort(
                reason="phone_taken",
                description_placeholders={"phone": taken[0], "recipient": taken[1]},
            )
        return self._async_keep()

    async def _async_take(
        self,
        step_id: str,
        known: Mapping[str, Any],
        user_input: dict[str, Any] | None,
    ) -> SubentryFlowResult:
        """Read a name and numbers."""
        errors: dict[str, str] = {}
        placeholders = {"phone": ""}
        if user_input is not None:
            written = [text for text in user_input[CONF_PHONE] if text.strip()]
            numbers = await self.hass.async_add_executor_job(
                lambda: [read_number(t, self.hass.config.country) for t in written]
            )
            bad = next(
                (t for t, n in zip(written, numbers, strict=True) if n is None), None
            )
            good = [number for number in numbers if number is not None]
            if not user_input[CONF_NAME].strip():
                errors[CONF_NAME] = "name_empty"
            elif not written:
                errors[CONF_PHONE] = "phone_missing"
            elif bad is not None:
                errors[CONF_PHONE] = "phone_invalid"
                placeholders["phone"] = bad
            elif taken := self._taken([number.e164 for number in good]):
                errors[CONF_PHONE] = "phone_taken"
                placeholders |= {"phone": taken[0], "recipient": taken[1]}
            else:
                self._is_urgent = user_input.get(CONF_URGENT, False)
                self._name = user_input[CONF_NAME].strip()
                self._phones = list(dict.fromkeys(number.e164 for number in good))
                if unlikely := [n.e164 for n in good if not n.is_likely]:
                    return self.async_show_form(
                        step_id="unlikely",
                        data_schema=vol.Schema({}),
                        description_placeholders={"phones": ", ".join(unlikely)},
                    )
                return self._async_keep()
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                _SCHEMA, user_input or known
            ),
            errors=errors,
            description_placeholders=placeholders,
        )

    def _taken(self, phones: list[str]) -> tuple[str, str] | None:
        """Return a number that another recipient of the account has, and whose it is."""
        own = self.context.get("subentry_id")
        for recipient in recipients_of_account(self._get_entry()):
            if recipient.id == own:
                continue
            for phone in phones:
                if phone in recipient.phones:
                    return phone, recipient.name
        return None

    def _async_keep(self) -> SubentryFlowResult:
        """Keep what was read."""
        data = {CONF_PHONE: self._phones, CONF_URGENT: self._is_urgent}
        if self.source == "reconfigure":
            return self.async_update_and_abort(
                self._get_entry(),
                self._get_reconfigure_subentry(),
                title=self._name,
                data=data,
            )
        return self.async_create_entry(title=self._name, data=data)
