"""The action `send_personal_sms`: to everybody a text of their own, in one request."""

from dataclasses import replace
from typing import Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..const import ATTR_PHONE, ATTR_SENDER
from ..faults import bad_input
from .addressees import (
    BY_PHONE,
    RECIPIENT_FIELD,
    Wanted,
    Whom,
    async_addressees,
    refuse_nobody,
)
from .message import (
    ATTR_MESSAGE,
    DRY_RUN_FIELD,
    MESSAGE_FIELD,
    SENDER_FIELD,
    MessageAction,
)
from .send_sms import (
    MAX_PARTS_FIELD,
    TEXT_FIELDS,
    check_parts,
    sending_details,
    text_channel,
)
from .when import SEND_AT_FIELD

ATTR_MESSAGES: Final = "messages"

_ROW: Final = vol.Schema(
    {
        **RECIPIENT_FIELD,
        # One that reaches nobody stops nobody else, so anything is let through here.
        vol.Optional(ATTR_PHONE, default=list): cv.ensure_list,
        **MESSAGE_FIELD,
        **SENDER_FIELD,
    }
)


async def _async_read(call: ServiceCall) -> list[Wanted]:
    """Read the rows: whom each is for, what it says, and from whom."""
    rows = call.data[ATTR_MESSAGES]
    wanted: list[Wanted] = []
    for number, row in enumerate(rows, start=1):
        data = {**row, ATTR_CONFIG_ENTRY_ID: call.data[ATTR_CONFIG_ENTRY_ID]}
        people = await async_addressees(call.hass, data, BY_PHONE)
        text, sender = row[ATTR_MESSAGE], row.get(ATTR_SENDER)
        if not people or not text.strip():
            raise bad_input("row_incomplete", row=number)
        wanted += [
            (replace(addressee, text=text, sender=sender), entry_id)
            for addressee, entry_id in people
        ]
    refuse_nobody(rows[0], BY_PHONE, wanted)
    return wanted


SEND_PERSONAL_SMS = MessageAction(
    name="send_personal_sms",
    channel=text_channel,
    whom=Whom(
        fields={
            vol.Required(ATTR_MESSAGES): vol.All(
                cv.ensure_list, vol.Length(min=1), [_ROW]
            )
        },
        read=_async_read,
    ),
    fields={
        **SENDER_FIELD,
        **SEND_AT_FIELD,
        **TEXT_FIELDS,
        **DRY_RUN_FIELD,
        **MAX_PARTS_FIELD,
    },
    # Each row has its own.
    text=lambda call: "",
    details=sending_details,
    check=check_parts,
)
