"""The action `send_telegram`: a code of confirmation, or a text through one's own bot."""

import re
from typing import Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..faults import bad_input
from ..providers.details import Details
from ..providers.model import Channel
from .addressees import BY_TELEGRAM, named_by
from .message import (
    DRY_RUN_FIELD,
    FILE_URL_FIELD,
    MESSAGE_FIELD,
    MessageAction,
    read_file_url,
)
from .when import SEND_AT_FIELD, read_send_at

ATTR_BOT: Final = "bot"

_BOT: Final = re.compile(r"@\w+bot", re.ASCII | re.IGNORECASE)
"""Seed 001, `bot`; the underscore that it prints is in many names, and not in all."""


def _channel(call: ServiceCall) -> Channel:
    """Return which of the two ways it takes."""
    return Channel.TELEGRAM_BOT if call.data.get(ATTR_BOT) else Channel.TELEGRAM


def _details(call: ServiceCall) -> Details:
    """Return the bot, and what goes along with the text."""
    bot: str | None = call.data.get(ATTR_BOT) or None
    if bot is not None and not _BOT.fullmatch(bot):
        raise bad_input("bot_invalid")
    file_url = read_file_url(call)
    if file_url is not None and bot is None:
        raise bad_input("file_needs_bot")
    return Details(send_at=read_send_at(call), bot=bot, file_url=file_url)


SEND_TELEGRAM = MessageAction(
    name="send_telegram",
    channel=_channel,
    fields={
        **MESSAGE_FIELD,
        vol.Optional(ATTR_BOT): cv.string,
        **FILE_URL_FIELD,
        **SEND_AT_FIELD,
        **DRY_RUN_FIELD,
    },
    details=_details,
    whom=named_by(BY_TELEGRAM),
)
