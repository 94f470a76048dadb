"""Whom an action sends to, and by which account."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
import re
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import config_validation as cv

from ..const import ATTR_PHONE, ATTR_RECIPIENT
from ..faults import bad_input
from ..numbers import mask_number, read_number
from ..order import Addressee
from ..providers.model import Fault, Reason
from ..recipients import find_recipient_by_entity, find_recipient_by_phone
from ..texts import NOT_IN_ADDRESSES
from .accounts import only_account

ATTR_ADDRESS: Final = "address"

ACCOUNT_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_CONFIG_ENTRY_ID, default=list): vol.All(
        cv.ensure_list, [cv.string]
    ),
}
RECIPIENT_FIELD: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_RECIPIENT, default=list): vol.All(cv.ensure_list, [cv.string])
}
ADDRESS_FIELDS: Final[dict[vol.Marker, Any]] = {
    **ACCOUNT_FIELD,
    **RECIPIENT_FIELD,
    # One that is no number stops nobody else, so anything is let through here.
    vol.Optional(ATTR_PHONE, default=list): cv.ensure_list,
}
"""Whom to ask about, and which account."""

_IN_A_MAILBOX: Final = rf'[^@,;:<>"{NOT_IN_ADDRESSES}]'
_IN_A_DOMAIN: Final = rf'[^@,;:<>".{NOT_IN_ADDRESSES}]'
_MAILBOX: Final = re.compile(rf"{_IN_A_MAILBOX}+@{_IN_A_DOMAIN}+(\.{_IN_A_DOMAIN}+)+")

_TOO_LARGE: Final = 10**30
"""For a number; one of some thousand digits cannot even be written down."""

_IN_TELEGRAM: Final = re.compile(r"@[a-z]\w{4,31}|#[0-9]{1,20}", re.ASCII)
"""A person's name there, or an ID (seed 001, `phones`)."""


type Reader = Callable[[str | int, str | None], str | None]
"""Reads what was given, in a country's way of writing; None for what reaches nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressing:
    """How people are reached over a channel: the field, and how what is in it is read.

    `read` gets the home's country too, and returns None for what reaches nobody. It
    may read files, and runs in an executor.
    """

    field: str
    reason: Reason = Reason.RECIPIENT
    """What is wrong with what reaches nobody."""
    is_required: bool = False
    read: Reader
    invalid: Callable[[str], Exception]
    missing: Callable[[], Exception]
    has_recipients: bool = True


def as_written(item: object) -> str | int:
    """Return what was given as something that can be read, and shown where it is bad.

    A template that found nothing gives None, or anything else.
    """
    if isinstance(item, int) and abs(item) >= _TOO_LARGE:
        return "…"
    return item if isinstance(item, int | str) else str(item)


def read_phone(written: str | int, region: str | None) -> str | None:
    """Read a phone number."""
    number = read_number(written, region)
    return None if number is None else number.e164


def read_mailbox(written: str | int, region: str | None = None) -> str | None:
    """Read an e-mail address."""
    address = str(written).strip().lower()
    return address if _MAILBOX.fullmatch(address) else None


def _read_telegram(written: str | int, region: str | None) -> str | None:
    """Read a name or an ID in Telegram, else a phone number; a name has no case."""
    name = str(written).strip().lower()
    return name if _IN_TELEGRAM.fullmatch(name) else read_phone(written, region)


def read_anyone(written: str | int, region: str | None) -> str | None:
    """Read whatever a message may have gone to."""
    return read_mailbox(written) or _read_telegram(written, region)


BY_PHONE: Final = Addressing(
    field=ATTR_PHONE,
    read=read_phone,
    invalid=lambda phone: bad_input("phone_invalid", phone=phone),
    missing=lambda: bad_input("no_addressee"),
)
BY_TELEGRAM: Final = replace(
    BY_PHONE,
    read=_read_telegram,
    invalid=lambda phone: bad_input("telegram_invalid", phone=phone),
)
BY_EMAIL: Final = Addressing(
    field=ATTR_ADDRESS,
    reason=Reason.ADDRESS,
    is_required=True,
    read=read_mailbox,
    invalid=lambda address: bad_input("address_invalid", address=address),
    missing=lambda: bad_input("no_address"),
    # Recipients have phone numbers only.
    has_recipients=False,
)

type Wanted = tuple[Addressee, str | None]
"""Whom to send to, and the account of the recipient that was named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom an action sends to: the fields that say it, and how they are read.

    `read` raises ServiceValidationError where nobody can be reached.
    """

    fields: Mapping[vol.Marker, Any]
    read: Callable[[ServiceCall], Coroutine[Any, Any, list[Wanted]]]


def named_by(addressing: Addressing) -> Whom:
    """Return the fields that most actions have."""
    # One that reaches nobody stops nobody else, so anything is let through here.
    marker = (
        vol.Required(addressing.field)
        if addressing.is_required
        else vol.Optional(addressing.field, default=list)
    )
    fields: dict[vol.Marker, Any] = {marker: cv.ensure_list}

    async def read(call: ServiceCall) -> list[Wanted]:
        """Read them."""
        wanted = await async_addressees(call.hass, call.data, addressing)
        refuse_nobody(call.data, addressing, wanted)
        return wanted

    return Whom(
        fields=RECIPIENT_FIELD | fields if addressing.has_recipients else fields,
        read=read,
    )


async def async_addressees(
    hass: HomeAssistant, data: Mapping[str, Any], addressing: Addressing
) -> list[Wanted]:
    """Return all whom the fields of a call name."""
    return [*recipients(hass, data), *await async_written(hass, data, addressing)]


def recipients(hass: HomeAssistant, data: Mapping[str, Any]) -> list[Wanted]:
    """Return all numbers of the recipients that were named."""
    wanted: list[Wanted] = []
    named = [
        entity_id.strip().lower()
        for item in data.get(ATTR_RECIPIENT, ())
        for entity_id in str(item).split(",")
    ]
    for entity_id in named:
        recipient = find_recipient_by_entity(hass, entity_id)
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


async def async_written(
    hass: HomeAssistant, data: Mapping[str, Any], addressing: Addressing
) -> list[Wanted]:
    """Return the numbers or addresses that were given."""
    written = [as_written(item) for item in data[addressing.field]]
    if not written:
        return []
    addresses = await hass.async_add_executor_job(
        lambda: [addressing.read(item, hass.config.country) for item in written]
    )
    account = next(iter(data[ATTR_CONFIG_ENTRY_ID]), "")
    wanted: list[Wanted] = []
    for text, address in zip(written, addresses, strict=True):
        if address is None:
            wanted.append((Addressee(str(text), fault=Fault(addressing.reason)), None))
            continue
        whose = find_recipient_by_phone(hass, address, account)
        addressee = Addressee(address)
        if whose is not None:
            addressee = Addressee(address, whose.id, is_urgent=whose.is_urgent)
        wanted.append((addressee, None))
    return wanted


def refuse_nobody(
    data: Mapping[str, Any], addressing: Addressing, wanted: Sequence[Wanted]
) -> None:
    """Raise ServiceValidationError where nobody is named, or none can be reached."""
    if not wanted:
        raise addressing.missing()
    if all(addressee.fault for addressee, _ in wanted):
        raise all_bad(data, addressing, wanted[0][0])


def by_account(
    call: ServiceCall, wanted: Sequence[Wanted]
) -> dict[tuple[str, ...], list[Addressee]]:
    """Divide whom to send to by the accounts that may carry it."""
    chosen = tuple(call.data[ATTR_CONFIG_ENTRY_ID])
    parts: dict[tuple[str, ...], list[Addressee]] = {}
    bad = [addressee for addressee, _ in wanted if addressee.fault]
    good = [(addressee, owner) for addressee, owner in wanted if not addressee.fault]
    # Once, however many they are: all are looked at for it.
    is_any_free = any(owner is None for _, owner in good)
    of_numbers = accounts_of_numbers(call, wanted) if is_any_free else ()
    for addressee, owner in good:
        accounts = chosen or (of_numbers if owner is None else (owner,))
        parts.setdefault(accounts, []).append(addressee)
    # What nobody can be reached by is answered for by any of the accounts.
    next(iter(parts.values())).extend(bad)
    return parts


def accounts_of_numbers(call: ServiceCall, wanted: Sequence[Wanted]) -> tuple[str, ...]:
    """Return the accounts that a number may go by which is no recipient's."""
    if chosen := tuple(call.data[ATTR_CONFIG_ENTRY_ID]):
        return chosen
    named = {entry_id for _, entry_id in wanted if entry_id is not None}
    # It goes with the recipients, if they agree.
    return tuple(named) if len(named) == 1 else (only_account(call.hass),)


def all_bad(
    data: Mapping[str, Any], addressing: Addressing, first: Addressee
) -> Exception:
    """Return the error for fields by which nobody can be reached."""
    # Whoever is named: errors of actions are logged, and a number may stand anywhere.
    shown = mask_number(first.phone)
    if data.get(ATTR_RECIPIENT):
        return bad_input("recipient_unknown", recipient=shown)
    return addressing.invalid(shown)
