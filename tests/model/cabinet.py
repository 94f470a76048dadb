"""One account as its provider has it: what was taken, and what it would not stand."""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from custom_components.sms_gateway.providers.model import (
    LostMessage,
    MessageState,
    SendRequest,
    StatusQuery,
)

from .kinds import Accepted, Ids, Kind
from .virtual import START, VirtualLoop

_MINUTE: Final = 60.0

_LONG_AGO: Final = -3600.0


class Fail(StrEnum):
    """What may go wrong with a request to send."""

    NOTHING = "nothing"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    AUTH = "auth"
    FUNDS = "funds"
    RECIPIENT = "recipient"
    ONE_REJECTED = "one_rejected"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    LATE = "late"
    SLOW_THEN_TAKEN = "slow_then_taken"
    UNREADABLE = "unreadable"
    ROW_LOST = "row_lost"
    NO_ROWS = "no_rows"


@dataclass(slots=True)
class Cabinet:
    """It outlives every crash at home."""

    account: str
    kind: Kind
    loop: VirtualLoop
    on_handed: Callable[[str, SendRequest], None]
    on_accepted: Callable[[Accepted], None]
    on_refused: Callable[[str], None]
    on_excess: Callable[[str], None]
    """Told of what a provider would refuse for its rate."""
    on_early: Callable[[], None]
    """Told of a message that is asked for too early."""
    on_removed: Callable[[Accepted], None]
    is_down: bool = False
    look_ups_fail: bool = False
    knocks: int = 0
    """Requests of all kinds, whether or not they came through."""
    balances: int = 0
    """Questions for the balance."""
    lag: float = 0.0
    """Seconds after which a look-up finds a message; under the minute of §10."""
    fails: deque[Fail] = field(default_factory=deque)
    accepted: list[Accepted] = field(default_factory=list)
    sends: int = 0
    carried_out: int = 0
    """Sendings at this moment, those of before a crash too."""
    look_ups: int = 0
    last_batch: float = _LONG_AGO
    taken_at: dict[tuple[str, str], float] = field(default_factory=dict)

    def forget_rates(self) -> None:
        """Begin to count anew: who starts again does not know what was before."""
        self.sends = self.look_ups = 0
        self.last_batch = _LONG_AGO
        self.taken_at.clear()

    @contextmanager
    def carrying_out(self) -> Generator[None]:
        """Be busy with a sending."""
        self.carried_out += 1
        try:
            yield
        finally:
            self.carried_out -= 1

    @property
    def is_busy(self) -> bool:
        """Tell whether a sending is refused because of another one."""
        return self.kind.sends_one_at_a_time and self.carried_out > 0

    def check_send(self, request: SendRequest) -> None:
        """See whether a request to send would be refused for its rate."""
        if self.sends > self.kind.info.limits.concurrent_sends:
            self.on_excess(f"{self.sends} requests to send at once")
        for phone in request.phones:
            last = self.taken_at.get((phone, request.text), _LONG_AGO)
            if self.loop.time() - last < _MINUTE:
                self.on_excess(f"the same text to {phone} within a minute")

    def check_look_up(self, count: int) -> None:
        """See whether a look-up would be refused for its rate."""
        if self.look_ups > self.kind.info.limits.concurrent_look_ups:
            self.on_excess(f"{self.look_ups} look-ups at once")
        if count > 1:
            if self.loop.time() - self.last_batch < self.kind.batch_pause:
                self.on_excess("two look-ups of many too soon")
            self.last_batch = self.loop.time()

    def check_age(self, query: StatusQuery) -> None:
        """See whether a message is asked for before it is old enough."""
        now = self.loop.time()
        if any(
            item.at <= now < item.at + self.kind.answers_after
            for item in self.accepted
            if self._is_meant(item, query)
        ):
            self.on_early()

    def take(self, request: SendRequest, phones: Sequence[str]) -> str:
        """Take a request, and return its id."""
        message_id = request.request_id
        ids = self.kind.ids
        for phone in phones:
            if ids is Ids.EACH or (ids is Ids.SHARED and phone == phones[0]):
                message_id = f"OWN-{self.account[-1]}{len(self.accepted)}"
            item = Accepted(
                account=self.account,
                request_id=request.request_id,
                message_id=message_id,
                phone=phone,
                text=request.text,
                at=self.loop.time(),
                visible_at=self.loop.time() + self.lag,
            )
            self.accepted.append(item)
            self.taken_at[phone, request.text] = self.loop.time()
            self.on_accepted(item)
        return message_id

    def find(self, query: StatusQuery) -> Accepted | None:
        """Return a message by any of its ids, once a look-up can see it."""
        for item in self.accepted:
            if self._is_meant(item, query) and self._is_visible(item):
                return item
        return None

    def remove(self, query: StatusQuery) -> bool:
        """Take back a message, or all of its request; tell whether anything was."""
        if (found := self.find(query)) is None:
            return False
        is_whole = self.kind.info.cancels_whole_requests
        removed = [
            item
            for item in self.accepted
            if item.state is MessageState.QUEUED
            and (item is found or (is_whole and item.request_id == found.request_id))
        ]
        for item in removed:
            item.state = MessageState.CANCELLED
            self.on_removed(item)
        return bool(removed)

    def find_lost(self, lost: LostMessage) -> Accepted | None:
        """Return the message that a lost one must be, by what a list tells of it."""
        for item in self.accepted:
            apart = START + item.at - lost.sent_at.timestamp()
            if (
                (item.phone, item.text) == (lost.phone, lost.text)
                and item.message_id not in lost.other_ids
                and -_MINUTE <= apart <= 3 * _MINUTE
                and self._is_visible(item)
            ):
                return item
        return None

    def _is_meant(self, item: Accepted, query: StatusQuery) -> bool:
        """Tell whether a message is the one that is asked for."""
        ids = {item.message_id.lower()}
        if self.kind.knows_ours:
            ids.add(item.request_id.lower())
        return item.phone == query.phone and query.message_id.lower() in ids

    def _is_visible(self, item: Accepted) -> bool:
        """Tell whether a look-up sees a message by now, and still."""
        now = self.loop.time()
        taken, asked = (
            datetime.fromtimestamp(START + moment, UTC) for moment in (item.at, now)
        )
        return item.visible_at <= now and not self.kind.is_archived(taken, asked)
