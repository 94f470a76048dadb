"""The action `send_sms`: a text to recipients and numbers."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv

from ..const import (
    ATTR_COST,
    ATTR_PHONE,
    ATTR_RECIPIENT,
    ATTR_SENDER,
    ATTR_TAG,
    CONF_CURRENCY,
)
from ..coordinator import SmsGatewayConfigEntry
from ..faults import bad_input
from ..gateway import GATEWAY
from ..issues import async_report_failures
from ..journal import Message
from ..numbers import mask_number, read_number
from ..order import Addressee
from ..payloads import message_data
from ..providers.model import Fault, Reason
from ..recipients import find_recipient_by_entity, find_recipient_by_phone
from ..router import NoAccountError
from ..sending import new_order, raise_if_refused
from .accounts import async_loaded_account, only_account
from .action import Action

ATTR_MESSAGE: Final = "message"
ATTR_PRIORITY: Final = "priority"
ATTR_VALID_FOR: Final = "valid_for"
ATTR_WAIT_FOR_DELIVERY: Final = "wait_for_delivery"

PRIORITY_NORMAL: Final = "normal"
PRIORITY_URGENT: Final = "urgent"

_SHORTEST_VALIDITY: Final = timedelta(minutes=1)
_LONGEST_VALIDITY: Final = timedelta(hours=24)

_LONGEST_WAIT: Final = timedelta(minutes=15)

_SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_CONFIG_ENTRY_ID, default=list): vol.All(
            cv.ensure_list, [cv.string]
        ),
        vol.Optional(ATTR_RECIPIENT, default=list): vol.All(
            cv.ensure_list, [cv.string]
        ),
        # One that is no number stops nobody else, so anything is let through here.
        vol.Optional(ATTR_PHONE, default=list): cv.ensure_list,
        vol.Required(ATTR_MESSAGE): cv.string,
        vol.Optional(ATTR_SENDER): cv.string,
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
)


async def _async_send_sms(call: ServiceCall) -> ServiceResponse:
    """Send, and answer with what is known after one attempt or at the end of a wait."""
    hass = call.hass
    router = hass.data[GATEWAY].router
    addressees = [*_recipients(call), *await _phones(call)]
    if not addressees:
        raise bad_input("no_addressee")
    if all(addressee.fault for addressee, _ in addressees):
        raise _all_bad(call, addressees[0][0])
    # Every account is checked before the first one sends; all are waited for together.
    parts = _by_account(call, addressees)
    entries = await asyncio.gather(
        *(async_loaded_account(hass, entry_ids) for entry_ids in parts)
    )
    orders = [
        new_order(
            hass,
            entry,
            text=call.data[ATTR_MESSAGE],
            addressees=addressees_of_account,
            sender=call.data.get(ATTR_SENDER),
            tag=call.data.get(ATTR_TAG),
            valid_for=call.data.get(ATTR_VALID_FOR),
            is_urgent=call.data[ATTR_PRIORITY] == PRIORITY_URGENT,
            chain=call.data[ATTR_CONFIG_ENTRY_ID],
        )
        for entry, addressees_of_account in zip(entries, parts.values(), strict=True)
    ]
    try:
        sent = await asyncio.gather(*(router.send(order) for order in orders))
    except NoAccountError:
        raise bad_input("account_not_loaded", account=entries[0].title) from None
    messages = [message for part in sent for message in part]
    raise_if_refused(hass, messages)
    async_report_failures(hass, messages, were_answered_for=call.return_response)
    if wait := call.data.get(ATTR_WAIT_FOR_DELIVERY):
        messages = await router.wait_until_final(messages, wait.total_seconds())
    return {
        "messages": [message_data(hass, message) for message in messages],
        "accounts": [
            _account_data(hass, entry_id, messages)
            for entry_id in dict.fromkeys(message.entry_id for message in messages)
        ],
    }


type _Wanted = tuple[Addressee, str | None]
"""Whom to send to, and the account of the recipient that was named."""


def _recipients(call: ServiceCall) -> list[_Wanted]:
    """Return all numbers of the recipients that were named."""
    wanted: list[_Wanted] = []
    named = [
        entity_id.strip().lower()
        for item in call.data[ATTR_RECIPIENT]
        for entity_id in str(item).split(",")
    ]
    for entity_id in named:
        recipient = find_recipient_by_entity(call.hass, entity_id)
        if recipient is None:
            wanted.append((Addressee(entity_id, fault=Fault(Reason.RECIPIENT)), None))
        else:
            wanted.extend(
                (
                    Addressee(phone, recipient.id, is_urgent=recipient.is_urgent),
                    recipient.entry_id,
                )
                for phone in recipient.phones
            )
    return wanted


async def _phones(call: ServiceCall) -> list[_Wanted]:
    """Return the numbers that were given."""
    hass = call.hass
    # A template that found nothing gives None, or anything else.
    written = [
        item if isinstance(item, int | str) else str(item)
        for item in call.data[ATTR_PHONE]
    ]
    if not written:
        return []
    numbers = await hass.async_add_executor_job(
        lambda: [read_number(number, hass.config.country) for number in written]
    )
    account = next(iter(call.data[ATTR_CONFIG_ENTRY_ID]), "")
    wanted: list[_Wanted] = []
    for text, number in zip(written, numbers, strict=True):
        if number is None:
            wanted.append((Addressee(str(text), fault=Fault(Reason.RECIPIENT)), None))
            continue
        whose = find_recipient_by_phone(hass, number.e164, account)
        addressee = Addressee(number.e164)
        if whose is not None:
            addressee = Addressee(number.e164, whose.id, is_urgent=whose.is_urgent)
        wanted.append((addressee, None))
    return wanted


def _by_account(
    call: ServiceCall, wanted: Sequence[_Wanted]
) -> dict[tuple[str, ...], list[Addressee]]:
    """Divide whom to send to by the accounts that may carry it."""
    chosen = tuple(call.data[ATTR_CONFIG_ENTRY_ID])
    named = {entry_id for _, entry_id in wanted if entry_id is not None}
    parts: dict[tuple[str, ...], list[Addressee]] = {}
    bad = [addressee for addressee, _ in wanted if addressee.fault]
    for addressee, entry_id in wanted:
        if addressee.fault:
            continue
        if chosen:
            accounts = chosen
        elif entry_id is not None:
            accounts = (entry_id,)
        else:
            # A number without an account goes with the recipients, if they agree.
            accounts = tuple(named) if len(named) == 1 else (only_account(call.hass),)
        parts.setdefault(accounts, []).append(addressee)
    # What nobody can be reached by is answered for by any of the accounts.
    next(iter(parts.values())).extend(bad)
    return parts


def _all_bad(call: ServiceCall, first: Addressee) -> Exception:
    """Return the error for a call in which nobody can be reached."""
    if call.data[ATTR_RECIPIENT]:
        return bad_input("recipient_unknown", recipient=first.phone)
    return bad_input("phone_invalid", phone=mask_number(first.phone))


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


SEND_SMS = Action(name="send_sms", schema=_SCHEMA, handler=_async_send_sms)
