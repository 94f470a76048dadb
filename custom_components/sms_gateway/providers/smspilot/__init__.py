"""SMSPILOT (smspilot.ru), API-1."""

from typing import Final

from ..account import Ability, Limits
from ..model import OF_ONE_NUMBER, Reason
from ..provider import ProviderInfo
from .callbacks import parse_callback
from .channels import CHANNELS, CHOICES
from .client import SmspilotClient
from .codes import EMULATOR_KEY, RESERVED_SENDERS, describe

SMSPILOT: Final = ProviderInfo(
    id="smspilot",
    name="SMSPILOT",
    sites=("https://smspilot.ru",),
    has_api_key=True,
    has_incoming=True,
    currency="RUB",
    limits=Limits(
        # Not documented, but for the rows of a list.
        concurrent_sends=10,
        concurrent_look_ups=4,
        batch_look_up_size=100,
        batch_look_up_pause=10.0,
        phones_per_request=1000,
        sender_letters=11,
        sender_digits=15,
        text_length=1000,
        # Section 1, `ttl`: one minute. Section 12 says ten, which both readings take.
        shortest_validity=600.0,
        longest_validity=86400.0,
    ),
    channels=CHANNELS,
    choices=CHOICES,
    abilities=frozenset(
        {
            Ability.ESTIMATE,
            Ability.HLR,
            Ability.PING,
            Ability.HLR_VIP,
            Ability.ACCOUNT,
            Ability.MESSAGE_COUNT,
            Ability.FIND_LOST,
            Ability.PRACTICE,
        }
    ),
    file_types={},
    connect=SmspilotClient,
    has_crc32=False,
    parse_callback=parse_callback,
    callback_query=lambda _: "",
    # It has no id of ours, so nothing that it does not know is one of our messages.
    proves_absence=lambda _, __: False,
    describe=describe,
    takes_request_ids=False,
    # Section 1.2: where most numbers are bad, all are refused by the error of one, and
    # a text or a sender ID may be bad for one operator and good for the next.
    refused_for_one=OF_ONE_NUMBER | {Reason.CONTENT, Reason.SENDER},
    has_callback_per_request=True,
    has_signed_callbacks=False,
    recommends_api_key=True,
    callback_place={
        "en": "“Настройки → API Входящие” (settings, API of incoming messages)",
        "ru": "«Настройки → API Входящие»",
    },
    trial_keys=frozenset({EMULATOR_KEY}),
    # Section 7.
    reply_senders=frozenset({"2WAY"}),
    reserved_senders=RESERVED_SENDERS,
)
