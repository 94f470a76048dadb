"""Reads an account's settings from control requests, as the cabinet would from its forms."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from tests.simulator.kernel import fields
from tests.simulator.kernel.provider import ControlError, Json

from .flags import TEMPLATE_KINDS

type Body = Mapping[str, Json]


def _set(body: Body, name: str) -> frozenset[str]:
    """Read a set of strings."""
    return frozenset(fields.texts(body, name))


def _limit(body: Body, name: str) -> int | None:
    """Read a limit; null takes it away."""
    return None if body.get(name) is None else fields.integer(body, name, 0)


def _span(body: Body, name: str) -> tuple[int, int] | None:
    """Read two hours; null takes them away."""
    match body.get(name):
        case None:
            return None
        case [int(first), int(last)]:
            return first, last
        case _:
            raise ControlError(f"{name}: two hours are needed")


def table_of(body: Body, name: str) -> dict[str, Json]:
    """Read an object."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise ControlError(f"{name}: an object is needed")
    return value


def _prices(body: Body, name: str) -> dict[str, Decimal]:
    """Read prices by channel."""
    table = table_of(body, name)
    return {channel: fields.money(table, channel) for channel in table}


def _groups(body: Body, name: str) -> dict[str, tuple[str, ...]]:
    """Read the members of groups by their numbers."""
    table = table_of(body, name)
    return {group: tuple(fields.texts(table, group)) for group in table}


def _templates(body: Body, name: str) -> dict[str, str]:
    """Read the kinds of templates by their texts."""
    table = table_of(body, name)
    kinds = {text: fields.text(table, text) for text in table}
    for kind in kinds.values():
        if kind not in TEMPLATE_KINDS:
            raise ControlError(f"{name}: there is no kind {kind}")
    return kinds


def _hours(body: Body, name: str) -> float:
    """Read an offset in hours."""
    return fields.number(body, name, 0.0)


SETTINGS: Mapping[str, Callable[[Body, str], Any]] = {
    "password": fields.text,
    "api_key": fields.text,
    "balance": fields.money,
    "currency": fields.text,
    "price": fields.money,
    "senders": _set,
    "default_sender": fields.text,
    "allowed_ips": _set,
    "test_mode": fields.flag,
    "handler": fields.text,
    "timezone": _hours,
    "incoming_number": fields.text,
    "forbidden_words": _set,
    "prices": _prices,
    "groups": _groups,
    "mail_senders": _set,
    "bots": _set,
    "templates": _templates,
    "templates_only": fields.flag,
    "second_balance": fields.flag,
    "contract": fields.flag,
    "mailings": fields.flag,
    "forbidden_links": _set,
    "blacklist": _set,
    "forbidden_numbers": _set,
    "known_ips": _set,
    "sending_hours": _span,
    "daily_limit": _limit,
    "number_limit": _limit,
    "user_ip_limit": _limit,
    "captcha": fields.text,
    "shorten_links": fields.flag,
}
