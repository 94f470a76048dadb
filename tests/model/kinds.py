"""What a provider of the model can be like, and what it keeps of a message it took."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from custom_components.sms_gateway.providers.account import Ability
from custom_components.sms_gateway.providers.model import MessageState, StatusReport
from custom_components.sms_gateway.providers.provider import ProviderInfo


@dataclass(slots=True)
class Accepted:
    """A message that a provider has taken. Times are true ones of the loop."""

    account: str
    request_id: str
    message_id: str
    phone: str
    text: str
    at: float
    visible_at: float
    state: MessageState = MessageState.QUEUED


ARCHIVED_AFTER: Final = timedelta(hours=1)
"""After which a look-up does not find a message, as if it had never been."""


def archived_after_an_hour(taken: datetime, asked: datetime) -> bool:
    """Tell whether a look-up does not find what was taken then any more."""
    return asked >= taken + ARCHIVED_AFTER


class Ids(StrEnum):
    """The ids that a provider answers a sending with."""

    OURS = "ours"
    """That of the request, which is ours."""
    SHARED = "shared"
    """One of its own for all numbers of a request."""
    EACH = "each"
    """One of its own for each number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A provider where it matters to who sends and asks; `info` is what it declares."""

    info: ProviderInfo
    ids: Ids
    report: Callable[[Accepted, MessageState, bool], StatusReport | None]
    """What a callback about a message says, read: in one of two ways, or not at all."""
    batch_pause: float
    """Seconds from one look-up of many to the next."""
    answers_after: float = 0.0
    """Seconds before which a message is not to be asked for."""
    names_bad_number: bool = False
    """Whether it says which number it is that all are refused for."""
    leaves_out_bad_numbers: bool = False
    """Whether an answer has nothing on a number that is blocked; one with no number
    left is a refusal."""
    may_tell_no_ids: bool = False
    """Whether an answer may say no more than that all was taken."""
    sends_one_at_a_time: bool = False
    """Whether a sending beside another one is refused, be that of before a crash."""
    is_archived: Callable[[datetime, datetime], bool] = archived_after_an_hour
    """Whether what was taken at a moment is not found any more at another."""

    @property
    def knows_ours(self) -> bool:
        """Tell whether messages can be asked for by our id of their request."""
        return self.info.takes_request_ids

    @property
    def has_list(self) -> bool:
        """Tell whether it lists what it took."""
        return Ability.FIND_LOST in self.info.abilities
