"""A request to send, as the parameters of send.php (seed 001)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ..details import Details, Transliteration
from ..model import Channel, SendRequest
from .lists import own_texts, without_mark

_MARKS: Final[Mapping[Channel, tuple[str, str]]] = {
    Channel.FLASH: ("flash", "1"),
    # In hexadecimal.
    Channel.BINARY: ("bin", "2"),
    Channel.WAP_PUSH: ("push", "1"),
    Channel.MMS: ("mms", "1"),
    Channel.CALL: ("call", "1"),
    Channel.VIBER: ("viber", "1"),
    Channel.WHATSAPP: ("whatsapp", "1"),
    Channel.SOCIAL: ("soc", "1"),
    Channel.TELEGRAM: ("tg", "1"),
    Channel.EMAIL: ("mail", "1"),
}
"""The parameter that makes a message one of another channel; a bot is named instead."""

_TRANSLITERATIONS: Final = {
    Transliteration.LATIN: "1",
    Transliteration.LOOKALIKE: "2",
}

_HOUR: Final = 3600.0
_MINUTE: Final = 60.0

_DETAILS: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
    # Of the forms of `time`, the one that no time zone changes.
    "send_at": ("time", lambda moment: f"0{int(moment)}"),
    "transliterate": ("translit", _TRANSLITERATIONS.__getitem__),
    "shorten_links": ("tinyurl", lambda wanted: str(int(wanted))),
    "spread_over": ("period", lambda seconds: f"{seconds / _HOUR:.4g}"),
    "spread_every": ("freq", lambda seconds: str(round(seconds / _MINUTE))),
    "hide_text": ("smsreq", str),
    "file_url": ("fileurl", str),
    "subject": ("subj", str),
    "from_address": ("sender", str),
    "bot": ("bot", str),
}
"""By detail: the parameter, and how its value is written."""

_VOICES: Final = {
    "man_1": "m",
    "man_2": "m2",
    "man_3": "m3",
    "man_4": "m4",
    "woman_1": "w",
    "woman_2": "w2",
    "woman_3": "w3",
    "woman_4": "w4",
}
_VOICE: Final = "man_3"
"""The provider's own choice."""

_DIALING: Final = {"ring_for": 25, "repeat_every": 60, "attempts": 8}
"""In the order of `param`, which takes all or none. The provider's own values, but for the
second: its own pause grows, which no number says."""


def send_parameters(request: SendRequest) -> dict[str, str]:
    """Return all parameters but the credentials, the form of the answer and the files."""
    form = {"id": request.request_id, **_to_whom(request)}
    if (mark := _MARKS.get(request.channel)) is not None:
        form |= [mark]
    if request.valid_for is not None:
        minutes = int(request.valid_for // _MINUTE)
        form["valid"] = f"{minutes // 60:02}:{minutes % 60:02}"
    for name, value in request.details.given.items():
        if name in _DETAILS:
            parameter, write = _DETAILS[name]
            form[parameter] = write(value)
    return form | _of_call(request.details)


def _to_whom(request: SendRequest) -> dict[str, str]:
    """Return the numbers with what they get: all the same, or each its own."""
    if request.own:
        return own_texts(request.own)
    form = {"phones": ",".join(request.phones)}
    if request.text:
        form["mes"] = request.text
        if request.channel is not Channel.BINARY:
            form["mes"] = without_mark(request.text)
    if request.sender:
        form["sender"] = request.sender
    return form


def _of_call(details: Details) -> dict[str, str]:
    """Return the parameters that are made of several details."""
    form = {}
    if details.voice or details.language:
        voice = _VOICES[details.voice or _VOICE]
        form["voice"] = ",".join(filter(None, (voice, details.language)))
    given = {name: details.given.get(name) for name in _DIALING}
    if any(value is not None for value in given.values()):
        form["param"] = ",".join(
            str(default if given[name] is None else given[name])
            for name, default in _DIALING.items()
        )
    return form
