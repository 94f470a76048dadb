"""A request to send, as the parameters of send.php (seed 001)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ..details import Transliteration
from ..model import Channel, SendRequest

_MARKS: Final[Mapping[Channel, str]] = {Channel.FLASH: "flash"}
"""The parameter that makes a message one of another channel, with the value 1."""

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
}
"""By detail: the parameter, and how its value is written."""


def send_parameters(request: SendRequest) -> dict[str, str]:
    """Return all parameters but the credentials and the form of the answer."""
    form = {
        "phones": ",".join(request.phones),
        "mes": request.text,
        "id": request.request_id,
    }
    if (mark := _MARKS.get(request.channel)) is not None:
        form[mark] = "1"
    if request.sender:
        form["sender"] = request.sender
    if request.valid_for is not None:
        minutes = int(request.valid_for // _MINUTE)
        form["valid"] = f"{minutes // 60:02}:{minutes % 60:02}"
    for name, value in request.details.given.items():
        parameter, write = _DETAILS[name]
        form[parameter] = write(value)
    return form
