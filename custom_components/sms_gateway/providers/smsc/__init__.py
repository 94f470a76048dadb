"""SMSC (smsc.ru and its sister sites)."""

from typing import Final

from ..account import Ability, Limits
from ..provider import ProviderInfo
from .archive import proves_absence
from .callbacks import callback_query, parse_callback
from .channels import CHANNELS, FILE_TYPES
from .client import SmscClient
from .codes import describe
from .lists import may_be_own

SMSC: Final = ProviderInfo(
    id="smsc",
    name="SMSC",
    sites=(
        "https://smsc.ru",
        "https://smscentre.com",
        "https://smsc.kz",
        "https://smsc.tj",
    ),
    has_api_key=True,
    has_incoming=True,
    currency="RUB",
    limits=Limits(
        # Seed 001: 15 at once are refused; seed 002: five, and two lists a minute.
        concurrent_sends=14,
        concurrent_look_ups=4,
        batch_look_up_size=100,
        batch_look_up_pause=61.0,
        # Not documented; one request for a thousand is.
        phones_per_request=1000,
        # Seed 001, `sender` and `mes`.
        sender_letters=11,
        sender_digits=15,
        text_length=1000,
        # Seed 001, `valid`.
        shortest_validity=60.0,
        longest_validity=86400.0,
    ),
    channels=CHANNELS,
    abilities=frozenset(
        {
            Ability.ESTIMATE,
            Ability.CANCEL,
            Ability.HLR,
            Ability.PING,
            Ability.GROUPS,
            Ability.CALL_CONFIRMATION,
        }
    ),
    file_types=FILE_TYPES,
    connect=SmscClient,
    has_crc32=True,
    parse_callback=parse_callback,
    callback_query=callback_query,
    proves_absence=proves_absence,
    describe=describe,
    may_be_own=may_be_own,
    callback_place={
        "en": "“Настройки” (settings), as the address of the handler",
        "ru": "«Настройки», как адрес обработчика",
    },
)
