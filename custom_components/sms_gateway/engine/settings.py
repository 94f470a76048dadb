"""What the owner of an account has chosen for it, and what a sender asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ..journal import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardLimits:
    """How much may be sent; None is no limit. Money is in the account's currency."""

    messages_per_hour: int | None = None
    messages_per_number: int | None = None
    """An hour, to one number."""
    money_per_day: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """What the owner of an account has chosen for it. Times are in seconds."""

    sender: str | None = None
    valid_for: float = 900.0
    fallbacks: tuple[str, ...] = ()
    at_least_once: bool = False
    is_practice: bool = False
    """Whether the provider is to take messages, and to send none."""
    incoming_interval: float = 300.0
    """Between two requests for incoming texts where nothing is expected."""
    guard: GuardLimits = field(default=GuardLimits())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How messages are to be sent; what an account cannot do of it is left off."""

    is_too_late: Callable[[], bool]
    may_leave: Callable[[Sequence[Message]], bool]
    """Asked after the wait for a turn, in which much may have become known."""
    valid_for: Callable[[], float] | None = None
    """Seconds left of a validity, where one was asked for."""
