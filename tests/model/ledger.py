"""What was promised, what a provider took, and whether that is as it must be."""

from collections import Counter
from collections.abc import Collection, Iterable
import re
from typing import Final

from custom_components.sms_gateway.journal import FINAL_STATES, Journal, Message
from custom_components.sms_gateway.journal.model import StateChange
from custom_components.sms_gateway.providers.model import MessageState, SendRequest
from custom_components.sms_gateway.turns import is_waiting

from . import tally
from .kinds import Accepted
from .rules import Told, check_told
from .virtual import VirtualLoop

PATIENCE: Final = 150.0
"""Seconds after its deadline in which a message must have been given up: a turn at
the gate, a minute of distrust, and a time-out may be in between."""

_UNSURE: Final = 3.0
"""Seconds in which a crash may come before something is written down."""

_KEPT: Final = 28 * 86400.0
"""Seconds for which a message is known for certain; it is thirty days, by any clock."""

_LAST: Final = 1 << 30

_REFERENCE: Final = re.compile(r"\b[0-9A-Z]{26}\b|\d")


class Ledger:
    """Everything by the true time, seen from outside."""

    journal: Journal
    """Of the present run."""

    def __init__(
        self, loop: VirtualLoop, promises_at_least_once: Collection[str]
    ) -> None:
        """Have seen nothing yet."""
        self._loop = loop
        self._promises_at_least_once = promises_at_least_once
        self.violations: list[str] = []
        self.furthest = 0.0
        """By how much the clock of the box was behind at most."""
        self.refused: set[str] = set()
        self._deadlines: dict[str, float] = {}
        self._promised: dict[str, tuple[float, float]] = {}
        self._again: Counter[str] = Counter()
        self._forgotten: set[str] = set()
        self._cancelled: set[str] = set()
        self.is_cancelling = False
        """Whether its owner takes something back, who cannot wait for a minute."""
        self.being_cancelled: str | None = None
        """The one message that its owner takes back, where no other may go with it."""
        self._chains: dict[str, frozenset[str]] = {}
        self._order: dict[str, int] = {}
        self._accepted: dict[str, list[Accepted]] = {}
        self._places: dict[str, list[tuple[int, str]]] = {}
        self._handed_over: dict[tuple[str, str], str] = {}
        self._told: list[Told] = []

    def ordered(self, phones: Collection[str], text: str, deadline: float) -> None:
        """See an order: new messages, or more time for one that waits."""
        for message in self.journal.messages:
            if message.reference not in self._order:
                self._order[message.reference] = self._next_place()
                self._chains[message.reference] = frozenset(message.chain)
            if message.phone in phones and message.text == text:
                before = self._deadlines.get(message.reference)
                if before is None or message.tracked_until is not None:
                    self._deadlines[message.reference] = max(before or 0.0, deadline)

    def answered(self, messages: Iterable[Message], deadline: float) -> None:
        """See an order answered: until then its messages are not given up."""
        for message in messages:
            before, _ = self._promised.get(message.reference, (0.0, 0.0))
            if before < deadline and not self._again[message.reference]:
                self._promised[message.reference] = deadline, self._loop.time()

    def ordered_again(self, reference: str, deadline: float) -> None:
        """See what its owner sends once more: from now on it is the newest."""
        self._again[reference] += 1
        self._promised.pop(reference, None)
        self._deadlines[reference] = deadline
        self._order[reference] = self._next_place()

    def cancelled(self, reference: str) -> None:
        """See it said that a message is cancelled: from now on it may not leave."""
        self._cancelled.add(reference)

    def taken_back(self, item: Accepted) -> None:
        """See a provider take a message back, perhaps with another of its request."""
        reference = self._handed_over[item.request_id, item.phone]
        message = self.journal.get(reference)
        if (
            self.being_cancelled not in (None, reference)
            and message is not None
            and message.request_id == item.request_id
            # By a report that came the provider's state is none any more.
            and message.state not in FINAL_STATES
        ):
            self.violations.append(f"{reference} went with {self.being_cancelled}")

    def removed(self, account: str) -> None:
        """See an account removed: what it carries is forgotten with it."""
        self._forgotten.update(
            message.reference
            for message in self.journal.messages
            if message.entry_id == account
        )

    def crashed(self) -> None:
        """Take back what may not have been written down."""
        self.refused.clear()
        for reference, (_, since) in list(self._promised.items()):
            if since > self._loop.time() - _UNSURE:
                del self._promised[reference]

    def told(self, told: Told) -> None:
        """See an event."""
        self._told.append(told)
        self._check_given_up(told.event)

    def _next_place(self) -> int:
        """Count."""
        return max(self._order.values(), default=0) + 1

    def asked_early(self) -> None:
        """See a message asked for before its provider wants to be asked."""
        # By a clock that was behind nobody knows how long ago it left.
        if self.furthest == 0.0 and not self.is_cancelling:
            self.violations.append("a message was asked for too early")

    def handed(self, account: str, request: SendRequest) -> None:
        """See a request leave."""
        now = self._loop.time()
        for phone in request.phones:
            message = self.journal.find(account, request.request_id, phone)
            if message is None or message.request_id != request.request_id:
                self.violations.append(f"a request of no message: {request}")
                continue
            reference = message.reference
            self._handed_over[request.request_id, phone] = reference
            if reference in self._cancelled:
                self.violations.append(f"{reference} left after it was cancelled")
            if now > self._deadlines.get(reference, now):
                late = now - self._deadlines[reference]
                self.violations.append(f"{reference} left {late:.3f} s too late")
            for older in self.journal.messages:
                if (
                    older.phone == phone
                    and is_waiting(older)
                    and self._share_an_account(older.reference, reference)
                    and self._order.get(older.reference, _LAST)
                    < self._order.get(reference, _LAST)
                ):
                    self.violations.append(f"{reference} left before {older.reference}")

    def accepted(self, item: Accepted) -> None:
        """See a message taken."""
        reference = self._handed_over[item.request_id, item.phone]
        mine = self._accepted.setdefault(reference, [])
        mine.append(item)
        is_promised = not any(
            its.account in self._promises_at_least_once for its in mine
        )
        if is_promised and len(mine) > 1 + self._again[reference]:
            self.violations.append(f"{reference} was accepted twice: {mine}")
        place = self._order.get(reference, _LAST)
        for other_place, other in self._places.setdefault(item.phone, []):
            if other_place > place and self._share_an_account(reference, other):
                self.violations.append(f"{reference} was accepted after {other}")
        # As it is now: what is sent again later is the newest only from then on.
        self._places[item.phone].append((place, reference))

    def _check_given_up(self, event: StateChange) -> None:
        """Nothing is given up while it is of use, unless a newer one was taken."""
        message = event.message
        deadline, _ = self._promised.get(message.reference, (0.0, 0.0))
        if (
            message.state is MessageState.FAILED
            and self._loop.time() < deadline - 0.01
            # A clock that was behind when it was written makes it too old later.
            and self.furthest == 0.0
            and not any(
                self._order[other] > self._order[message.reference]
                and any(its.phone == message.phone for its in items)
                for other, items in self._accepted.items()
            )
        ):
            self.violations.append(f"{message.reference} was given up too early")

    def _share_an_account(self, one: str, other: str) -> bool:
        """Tell whether messages keep an order; those of different accounts keep none."""
        chains = self._chains
        if one not in chains or other not in chains:
            return True
        return not chains[one].isdisjoint(chains[other])

    def check_known(self) -> None:
        """Every message that was accepted is known after a restart."""
        for reference, items in self._accepted.items():
            for item in items:
                found = self.journal.find(item.account, item.request_id, item.phone)
                is_kept = self._loop.time() - item.at < _KEPT
                if reference in self._forgotten or not is_kept:
                    continue
                if found is None or found.reference != reference:
                    self.violations.append(f"{reference} is not known any more")
                elif found.state is MessageState.PENDING:
                    self.violations.append(f"{reference} was accepted and is pending")

    def check(self) -> None:
        """See that all that must be true at every moment is."""
        now = self._loop.time()
        for message in self.journal.messages:
            deadline = self._deadlines.get(message.reference)
            if (
                message.state is MessageState.UNCONFIRMED
                # A report of an earlier attempt ends the trying: that was taken.
                and message.message_id is None
                and message.request_id in self.refused
                and not (message.is_on_wire or is_waiting(message))
            ):
                self.violations.append(f"{message.reference} is tried no more")
            if (
                message.state is MessageState.FAILED
                and message.reference in self._accepted
                and not self._again[message.reference]
                and not self._promises_at_least_once
            ):
                self.violations.append(f"{message.reference} failed, but was accepted")
            if (
                deadline is not None
                # By a clock that is behind, where there is no other.
                and now > deadline + PATIENCE - self.furthest
                and (message.is_on_wire or is_waiting(message))
            ):
                self.violations.append(f"{message.reference} waits for ever")
        self.violations += check_told(self._told)
        self.violations += self._loop.failures
        for violation in self.violations:
            # Counted as well: to make a failure small takes minutes.
            tally.counts[f"violation: {_REFERENCE.sub('…', violation)[:60]}"] += 1
        assert not self.violations, self.violations
