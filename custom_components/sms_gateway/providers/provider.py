"""The contract that a provider's package fulfils."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from .account import Ability, AccountInfo, Balance, Credentials, Limits
from .address_book import Contact, Group
from .details import Details
from .exchange import SessionFactory
from .model import (
    OF_ONE_NUMBER,
    Callback,
    CallbackRequest,
    Channel,
    Estimate,
    Fault,
    IncomingMessage,
    LookUpKind,
    LookUpRequest,
    LookUpResult,
    LostMessage,
    NotFound,
    OwnText,
    Reason,
    SendAnswer,
    SendRequest,
    StatusQuery,
    StatusReport,
    Words,
)
from .segments import AS_PHONES_COUNT, PartLengths
from .statistics import StatisticsQuery, StatisticsRow
from .values import MOSCOW


class NotOfferedError(Exception):
    """A provider was asked for what it has not declared; a defect of the caller."""


class Provider(Protocol):
    """One account at one provider. A method makes one request, or few.

    All raise NotTakenError or OutcomeOpenError, and nothing else.
    """

    date: datetime | None
    """What the provider's last answer said the time was."""

    async def fetch_balance(self) -> Balance:
        """Ask for the money on the account."""

    async def prove(self) -> Balance:
        """Ask for the money in such a way that wrong credentials are refused."""
        return await self.fetch_balance()

    async def send(self, request: SendRequest) -> SendAnswer:
        """Hand over one text to one or many numbers, or to each one its own."""

    async def fetch_statuses(
        self, queries: Sequence[StatusQuery]
    ) -> Sequence[StatusReport | NotFound]:
        """Ask for messages; one that there is no news of has no report."""

    async def fetch_incoming(
        self, since: datetime, now: datetime
    ) -> Sequence[IncomingMessage]:
        """Ask for texts that came in, the oldest first; it may be more than asked for.

        Only where the provider has incoming. `now` is the time as the caller counts.
        """
        raise NotOfferedError

    # All that follow belong to an ability.

    async def find_lost(
        self, lost: Sequence[LostMessage]
    ) -> Sequence[StatusReport | NotFound]:
        """Look for messages whose answers were lost; each is told of by our id."""
        raise NotOfferedError

    async def fetch_account(self) -> AccountInfo:
        """Ask for what is known of the account itself."""
        raise NotOfferedError

    async def fetch_message_count(self) -> int:
        """Ask for how many messages the money is enough."""
        raise NotOfferedError

    async def estimate(self, request: SendRequest) -> Estimate:
        """Ask what a request would cost, and send nothing."""
        raise NotOfferedError

    async def fetch_group(self, group: str) -> Sequence[str]:
        """Ask who is in a group of the address book: numbers with the plus, or others.

        One that is not there, or is empty, is a RefusedError.
        """
        raise NotOfferedError

    # Of the address book; a change that was refused is a RefusedError, and one whose
    # answer is lost an OutcomeOpenError: it is never made again unasked.

    async def fetch_groups(self) -> Sequence[Group]:
        """Ask for all groups."""
        raise NotOfferedError

    async def fetch_contacts(self, group_id: str) -> Sequence[Contact]:
        """Ask for all contacts of a group."""
        raise NotOfferedError

    async def add_contact(self, contact: Contact) -> Contact:
        """Add a contact to its group; return it with its id, where that is told."""
        raise NotOfferedError

    async def edit_contact(self, contact: Contact, emptied: Container[str]) -> None:
        """Write the contact of that id anew; `emptied` names fields to lose values."""
        raise NotOfferedError

    async def delete_contact(self, contact: Contact) -> None:
        """Delete a contact from the group that it is of, and from no other."""
        raise NotOfferedError

    async def add_group(self, name: str) -> Group:
        """Add a group; return it with its id, where that is told."""
        raise NotOfferedError

    async def edit_group(self, group: Group) -> None:
        """Give the group of that id another name."""
        raise NotOfferedError

    async def delete_group(self, group_id: str) -> None:
        """Delete a group."""
        raise NotOfferedError

    async def fetch_statistics(self, query: StatisticsQuery) -> Sequence[StatisticsRow]:
        """Ask for messages as the provider counts them."""
        raise NotOfferedError

    async def begin_look_up(self, request: LookUpRequest) -> SendAnswer:
        """Ask about numbers; what is charged is as with a message."""
        raise NotOfferedError

    async def fetch_look_up(
        self, query: StatusQuery, kind: LookUpKind
    ) -> LookUpResult | None:
        """Ask for the result for one number; None while there is none."""
        raise NotOfferedError

    async def cancel(self, query: StatusQuery) -> None:
        """Take back one message, or all of its request where the provider knows no less.

        That nothing was there to remove is a RefusedError.
        """
        raise NotOfferedError


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
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The values of a detail that it takes; without an entry it takes all."""
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
    days_in: tzinfo = MOSCOW
    """The zone of the days that it counts."""
    part_lengths: PartLengths = AS_PHONES_COUNT
    """How it cuts a long SMS."""
    callback_answer: str = "OK"
    """What tells the provider that a callback need not be repeated."""
    cancels_whole_requests: bool = False
    """Whether no message can be taken back without the others of its request."""
    takes_request_ids: bool = True
    """Whether messages can be asked for by our own id, sent along with them."""
    refused_for_one: frozenset[Reason] = OF_ONE_NUMBER
    """Why a whole request may be refused although only some of its numbers are meant."""
    has_callback_per_request: bool = False
    """Whether the address for reports goes along with each request."""
    has_signed_callbacks: bool = True
    """Whether the secret in the callback address signs what comes to it."""
    recommends_api_key: bool = False
    """Whether a key is asked for before login and password."""
    callback_place: Words = field(default_factory=lambda: {"en": ""})
    """Where in the provider's cabinet the address is entered, by language."""
    trial_keys: frozenset[str] = frozenset()
    """API keys that are anybody's, and with which nothing is ever sent."""
    reserved_senders: frozenset[str] = frozenset()
    """Sender IDs, in capitals, that make something else of a message."""
    reply_senders: frozenset[str] = frozenset()
    """Sender IDs that can be answered; an answer does not say to which message."""

    def takes_sender(self, sender: str) -> bool:
        """Tell whether a sender ID has a form that the provider takes."""
        is_reserved = sender.strip().upper() in self.reserved_senders
        return self.limits.is_sender(sender) and not is_reserved

    def carried_as(self, channel: Channel) -> Channel:
        """Return the channel by which a message for another one is carried here.

        A text that would show itself at once is still a text.
        """
        if channel is Channel.FLASH and channel not in self.channels:
            return Channel.SMS
        return channel

    def fitting(self, channel: Channel, details: Details) -> Details:
        """Return details without those that the channel does not take."""
        able = self.channels[self.carried_as(channel)]
        return details.only(
            name
            for name, value in details.given.items()
            if name in able
            and (name not in self.choices or value in self.choices[name])
        )

    may_be_own: Callable[[Channel, OwnText], bool] = lambda channel, own: False
    """Whether a text may stand beside others in one request (`own`, which it never has
    otherwise); what may not leaves in a request of its own."""
