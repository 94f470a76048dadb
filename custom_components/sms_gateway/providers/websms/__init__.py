"""WEBSMS (websms.ru)."""

from typing import Final

from ..account import Ability, Limits
from ..provider import ProviderInfo
from ..segments import PartLengths
from .callbacks import ACCEPTED, parse_callback
from .channels import CHANNELS, CHOICES
from .client import WebsmsClient
from .codes import describe
from .parameters import LONGEST

WEBSMS: Final = ProviderInfo(
    id="websms",
    name="WEBSMS",
    sites=("https://cab.websms.ru",),
    has_api_key=False,
    has_incoming=False,
    currency="RUB",
    limits=Limits(
        # Section 5.5, error 17.
        concurrent_sends=1,
        # Not documented; there are no lists, so each of these is many questions.
        concurrent_look_ups=2,
        batch_look_up_size=20,
        batch_look_up_pause=5.0,
        # Section 6: a minute after the sending at the earliest.
        first_look_up_after=60.0,
        phones_per_request=100,
        # Section 5, `fromPhone`.
        sender_letters=11,
        sender_digits=11,
        text_length=LONGEST,
        # Section 5, `valid_period`.
        shortest_validity=600.0,
        longest_validity=86400.0,
    ),
    # Section 9; section 11 has 157 and 67.
    part_lengths=PartLengths(gsm=156, unicode=66),
    channels=CHANNELS,
    choices=CHOICES,
    abilities=frozenset(
        {
            Ability.ESTIMATE,
            Ability.CANCEL,
            Ability.PRACTICE,
            Ability.GROUPS,
            Ability.ADDRESS_BOOK,
            Ability.PERSONAL_LINKS,
            Ability.STATISTICS,
        }
    ),
    file_types={},
    connect=WebsmsClient,
    has_crc32=False,
    parse_callback=parse_callback,
    callback_answer=ACCEPTED,
    callback_query=lambda _: "",
    # No denial is documented.
    proves_absence=lambda _, __: False,
    describe=describe,
    has_signed_callbacks=False,
    callback_place={
        "en": "“Персональные настройки → Оповещения → Получение статусов по HTTP”"
        " (personal settings, notifications), at cab.websms.ru/CallBack.asp",
        "ru": "«Персональные настройки → Оповещения → Получение статусов по HTTP»"
        " (cab.websms.ru/CallBack.asp)",
    },
    cancels_whole_requests=True,
)
