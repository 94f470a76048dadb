"""What the owner of an account should know, though no message has failed by it yet."""

from collections.abc import Callable, Sequence
from typing import Final

from ..journal import Journal, Message
from ..providers.errors import ProviderError, RefusedError
from ..providers.model import DISTRUSTED, Reason, SendRequest
from .outcome import NOT_TAKEN, Outcome, Verdict
from .refusals import seconds_since_the_same

_SOON: Final = 600.0
"""Seconds in which an alarm repeats itself: so long a protection holds at least."""

ACCESS: Final = frozenset(
    {
        Reason.AUTH,
        Reason.IP_NOT_ALLOWED,
        Reason.IP_REFUSED,
        Reason.ACCOUNT_BLOCKED,
        Reason.HTTP_DISABLED,
    }
)
"""Refusals that have nothing to do with what was asked."""


class Notices:
    """Tells what a provider does to the messages of one account besides sending them.

    Each is told again when it is over.
    """

    def __init__(self, entry_id: str, journal: Journal) -> None:
        """Have nothing to tell."""
        self._entry_id = entry_id
        self._journal = journal
        self._protected_for: float | None = None
        self._refusal: tuple[Reason, str | None] | None = None
        self._has_told = False
        self.on_access: Callable[[RefusedError | None], None] = lambda _: None
        self.on_sender: Callable[[str, str | None], None] = lambda wanted, used: None
        self.on_sender_refused: Callable[[str], None] = lambda wanted: None
        self.on_repetition: Callable[[bool], None] = lambda is_refused: None

    @property
    def refused_by(self) -> Reason | None:
        """Return why the account cannot be used, as far as is known."""
        return None if self._refusal is None else self._refusal[0]

    @property
    def is_trusted(self) -> bool:
        """Tell whether nothing is known against going on as usual."""
        return self.refused_by not in DISTRUSTED

    def note_error(self, error: ProviderError) -> None:
        """Learn from an error whether the account can be used."""
        if isinstance(error, RefusedError) and error.fault.reason in ACCESS:
            refusal = error.fault.reason, error.address
            if refusal != self._refusal:
                self._refusal, self._has_told = refusal, True
                self.on_access(error)

    def note_access(self) -> None:
        """Learn that the account can be used."""
        if self._refusal is not None or not self._has_told:
            self._refusal, self._has_told = None, True
            self.on_access(None)

    def begin_anew(self) -> None:
        """Forget what was said of other credentials; who changed them has cleared up."""
        self._refusal, self._has_told = None, True

    def note_outcomes(
        self,
        request: SendRequest,
        used: str | None,
        messages: Sequence[Message],
        outcomes: Sequence[Outcome],
    ) -> None:
        """Learn from what came of a request; `used` replaced the sender it asked for."""
        senders = {item.phone: item.sender for item in request.own}
        for message, outcome in zip(messages, outcomes, strict=True):
            sender = senders.get(message.phone, request.sender)
            if outcome.verdict is Verdict.TAKEN and not request.is_practice:
                self._note_taken(message)
            reason = None if outcome.fault is None else outcome.fault.reason
            if outcome.verdict not in NOT_TAKEN:
                continue
            if reason is Reason.SENDER and sender is not None:
                self.on_sender_refused(sender)
            if reason is Reason.REPEATED:
                self._note_repetition(message)
        is_taken = any(o.verdict is Verdict.TAKEN for o in outcomes)
        if is_taken and request.sender is not None:
            self.on_sender(request.sender, used)

    def _note_repetition(self, message: Message) -> None:
        """Remember after how long a repetition was refused."""
        after = seconds_since_the_same(self._journal, message, self._entry_id)
        # Sent by the shop beside the home, the first one is not known here.
        self._protected_for = max(
            self._protected_for or 0.0, _SOON if after is None else after
        )
        self.on_repetition(True)

    def _note_taken(self, message: Message) -> None:
        """See whether a repetition was taken that would have been refused before."""
        if self._protected_for is None:
            return
        after = seconds_since_the_same(self._journal, message, self._entry_id)
        if after is not None and after <= self._protected_for:
            self._protected_for = None
            self.on_repetition(False)
