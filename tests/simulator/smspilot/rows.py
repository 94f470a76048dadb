"""What is said of one message: the fields of answers and callbacks."""

from collections.abc import Iterable
from decimal import Decimal

from tests.simulator.kernel.model import Message
from tests.simulator.kernel.places import place_of

from .codes import FAILED, NO_ERROR, name_of
from .dialect import Dialect
from .lookups import FIELDS, Subscriber, told
from .replies import Kind, Row, Value
from .values import ValueWriter
from .when import write_date

LISTED = (
    *("server_id", "phone", "price", "status", "sender", "sender_orig", "created"),
    *("modified", "parts", "country", "operator", "error", "error_en", "error_ru"),
)
# Those of the answer's legend that the list of `fields` leaves out.
_UNLISTED = ("message", "send_datetime")
EVERY = (*LISTED, *_UNLISTED)
PRINTED = ("server_id", "phone", "price", "status")
STATED = ("server_id", "phone", "status", "error")
_OF_ERRORS = ("error", "error_en", "error_ru")
_KINDS = {
    "server_id": Kind.ID,
    "price": Kind.MONEY,
    "status": Kind.STATUS,
    "parts": Kind.STATUS,
    "error": Kind.ROW_ERROR,
}


def values_of(message: Message, dialect: Dialect) -> dict[str, str]:
    """Return everything that can be said of a message, by its field's name."""
    place = place_of(message.phone)
    words = name_of(message.error)
    moscow = dialect.sms_times == "moscow"
    scheduled = message.details.get("scheduled")
    return {
        "server_id": message.message_id,
        "phone": message.phone,
        "price": ValueWriter(dialect).money(message.cost),
        "status": str(message.status),
        "sender": message.sender,
        "sender_orig": message.details.get("sender_orig", ""),
        "created": write_date(message.accepted_at, moscow=moscow),
        "modified": write_date(message.changed_at, moscow=moscow),
        "parts": str(message.parts),
        "country": place.country,
        "operator": place.operator,
        "error": str(message.error),
        "error_en": words.english if message.error else "",
        "error_ru": words.russian if message.error else "",
        "message": message.text,
        "send_datetime": write_date(message.due_at) if scheduled else "",
        **_found(message, dialect),
    }


def row_of(
    message: Message, asked: str, default: tuple[str, ...], dialect: Dialect
) -> Row:
    """Return what is said of a message in an answer."""
    values = values_of(message, dialect)
    columns = _choose(asked, default, values, dialect)
    added: tuple[str, ...] = ()
    if message.status == FAILED and message.error != NO_ERROR:
        added += _OF_ERRORS if dialect.row_errors == "added" else ()
    if dialect.hlrvip_details == "always":
        added += tuple(_found(message, dialect))
    return Row(
        _values(columns, values),
        _values((one for one in added if one not in columns), values),
    )


def unknown_row(message_id: str, asked: str, dialect: Dialect) -> Row:
    """Return what is said of an id that nobody knows, which has neither phone nor error."""
    values = {
        "server_id": message_id,
        "phone": "",
        "price": ValueWriter(dialect).money(Decimal(0)),
        "status": str(FAILED),
    }
    if dialect.unknown_id == "no_error":
        values["phone"] = "0"
    else:
        values["error"] = "0"
    default = check_default(dialect)
    columns = _choose(asked, default, dict.fromkeys(EVERY, ""), dialect)
    return Row(_values((one for one in columns if one in values), values))


def check_default(dialect: Dialect) -> tuple[str, ...]:
    """Return the fields of a check that names none."""
    return PRINTED if dialect.check_fields == "printed" else STATED


def _found(message: Message, dialect: Dialect) -> dict[str, str]:
    """Return what a look-up has found."""
    if "imsi" not in message.details:
        return {}
    register = {name: message.details.get(name, "") for name in FIELDS}
    return told(Subscriber(**register), dialect)


def _choose(
    asked: str, default: tuple[str, ...], values: dict[str, str], dialect: Dialect
) -> tuple[str, ...]:
    """Return the names of the fields that were asked for; unknown ones are left out."""
    names = [one.strip() for one in asked.split(",")]
    if "all" in names:
        return EVERY if dialect.all_fields == "every" else LISTED
    known = tuple(dict.fromkeys(one for one in names if one in values))
    if dialect.field_order == "listed":
        known = tuple(one for one in values if one in known)
    return known or default


def _values(names: Iterable[str], values: dict[str, str]) -> tuple[Value, ...]:
    """Return named values."""
    return tuple(Value(one, values[one], _KINDS.get(one, Kind.TEXT)) for one in names)
