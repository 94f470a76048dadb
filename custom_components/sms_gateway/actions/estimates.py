"""What an order would cost: parts and price of each message and on each account."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..capabilities import has_ability
from ..const import (
    ATTR_CHANNEL,
    ATTR_COST,
    ATTR_ERROR,
    ATTR_MESSAGE_ID,
    ATTR_PARTS,
    ATTR_PHONE,
    ATTR_PROVIDER,
    ATTR_RECIPIENT,
    ATTR_REFERENCE,
    ATTR_STATE,
    CONF_CURRENCY,
)
from ..coordinator import SmsGatewayConfigEntry
from ..faults import bad_input, question_error, question_text
from ..order import Addressee, Order
from ..providers.errors import ProviderError
from ..providers.model import (
    Ability,
    Channel,
    Estimate,
    Fault,
    MessageState,
    PhoneResult,
    SendRequest,
)
from ..providers.segments import Segments, count_segments
from ..providers.transliteration import longest_spelling
from ..recipients import find_recipient

_CUT_INTO_PARTS: Final = frozenset({Channel.SMS, Channel.FLASH})
"""Of other channels the provider alone knows what counts."""

type Priced = tuple[Order, SmsGatewayConfigEntry, Estimate, Fault | None]


def segments(order: Order) -> Segments | None:
    """Return how many SMS a text takes; in Latin letters it is so many at most.

    A character is named as it is, and where it is, in the text that was given.
    """
    if order.channel not in _CUT_INTO_PARTS:
        return None
    spelled = longest_spelling(order.text, order.details.transliterate)
    found = count_segments(spelled)
    if found.unicode_character is None or spelled == order.text:
        return found
    return Segments(
        parts=found.parts,
        unicode_character=found.unicode_character,
        unicode_position=order.text.index(found.unicode_character) + 1,
        parts_as_gsm=found.parts_as_gsm,
    )


def carrier(hass: HomeAssistant, order: Order) -> SmsGatewayConfigEntry:
    """Return the account that an order would go by."""
    for entry_id in order.chain:
        entry: SmsGatewayConfigEntry | None = hass.config_entries.async_get_entry(
            entry_id
        )
        if entry is not None and entry.state is ConfigEntryState.LOADED:
            return entry
    # It was, a moment ago.
    raise bad_input("account_unknown", account=order.chain[0])


async def async_estimates(
    hass: HomeAssistant, orders: Sequence[Order]
) -> dict[str, Any]:
    """Ask what orders would cost, and answer as sending them does.

    Raises HomeAssistantError where there is a question, and none is answered.
    """
    priced = await asyncio.gather(*(_async_priced(hass, order) for order in orders))
    if priced and all(fault for _, _, _, fault in priced):
        _, entry, _, fault = priced[0]
        if fault is not None:
            raise question_error(HomeAssistantError, fault, entry)
    return {
        "messages": [
            _message(hass, item, addressee)
            for item in priced
            for addressee in item[0].addressees
        ],
        "accounts": [_account(hass, item) for item in priced],
    }


async def _async_priced(hass: HomeAssistant, order: Order) -> Priced:
    """Ask what an order would cost the account that carries it."""
    entry = carrier(hass, order)
    engine = entry.runtime_data.engine
    # A request never holds one number twice.
    phones = tuple(dict.fromkeys(a.phone for a in order.addressees if not a.fault))
    if not has_ability(entry, Ability.ESTIMATE) or not phones:
        return order, entry, Estimate(), None
    able = engine.info.channels[order.channel]
    request = SendRequest(
        request_id="",
        phones=phones,
        text=order.text,
        sender=engine.requests.sender(order.sender, order.channel),
        channel=order.channel,
        details=order.details.only(able),
    )
    try:
        return order, entry, await engine.prices.fetch(request), None
    except ProviderError as err:
        return order, entry, Estimate(), err.fault


def _message(
    hass: HomeAssistant, priced: Priced, addressee: Addressee
) -> dict[str, Any]:
    """Return one message as it would be answered for; nothing that was sent has it."""
    order, entry, _, fault = priced
    result = _result(priced, addressee)
    is_bad = addressee.fault or (result and result.state is MessageState.REJECTED)
    recipient = find_recipient(hass, addressee.recipient_id or "")
    error = addressee.fault or fault or (result.fault if result else None)
    return {
        ATTR_REFERENCE: None,
        ATTR_CONFIG_ENTRY_ID: entry.entry_id,
        ATTR_PROVIDER: entry.runtime_data.engine.info.id,
        ATTR_MESSAGE_ID: None,
        ATTR_PHONE: addressee.phone,
        ATTR_RECIPIENT: None if recipient is None else recipient.name,
        ATTR_CHANNEL: order.channel,
        # Nothing was sent, so it has none; but what can be told to fail is.
        ATTR_STATE: MessageState.REJECTED if is_bad else None,
        ATTR_PARTS: None if is_bad else _parts(priced),
        ATTR_COST: None
        if is_bad or result is None or result.cost is None
        else float(result.cost),
        ATTR_ERROR: question_text(hass, error, entry),
    }


def _result(priced: Priced, addressee: Addressee) -> PhoneResult | None:
    """Return what the provider said of a number; a sum is a price where it is of one."""
    order, _, estimate, _ = priced
    for result in estimate.results:
        if result.phone == addressee.phone:
            return result
    if len([a for a in order.addressees if not a.fault]) == 1 and estimate.cost:
        return PhoneResult(
            phone=addressee.phone, state=MessageState.QUEUED, cost=estimate.cost
        )
    return None


def _parts(priced: Priced) -> int | None:
    """Return how many SMS a message takes, by the provider's word where there is one."""
    order, _, estimate, _ = priced
    if estimate.parts is not None:
        return estimate.parts
    counted = segments(order)
    return None if counted is None else counted.parts


def _account(hass: HomeAssistant, priced: Priced) -> dict[str, Any]:
    """Return what all messages would cost an account, and why."""
    order, entry, estimate, fault = priced
    counted = segments(order)
    balance = entry.runtime_data.coordinator.data
    return {
        ATTR_CONFIG_ENTRY_ID: entry.entry_id,
        ATTR_PROVIDER: entry.runtime_data.engine.info.id,
        ATTR_PARTS: _parts(priced),
        ATTR_COST: None if estimate.cost is None else float(estimate.cost),
        "balance": float(balance.amount) if balance else None,
        "currency": entry.data[CONF_CURRENCY],
        "unicode_character": counted and counted.unicode_character,
        "unicode_position": counted and counted.unicode_position,
        "parts_as_gsm": counted and counted.parts_as_gsm,
        ATTR_ERROR: question_text(hass, fault, entry),
    }
