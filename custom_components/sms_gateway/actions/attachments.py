"""Files that go along with a message, read from Home Assistant's media."""

import asyncio
from collections.abc import Mapping
import mimetypes
from pathlib import Path
from typing import Any, Final

import voluptuous as vol

from homeassistant.components import media_source
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv

from ..clock import Clock, wait_for_any
from ..faults import bad_input
from ..gateway import GATEWAY
from ..providers.details import Attachment

ATTR_ATTACHMENTS: Final = "attachments"
_ATTR_CONTENT_ID: Final = "media_content_id"

LARGEST: Final = 3 * 1024 * 1024
"""Bytes of all files together. No document names a limit; but a home has 20 seconds to
get them to the provider, and the journal keeps them until it has them."""

_SMALLEST: Final = {"audio": 100, "image": 26, "video": 100}
"""Bytes by kind: a header alone is silent, and a call that says nothing is charged."""

READ_WITHIN: Final = 15.0
"""Seconds for all files together: a camera or a speech engine may hang."""

_CAMERA: Final = "media-source://camera/"
_IMAGE: Final = "media-source://image/"
_SPEECH: Final = "media-source://tts/"

MEDIA: Final = vol.All(
    cv.ensure_list,
    [
        vol.Any(
            # What a media selector gives has a type and decorations besides.
            vol.Schema(
                {vol.Required(_ATTR_CONTENT_ID): cv.string}, extra=vol.ALLOW_EXTRA
            ),
            vol.All(cv.string, lambda media_id: {_ATTR_CONTENT_ID: media_id}),
        )
    ],
)


async def async_read_media(
    hass: HomeAssistant, chosen: list[Mapping[str, Any]]
) -> tuple[Attachment, ...]:
    """Read files; raises ServiceValidationError for what cannot go along."""
    clock = hass.data[GATEWAY].clock
    until = clock.monotonic() + READ_WITHIN
    files: list[Attachment] = []
    left = LARGEST
    for item in chosen:
        media_id = str(item[_ATTR_CONTENT_ID])
        # What follows the name of a speech engine is the text.
        name = media_id.partition("?")[0]
        try:
            file = await _async_read_until(hass, media_id, left, clock, until)
        except Exception as err:
            # Sources and engines are of many hands, and raise whatever they like.
            raise bad_input("media_unreadable", media=name) from err
        if len(file.data) > left:
            raise bad_input("media_too_large", limit=LARGEST // 1024)
        kind = file.content_type.partition("/")[0]
        if len(file.data) < _SMALLEST.get(kind, 1):
            raise bad_input("media_empty", media=name)
        left -= len(file.data)
        files.append(file)
    return tuple(files)


async def _async_read_until(
    hass: HomeAssistant, media_id: str, most: int, clock: Clock, until: float
) -> Attachment:
    """Read one file; raises TimeoutError where that takes too long."""
    reading = asyncio.ensure_future(_async_read(hass, media_id, most))
    try:
        await wait_for_any(clock, [reading], max(until - clock.monotonic(), 0.0))
        if not reading.done():
            raise TimeoutError
        return reading.result()
    finally:
        reading.cancel()


async def _async_read(hass: HomeAssistant, media_id: str, most: int) -> Attachment:
    """Read one file; of one that is too large, only enough to see that it is."""
    if media_id.startswith(_SPEECH):
        return await _async_speak(hass, media_id)
    if media_id.startswith((_CAMERA, _IMAGE)):
        return await _async_take_picture(hass, media_id)
    media = await media_source.async_resolve_media(hass, media_id, None)
    if media.path is None:
        raise LookupError("not a file")
    return await hass.async_add_executor_job(
        _read_file, media.path, media.mime_type, most
    )


def _read_file(path: Path, content_type: str, most: int) -> Attachment:
    """Read a file from the disk."""
    with path.open("rb") as file:
        return Attachment(
            name=path.name, content_type=content_type, data=file.read(most + 1)
        )


async def _async_speak(hass: HomeAssistant, media_id: str) -> Attachment:
    """Let a text-to-speech engine say a text."""
    if "tts" not in hass.config.components:
        raise LookupError("no text-to-speech")
    from homeassistant.components import tts  # noqa: PLC0415

    ending, data = await tts.async_get_media_source_audio(hass, media_id)
    name = f"speech.{ending}"
    return Attachment(name=name, content_type=_type_of(name), data=data)


async def _async_take_picture(hass: HomeAssistant, media_id: str) -> Attachment:
    """Take what a camera or an image entity shows right now."""
    source, _, entity_id = media_id.removeprefix("media-source://").partition("/")
    if source not in hass.config.components:
        raise LookupError("no such entity")
    # Only where they are set up: they bring libraries of their own.
    if source == "camera":
        from homeassistant.components import camera  # noqa: PLC0415

        shown = await camera.async_get_image(hass, entity_id)
        content_type, data = shown.content_type, shown.content
    else:
        from homeassistant.components import image  # noqa: PLC0415

        picture = await image.async_get_image(hass, entity_id)
        content_type, data = picture.content_type, picture.content
    ending = mimetypes.guess_extension(content_type, strict=False) or ""
    name = f"{entity_id.rpartition('.')[2]}{ending}"
    return Attachment(name=name, content_type=content_type, data=data)


def _type_of(name: str) -> str:
    """Return the media type that a file's name tells."""
    return mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"
