"""The spending guard: refuses what a runaway automation would send, and says so."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Final

from .clock import Clock
from .engine import AccountEngine, GuardLimits
from .journal import NOT_SENT_STATES, Journal, Message
from .providers.model import Fault, MessageState, Reason
from .spending import NOTHING, Spending

_HOUR: Final = 3600.0

_REASONS: Final = frozenset(
    {Reason.GUARD_MESSAGES, Reason.GUARD_NUMBER, Reason.GUARD_MONEY}
)


def is_guarded(message: Message) -> bool:
    """Tell whether the guard refused a message."""
    return message.fault is not None and message.fault.reason in _REASONS


class _Tally:
    """Where an account stands; what has no price yet counts as the last that had."""

    def __init__(self, price: Decimal) -> None:
        """Begin with nothing."""
        self.price = price
        self.messages = 0
        self.phones: Counter[str] = Counter()
        self.spent = NOTHING

    def add(self, phone: str) -> None:
        """Count one more message."""
        self.messages += 1
        self.phones[phone] += 1
        self.spent += self.price

    def refusal(self, limits: GuardLimits, phone: str) -> Reason | None:
        """Return which limit one more message to a number would break, if any."""
        if _is_reached(self.messages, limits.messages_per_hour):
            return Reason.GUARD_MESSAGES
        if _is_reached(self.phones[phone], limits.messages_per_number):
            return Reason.GUARD_NUMBER
        if (
            limits.money_per_day is not None
            and self.spent + self.price > limits.money_per_day
        ):
            return Reason.GUARD_MONEY
        return None


def _is_reached(count: int, limit: int | None) -> bool:
    """Tell whether a limit leaves no room."""
    return limit is not None and count >= limit


class SpendingGuard:
    """Counts what an account is given to send, and stops it at the owner's limits.

    By the monotonic clock: a home's own may jump, and would free a whole hour.
    """

    def __init__(self, journal: Journal, clock: Clock, spending: Spending) -> None:
        """Begin with what the journal knows of the last hour."""
        self._journal = journal
        self._clock = clock
        self._spending = spending
        self._passed: dict[str, dict[str, float]] = {}
        self._guarded: dict[str, set[str]] = {}
        self._forgiven: dict[str, tuple[date, Decimal]] = {}
        for message in journal.messages:
            age = max(clock.now() - message.created_at, 0.0)
            is_real = (
                message.state not in NOT_SENT_STATES and not message.details.is_practice
            )
            if age < _HOUR and is_real:
                moment = clock.monotonic() - age
                self._note(message.entry_id, message.reference, moment)

    def admit(
        self,
        account: AccountEngine,
        messages: Sequence[Message],
        urgent: Container[str],
    ) -> list[Message]:
        """Return new messages, those over a limit as failed; `urgent` are numbers."""
        judged = []
        waiting = [
            m
            for m in messages
            # A practice costs nothing, and takes nobody's place.
            if m.state is MessageState.PENDING and not m.details.is_practice
        ]
        faults = self._judge(account, waiting, urgent)
        for message in messages:
            if (fault := faults.get(message.reference)) is not None:
                message = replace(
                    message,
                    state=MessageState.FAILED,
                    fault=fault,
                    tracked_until=None,
                )
            judged.append(message)
        return judged

    def check_failover(
        self, account: AccountEngine, messages: Sequence[Message]
    ) -> dict[str, Fault]:
        """Return those that another account than the first may not carry, and why.

        What waited over a restart, or was urgent, is let through.
        """
        return self._judge(
            account,
            [
                message
                for message in messages
                if (let_by := self._guarded.get(message.reference))
                and account.entry_id not in let_by
            ],
            (),
        )

    def check_look_up(self, account: AccountEngine) -> Fault | None:
        """Return why nothing more is to be asked about numbers.

        A look-up is no message, so that only the limit of money counts.
        """
        limits = account.settings.guard
        if limits.money_per_day is None:
            return None
        is_spent = self._tally(account.entry_id, limits).spent >= limits.money_per_day
        return Fault(Reason.GUARD_MONEY) if is_spent else None

    def forget(self, reference: str) -> None:
        """Guard a message no more that has come to its end."""
        self._guarded.pop(reference, None)

    def begin_anew(self, entry_id: str) -> None:
        """Count for an account from zero, as its owner wishes."""
        self._passed.pop(entry_id, None)
        spent = self._spending.today(entry_id)
        self._forgiven[entry_id] = self._spending.day, spent

    def _judge(
        self,
        account: AccountEngine,
        messages: Sequence[Message],
        urgent: Container[str],
    ) -> dict[str, Fault]:
        """Let messages through, and return why some of them are not."""
        entry_id, limits = account.entry_id, account.settings.guard
        now = self._clock.monotonic()
        tally = self._tally(entry_id, limits)
        faults: dict[str, Fault] = {}
        for message in messages:
            if message.phone not in urgent:
                if (reason := tally.refusal(limits, message.phone)) is not None:
                    faults[message.reference] = Fault(reason)
                    continue
                self._guarded.setdefault(message.reference, set()).add(entry_id)
            tally.add(message.phone)
            self._note(entry_id, message.reference, now)
        return faults

    def _note(self, entry_id: str, reference: str, moment: float) -> None:
        """Remember what was let through, and when, for an hour."""
        passed = self._passed.setdefault(entry_id, {})
        since = self._clock.monotonic() - _HOUR
        # They are in the order of time.
        for over in list(takewhile(lambda known: passed[known] <= since, passed)):
            del passed[over]
        passed[reference] = moment

    def _tally(self, entry_id: str, limits: GuardLimits) -> _Tally:
        """Count where the account stands; nothing where it has no limits."""
        tally = _Tally(price=self._spending.price(entry_id))
        if limits == GuardLimits():
            return tally
        since = self._clock.monotonic() - _HOUR
        tally.spent = self._spending.today(entry_id)
        day, forgiven = self._forgiven.get(entry_id, (None, NOTHING))
        if day == self._spending.day:
            tally.spent -= forgiven
        for reference, moment in self._passed.get(entry_id, {}).items():
            message = self._journal.get(reference)
            if message is None or message.state in NOT_SENT_STATES:
                continue
            if moment > since:
                tally.phones[message.phone] += 1
                tally.messages += 1
            if message.cost is None:
                tally.spent += tally.price
        return tally
