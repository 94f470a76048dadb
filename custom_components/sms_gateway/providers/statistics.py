"""What a provider has counted: the messages of an account, wherever they were sent from."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .model import Fault, MessageState


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsQuery:
    """Which messages are meant: those of a packet, else those of some days.

    The days are the provider's own, both of them included.
    """

    begin: date
    end: date
    packet_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsRow:
    """One message, as the provider counts it."""

    phone: str
    message_id: str | None = None
    packet_id: str | None = None
    state: MessageState | None = None
    fault: Fault | None = None
    operator: str | None = None
    cost: Decimal | None = None
    parts: int | None = None
    registered_at: datetime | None = None
    due_at: datetime | None = None
    changed_at: datetime | None = None
