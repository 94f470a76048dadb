"""The two accounts of the model's home, and what their provider is like."""

from dataclasses import replace
from typing import Any, Final

from custom_components.sms_gateway.providers.account import Ability, Limits
from custom_components.sms_gateway.providers.model import Channel
from custom_components.sms_gateway.providers.provider import ProviderInfo
from custom_components.sms_gateway.providers.smsc import SMSC

from .provider import ARCHIVED_AFTER, CONCURRENT

FIRST, SECOND = "01ACCOUNT0000000000000000A", "01ACCOUNT0000000000000000B"
ACCOUNTS: Final = (FIRST, SECOND)
VALID_FOR: Final = {FIRST: 900.0, SECOND: 300.0}

_LIMITS: Final = Limits(
    concurrent_sends=CONCURRENT,
    concurrent_look_ups=CONCURRENT,
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


INFO: Final = ProviderInfo(
    id="model",
    name="Model",
    sites=("https://model.example",),
    has_api_key=False,
    has_incoming=False,
    currency="RUB",
    limits=_LIMITS,
    channels={Channel.SMS: frozenset({"sender", "valid_for"})},
    abilities=frozenset(),
    file_types={},
    connect=_nothing,
    has_crc32=False,
    parse_callback=_nothing,
    callback_query=_nothing,
    proves_absence=lambda taken, asked: taken <= asked < taken + ARCHIVED_AFTER / 2,
    describe=lambda _: None,
)


INFO_WITH_LIST: Final = replace(
    INFO,
    abilities=frozenset({Ability.FIND_LOST}),
    proves_absence=lambda _, __: False,
    takes_request_ids=False,
    has_callback_per_request=True,
)
"""Without ids of ours: a list proves what was taken, and nothing what was not."""

INFO_WITHOUT_PROOF: Final = replace(INFO, proves_absence=lambda _, __: False)

INFO_BY_NIGHT: Final = replace(INFO, proves_absence=SMSC.proves_absence)
"""What it denies proves as much as at SMSC, which has an hour for its archive."""
