"""Writes what the status page says of messages."""

from dataclasses import dataclass

from tests.simulator.kernel.model import Message
from tests.simulator.kernel.places import Place

from .accounts import Account
from .addresses import read_any
from .channels import Channel
from .codes import NO_ERROR, NOT_FOUND, STATUS_NAMES
from .dialect import Dialect
from .formats import Field, Format, Writer, json_object, xml_element, xml_fields
from .lookups import FIELDS, told_details
from .numbers import Recipient
from .when import long_date

# What is not said of look-ups of numbers.
_NOT_OF_LOOKUPS = frozenset({"comment", "mccmnc", "operator_orig", "sms_cnt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was asked for, and the message that it is, if any."""

    message_id: str
    phone: str
    message: Message | None


def place_of(message: Message) -> Place:
    """Return where a message's number is registered."""
    return Recipient(message.phone, message.phone, valid=True).place


def units_of(message: Message) -> int:
    """Return a message's parts, or a call's seconds."""
    return int(message.details.get("seconds", message.parts))


class StatusWriter:
    """Writes messages in one dialect, for one account."""

    def __init__(self, dialect: Dialect, account: Account, detail: int) -> None:
        """Write with the detail that `all` asks for."""
        self._dialect = dialect
        self._account = account
        self._detail = detail
        self._writer = Writer(dialect)

    def write(self, found: Found, fmt: Format, *, batch: bool) -> str:
        """Write one message, in a batch with its id."""
        match fmt:
            case Format.WORDS:
                return self._words(found, batch=batch)
            case Format.NUMBERS:
                return self._numbers(found, batch=batch)
            case Format.XML:
                return xml_element("sms", xml_fields(self._fields(found, batch=batch)))
            case Format.JSON:
                return json_object(self._fields(found, batch=batch))

    def _fields(self, found: Found, *, batch: bool) -> list[Field]:
        """Return a message's fields in the documents' order."""
        writer = self._writer
        message = found.message
        if message is None:
            return [
                writer.number("status", NOT_FOUND),
                *self._asked(found, batch=batch),
            ]
        fields = [writer.number("status", message.status)]
        fields += self._dates("last", message.changed_at)
        if self._dialect.status_flag == "present":
            fields.append(writer.number("flag", int(message.details["flag"])))
        if message.error != NO_ERROR or self._dialect.status_error == "always":
            fields.append(writer.number("err", message.error))
        fields += self._register(message)
        if self._detail:
            fields += [
                field
                for field in self._details(message)
                if not (_is_lookup(message) and field.name in _NOT_OF_LOOKUPS)
            ]
        return [*fields, *self._asked(found, batch=batch)]

    def _register(self, message: Message) -> list[Field]:
        """Return what a look-up of a number has found."""
        if not _is_lookup(message):
            return []
        told = told_details(message, self._dialect, full=self._detail == 2)
        return [
            field
            for name in FIELDS
            if (field := self._found(name, told[name])) is not None
        ]

    def _found(self, name: str, value: str) -> Field | None:
        """Return one field of a number's register, as far as the dialect has it."""
        if not value and self._dialect.lookup_empty == "missing":
            return None
        if not value and self._dialect.lookup_empty == "null":
            return self._writer.null(name)
        if value.isdigit() and self._dialect.lookup_values == "numbers":
            return self._writer.raw(name, str(int(value)), value)
        return self._writer.text(name, value)

    def _details(self, message: Message) -> list[Field]:
        """Return what `all=1` and `all=2` add."""
        writer = self._writer
        fields = [
            *self._dates("send", message.accepted_at),
            writer.text("phone", message.phone),
            writer.text("cost", writer.amount(message.cost)),
            writer.text("sender_id", message.sender),
            writer.text("status_name", STATUS_NAMES.get(message.status, "")),
            writer.text("message", message.text),
            writer.text("comment", message.details["comment"]),
        ]
        if self._detail == 2:
            place = place_of(message)
            fields += [
                writer.text("mccmnc", place.mccmnc),
                writer.text("country", place.country),
                writer.text("operator", place.operator),
                writer.text("operator_orig", place.operator),
                writer.text("region", place.region),
            ]
        return [
            *fields,
            writer.number("type", int(message.details["type"])),
            writer.number("sms_cnt", units_of(message)),
        ]

    def _dates(self, prefix: str, stamp: float) -> list[Field]:
        """Return a time as a date and as a stamp, as far as the dialect has them."""
        match self._dialect.status_dates:
            case "missing":
                return []
            case "null":
                names = (f"{prefix}_date", f"{prefix}_timestamp")
                return [self._writer.null(name) for name in names]
            case _:
                date = long_date(stamp, self._account.timezone)
                return [
                    self._writer.text(f"{prefix}_date", date),
                    self._writer.number(f"{prefix}_timestamp", int(stamp)),
                ]

    def _asked(self, found: Found, *, batch: bool) -> list[Field]:
        """Return what a batch adds to every message."""
        if not batch:
            return []
        fields = [self._writer.message_id(found.message_id)]
        if not self._detail or found.message is None:
            fields.append(self._writer.text("phone", self._phone(found)))
        return fields

    def _phone(self, found: Found) -> str:
        """Return the number as it was asked for, or as it is kept."""
        if self._dialect.status_phone == "asked":
            return found.phone
        return read_any(found.phone).address

    def _words(self, found: Found, *, batch: bool) -> str:
        """Return a message as a sentence."""
        message = found.message
        if message is None:
            text = f"Status = {NOT_FOUND}"
        else:
            text = f"Status = {message.status}" + self._check_time(message)
            if message.error != NO_ERROR or self._dialect.status_error == "always":
                text += f", err = {message.error}"
            for field in self._register(message):
                text += f", {field.name} = {field.plain}"
            if self._detail:
                text += self._more_words(message)
        for field in self._asked(found, batch=batch):
            text += f", {field.name} = {field.plain}"
        return text

    def _check_time(self, message: Message) -> str:
        """Return the time of the last change as part of a sentence."""
        if self._dialect.status_dates != "present":
            return ""
        date = long_date(message.changed_at, self._account.timezone)
        return f", check_time = {date}"

    def _more_words(self, message: Message) -> str:
        """Return the details as part of a sentence; the odd space is the documents'."""
        place = place_of(message)
        sent = long_date(message.accepted_at, self._account.timezone)
        details = {"send_date": sent, "phone": message.phone}
        if self._detail == 2:
            details |= {
                "mccmnc": place.mccmnc,
                "country": place.country,
                "operator": place.operator,
                "operator_orig": place.operator,
                "region": place.region,
            }
        details |= {
            "cost": self._writer.amount(message.cost),
            "sender_id": message.sender,
            "status_name": STATUS_NAMES.get(message.status, ""),
            "message": message.text,
            "comment": message.details["comment"],
            "type": message.details["type"],
        }
        return "".join(
            f", {name}{'' if name == 'operator_orig' else ' '}= {value}"
            for name, value in details.items()
            if not (_is_lookup(message) and name in _NOT_OF_LOOKUPS)
        )

    def _numbers(self, found: Found, *, batch: bool) -> str:
        """Return a message as comma-separated values."""
        message = found.message
        asked = "".join(f",{one.plain}" for one in self._asked(found, batch=batch))
        if message is None:
            return f"{NOT_FOUND},0,0{asked}"
        text = f"{message.status},{int(message.changed_at)},{message.error}"
        if _is_lookup(message):
            told = told_details(message, self._dialect, full=self._detail == 2)
            text += "".join(f",{told[name]}" for name in FIELDS)
        if self._detail:
            text += self._more_numbers(message)
        return text + asked

    def _more_numbers(self, message: Message) -> str:
        """Return the details as values; the odd spaces are the documents'."""
        place = place_of(message)
        text = f"{int(message.accepted_at)},{message.phone}"
        if self._detail == 2:
            text += f",{place.country},{place.operator},{place.region}"
        text += (
            f",{self._writer.amount(message.cost)},{message.sender}"
            f",{STATUS_NAMES.get(message.status, '')},{message.text}"
        )
        if _is_lookup(message):
            return f", {text},{message.details['type']}"
        return f",{text}, {message.details['comment']}, {message.details['type']}"


def _is_lookup(message: Message) -> bool:
    """Return whether a message is the look-up of a number."""
    return message.channel == Channel.HLR
