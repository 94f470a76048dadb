"""What is fuzzed, as a table: everything that reads bytes of a provider or a stranger."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from custom_components.sms_gateway.providers import PROVIDERS
from custom_components.sms_gateway.providers.account import Credentials
from custom_components.sms_gateway.providers.address_book import Contact, Group
from custom_components.sms_gateway.providers.errors import (
    CallbackError,
    NotTakenError,
    OutcomeOpenError,
)
from custom_components.sms_gateway.providers.model import (
    CallbackRequest,
    Channel,
    LookUpKind,
    LookUpRequest,
    LostMessage,
    SendRequest,
    StatusQuery,
)
from custom_components.sms_gateway.providers.provider import Provider
from custom_components.sms_gateway.providers.statistics import StatisticsQuery

from . import seeds
from .wire import SEPARATOR, session

SECRET: Final = "the-secret-that-nobody-knows"

_PHONES: Final = ("+79161234567", "+79261234567")
_NOW: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
_QUERY: Final = StatusQuery("1234", _PHONES[0])
_OURS: Final = StatusQuery("01KAJ0Q4M5T4T5Y8N2Q8N3R2ZC", _PHONES[0])
_CALLED: Final = StatusQuery("1235", _PHONES[1], Channel.CALL)
_REQUEST: Final = SendRequest(
    request_id=_OURS.message_id, phones=_PHONES, text="Проверка"
)
_LOOK_UP: Final = LookUpRequest(
    request_id=_OURS.message_id, phones=_PHONES, kind=LookUpKind.HLR
)
_LOST: Final = LostMessage(
    request_id=_OURS.message_id, phone=_PHONES[0], text="text", sent_at=_NOW
)
_DAYS: Final = StatisticsQuery(begin=date(2009, 9, 1), end=date(2026, 11, 21))
_CONTACT: Final = Contact(phone=_PHONES[0], id="5", group="7", first_name="Anna")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One reader of bytes.

    `read` returns what it made of them, or raises one of `errors`. With `refuses_all`
    no input may be taken: all that it can be given is forged.
    """

    name: str
    read: Callable[[bytes], Awaitable[object]]
    errors: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]
    longest: int
    """Bytes that can reach it."""
    refuses_all: bool = False


def _callback_target(
    provider: str, name: str, secret: str | None, crc32: bool = False
) -> Target:
    """Return the reader of a provider's callbacks."""
    info = PROVIDERS[provider]

    async def read(data: bytes) -> object:
        query, found, body = data.partition(SEPARATOR)
        if not found:
            query, body = b"", data
        request = CallbackRequest(
            # As aiohttp has it: bytes that are no UTF-8 come as halves of surrogates.
            query=query.decode("utf-8", "surrogateescape"),
            body=body,
        )
        return info.parse_callback(request, secret, crc32)

    return Target(
        name=f"{provider} {name}",
        read=read,
        errors=(CallbackError,),
        seeds=tuple(seeds.callbacks(provider)),
        longest=64 * 1024,
        refuses_all=secret is not None,
    )


type Ask = Callable[[Provider], Awaitable[object]]

_ASKED: Final[dict[str, dict[str, Ask]]] = {
    "smsc": {
        "balance": lambda client: client.fetch_balance(),
        "send": lambda client: client.send(_REQUEST),
        "estimate": lambda client: client.estimate(_REQUEST),
        "status": lambda client: client.fetch_statuses([_QUERY]),
        "statuses": lambda client: client.fetch_statuses([_QUERY, _CALLED]),
        "begin look-up": lambda client: client.begin_look_up(_LOOK_UP),
        "look-up": lambda client: client.fetch_look_up(_QUERY, LookUpKind.HLR),
        "cancel": lambda client: client.cancel(_QUERY),
        "incoming": lambda client: client.fetch_incoming(
            _NOW - timedelta(hours=1), _NOW
        ),
        "group": lambda client: client.fetch_group("G1"),
    },
    "smspilot": {
        "balance": lambda client: client.fetch_balance(),
        "message count": lambda client: client.fetch_message_count(),
        "account": lambda client: client.fetch_account(),
        "send": lambda client: client.send(_REQUEST),
        "estimate": lambda client: client.estimate(_REQUEST),
        "statuses": lambda client: client.fetch_statuses([_QUERY, _CALLED]),
        "list of the day": lambda client: client.find_lost([_LOST]),
        "begin look-up": lambda client: client.begin_look_up(_LOOK_UP),
        "look-up": lambda client: client.fetch_look_up(_QUERY, LookUpKind.HLR),
        "incoming": lambda client: client.fetch_incoming(
            _NOW - timedelta(hours=1), _NOW
        ),
    },
    "websms": {
        "balance": lambda client: client.fetch_balance(),
        "proof": lambda client: client.prove(),
        "send": lambda client: client.send(_REQUEST),
        "send in Unicode": lambda client: client.send(
            SendRequest(request_id=_OURS.message_id, phones=_PHONES, text="警报")
        ),
        "estimate": lambda client: client.estimate(_REQUEST),
        "statuses": lambda client: client.fetch_statuses([_QUERY, _OURS]),
        "cancel": lambda client: client.cancel(_QUERY),
        "groups": lambda client: client.fetch_groups(),
        "contacts": lambda client: client.fetch_contacts("1"),
        "group": lambda client: client.fetch_group("1"),
        "add contact": lambda client: client.add_contact(_CONTACT),
        "delete contact": lambda client: client.delete_contact(_CONTACT),
        "add group": lambda client: client.add_group("Family"),
        "edit group": lambda client: client.edit_group(Group(id="1", name="Friends")),
        "statistics": lambda client: client.fetch_statistics(_DAYS),
    },
}
"""By provider and name: what is asked for, of which the input is the answer."""


def _answer_target(provider: str, name: str, ask: Ask) -> Target:
    """Return the reader of a provider's answers to one question."""
    credentials = Credentials(base_url="https://example", login="a", password="b")

    async def read(data: bytes) -> object:
        answers = session(data.split(SEPARATOR))
        return await ask(PROVIDERS[provider].connect(answers, credentials))

    return Target(
        name=f"{provider} {name}",
        read=read,
        errors=(NotTakenError, OutcomeOpenError),
        seeds=tuple(seeds.answers(provider)),
        # An answer may have four megabytes; what is slow shows before.
        longest=256 * 1024,
    )


def _date_target() -> Target:
    """Return the reader of the time in an answer's head, which all share."""
    credentials = Credentials(base_url="https://example", login="a", password="b")

    async def read(data: bytes) -> object:
        head = data.decode("utf-8", "surrogateescape")
        client = PROVIDERS["smsc"].connect(
            session([b'{"balance": "1"}'], head), credentials
        )
        await client.fetch_balance()
        return client.date

    return Target(
        name="all the date of an answer",
        read=read,
        errors=(NotTakenError, OutcomeOpenError),
        seeds=(
            b"Sat, 21 Nov 2026 12:00:00 GMT",
            b"Saturday, 21-Nov-26 12:00:00 GMT",
            b"Fri, 31 Dec 9999 23:59:59 -1200",
            b"Sat, 21 Nov 2026 12:00:00 +99999999999999999999",
            b"Sat, 21 Nov 99999999999 12:00:00 -0000",
        ),
        longest=8 * 1024,
    )


TARGETS: Final = (
    _callback_target("smsc", "callback", None),
    _callback_target("smsc", "forged callback", SECRET),
    _callback_target("smspilot", "callback", None),
    _callback_target("websms", "callback", None),
    *(
        _answer_target(provider, name, ask)
        for provider, asked in _ASKED.items()
        for name, ask in asked.items()
    ),
    _date_target(),
)
