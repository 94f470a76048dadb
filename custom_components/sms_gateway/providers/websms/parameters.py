"""A request to send, as the parameters of WEBSMS (seed 000, section 5)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
import math
import re
from typing import Any, Final

from ..details import Transliteration
from ..errors import RefusedError
from ..model import Channel, SendRequest
from ..segments import count_segments
from ..transliteration import longest_spelling
from .channels import EMOTIONS, FEEDBACKS, LANGUAGES, MODES, SMS_FALLBACKS, VOICES
from .codes import LATINISED, TOO_LONG
from .ids import packet_number

_DETAILS: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
    "transliterate": ("translit", lambda _: "1"),
    "language": ("lang", LANGUAGES.__getitem__),
    "voice": ("voice", VOICES.__getitem__),
    "tempo": ("temp", lambda tempo: f"{tempo:.1f}"),
    "emotion": ("emotion", EMOTIONS.__getitem__),
    "file_id": ("id_fileid", str),
    "button": ("button", str),
    "page": ("fulltext", str),
    "feedback": ("chat", FEEDBACKS.__getitem__),
    "sms_fallback": ("to_sms", SMS_FALLBACKS.__getitem__),
}
"""By detail: the parameter, and how its value is written."""

LONGEST: Final = 1404
"""Characters; section 11 has more, and section 9 might cut them off."""

_LONGEST_AS_IT_IS: Final = 594
"""Characters of a text with others than Latin letters; longer ones are transliterated
by force, says section 9, and are too long soon after, says section 11."""

LINK_LENGTH: Final = len(" https://zzz.ru/xxxxxxxxxxxx")
"""Of a personal link, which is added to the text (section 14)."""

_LINE_END: Final = re.compile(r"\r\n|\r|\n")

_SPELLED_LINE_END: Final = re.compile(r"\\(?=n)")
"""It would break the line, and nothing says how to keep it from that."""

_MINUTE: Final = 60
_SHORTEST_VALIDITY: Final = 10

_GMT: Final = 3
"""Hours; 0 would be the account's own, which nobody knows (section 5, `gmt`)."""

_ZONE: Final = timezone(timedelta(hours=_GMT))


def send_parameters(request: SendRequest) -> dict[str, str]:
    """Return all parameters but the credentials and the form of the answer.

    Raises RefusedError for a text that would not arrive as it is.
    """
    text = _SPELLED_LINE_END.sub(r"\\ ", request.text)
    _refuse_altered(request, text)
    details = request.details
    form = {
        # Section 11: a line end is written as two characters.
        "message": _LINE_END.sub(r"\\n", text),
        # With the plus, which numbers abroad need (section 10).
        "phone_list": ",".join(request.phones),
    }
    if (mode := MODES[request.channel]) is not None:
        form["mode"] = mode
    if request.sender:
        form["fromPhone"] = request.sender
    if request.valid_for is not None:
        minutes = max(int(request.valid_for // _MINUTE), _SHORTEST_VALIDITY)
        form["valid_period"] = str(minutes)
    if details.send_at is not None:
        # There are no seconds; never earlier than was asked for.
        minute = math.ceil(details.send_at / _MINUTE) * _MINUTE
        moment = datetime.fromtimestamp(minute, UTC).astimezone(_ZONE)
        form["send_on"] = moment.strftime("%d.%m.%Y %H:%M")
        form["gmt"] = str(_GMT)
    for name, value in details.given.items():
        if name in _DETAILS:
            parameter, write = _DETAILS[name]
            form[parameter] = write(value)
    if request.is_practice:
        form["test"] = "1"
    else:
        form["packet_id"] = packet_number(request.request_id)
    return form


def needs_unicode(form: Mapping[str, str]) -> bool:
    """Tell whether something in a request is not in the pages' own charset."""
    try:
        "".join(form.values()).encode("windows-1251")
    except UnicodeEncodeError:
        return True
    return False


def _refuse_altered(request: SendRequest, written: str) -> None:
    """Refuse an SMS that would be put into Latin letters unasked, or cut off.

    So is what may become one: Viber with SMS in its place.
    """
    is_sms = request.channel is Channel.SMS or request.details.sms_fallback is not None
    if not is_sms:
        return
    kind: Transliteration | None = request.details.transliterate
    text = longest_spelling(written, kind)
    # A character beyond the first 65,536 takes two places.
    length = len(text.encode("utf-16-le", "replace")) // 2
    if request.details.page is not None:
        length += LINK_LENGTH
    if length > LONGEST:
        raise RefusedError(TOO_LONG)
    is_latin = count_segments(text).unicode_character is None
    if not is_latin and length > _LONGEST_AS_IT_IS:
        raise RefusedError(LATINISED)
