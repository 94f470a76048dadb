"""Reads an account's settings from control requests, as the cabinet would from its forms."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.simulator.kernel import fields
from tests.simulator.kernel.fields import Body
from tests.simulator.kernel.provider import ControlError


def _codes(body: Body, name: str) -> dict[str, int]:
    """Read error codes by a name or a text."""
    table = fields.table(body, name)
    return {one: fields.integer(table, one, 0) for one in table}


def _senders(body: Body, name: str) -> tuple[str, ...]:
    """Read names in their order."""
    return tuple(fields.texts(body, name))


def _templates(body: Body, name: str) -> frozenset[str] | None:
    """Read the texts of surveys; null lets every text be one."""
    return None if body.get(name) is None else fields.names(body, name)


def _method(body: Body, name: str) -> str:
    """Read how a handler is called."""
    method = fields.text(body, name)
    if method not in ("get", "post"):
        raise ControlError(f"{name}: get or post is needed")
    return method


def _code(body: Body, name: str) -> int:
    """Read a code or a status; 0 is none."""
    return fields.integer(body, name, 0)


SETTINGS: Mapping[str, Callable[[Body, str], Any]] = {
    "password": fields.text,
    "api_key": fields.text,
    "user_id": fields.text,
    "balance": fields.money,
    "price": fields.money,
    "prices": fields.prices,
    "number_prices": fields.prices,
    "tariff_id": fields.text,
    "email": fields.text,
    "name": fields.text,
    "phone": fields.text,
    "registered": fields.text,
    "default_sender": fields.text,
    "senders": _senders,
    "any_sender": fields.flag,
    "refused_senders": _codes,
    "refused_texts": _codes,
    "survey_templates": _templates,
    "blacklist": fields.names,
    "contacts": fields.names,
    "allowed_ips": fields.names,
    "blocked": _code,
    "blocked_words": fields.text,
    "refuses": _code,
    "sms_limit": fields.limit,
    "loop_protection": lambda body, name: fields.number(body, name, 0.0),
    "handler": fields.text,
    "handler_method": _method,
    "inbound_handler": fields.text,
    "incoming_number": fields.text,
    "emulator": fields.flag,
}
