"""The two accounts of the model's home, and the kinds of provider they may be at."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from custom_components.sms_gateway.providers.account import Ability, Limits
from custom_components.sms_gateway.providers.model import (
    CallbackRequest,
    Channel,
    MessageState,
    StatusReport,
)
from custom_components.sms_gateway.providers.provider import ProviderInfo
from custom_components.sms_gateway.providers.smsc import SMSC as SMSC_INFO
from custom_components.sms_gateway.providers.websms import WEBSMS as WEBSMS_INFO

from .kinds import ARCHIVED_AFTER, Accepted, Ids, Kind
from .virtual import START

FIRST, SECOND = "01ACCOUNT0000000000000000A", "01ACCOUNT0000000000000000B"
ACCOUNTS: Final = (FIRST, SECOND)
VALID_FOR: Final = {FIRST: 900.0, SECOND: 300.0}

_MINUTE: Final = 60.0

_LIMITS: Final = Limits(
    concurrent_sends=2,
    concurrent_look_ups=2,
    batch_look_up_size=3,
    batch_look_up_pause=61.0,
    phones_per_request=2,
    sender_letters=11,
    sender_digits=15,
    text_length=1000,
    shortest_validity=60.0,
    longest_validity=86400.0,
)


def _nothing(*_: object) -> Any:
    """Stand for what the model has no use for."""
    raise NotImplementedError


_INFO: Final = ProviderInfo(
    id="model",
    name="Model",
    sites=("https://model.example",),
    has_api_key=False,
    has_incoming=False,
    currency="RUB",
    limits=_LIMITS,
    channels={Channel.SMS: frozenset({"sender", "valid_for"})},
    abilities=frozenset({Ability.CANCEL}),
    file_types={},
    connect=_nothing,
    has_crc32=False,
    parse_callback=_nothing,
    callback_query=_nothing,
    proves_absence=lambda taken, asked: taken <= asked < taken + ARCHIVED_AFTER / 2,
    describe=lambda _: None,
)


def _by_either_id(item: Accepted, state: MessageState, by_ours: bool) -> StatusReport:
    """Name a message by our id, or by the provider's."""
    message_id = item.request_id if by_ours else item.message_id
    return StatusReport(message_id=message_id, phone=item.phone, state=state)


def _by_address(item: Accepted, state: MessageState, by_ours: bool) -> StatusReport:
    """Name a message by its own id; ours came along in the address, if it was left."""
    return StatusReport(
        message_id=item.message_id,
        phone=item.phone,
        state=state,
        request_id=item.request_id if by_ours else None,
    )


_WORDS: Final = {
    MessageState.UNCONFIRMED: ("unknown", 1),
    MessageState.REJECTED: ("rejected", 5),
    MessageState.DELIVERED: ("delivered", 6),
    MessageState.READ: ("delivered", 6),
    MessageState.UNDELIVERED: ("undeliverable", 7),
    MessageState.EXPIRED: ("expired", 11),
}
"""What seed 000 calls them, 6.4 and 6.5; of the others it sends no callback."""


def _by_xml(
    item: Accepted, state: MessageState, with_result: bool
) -> StatusReport | None:
    """Write a callback in one of the two printed forms, and read it as the webhook."""
    if state not in _WORDS:
        return None
    word, result = _WORDS[state]
    date = format_datetime(datetime.fromtimestamp(START + item.at, UTC))
    head = f'<status id="{item.message_id}" date="{date}"'
    body = f'{head}><state error="">{word}</state></status>'
    if with_result:
        body = (
            f'{head} package="1"><state>{word}</state>'
            f"<result_id>{result}</result_id></status>"
        )
    request = CallbackRequest(query="", body=body.encode())
    report = WEBSMS_INFO.parse_callback(request, None, False)
    assert isinstance(report, StatusReport)
    return report


SMSC: Final = Kind(info=_INFO, ids=Ids.OURS, report=_by_either_id, batch_pause=_MINUTE)

SMSC_WITH_ITS_IDS: Final = replace(SMSC, ids=Ids.SHARED)

SMSC_WITHOUT_PROOF: Final = replace(
    SMSC_WITH_ITS_IDS, info=replace(_INFO, proves_absence=lambda _, __: False)
)

SMSPILOT: Final = Kind(
    info=replace(
        _INFO,
        abilities=frozenset({Ability.FIND_LOST}),
        proves_absence=lambda _, __: False,
        takes_request_ids=False,
        has_callback_per_request=True,
    ),
    ids=Ids.EACH,
    report=_by_address,
    batch_pause=_MINUTE,
    names_bad_number=True,
)
"""Without ids of ours: a list proves what was taken, and nothing what was not."""

WEBSMS: Final = Kind(
    # As it is declared; but a model's home has few numbers.
    info=replace(
        WEBSMS_INFO,
        limits=replace(WEBSMS_INFO.limits, phones_per_request=2, batch_look_up_size=3),
    ),
    ids=Ids.EACH,
    report=_by_xml,
    # None is documented; this is what is declared.
    batch_pause=5.0,
    answers_after=_MINUTE,
    leaves_out_bad_numbers=True,
    may_tell_no_ids=True,
    sends_one_at_a_time=True,
)
"""Our number of a packet proves what was taken, and nothing what was not."""


def by_night(is_archived: Callable[[datetime, datetime], bool]) -> Kind:
    """Return SMSC with its archive: what it denies proves as much as there."""
    info = replace(_INFO, proves_absence=SMSC_INFO.proves_absence)
    return replace(SMSC, info=info, is_archived=is_archived)


KINDS: Final = {
    "SMSC": SMSC,
    "SMSC with its own ids": SMSC_WITH_ITS_IDS,
    "SMSC without proof": SMSC_WITHOUT_PROOF,
    "SMSPILOT": SMSPILOT,
    "WEBSMS": WEBSMS,
}

type Kinds = Mapping[str, Kind]

BOTH_AT_SMSC: Final[Kinds] = {FIRST: SMSC, SECOND: SMSC_WITH_ITS_IDS}
