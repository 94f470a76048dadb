"""Config flow of recipients: a name, the numbers of a person or a group, a test SMS."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigSubentry,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .const import CONF_PHONE, CONF_URGENT, DOMAIN, SUBENTRY_RECIPIENT
from .faults import fault_text
from .journal import NOT_SENT_STATES
from .numbers import read_number
from .providers.model import MessageState
from .recipients import Recipient, recipient_of, recipients_of_account
from .router import NoAccountError
from .trial_message import async_send_trial, async_trial_price, can_be_tried, trial_text
from .words import word

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
    """Adds a recipient, or changes one, and offers a test SMS.

    A recipient is kept before the offer: who closes the dialog there loses nothing, and
    the test is the recipient's own message in events and entities.
    """

    _name: str
    _is_urgent: bool
    _phones: list[str]
    _unlikely: list[str]
    _recipient: Recipient

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Take a new recipient; a line for the first number is open already."""
        return await self._async_take("user", {CONF_PHONE: [""]}, user_input)

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
        """Ask about numbers that can exist but probably do not."""
        return self.async_show_menu(
            step_id="unlikely",
            menu_options=["correct", "keep"],
            description_placeholders={"phones": ", ".join(self._unlikely)},
        )

    async def async_step_correct(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Go back to the form, as it was filled in."""
        typed = {
            CONF_NAME: self._name,
            CONF_PHONE: self._phones,
            CONF_URGENT: self._is_urgent,
        }
        if self.source == SOURCE_RECONFIGURE:
            return await self._async_take("reconfigure", typed, None)
        return await self._async_take("user", typed, None)

    async def async_step_keep(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Keep them all the same."""
        if taken := self._taken(self._phones):
            # Another dialog took one while this one was open.
            return self.async_abort(
                reason="phone_taken",
                description_placeholders={"phone": taken[0], "recipient": taken[1]},
            )
        return await self._async_keep()

    async def async_step_test(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer a test SMS, with its price where the provider tells it."""
        entry = self._get_entry()
        if not can_be_tried(entry):
            return await self.async_step_finish()
        price = await async_trial_price(self.hass, entry, self._recipient)
        if price is None:
            return await self.async_step_test_unpriced()
        return self.async_show_menu(
            step_id="test",
            menu_options=["send_test", "finish"],
            description_placeholders={**self._about_test(), "price": price},
        )

    async def async_step_test_unpriced(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer a test SMS that nobody knows the price of."""
        return self.async_show_menu(
            step_id="test_unpriced",
            menu_options=["send_test", "finish"],
            description_placeholders=self._about_test(),
        )

    async def async_step_send_test(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Send the test SMS, and say what became of it."""
        try:
            messages = await async_send_trial(
                self.hass, self._get_entry(), self._recipient
            )
        except NoAccountError:
            # It was unloaded while the dialog was open.
            return await self.async_step_finish()
        if refused := [
            message for message in messages if message.state in NOT_SENT_STATES
        ]:
            first = refused[0]
            return self.async_show_menu(
                step_id="test_refused",
                menu_options=["send_test", "finish"],
                description_placeholders={
                    **self._about_test(),
                    "phones": ", ".join(message.phone for message in refused),
                    "error": fault_text(self.hass, first.fault, first.provider) or "",
                },
            )
        states = {message.state for message in messages}
        told = self._what_next()
        if MessageState.PENDING in states:
            return self.async_abort(reason="test_waits", description_placeholders=told)
        if MessageState.UNCONFIRMED in states:
            return self.async_abort(reason="test_open", description_placeholders=told)
        return self.async_abort(reason="test_sent", description_placeholders=told)

    async def async_step_test_refused(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer it again, once what was wrong is mended."""
        return await self.async_step_send_test()

    async def async_step_finish(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Leave it at that."""
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_and_abort(
                self._get_entry(), self._get_reconfigure_subentry()
            )
        return self.async_abort(
            reason="added", description_placeholders=self._what_next()
        )

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
                self._unlikely = [n.e164 for n in good if not n.is_likely]
                if self._unlikely:
                    return await self.async_step_unlikely()
                return await self._async_keep()
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

    async def _async_keep(self) -> SubentryFlowResult:
        """Keep what was read; numbers that are new can be tried."""
        entry = self._get_entry()
        data = {CONF_PHONE: self._phones, CONF_URGENT: self._is_urgent}
        if self.source != SOURCE_RECONFIGURE:
            subentry = ConfigSubentry(
                data=MappingProxyType(data),
                subentry_type=SUBENTRY_RECIPIENT,
                title=self._name,
                unique_id=None,
            )
            self.hass.config_entries.async_add_subentry(entry, subentry)
            self._recipient = recipient_of(entry, subentry)
            return await self.async_step_test()
        subentry = self._get_reconfigure_subentry()
        is_same = subentry.data[CONF_PHONE] == self._phones
        self.hass.config_entries.async_update_subentry(
            entry, subentry, title=self._name, data=data
        )
        if is_same:
            return await self.async_step_finish()
        changed = entry.subentries[subentry.subentry_id]
        self._recipient = recipient_of(entry, changed)
        return await self.async_step_test()

    def _about_test(self) -> dict[str, str]:
        """Return what the offer of a test SMS is filled in with."""
        return {
            "recipient": self._recipient.name,
            "phones": ", ".join(self._recipient.phones),
            "text": trial_text(self.hass),
        }

    def _what_next(self) -> dict[str, str]:
        """Return what the end is filled in with, and after the first what comes next."""
        entry = self._get_entry()
        accounts = self.hass.config_entries.async_entries(DOMAIN)
        is_first = len(accounts) == 1 and len(entry.subentries) == 1
        tip = word(self.hass, "common", "next_steps") if is_first else None
        return {
            "recipient": self._recipient.name,
            "account": entry.title,
            "next": tip or "",
        }
