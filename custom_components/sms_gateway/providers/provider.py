"""The contract that a provider's package fulfils."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .exchange import SessionFactory
from .model import (
    Ability,
    Balance,
    Callback,
    CallbackRequest,
    Channel,
    Credentials,
    Estimate,
    Fault,
    IncomingMessage,
    Limits,
    LookUpKind,
    LookUpRequest,
    LookUpResult,
    NotFound,
    OwnText,
    SendAnswer,
    SendRequest,
    StatusQuery,
    StatusReport,
    Words,
)


class Provider(Protocol):
    """One account at one provider. Every method makes one request.

    All raise NotTakenError or OutcomeOpenError, and nothing else.
    """

    async def fetch_balance(self) -> Balance:
        """Ask for the money on the account."""

    async def send(self, request: SendRequest) -> SendAnswer:
        """Hand over one text to one or many numbers, or to each one its own."""

    async def fetch_statuses(
        self, queries: Sequence[StatusQuery]
    ) -> Sequence[StatusReport | NotFound]:
        """Ask for messages; one that there is no news of has no report."""

    async def estimate(self, request: SendRequest) -> Estimate:
        """Ask what a request would cost, and send nothing."""

    async def fetch_group(self, group: str) -> Sequence[str]:
        """Ask who is in a group of the address book: numbers with the plus, or others.

        One that is not there, or is empty, is a RefusedError.
        """

    async def begin_look_up(self, request: LookUpRequest) -> SendAnswer:
        """Ask about numbers; what is charged is as with a message."""

    async def fetch_look_up(
        self, query: StatusQuery, kind: LookUpKind
    ) -> LookUpResult | None:
        """Ask for the result for one number; None while there is none."""

    async def cancel(self, query: StatusQuery) -> None:
        """Take back one message; that nothing was there to remove is a RefusedError."""

    @property
    def date(self) -> datetime | None:
        """What the provider's last answer said the time was."""

    async def fetch_incoming(
        self, since: datetime, now: datetime
    ) -> Sequence[IncomingMessage]:
        """Ask for texts that came in, the oldest first; it may be more than asked for.

        Only where the provider has incoming. `now` is the time as the caller counts.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderInfo:
    """All that is known of a provider before an account exists."""

    id: str
    name: str
    sites: tuple[str, ...]
    """Addresses with the same interface; the first is the provider's own."""
    has_api_key: bool
    has_incoming: bool
    currency: str
    """ISO 4217, for an account whose balance does not name one."""
    limits: Limits
    channels: Mapping[Channel, frozenset[str]]
    """What it sells, and which details (by name), `sender` and `valid_for` among them,
    each takes. What is not named is left off, or refused where it was asked for."""
    abilities: frozenset[Ability]
    """Without one, the method of the contract that belongs to it is never called."""
    file_types: Mapping[Channel, frozenset[str]]
    """The endings of files that may go along; a channel that is not here takes any."""
    connect: Callable[[SessionFactory, Credentials], Provider]
    has_crc32: bool
    """Whether its callbacks can be signed by crc32, which one sample lets anyone forge."""
    parse_callback: Callable[[CallbackRequest, str | None, bool], Callback]
    """Read a callback, checked against the secret of its control value if given.

    The last parameter tells whether crc32 will do. Raises ForgedCallbackError or
    MalformedCallbackError.
    """
    callback_query: Callable[[str], str]
    """The query string of the callback address, with the secret in it."""
    proves_absence: Callable[[datetime, datetime], bool]
    """Whether "not found", said at the second time, means that a message which would
    have been taken at the first time was not."""
    describe: Callable[[Fault], Words | None]
    """The provider's own words for a code, by language."""
    may_be_own: Callable[[Channel, OwnText], bool] = lambda channel, own: False
    """Whether a text may stand beside others in one request (`own`, which it never has
    otherwise); what may not leaves in a request of its own."""
