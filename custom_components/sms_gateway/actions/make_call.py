"""The action `make_call`: a text that is spoken, or a sound that is played."""

from datetime import timedelta
from typing import Final

import voluptuous as vol

from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv

from ..faults import bad_input
from ..providers.details import Details, Emotion
from ..providers.model import Channel
from .attachments import MEDIA
from .message import (
    ATTR_FILE_ID,
    ATTR_MESSAGE,
    DRY_RUN_FIELD,
    FILE_ID_FIELD,
    FILE_URL_FIELD,
    MessageAction,
    optional_text,
    read_file_url,
)
from .when import SEND_AT_FIELD, read_send_at

ATTR_MEDIA: Final = "media"
ATTR_VOICE: Final = "voice"
ATTR_LANGUAGE: Final = "language"
ATTR_RING_FOR: Final = "ring_for"
ATTR_REPEAT_EVERY: Final = "repeat_every"
ATTR_ATTEMPTS: Final = "attempts"
ATTR_TEMPO: Final = "tempo"
ATTR_EMOTION: Final = "emotion"

VOICES: Final = [
    f"{who}_{number}" for who in ("man", "woman") for number in range(1, 5)
]


def _seconds(call: ServiceCall, name: str) -> int | None:
    """Return a span in whole seconds."""
    span: timedelta | None = call.data.get(name)
    return None if span is None else int(span.total_seconds())


def _details(call: ServiceCall) -> Details:
    """Return how to call, and what to say it with."""
    file_url = read_file_url(call)
    if not (optional_text(call).strip() or call.data.get(ATTR_MEDIA) or file_url):
        raise bad_input("call_says_nothing")
    return Details(
        send_at=read_send_at(call),
        voice=call.data.get(ATTR_VOICE),
        language=call.data.get(ATTR_LANGUAGE),
        ring_for=_seconds(call, ATTR_RING_FOR),
        repeat_every=_seconds(call, ATTR_REPEAT_EVERY),
        attempts=call.data.get(ATTR_ATTEMPTS),
        tempo=call.data.get(ATTR_TEMPO),
        emotion=call.data.get(ATTR_EMOTION),
        file_id=call.data.get(ATTR_FILE_ID),
        file_url=file_url,
    )


MAKE_CALL = MessageAction(
    name="make_call",
    channel=Channel.CALL,
    fields={
        vol.Optional(ATTR_MESSAGE): cv.string,
        vol.Optional(ATTR_MEDIA): MEDIA,
        vol.Optional(ATTR_VOICE): vol.In(VOICES),
        # Seed 001: "m,en".
        vol.Optional(ATTR_LANGUAGE): vol.All(
            cv.string, vol.Lower, vol.Match(r"[a-z]{2}\Z")
        ),
        # Seed 001, `param`: one value out of range makes the provider forget all three.
        vol.Optional(ATTR_RING_FOR): vol.All(
            cv.positive_time_period,
            vol.Range(min=timedelta(seconds=10), max=timedelta(seconds=35)),
        ),
        vol.Optional(ATTR_REPEAT_EVERY): vol.All(
            cv.positive_time_period,
            vol.Range(min=timedelta(seconds=10), max=timedelta(seconds=3600)),
        ),
        vol.Optional(ATTR_ATTEMPTS): vol.All(vol.Coerce(int), vol.Range(min=1, max=9)),
        # Seed 000: 0.5 to 2.0.
        vol.Optional(ATTR_TEMPO): vol.All(vol.Coerce(float), vol.Range(min=0.5, max=2)),
        vol.Optional(ATTR_EMOTION): vol.Coerce(Emotion),
        **FILE_ID_FIELD,
        **FILE_URL_FIELD,
        **SEND_AT_FIELD,
        **DRY_RUN_FIELD,
    },
    details=_details,
    text=optional_text,
    files=ATTR_MEDIA,
    may_lack_files=True,
)
