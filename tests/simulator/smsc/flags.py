"""The number in which SMSC packs a message's kind, its purse and its template."""

from collections.abc import Mapping
from enum import IntEnum

from .accounts import Account

_SECOND_BALANCE = 1 << 5
_TEMPLATE = 1 << 8
_TEMPLATE_KIND = 9


class TemplateKind(IntEnum):
    """What a template is for, as bits 10 and 9 have it."""

    SERVICE = 0b00
    TRANSACTION = 0b01
    AUTHORISATION = 0b10
    ADVERTISING = 0b11


TEMPLATE_KINDS: Mapping[str, TemplateKind] = {
    kind.name.lower(): kind for kind in TemplateKind
}


def template_kind(account: Account, text: str) -> TemplateKind | None:
    """Return the kind of the template that a text is, if it is one."""
    name = account.templates.get(text)
    return None if name is None else TEMPLATE_KINDS[name]


def flag_of(kind: int, account: Account, text: str) -> int:
    """Return a message's flag."""
    flag = kind
    if account.second_balance:
        flag |= _SECOND_BALANCE
    template = template_kind(account, text)
    if template is not None:
        flag |= _TEMPLATE | template << _TEMPLATE_KIND
    return flag
