"""An account at a provider: how it proves itself, what is on it, what it is allowed."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Money on an account; the currency is an ISO 4217 code where it was told.

    `messages` is for how many it is enough, by the provider's own reckoning.
    """

    amount: Decimal
    currency: str | None = None
    messages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInfo:
    """What a provider tells of an account: its own id of it, and its sender IDs."""

    account_id: str | None = None
    balance: Balance
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """How an account proves itself: a key, or login and password."""

    base_url: str
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    account_id: str | None = None
    """The provider's own id of the account, once that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a provider allows: counts, and pauses in seconds."""

    concurrent_sends: int
    concurrent_look_ups: int
    batch_look_up_size: int
    batch_look_up_pause: float
    phones_per_request: int
    sender_letters: int
    sender_digits: int
    text_length: int
    shortest_validity: float
    longest_validity: float
    first_look_up_after: float = 0.0
    """Before a message is that old it is not to be asked for."""
    validity_step: float = 60.0
    """Seconds; a validity is told in whole ones of these."""

    def is_sender(self, sender: str) -> bool:
        """Tell whether a sender ID has a form that the provider takes."""
        digits = sender.removeprefix("+")
        if digits.isascii() and digits.isdecimal():
            return len(digits) <= self.sender_digits
        return (
            sender.isascii()
            and sender.isprintable()
            and len(sender) <= self.sender_letters
        )


class Ability(StrEnum):
    """What a provider can be asked for besides sending, statuses and the balance."""

    ESTIMATE = "estimate"
    """The price of a request before it is made."""
    CANCEL = "cancel"
    """Taking back what has not left yet."""
    HLR = "hlr"
    """What an operator's register says of a number."""
    PING = "ping"
    """An SMS that nobody sees, to find out whether a phone is on."""
    HLR_VIP = "hlr_vip"
    """The two together."""
    ACCOUNT = "account"
    """Telling its own id of the account, and the sender IDs that it may use."""
    MESSAGE_COUNT = "message_count"
    """Telling for how many messages the money is enough."""
    FIND_LOST = "find_lost"
    """Finding a message whose answer was lost in a list of what was sent lately."""
    PRACTICE = "practice"
    """Taking messages as if they were to be sent."""
    GROUPS = "groups"
    """Who is in a group of the account's address book."""
    ADDRESS_BOOK = "address_book"
    """Reading and changing that book."""
    PERSONAL_LINKS = "personal_links"
    """An SMS with a link to a page that is kept for its reader."""
    STATISTICS = "statistics"
    """What the provider has counted, wherever it was sent from."""
    CALL_CONFIRMATION = "call_confirmation"
    """Telling who called a number of the account."""
