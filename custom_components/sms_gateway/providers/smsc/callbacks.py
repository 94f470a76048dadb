"""What SMSC sends to a handler: delivery reports, texts and calls (seed 004)."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import md5, sha1
import hmac
import re
from typing import Any, Final
from zlib import crc32

from ..bodies import CHARSETS, Fields, read_fields
from ..errors import ForgedCallbackError, MalformedCallbackError
from ..model import (
    Callback,
    CallbackRequest,
    Channel,
    IncomingCall,
    IncomingMessage,
    LookUpReport,
    MessageState,
    StatusReport,
)
from ..values import as_decimal, as_int, as_time, maybe
from .codes import LINK_OPENED, Verdict, channel_of, judge
from .lookups import is_look_up

type _Spellings = Callable[[bytes], tuple[str, ...]]


def _crc32(content: bytes) -> tuple[str, ...]:
    """Return every way to write a crc32: PHP's may be negative, and drops zeros."""
    value = crc32(content)
    return str(value), str(value - (1 << 32)), f"{value:x}", f"{value:08x}"


_SIGNATURES: Final[dict[str, _Spellings]] = {
    "sha1": lambda content: (sha1(content, usedforsecurity=False).hexdigest(),),
    "md5": lambda content: (md5(content, usedforsecurity=False).hexdigest(),),
}
"""Parameters of the handler's address that ask for a control value."""

_WEAK: Final[dict[str, _Spellings]] = {"crc32": _crc32}


_SENDER: Final = re.compile(r"[^:]{1,16}")
"""A number of 15 digits with its plus, or a name, which has eleven characters."""

_OUR_NUMBER: Final = re.compile(r"(\+?[0-9]{3,16})?")


def callback_query(secret: str) -> str:
    """Return what follows the `?` in a handler's address."""
    return f"charset=utf-8&sha1={secret}"


def parse_callback(
    request: CallbackRequest, secret: str | None, allow_crc32: bool = False
) -> Callback:
    """Read a callback; it came in the query, or in the body in one of three formats.

    Raises ForgedCallbackError where a secret is set and the control value is not made
    with it, MalformedCallbackError where a field is missing or cannot be.
    """
    came = read_fields(request)
    signed, read = next(
        kind for mark, kind in _KINDS.items() if mark is None or mark in came.text
    )
    if secret is not None:
        _verify(came, signed, secret, allow_crc32)
    return read(came.text)


def _verify(
    came: Fields, names: tuple[str, ...], secret: str, allow_crc32: bool
) -> None:
    """Check the control value: the seed does not say over which bytes of a text."""
    given = [came.text.get(name, "") for name in names]
    as_sent = [came.raw.get(n, t.encode()) for n, t in zip(names, given, strict=True)]
    contents = {b":".join([*as_sent, secret.encode()])}
    if not (text := ":".join([*given, secret])).isascii():
        for charset in CHARSETS:
            # Not every charset has every letter.
            with suppress(UnicodeEncodeError):
                contents.add(text.encode(charset))
    is_genuine = False
    for name, spellings in (_SIGNATURES | (_WEAK if allow_crc32 else {})).items():
        if not (value := came.text.get(name, "").strip().lower().encode()):
            continue
        for content in contents:
            for expected in spellings(content):
                is_genuine |= hmac.compare_digest(value, expected.encode())
    if not is_genuine:
        raise ForgedCallbackError("control value")


def _report(fields: Mapping[str, str]) -> StatusReport | LookUpReport:
    """Read a delivery report."""
    message_id, phone = fields.get("id", "").strip(), fields.get("phone", "").strip()
    status = maybe(as_int, fields.get("status"))
    if not message_id or not phone or status is None:
        raise MalformedCallbackError("id, phone or status")
    if is_look_up(fields):
        return LookUpReport(message_id=message_id, phone=phone)
    channel = channel_of(
        maybe(as_int, fields.get("type")), maybe(as_int, fields.get("flag"))
    )
    if "@" in phone[1:]:
        # The document's list of types leaves e-mail out.
        channel = Channel.EMAIL
    verdict = judge(status, maybe(as_int, fields.get("err")) or 0, channel)
    if verdict is None:
        raise MalformedCallbackError("status")
    count = maybe(as_int, fields.get("cnt"))
    return StatusReport(
        message_id=message_id,
        phone=phone,
        state=verdict.state,
        status=str(status),
        fault=verdict.fault,
        final=verdict.final,
        link_opened=status == LINK_OPENED,
        cost=maybe(as_decimal, fields.get("cost")),
        parts=None if channel is Channel.CALL else count,
        changed_at=maybe(as_time, fields.get("ts")),
        **(_of_call(fields, verdict, count) if channel is Channel.CALL else {}),
    )


def _of_call(
    fields: Mapping[str, str], verdict: Verdict, count: int | None
) -> dict[str, Any]:
    """Return what a report says of a call; its keys come by either of two names."""
    lasted = maybe(as_int, fields.get("calltime"))
    if lasted is None and verdict.state is MessageState.DELIVERED:
        # `cnt` counts the seconds of a call (seed 004).
        lasted = count
    keys = (fields.get(name, "").strip() for name in ("dtmf", "callmenu"))
    return {
        "keys_pressed": next(filter(None, keys), None),
        "duration": lasted,
        "ring_time": maybe(as_int, fields.get("ringtime")),
    }


def _message(fields: Mapping[str, str]) -> IncomingMessage:
    """Read an incoming text; its times are seconds since 1970, unlike a report's."""
    phone = fields.get("phone", "").strip()
    to = fields.get("to", "").strip()
    # The control value joins fields by colons, so a report's own would fit a text made
    # of its id, phone and status; none of them looks like these.
    if not _SENDER.fullmatch(phone) or not _OUR_NUMBER.fullmatch(to):
        raise MalformedCallbackError("phone or to")
    return IncomingMessage(
        message_id=fields.get("id", "").strip() or None,
        phone=phone,
        text=fields["mes"],
        to=to or None,
        reply_to_message_id=fields.get("sms_id", "").strip() or None,
        sent_at=maybe(as_time, fields.get("sent")),
        arrived_at=maybe(as_time, fields.get("time")),
    )


def _call(fields: Mapping[str, str]) -> IncomingCall:
    """Read a call, sold as "confirming a number by a call"."""
    phone, called_at = fields.get("phone", "").strip(), maybe(as_time, fields.get("ts"))
    if not phone or called_at is None:
        raise MalformedCallbackError("phone or ts")
    return IncomingCall(phone=phone, called_at=called_at)


_KINDS: Final[
    dict[str | None, tuple[tuple[str, ...], Callable[[Mapping[str, str]], Callback]]]
] = {
    "mes": (("phone", "mes", "to"), _message),
    "waitcall": (("phone", "ts"), _call),
    None: (("id", "phone", "status"), _report),
}
"""By the field that tells a kind: what its control value is over, and its reader."""
