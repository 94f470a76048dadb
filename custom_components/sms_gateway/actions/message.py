"""What all actions that send have in common: whom to, by which account, the answer."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
import logging
import re
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from ..capabilities import check_ability, check_channel
from ..const import ATTR_COST, ATTR_SENDER, ATTR_TAG, CONF_CURRENCY
from ..coordinator import SmsGatewayConfigEntry
from ..faults import bad_input
from ..gateway import GATEWAY
from ..issues import async_report_failures
from ..journal import Message
from ..order import Order
from ..payloads import message_data
from ..providers.account import Ability
from ..providers.details import Attachment, Details
from ..providers.model import Channel
from ..router import NoAccountError
from ..sending import NO_DETAILS, new_order, raise_if_refused
from ..texts import NOT_IN_ADDRESSES
from .accounts import async_loaded_account
from .action import Action
from .addressees import ACCOUNT_FIELD, BY_PHONE, Whom, by_account, named_by
from .attachments import async_read_media
from .estimates import async_estimates

_LOGGER = logging.getLogger(__name__)

ATTR_DRY_RUN: Final = "dry_run"
ATTR_MESSAGE: Final = "message"
ATTR_FILE_ID: Final = "file_id"
ATTR_FILE_URL: Final = "file_url"
ATTR_PRIORITY: Final = "priority"
ATTR_SHORTEN_LINKS: Final = "shorten_links"
ATTR_SUBJECT: Final = "subject"
ATTR_VALID_FOR: Final = "valid_for"
ATTR_WAIT_FOR_DELIVERY: Final = "wait_for_delivery"

PRIORITY_NORMAL: Final = "normal"
PRIORITY_URGENT: Final = "urgent"

_SHORTEST_VALIDITY: Final = timedelta(minutes=1)
_LONGEST_VALIDITY: Final = timedelta(hours=24)

_LONGEST_WAIT: Final = timedelta(minutes=15)

WEB_ADDRESS: Final = re.compile(rf"https?://[^{NOT_IN_ADDRESSES}]+")

_FIELDS: Final[dict[vol.Marker, Any]] = {
    **ACCOUNT_FIELD,
    vol.Optional(ATTR_TAG): cv.string,
    vol.Optional(ATTR_PRIORITY, default=PRIORITY_NORMAL): vol.In(
        [PRIORITY_NORMAL, PRIORITY_URGENT]
    ),
    vol.Optional(ATTR_VALID_FOR): vol.All(
        cv.positive_time_period,
        vol.Range(min=_SHORTEST_VALIDITY, max=_LONGEST_VALIDITY),
    ),
    vol.Optional(ATTR_WAIT_FOR_DELIVERY): vol.All(
        cv.positive_time_period, vol.Range(max=_LONGEST_WAIT)
    ),
}
"""Of every action that sends."""

SENDER_FIELD: Final[dict[vol.Marker, Any]] = {
    # No name begins or ends with a blank; nothing but blanks is none at all.
    vol.Optional(ATTR_SENDER): vol.All(cv.string, vol.Strip)
}
MESSAGE_FIELD: Final[dict[vol.Marker, Any]] = {vol.Required(ATTR_MESSAGE): cv.string}
DRY_RUN_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_DRY_RUN, default=False): cv.boolean
}
FILE_URL_FIELD: Final[dict[vol.Marker, Any]] = {vol.Optional(ATTR_FILE_URL): cv.string}
FILE_ID_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_FILE_ID): vol.All(vol.Coerce(int), vol.Range(min=1))
}
SHORTEN_LINKS_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_SHORTEN_LINKS): cv.boolean
}


def no_details(_: ServiceCall) -> Details:
    """Leave everything to the provider."""
    return NO_DETAILS


def message_text(call: ServiceCall) -> str:
    """Return the field that most texts are in."""
    text: str = call.data[ATTR_MESSAGE]
    return text


def optional_text(call: ServiceCall) -> str:
    """Return that field of an action that needs no text."""
    text: str = call.data.get(ATTR_MESSAGE, "")
    return text


def read_subject(call: ServiceCall) -> str | None:
    """Return a subject on one line, None where there is none."""
    return " ".join(call.data.get(ATTR_SUBJECT, "").split()) or None


def read_file_url(call: ServiceCall) -> str | None:
    """Return where the provider gets a file from, which it does by itself."""
    url: str | None = call.data.get(ATTR_FILE_URL)
    if url is not None and not WEB_ADDRESS.fullmatch(url):
        raise bad_input("url_invalid", field=ATTR_FILE_URL)
    return url


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAction:
    """An action that sends over one channel; all that is its own stands here.

    `fields` go beside those of every such action. `details` and `text` read them, and
    may raise ServiceValidationError; so may `check`, which sees a whole order. `wrap` puts
    around a text what is none of it. `files`
    names the field with media that goes along; `may_lack_files`, whether a text does
    without them where they cannot be read.
    """

    name: str
    channel: Channel | Callable[[ServiceCall], Channel]
    fields: Mapping[vol.Marker, Any] = field(default_factory=dict)
    details: Callable[[ServiceCall], Details] = no_details
    text: Callable[[ServiceCall], str] = message_text
    wrap: Callable[[ServiceCall, str], str] = lambda call, text: text
    check: Callable[[ServiceCall, Order], None] = lambda call, order: None
    whom: Whom = field(default=named_by(BY_PHONE))
    files: str | None = None
    may_lack_files: bool = False
    ability: Ability | None = None
    """What an account needs besides the channel."""

    def action(self) -> Action:
        """Return it as Home Assistant registers it."""
        return Action(
            name=self.name,
            schema=vol.Schema({**self.whom.fields, **_FIELDS, **self.fields}),
            handler=self._async_send,
        )

    async def _async_send(self, call: ServiceCall) -> ServiceResponse:
        """Send, and answer with what is known after one attempt or after a wait."""
        hass = call.hass
        router = hass.data[GATEWAY].router
        orders = await self.async_orders(call)
        if call.data.get(ATTR_DRY_RUN):
            return await async_estimates(hass, orders)
        try:
            sent = await asyncio.gather(*(router.send(order) for order in orders))
        except NoAccountError:
            entry = hass.config_entries.async_get_entry(orders[0].chain[0])
            title = entry.title if entry else ""
            raise bad_input("account_not_loaded", account=title) from None
        messages = [message for part in sent for message in part]
        raise_if_refused(hass, messages)
        if not call.return_response:
            async_report_failures(hass, messages)
        if wait := call.data.get(ATTR_WAIT_FOR_DELIVERY):
            messages = await router.wait_until_final(messages, wait.total_seconds())
        return {
            "messages": [message_data(hass, message) for message in messages],
            "accounts": [
                _account_data(hass, entry_id, messages)
                for entry_id in dict.fromkeys(message.entry_id for message in messages)
            ],
        }

    async def async_orders(self, call: ServiceCall) -> list[Order]:
        """Return what is to be sent, by account; every account is checked first."""
        hass = call.hass
        parts = by_account(call, await self.whom.read(call))
        # All are waited for together.
        entries = await asyncio.gather(
            *(async_loaded_account(hass, entry_ids) for entry_ids in parts)
        )
        channel = (
            self.channel if isinstance(self.channel, Channel) else self.channel(call)
        )
        details = self.details(call)
        for entry in entries:
            if self.ability is not None:
                check_ability(hass, entry, self.ability)
            # Before files are read, which may take their time.
            check_channel(hass, entry, channel, details)
        if self.files is not None and (chosen := call.data.get(self.files)):
            files = await self._async_files(call, chosen)
            details = replace(details, attachments=files)
        text = self.text(call)
        wrapped = self.wrap(call, text)
        orders = [
            new_order(
                hass,
                entry,
                text=wrapped,
                markup=len(wrapped) - len(text),
                addressees=addressees_of_account,
                sender=call.data.get(ATTR_SENDER),
                tag=call.data.get(ATTR_TAG),
                valid_for=call.data.get(ATTR_VALID_FOR),
                is_urgent=call.data.get(ATTR_PRIORITY) == PRIORITY_URGENT,
                chain=call.data[ATTR_CONFIG_ENTRY_ID],
                channel=channel,
                details=details,
            )
            for entry, addressees_of_account in zip(
                entries, parts.values(), strict=True
            )
        ]
        for order in orders:
            self.check(call, order)
        return orders

    async def _async_files(
        self, call: ServiceCall, chosen: list[Mapping[str, Any]]
    ) -> tuple[Attachment, ...]:
        """Read what goes along; none, where an alarm is not to be lost for it."""
        try:
            return await async_read_media(call.hass, chosen)
        except ServiceValidationError as err:
            if not self.may_lack_files or not self.text(call).strip():
                raise
            media = (err.translation_placeholders or {}).get("media", "")
            _LOGGER.warning(
                "The media %s cannot go along (%s); %s goes on with the text alone",
                media,
                err.translation_key,
                self.name,
            )
            return ()


def _account_data(
    hass: HomeAssistant, entry_id: str, messages: Sequence[Message]
) -> dict[str, Any]:
    """Return what the messages cost an account, and what is left on it."""
    costs = [m.cost for m in messages if m.entry_id == entry_id and m.cost is not None]
    entry: SmsGatewayConfigEntry | None = hass.config_entries.async_get_entry(entry_id)
    is_loaded = entry is not None and entry.state is ConfigEntryState.LOADED
    balance = entry.runtime_data.coordinator.data if entry and is_loaded else None
    return {
        ATTR_CONFIG_ENTRY_ID: entry_id,
        ATTR_COST: float(sum(costs)) if costs else None,
        "balance": float(balance.amount) if balance else None,
        "currency": entry.data[CONF_CURRENCY] if entry else None,
    }
