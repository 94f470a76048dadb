"""What an order would cost: parts and price of each message and on each account."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
import re
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..capabilities import has_ability
from ..const import (
    ATTR_COST,
    ATTR_ERROR,
    ATTR_PARTS,
    ATTR_PROVIDER,
    ATTR_REFERENCE,
    ATTR_STATE,
    CONF_CURRENCY,
)
from ..coordinator import SmsGatewayConfigEntry
from ..engine import AccountEngine
from ..faults import bad_input, question_error, question_text
from ..journal import Message
from ..order import Order, key_for, new_messages
from ..payloads import message_data
from ..providers import PROVIDERS
from ..providers.account import Ability
from ..providers.details import Details
from ..providers.errors import ProviderError
from ..providers.model import (
    CUT_INTO_PARTS,
    Channel,
    Estimate,
    Fault,
    MessageState,
    PhoneResult,
)
from ..providers.segments import PartLengths, Segments, count_segments
from ..providers.transliteration import longest_spelling


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked at once, and the answer or why there is none."""

    messages: tuple[Message, ...]
    estimate: Estimate | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class _Priced:
    """The messages of an order, the account that carries them, and what was asked."""

    entry: SmsGatewayConfigEntry
    messages: Sequence[Message]
    asked: Sequence[_Asked]

    @property
    def fault(self) -> Fault | None:
        """Return why a question has no answer, if that is so."""
        return next((item.fault for item in self.asked if item.fault), None)

    @property
    def cost(self) -> Decimal | None:
        """Return what all messages would cost."""
        estimates = [item.estimate for item in self.asked if item.estimate]
        costs = [item.cost for item in estimates if item.cost is not None]
        return sum(costs[1:], costs[0]) if costs else None


_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)

_LONGEST_LINK: Final = 40
"""Characters that a short link has at most. No document says so; those that are in use
have half of it, and one that replaces a still shorter link makes a text longer."""


def segments(
    text: str, channel: Channel, details: Details, part_lengths: PartLengths
) -> Segments | None:
    """Return how many SMS a text takes; in Latin letters, or with short links, at most.

    A character is named as it is, and where it is, in the text that was given.
    """
    if channel not in CUT_INTO_PARTS:
        return None
    spelled = longest_spelling(text, details.transliterate)
    if details.shorten_links:
        spelled = _LINK.sub(lambda link: link[0].ljust(_LONGEST_LINK, "x"), spelled)
    found = count_segments(spelled, part_lengths)
    if found.unicode_character is None or spelled == text:
        return found
    return Segments(
        parts=found.parts,
        unicode_character=found.unicode_character,
        unicode_position=text.index(found.unicode_character) + 1,
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
    asked = [(item.entry, question) for item in priced for question in item.asked]
    if asked and all(question.fault for _, question in asked):
        entry, question = asked[0]
        if question.fault is not None:
            raise question_error(HomeAssistantError, question.fault, entry)
    return {
        "messages": [message for item in priced for message in _messages(hass, item)],
        "accounts": [_account(hass, item) for item in priced],
    }


async def _async_priced(hass: HomeAssistant, order: Order) -> _Priced:
    """Ask what an order would cost the account that carries it."""
    entry = carrier(hass, order)
    engine = entry.runtime_data.engine
    wanted = {key_for(order, addressee): addressee for addressee in order.addressees}
    messages = new_messages(order, wanted.values(), engine, engine.time())
    parts = engine.requests.divide([m for m in messages if m.fault is None])
    if not has_ability(entry, Ability.ESTIMATE):
        return _Priced(entry, messages, [_Asked(part) for part in parts])
    asked = await asyncio.gather(*(_async_asked(engine, part) for part in parts))
    return _Priced(entry, messages, asked)


async def _async_asked(engine: AccountEngine, messages: tuple[Message, ...]) -> _Asked:
    """Ask what messages that leave together would cost."""
    request = engine.requests.request("", messages, None)
    try:
        return _Asked(messages, await engine.prices.fetch(request))
    except ProviderError as err:
        return _Asked(messages, fault=err.fault)


def _messages(hass: HomeAssistant, priced: _Priced) -> list[dict[str, Any]]:
    """Return messages as they would be answered for; nothing that was sent has them."""
    asked = {m.reference: item for item in priced.asked for m in item.messages}
    return [
        {
            **message_data(hass, message),
            ATTR_REFERENCE: None,
            **_price(hass, priced.entry, message, asked.get(message.reference)),
        }
        for message in priced.messages
    ]


def _price(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    message: Message,
    asked: _Asked | None,
) -> dict[str, Any]:
    """Return what one message would cost, or why it cannot be sent."""
    result = None if asked is None else _result(asked, message.phone)
    fault = (asked and asked.fault) or (result and result.fault) or message.fault
    is_bad = asked is None or (result and result.state is MessageState.REJECTED)
    cost = None if result is None or is_bad else result.cost
    return {
        # Nothing was sent, so it has none; but what can be told to fail is.
        ATTR_STATE: MessageState.REJECTED if is_bad else None,
        ATTR_PARTS: None if asked is None or is_bad else _parts(message, asked),
        ATTR_COST: None if cost is None else float(cost),
        ATTR_ERROR: question_text(hass, fault, entry),
    }


def _result(asked: _Asked, phone: str) -> PhoneResult | None:
    """Return what the provider said of a number; a sum is a price where it is of one."""
    if asked.estimate is None:
        return None
    for result in asked.estimate.results:
        if result.phone == phone:
            return result
    if len(asked.messages) == 1 and asked.estimate.cost:
        return PhoneResult(
            phone=phone, state=MessageState.QUEUED, cost=asked.estimate.cost
        )
    return None


def _parts(message: Message, asked: _Asked) -> int | None:
    """Return how many SMS a message takes, by the provider's word where there is one."""
    if asked.estimate is not None and asked.estimate.parts is not None:
        return asked.estimate.parts
    each = PROVIDERS[message.provider].part_lengths
    counted = segments(message.text, message.channel, message.details, each)
    return None if counted is None else counted.parts


def _account(hass: HomeAssistant, priced: _Priced) -> dict[str, Any]:
    """Return what all messages would cost an account, and why.

    Of several texts the longest counts, and none of them is explained.
    """
    entry, first = priced.entry, priced.messages[0]
    parts = [_parts(m, item) for item in priced.asked for m in item.messages]
    counted = None
    if all(message.text == first.text for message in priced.messages):
        each = entry.runtime_data.engine.info.part_lengths
        counted = segments(first.text, first.channel, first.details, each)
    balance = entry.runtime_data.coordinator.data
    return {
        ATTR_CONFIG_ENTRY_ID: entry.entry_id,
        ATTR_PROVIDER: entry.runtime_data.engine.info.id,
        ATTR_PARTS: max((count for count in parts if count is not None), default=None),
        ATTR_COST: None if priced.cost is None else float(priced.cost),
        "balance": float(balance.amount) if balance else None,
        "currency": entry.data[CONF_CURRENCY],
        "unicode_character": counted and counted.unicode_character,
        "unicode_position": counted and counted.unicode_position,
        "parts_as_gsm": counted and counted.parts_as_gsm,
        ATTR_ERROR: question_text(hass, priced.fault, entry),
    }
