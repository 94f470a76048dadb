"""What a refusal of a whole request means for each of its messages."""

from collections.abc import Container, Sequence
from typing import Final

from ..journal import NOT_SENT_STATES, Journal, Message
from ..providers.errors import ProviderError, RefusedError
from ..providers.model import OF_ONE_NUMBER, MessageState, Reason
from .limits import plain
from .outcome import Outcome, Verdict, taken

_REMEMBERED: Final = 86400.0
"""Seconds for which a provider may take a text for a repetition."""

_FEW: Final = 10

ENOUGH: Final = 16
"""Numbers refused in a row, one by one, for what may be the fault of none of them."""


def apart(
    messages: Sequence[Message], error: ProviderError, of_one: Container[Reason]
) -> Sequence[Sequence[Message]]:
    """Return the messages of a refused request that are to be tried again, in parts.

    Without the one that the refusal names; in halves, where it names none. `of_one` are
    the reasons that may be about some of the numbers only.
    """
    if not isinstance(error, RefusedError) or len(messages) == 1:
        return ()
    reason = error.fault.reason
    # The money may be enough for some of a few.
    is_short = reason is Reason.FUNDS and len(messages) <= _FEW
    if reason not in of_one and not is_short:
        return ()
    others = [message for message in messages if message.phone != error.phone]
    if len(others) < len(messages):
        return (others,)
    half = len(messages) // 2
    return messages[:half], messages[half:]


class Patience:
    """Counts, while the parts of a refused request are tried, what came of them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._in_a_row = 0

    def is_over(self, outcomes: Sequence[Outcome]) -> bool:
        """Learn what came of a part; tell whether the others are better left for later.

        They wait as before: the next account may have them at once, and this one is
        asked again after a pause.
        """
        if not outcomes:
            return False
        if all(outcome.verdict is Verdict.LATER for outcome in outcomes):
            return True
        is_one_more = all(map(_may_be_of_all, outcomes))
        self._in_a_row = self._in_a_row + 1 if is_one_more else 0
        return self._in_a_row >= ENOUGH


def _may_be_of_all(outcome: Outcome) -> bool:
    """Tell whether a number was refused for what may be the text's or the sender's."""
    return (
        outcome.verdict is Verdict.REFUSED
        and outcome.fault is not None
        and outcome.fault.reason not in OF_ONE_NUMBER
    )


def judge_repetition(
    journal: Journal, before: Message, entry_id: str, outcome: Outcome
) -> Outcome:
    """Return what a refused repetition means for a message as it was before."""
    is_refused = outcome.fault and outcome.fault.reason is Reason.REPEATED
    if is_refused and proves_the_first(journal, before, entry_id):
        return taken(before)
    return outcome


def seconds_since_the_same(
    journal: Journal, message: Message, entry_id: str
) -> float | None:
    """Return how long ago a text was taken for a number before, None if it was not."""
    ages = [
        message.created_at - other.created_at
        for other in journal.messages
        if other.entry_id == entry_id
        and other.phone == message.phone
        and other.reference != message.reference
        and plain(other.channel) is plain(message.channel)
        and other.text == message.text != ""
        and other.state not in NOT_SENT_STATES
        and 0.0 <= message.created_at - other.created_at <= _REMEMBERED
    ]
    return min(ages, default=None)


def proves_the_first(journal: Journal, before: Message, entry_id: str) -> bool:
    """Tell whether a refused repetition proves that the first try was taken.

    How long a provider remembers texts is a setting of its own. So the first try must
    have been open, on this account, and the text no other one to that number lately.
    """
    if before.state is not MessageState.UNCONFIRMED or before.entry_id != entry_id:
        return False
    return not any(
        other.entry_id == entry_id
        and other.phone == before.phone
        and other.reference != before.reference
        and plain(other.channel) is plain(before.channel)
        # A text that is forgotten may have been this one.
        and other.text in (before.text, "")
        and other.state not in NOT_SENT_STATES
        and abs(other.created_at - before.created_at) <= _REMEMBERED
        for other in journal.messages
    )
