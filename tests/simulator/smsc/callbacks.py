"""Writes what SMSC sends to an account's handler."""

from collections.abc import Mapping
from dataclasses import dataclass
import hashlib
import json
from urllib.parse import quote_from_bytes, unquote_to_bytes
import zlib

from tests.simulator.kernel.callbacks import Callback, Repetition
from tests.simulator.kernel.model import IncomingCall, IncomingMessage, Message

from .accounts import Account
from .channels import Channel
from .codes import error_table
from .formats import Writer, xml_element, xml_fields
from .lookups import told_details
from .parameters import CODECS, DEFAULT_CHARSET
from .state import NAME, State
from .when import short_date

_REPETITION = Repetition(interval=240.0, attempts=50, settled=frozenset({200, 404}))
_HASHES = ("md5", "sha1", "crc32")

# What a handler's address may ask for; the mark asks for all that follows it by GET.
BY_GET = "!"
SETTINGS = ("charset", "fmt", *_HASHES, BY_GET)


@dataclass(frozen=True, slots=True)
class HandlerAddress:
    """An address as the cabinet has it, taken apart.

    `https://host/path!a=1&b=2?c=3` asks for a and b by GET and for c by POST.
    """

    bare: str
    by_get: Mapping[str, str]
    by_post: Mapping[str, str]
    query: str

    @classmethod
    def read(cls, address: str) -> HandlerAddress:
        """Take an address apart."""
        front, _, query = address.partition("?")
        bare, _, get = front.partition(BY_GET)
        return cls(bare, _pairs(get), _pairs(query), query)

    @property
    def named(self) -> list[str]:
        """Return what of all that can be asked for is asked for."""
        marked = {BY_GET: "1"} if self.by_get else {}
        asked = {**self.by_get, **self.by_post, **marked}
        return [name for name in SETTINGS if asked.get(name)]

    def setting(self, name: str) -> str:
        """Return a parameter of the address, wherever it stands."""
        return self.by_post.get(name) or self.by_get.get(name, "")


class CallbackWriter:
    """Writes callbacks to one provider's handlers."""

    def __init__(self, state: State) -> None:
        """Write in the provider's dialect."""
        self._state = state

    def status(self, account: Account, message: Message) -> Callback:
        """Write a message's state."""
        is_call = message.channel == Channel.CALL
        writer = Writer(self._state.dialect)
        mark = ": " if self._state.dialect.callback_time == "spaced" else ":"
        values = {
            "id": message.message_id,
            "phone": message.phone,
            "status": str(message.status),
            "time": short_date(message.changed_at, account.timezone, mark),
            "ts": str(int(message.changed_at)),
            "err": str(message.error) if message.error else None,
            "cnt": message.details.get("seconds", str(message.parts)),
            "type": message.details["type"],
            "cost": writer.amount(message.cost),
            "flag": message.details["flag"],
            "sender": message.sender,
            "dtmf": message.details.get("dtmf", "" if is_call else None),
            "cmt": message.details["comment"],
            "syserr": self._operator_error(message),
            **self._of_channel(message),
        }
        note = self._state.note
        note("code", "callback_status", message.status)
        note("code", error_table(message.channel), message.error)
        note("channel", "callback", message.channel)
        signed = f"{message.message_id}:{message.phone}:{message.status}"
        return self._write(account, "status", values, signed)

    def _operator_error(self, message: Message) -> str | None:
        """Return the operator's own word for an error, where it comes along."""
        present = message.error and self._state.dialect.callback_syserr == "present"
        return message.details.get("syserr", str(message.error) if present else None)

    def _of_channel(self, message: Message) -> dict[str, str | None]:
        """Return the fields that only look-ups of numbers and calls have."""
        dialect = self._state.dialect
        if message.channel == Channel.HLR:
            told = told_details(message, dialect, full=False)
            missing = dialect.lookup_empty == "missing"
            return {
                name: value or (None if missing else "") for name, value in told.items()
            }
        if message.channel != Channel.CALL:
            return {}
        times = "callmenu" in message.details or dialect.call_times == "always"
        return {
            "calltime": message.details.get("calltime") if times else None,
            "callmenu": message.details.get("callmenu"),
            "ringtime": message.details.get("ringtime") if times else None,
        }

    def incoming(self, account: Account, message: IncomingMessage) -> Callback:
        """Write a message from a phone."""
        sent_at = message.sent_at
        if self._state.dialect.incoming_sent == "original":
            sent_at = self._answered_at(account, message) or sent_at
        values = {
            "id": message.message_id,
            "sms_id": message.reply_to,
            "phone": message.phone,
            "mes": message.text,
            "to": message.to,
            "smsc": "79030000000",
            "sent": str(int(sent_at)),
            "time": str(int(message.received_at)),
        }
        signed = f"{message.phone}:{message.text}:{message.to}"
        return self._write(account, "incoming", values, signed)

    def call(self, account: Account, call: IncomingCall) -> Callback:
        """Write a call from a phone."""
        stamp = str(int(call.received_at))
        values = {"waitcall": "1", "phone": call.phone, "ts": stamp}
        return self._write(account, "call", values, f"{call.phone}:{stamp}")

    def _answered_at(self, account: Account, message: IncomingMessage) -> float | None:
        """Return when the message was sent that this one answers."""
        if message.reply_to is None:
            return None
        found = self._state.kernel.ledger.find(
            NAME, account.login, message.reply_to, message.phone
        )
        return found[0].accepted_at if found else None

    def _write(
        self,
        account: Account,
        kind: str,
        values: Mapping[str, str | None],
        signed: str,
    ) -> Callback:
        """Write a callback to the account's address."""
        dialect = self._state.dialect
        address = HandlerAddress.read(account.handler)
        fmt = address.setting("fmt")
        charset = address.setting("charset").lower()
        if charset not in CODECS or (fmt in ("2", "3") and charset == "koi8-r"):
            charset = DEFAULT_CHARSET
        codec = CODECS[charset]
        omitted = ("", None) if dialect.callback_empty == "omitted" else (None,)
        fields = {
            name: value
            for name, value in values.items()
            if value is not None and value not in omitted
        }
        own = self._sign(address.by_post, signed, codec)
        if dialect.callback_query != "kept":
            fields |= {
                name: value
                for name, value in own.items()
                if dialect.callback_settings == "passed"
                or name not in ("charset", "fmt")
            }
        else:
            fields |= {name: own[name] for name in _HASHES if name in own}
        url = address.bare
        if get := _encode(self._sign(address.by_get, signed, codec), codec):
            url += f"?{get}"
        elif dialect.callback_query != "moved" and address.query:
            url += f"?{address.query}"
        self._state.note("parameter", "handler", *address.named)
        self._state.note("callback", kind, *fields)
        self._state.note("callback_format", kind, fmt or "form")
        body, content_type = self._body(fields, fmt, charset)
        stated = dialect.callback_type == "stated"
        return Callback(
            provider=NAME,
            account=account.login,
            kind=kind,
            url=url,
            body=body,
            headers={"Content-Type": content_type} if stated else {},
            repetition=_REPETITION,
            passed=self._state.take_notes(),
        )

    def _sign(
        self, parameters: Mapping[str, str], signed: str, codec: str
    ) -> dict[str, str]:
        """Return the address's parameters, with hashes where the secret stood."""
        return {
            name: self._hash(name, f"{signed}:{value}", codec)
            if name in _HASHES
            else value
            for name, value in parameters.items()
        }

    def _hash(self, algorithm: str, text: str, codec: str) -> str:
        """Return the hash of a text."""
        dialect = self._state.dialect
        content = text.encode(
            "utf-8" if dialect.hash_bytes == "utf-8" else codec, "replace"
        )
        if algorithm == "crc32":
            number = zlib.crc32(content)
            return str(number) if dialect.crc32 == "decimal" else f"{number:08x}"
        digest = hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()
        return digest.upper() if dialect.hash_case == "upper" else digest

    def _body(
        self, fields: Mapping[str, str], fmt: str, charset: str
    ) -> tuple[bytes, str]:
        """Return the body and its content type."""
        codec = CODECS[charset]
        if fmt == "3":
            numbers = self._state.dialect.callback_json == "numbers"
            values = {
                name: int(value)
                if numbers and value.removeprefix("-").isdigit() and name != "mes"
                else value
                for name, value in fields.items()
            }
            text = json.dumps(values, ensure_ascii=False)
            return text.encode(codec, "replace"), "application/json"
        if fmt == "2":
            writer = Writer(self._state.dialect)
            lines = [writer.text(name, value) for name, value in fields.items()]
            text = xml_element("result", xml_fields(lines))
            head = f'<?xml version="1.0" encoding="{charset}"?>\n'
            return (head + text).encode(codec, "replace"), "text/xml"
        form = _encode(fields, codec).encode("ascii")
        return form, "application/x-www-form-urlencoded"


def _pairs(query: str) -> dict[str, str]:
    """Return the parameters of an address; those without a value have an empty one."""
    pairs: dict[str, str] = {}
    for part in query.split("&"):
        if part:
            name, _, value = part.partition("=")
            pairs[_unquote(name)] = _unquote(value)
    return pairs


def _unquote(text: str) -> str:
    """Undo the encoding of an address's parameter."""
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


def _encode(fields: Mapping[str, str], codec: str) -> str:
    """Return fields as a form, url-encoded in a charset."""
    return "&".join(
        f"{_quote(name, codec)}={_quote(value, codec)}"
        for name, value in fields.items()
    )


def _quote(text: str, codec: str) -> str:
    """Encode one value for a form."""
    return quote_from_bytes(text.encode(codec, "replace"), safe=" ").replace(" ", "+")
