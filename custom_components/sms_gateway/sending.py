"""The way of every text from Home Assistant to the router: checked, sent, answered for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
import math
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .capabilities import chain_with_channel, check_channel, fitting_details
from .coordinator import SmsGatewayConfigEntry
from .faults import bad_input, fault_error
from .gateway import GATEWAY
from .guard import is_guarded
from .issues import async_report_failures
from .journal import Message
from .order import Addressee, Order
from .providers.account import Limits
from .providers.details import Details
from .providers.model import Channel, MessageState
from .providers.provider import ProviderInfo
from .router import NoAccountError
from .texts import whole

NO_DETAILS: Final = Details()

_INSTEAD_OF_TEXT: Final[Mapping[Channel, frozenset[str]]] = {
    Channel.CALL: frozenset({"attachments", "file_url"}),
    Channel.MMS: frozenset({"subject"}),
}
"""The details that a message may have in place of a text."""


async def async_send_text(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    *,
    text: str,
    addressees: Sequence[Addressee],
) -> None:
    """Send one text for an account; raise only where every number was refused."""
    order = new_order(hass, entry, text=text, addressees=addressees)
    try:
        messages = await hass.data[GATEWAY].collector.send(order)
    except NoAccountError:
        raise bad_input("account_not_loaded", account=entry.title) from None
    # Whoever called may keep the error to itself, as `alert` and groups of YAML do.
    async_report_failures(hass, messages)
    raise_if_refused(hass, messages)


def new_order(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    *,
    text: str,
    addressees: Sequence[Addressee],
    sender: str | None = None,
    tag: str | None = None,
    valid_for: timedelta | None = None,
    is_urgent: bool = False,
    chain: Sequence[str] = (),
    channel: Channel = Channel.SMS,
    details: Details = NO_DETAILS,
    markup: int = 0,
) -> Order:
    """Return an order that the account's provider can carry.

    What was asked for and the account cannot do is refused here; what one after it
    cannot do is left off, and one without the channel is left out. `markup` is how many
    characters of the text are ours.
    """
    check_channel(hass, entry, channel, details)
    engine = entry.runtime_data.engine
    limits = engine.info.limits
    # Actions do this to all they are given; `notify.send_message` is none of ours.
    text = whole(text)
    may_be_empty = _needs_no_text(channel, details)
    texts = {text if item.text is None else item.text for item in addressees}
    for own in texts:
        _check_text(limits, own, markup, may_be_empty=may_be_empty)
    for name in {sender, *(item.sender for item in addressees)}:
        _check_sender(engine.info, name)
    if details == NO_DETAILS:
        # One for all messages: most have none.
        details = NO_DETAILS
    due = math.inf if details.send_at is None else details.send_at
    of_use = valid_for.total_seconds() if valid_for else engine.settings.valid_for
    if hass.data[GATEWAY].clock.now() - due > of_use:
        raise bad_input("send_at_over")
    # An order of preference of the call's own goes before that of the account.
    if len(chain) <= 1:
        chain = (entry.entry_id, *engine.settings.fallbacks)
    if engine.settings.is_practice:
        # It stays one, whatever the option says later, and nobody sends it instead.
        details, chain = replace(details, is_practice=True), (entry.entry_id,)
    chain = chain_with_channel(hass, chain, channel)
    if not all(own.strip() for own in texts):
        chain = _able_to_say_it(hass, chain, channel, details)
    return Order(
        chain=chain,
        text=text,
        addressees=tuple(_first_of_each(addressees)),
        sender=sender,
        tag=tag,
        valid_for=None if valid_for is None else valid_for.total_seconds(),
        is_urgent=is_urgent,
        channel=channel,
        details=details,
    )


def _needs_no_text(channel: Channel, details: Details) -> bool:
    """Tell whether a message says something without a text."""
    return not _INSTEAD_OF_TEXT.get(channel, frozenset()).isdisjoint(details.given)


def _able_to_say_it(
    hass: HomeAssistant, chain: Sequence[str], channel: Channel, details: Details
) -> tuple[str, ...]:
    """Return the accounts that take what a message has in place of a text.

    With that left off, nothing would be left: a call is charged, and says nothing.
    """
    entries = (hass.config_entries.async_get_entry(entry_id) for entry_id in chain)
    return tuple(
        entry.entry_id
        for entry in entries
        if entry is not None
        and _needs_no_text(channel, fitting_details(entry, channel, details))
    )


def _first_of_each(addressees: Sequence[Addressee]) -> Iterable[Addressee]:
    """Return addressees with nobody getting one text twice: the first sender's stays."""
    kept: dict[tuple[str, str | None], Addressee] = {}
    for item in addressees:
        first = kept.setdefault((item.phone, item.text), item)
        if item.is_urgent:
            kept[item.phone, item.text] = replace(first, is_urgent=True)
    return kept.values()


def _check_text(limits: Limits, text: str, markup: int, *, may_be_empty: bool) -> None:
    """Refuse a text that a provider would refuse."""
    if not text.strip() and not may_be_empty:
        raise bad_input("message_empty")
    length, limit = len(text) - markup, limits.text_length - markup
    if length > limit:
        raise bad_input("message_too_long", length=length, limit=limit)


def _check_sender(info: ProviderInfo, sender: str | None) -> None:
    """Refuse a sender that a provider would refuse."""
    if sender is not None and not info.takes_sender(sender):
        raise bad_input(
            "sender_invalid",
            sender=sender,
            letters=info.limits.sender_letters,
            digits=info.limits.sender_digits,
        )


def raise_if_refused(hass: HomeAssistant, messages: Sequence[Message]) -> None:
    """Raise where all messages were certainly refused, with the first one's reason.

    No network is no refusal, and an open outcome never raises: the user's own retry
    would double the alarm.
    """
    if not messages or not all(_was_refused(message) for message in messages):
        return
    first = messages[0]
    entry = hass.config_entries.async_get_entry(first.entry_id)
    if first.fault is not None and entry is not None:
        raise fault_error(HomeAssistantError, first.fault, entry)


def _was_refused(message: Message) -> bool:
    """Tell whether somebody said no: a provider, an operator, or the spending guard."""
    # While another account may take it, the guard of one of them is no last word.
    return message.state is MessageState.REJECTED or (
        message.state is MessageState.FAILED and is_guarded(message)
    )
