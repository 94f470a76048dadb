"""Whom an action sends to, and by which account."""

from collections.abc import Sequence

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall

from ..const import ATTR_PHONE, ATTR_RECIPIENT
from ..faults import bad_input
from ..numbers import mask_number, read_number
from ..order import Addressee
from ..providers.model import Fault, Reason
from ..recipients import find_recipient_by_entity, find_recipient_by_phone
from .accounts import only_account

type Wanted = tuple[Addressee, str | None]
"""Whom to send to, and the account of the recipient that was named."""


def recipients(call: ServiceCall) -> list[Wanted]:
    """Return all numbers of the recipients that were named."""
    wanted: list[Wanted] = []
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


async def async_phones(call: ServiceCall) -> list[Wanted]:
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
    wanted: list[Wanted] = []
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


def by_account(
    call: ServiceCall, wanted: Sequence[Wanted]
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


def all_bad(call: ServiceCall, first: Addressee) -> Exception:
    """Return the error for a call in which nobody can be reached."""
    if call.data[ATTR_RECIPIENT]:
        return bad_input("recipient_unknown", recipient=first.phone)
    return bad_input("phone_invalid", phone=mask_number(first.phone))
