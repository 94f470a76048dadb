"""The action `send_flash_call`: a code as the last digits of a number that calls."""

from typing import Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..faults import bad_input
from ..providers.details import Details
from ..providers.model import Channel
from .message import DRY_RUN_FIELD, MessageAction
from .when import SEND_AT_FIELD, read_send_at

ATTR_CODE: Final = "code"

_DIGITS: Final = 4
"""Seed 003, section 5."""


def _code(call: ServiceCall) -> str:
    """Read the code; YAML takes one that is not quoted for a number."""
    code = call.data[ATTR_CODE].strip()
    if len(code) != _DIGITS or not (code.isascii() and code.isdecimal()):
        raise bad_input("code_invalid", digits=_DIGITS)
    return str(code)


def _details(call: ServiceCall) -> Details:
    """Return when to call."""
    return Details(send_at=read_send_at(call))


SEND_FLASH_CALL = MessageAction(
    name="send_flash_call",
    channel=Channel.FLASH_CALL,
    fields={
        vol.Required(ATTR_CODE): cv.string,
        **SEND_AT_FIELD,
        **DRY_RUN_FIELD,
    },
    details=_details,
    text=_code,
)
