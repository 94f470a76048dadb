"""The records of a request to send: what was asked, and what each recipient is to get."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from .numbers import Number


class Mode(StrEnum):
    """The channels."""

    SMS = "sms"
    VIBER = "viber"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one recipient is to get."""

    number: Number
    message_id: str
    own_id: str = ""
    text: str
    parts: int
    cost: Decimal
    due_at: float
    postponed: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A request to send, read and in order.

    The key is the packet's in the simulator alone, whatever number it goes by.
    """

    packet_key: str
    packet_id: str
    user_packet_id: str
    mode: Mode
    sender: str
    validity: float
    letters: tuple[Letter, ...]
    details: Mapping[str, str]

    @property
    def cost(self) -> Decimal:
        """Return what all letters cost together."""
        return sum((one.cost for one in self.letters), Decimal(0))

    @property
    def parts(self) -> int:
        """Return how many parts all letters have together."""
        return sum(one.parts for one in self.letters)
