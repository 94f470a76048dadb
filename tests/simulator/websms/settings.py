"""Reads an account's settings from control requests, as the cabinet would from its forms."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.simulator.kernel import fields
from tests.simulator.kernel.provider import ControlError, Json

from .accounts import Moderator

type Body = Mapping[str, Json]


def _moderators(body: Body, name: str) -> dict[str, Moderator]:
    """Read further accesses by their logins."""
    moderators: dict[str, Moderator] = {}
    for login, access in fields.table(body, name).items():
        if not isinstance(access, dict):
            raise ControlError(f"{name}: an object for {login} is needed")
        fields.refuse_unknown(access, {"password", "oper_id", "blocked"})
        moderators[login] = Moderator(
            password=fields.text(access, "password"),
            oper_id=fields.text(access, "oper_id"),
            blocked=fields.flag(access, "blocked"),
        )
    return moderators


def _files(body: Body, name: str) -> dict[str, str]:
    """Read the gallery: pictures and sounds by their numbers."""
    table = fields.table(body, name)
    files = {number: fields.text(table, number) for number in table}
    for kind in files.values():
        if kind not in ("picture", "sound"):
            raise ControlError(f"{name}: picture or sound is needed")
    return files


def _whole(body: Body, name: str) -> int:
    """Read a whole number."""
    return fields.integer(body, name, 0)


SETTINGS: Mapping[str, Callable[[Body, str], Any]] = {
    "password": fields.text,
    "balance": fields.money,
    "currency": fields.text,
    "prices": fields.prices,
    "senders": fields.names,
    "default_sender": fields.text,
    "test_mode": fields.flag,
    "blocked": fields.flag,
    "blocked_ips": fields.names,
    "allowed_ips": fields.names,
    "http_enabled": fields.flag,
    "dealer_off": fields.flag,
    "stopped": fields.flag,
    "moderators": _moderators,
    "zones": fields.names,
    "blacklist": fields.names,
    "unique_packet_ids": fields.flag,
    "unique_message_ids": fields.flag,
    "repeats": _whole,
    "flood_run": _whole,
    "handler": fields.text,
    "gmt": _whole,
    "files": _files,
}
