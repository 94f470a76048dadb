"""Reads an account's settings from control requests, as the cabinet would from its forms."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.simulator.kernel import fields
from tests.simulator.kernel.provider import ControlError, Json

from .flags import TEMPLATE_KINDS

type Body = Mapping[str, Json]


def _span(body: Body, name: str) -> tuple[int, int] | None:
    """Read two hours; null takes them away."""
    match body.get(name):
        case None:
            return None
        case [int(first), int(last)]:
            return first, last
        case _:
            raise ControlError(f"{name}: two hours are needed")


def _groups(body: Body, name: str) -> dict[str, tuple[str, ...]]:
    """Read the members of groups by their numbers."""
    table = fields.table(body, name)
    return {group: tuple(fields.texts(table, group)) for group in table}


def _templates(body: Body, name: str) -> dict[str, str]:
    """Read the kinds of templates by their texts."""
    table = fields.table(body, name)
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
    "senders": fields.names,
    "default_sender": fields.text,
    "allowed_ips": fields.names,
    "test_mode": fields.flag,
    "handler": fields.text,
    "timezone": _hours,
    "incoming_number": fields.text,
    "forbidden_words": fields.names,
    "prices": fields.prices,
    "groups": _groups,
    "mail_senders": fields.names,
    "bots": fields.names,
    "templates": _templates,
    "templates_only": fields.flag,
    "second_balance": fields.flag,
    "contract": fields.flag,
    "mailings": fields.flag,
    "forbidden_links": fields.names,
    "blacklist": fields.names,
    "forbidden_numbers": fields.names,
    "known_ips": fields.names,
    "sending_hours": _span,
    "daily_limit": fields.limit,
    "number_limit": fields.limit,
    "user_ip_limit": fields.limit,
    "captcha": fields.text,
    "shorten_links": fields.flag,
}
