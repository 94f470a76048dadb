"""The providers under test: what is known of each, and where its simulator is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from custom_components.sms_gateway.providers import PROVIDERS
from custom_components.sms_gateway.providers.model import MessageState, Reason
from custom_components.sms_gateway.providers.provider import ProviderInfo
from tests.simulator import Simulator
from tests.simulator.smsc import codes as smsc_codes, dialect as smsc_dialect
from tests.simulator.smspilot import (
    codes as smspilot_codes,
    dialect as smspilot_dialect,
)
from tests.simulator.websms import codes as websms_codes, dialect as websms_dialect

type Readings = Mapping[str, tuple[str, ...]]

PUBLIC: Final = "https://home.example"
"""The home as the internet knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One provider, and what a test has to know of it beyond its own declaration.

    `credentials` and `wrong` are data of an entry. `states` are the provider's status
    and error for a state; `refusals` its error codes for a sending, `open_codes` those
    of them that prove nothing. `bad` is a number that it refuses, alone and in a list.
    """

    id: str
    credentials: tuple[Mapping[str, str], ...]
    wrong: tuple[Mapping[str, str], ...]
    account_id: str | None = None
    refusals: tuple[int, ...]
    open_codes: frozenset[int] = frozenset()
    rate_codes: frozenset[int]
    states: Mapping[MessageState, tuple[int, int]]
    readings: Readings
    defaults: object
    denies_nothing: frozenset[tuple[str, str]] = frozenset()
    """Readings in which an id that is not known is not denied in so many words."""
    refuses_unknown: frozenset[tuple[str, str]] = frozenset()
    """Readings in which such an id makes an error of a whole question."""
    has_no_parts: frozenset[tuple[str, str]] = frozenset()
    """Readings in which the parts of a message cannot be told."""
    has_no_ids: frozenset[tuple[str, str]] = frozenset()
    """Readings in which an answer does not tell what a callback calls a message."""
    has_few_rows: frozenset[tuple[str, str]] = frozenset()
    """Readings in which an answer does not tell of every number."""
    refuses_whole: frozenset[tuple[str, str]] = frozenset()
    """Readings in which one bad number makes an error of a whole request."""
    answers_late: frozenset[tuple[str, str]] = frozenset()
    """Readings in which nothing is told of a message for its first minute."""
    bad: str = "+71234567890"
    prepare: Callable[[Simulator], object] = lambda _: None
    """What has to be set for all that is here to be so."""
    enter_handler: Callable[[Simulator, str], object]
    reasons: Mapping[int, Reason] = field(default_factory=dict)

    @property
    def info(self) -> ProviderInfo:
        """Return what the integration knows of the provider."""
        return PROVIDERS[self.id]

    def part(self, simulator: Simulator) -> Any:
        """Return the provider's part of the simulator."""
        return getattr(simulator, self.id)

    def data(self, simulator: Simulator, number: int = 0) -> dict[str, str]:
        """Return the data of an entry, with the credentials of that number."""
        known = {} if self.account_id is None else {"account_id": self.account_id}
        return {
            "provider": self.id,
            "base_url": simulator.url,
            "currency": "RUB",
            **known,
            **self.credentials[number],
        }

    @property
    def other_readings(self) -> list[dict[str, str]]:
        """Return every reading that is not the usual one, each on its own."""
        return [
            {switch: reading}
            for switch, readings in self.readings.items()
            for reading in readings
            if reading != getattr(self.defaults, switch)
        ]


_LOGIN: Final = {"login": "demo", "password": "demo"}
_WRONG: Final = {"login": "demo", "password": "wrong"}

SUBJECTS: Final = (
    Subject(
        id="smsc",
        credentials=(_LOGIN, {"api_key": "SMSC-DEMO-KEY"}),
        wrong=(_WRONG, {"api_key": "wrong"}),
        refusals=tuple(smsc_codes.SEND_ERRORS),
        open_codes=frozenset({9}),
        rate_codes=frozenset({9}),
        states={
            MessageState.QUEUED: (-1, 0),
            MessageState.SENT: (0, 0),
            MessageState.DELIVERED: (1, 0),
            MessageState.READ: (2, 0),
            MessageState.EXPIRED: (3, 0),
            MessageState.UNDELIVERED: (20, 1),
            MessageState.REJECTED: (25, 0),
        },
        readings=smsc_dialect.READINGS,
        defaults=smsc_dialect.Dialect(),
        denies_nothing=frozenset(
            {("unknown_id", "error"), ("unknown_id", "empty"), ("unknown_id", "html")}
        ),
        has_no_parts=frozenset({("count", "parts")}),
        has_few_rows=frozenset({("op_rows", "good"), ("op_rows", "none")}),
        refuses_whole=frozenset({("bad_numbers", "whole_request")}),
        enter_handler=lambda simulator, address: simulator.smsc.accounts.update(
            "demo", handler=f"{address}?charset=utf-8"
        ),
    ),
    Subject(
        id="smspilot",
        credentials=({"api_key": "SMSPILOT-DEMO-KEY"}, _LOGIN),
        wrong=({"api_key": "wrong"}, _WRONG),
        account_id="5671",
        bad="+79999999999",
        refusals=tuple(smspilot_codes.ERRORS),
        open_codes=frozenset({110}),
        rate_codes=frozenset({118}),
        refuses_unknown=frozenset({("unknown_id", "error")}),
        states={
            MessageState.QUEUED: (0, 0),
            MessageState.SENT: (1, 0),
            MessageState.DELIVERED: (2, 0),
            MessageState.UNDELIVERED: (-1, 604),
            MessageState.REJECTED: (-2, 212),
        },
        readings=smspilot_dialect.READINGS,
        defaults=smspilot_dialect.Dialect(),
        enter_handler=lambda simulator, address: simulator.smspilot.set_account(
            inbound_handler=address
        ),
    ),
    Subject(
        id="websms",
        credentials=(_LOGIN,),
        wrong=(_WRONG,),
        bad="+79990000000",
        prepare=lambda simulator: simulator.websms.set_account(
            blacklist=["79990000000"]
        ),
        refusals=(
            *(code for code in websms_codes.DOCUMENTED_ERRORS if code),
            websms_codes.HTTP_REPEAT,
        ),
        open_codes=frozenset({15}),
        rate_codes=frozenset({17}),
        states={
            MessageState.QUEUED: (3, 0),
            MessageState.SENT: (4, 0),
            MessageState.DELIVERED: (6, 0),
            MessageState.EXPIRED: (11, 0),
            MessageState.UNDELIVERED: (7, 0),
            MessageState.REJECTED: (5, 0),
            MessageState.CANCELLED: (9, 0),
            MessageState.UNCONFIRMED: (13, 0),
        },
        readings=websms_dialect.READINGS,
        defaults=websms_dialect.Dialect(),
        has_few_rows=frozenset({("send_rows", "none")}),
        has_no_ids=frozenset({("send_rows", "none")}),
        answers_late=frozenset({("early_results", "empty")}),
        enter_handler=lambda simulator, address: simulator.websms.set_account(
            handler=address
        ),
    ),
)
