"""Whether a provider refuses whatever an account sends, by its last word."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from ..clock import Clock
from ..providers.account import Balance
from ..providers.model import Reason
from .outcome import Outcome, Verdict

_FORGOTTEN_AFTER: Final = 3600.0
"""Seconds: whoever asks before sending would never find out that it is over."""

_OF_THE_ACCOUNT: Final = frozenset(
    {Reason.ACCOUNT_BLOCKED, Reason.FUNDS, Reason.HTTP_DISABLED, Reason.IP_REFUSED}
)
"""Refusals that are not about one message."""


class Standing:
    """The last refusal that was about the account, while it may still be true."""

    def __init__(self, clock: Clock) -> None:
        """Know of none."""
        self._clock = clock
        self._reason: Reason | None = None
        self._until = 0.0
        self._balance: Decimal | None = None

    @property
    def refusal(self) -> Reason | None:
        """Return why the account can send nothing now, None where nothing is known."""
        return self._reason if self._clock.monotonic() < self._until else None

    def note(self, outcomes: Iterable[Outcome]) -> None:
        """Learn from what came of messages; what was taken proves the contrary."""
        for outcome in outcomes:
            if outcome.verdict is Verdict.TAKEN:
                self.forget()
            elif outcome.fault is not None and outcome.fault.reason in _OF_THE_ACCOUNT:
                self._reason = outcome.fault.reason
                self._until = self._clock.monotonic() + _FORGOTTEN_AFTER

    def hear(self, balance: Balance) -> None:
        """Learn the balance; one that rose may be enough again."""
        before, self._balance = self._balance, balance.amount
        has_risen = before is not None and balance.amount > before
        if has_risen and self._reason is Reason.FUNDS:
            self.forget()

    def forget(self) -> None:
        """Believe that the account can send."""
        self._reason = None
