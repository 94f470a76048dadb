"""What each account has spent since the home's last midnight."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from homeassistant.util import dt as dt_util

from .clock import Clock
from .journal import Event, Journal, Message, StateChange
from .providers.model import MessageState

_COST_NOTHING: Final = frozenset(
    {MessageState.REJECTED, MessageState.FAILED, MessageState.CANCELLED}
)

NOTHING: Final = Decimal(0)


class Spending:
    """Adds up what messages cost, by the day on which they went out."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        """Begin with what the journal knows of today."""
        self._clock = clock
        self._journal = journal
        self.day = self._today()
        self._costs: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
        self._totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._prices: dict[str, Decimal] = {}
        self._listeners: list[Callable[[str], None]] = []
        self._count()
        journal.listen(self._heard)

    def today(self, entry_id: str) -> Decimal:
        """Return the money that an account has spent today."""
        self._turn_page()
        return self._totals.get(entry_id, NOTHING)

    def add(self, entry_id: str, cost: Decimal) -> None:
        """Count what was spent on no message."""
        self._turn_page()
        self._journal.charges.note(entry_id, cost, self._clock.now())
        self._totals[entry_id] += cost
        for listener in list(self._listeners):
            listener(entry_id)

    def listen(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Tell of each account that spent something on no message: no event does."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def price(self, entry_id: str) -> Decimal:
        """Return what the newest message with a price cost; nothing if there is none."""
        return self._prices.get(entry_id, NOTHING)

    def _heard(self, event: Event) -> None:
        """Follow a message."""
        if isinstance(event, StateChange):
            self._turn_page()
            self._take(event.message)

    def _take(self, message: Message) -> None:
        """Count a message as it is now, for the account that carried it."""
        if message.cost is None:
            return
        self._prices[message.entry_id] = message.cost
        went_out = message.attempted_at or message.created_at
        if self._day_of(went_out) != self.day:
            return
        for entry_id, costs in self._costs.items():
            self._totals[entry_id] -= costs.pop(message.reference, NOTHING)
        cost = NOTHING if message.state in _COST_NOTHING else message.cost
        self._costs[message.entry_id][message.reference] = cost
        self._totals[message.entry_id] += cost

    def _turn_page(self) -> None:
        """Begin anew where it is another day than before."""
        if (today := self._today()) != self.day:
            self.day = today
            self._costs.clear()
            self._totals.clear()
            # The clock may have been set: then there is something of that day already.
            self._count()

    def _count(self) -> None:
        """Count what the journal knows."""
        for message in self._journal.messages:
            self._take(message)
        for charge in self._journal.charges.all:
            if self._day_of(charge.charged_at) == self.day:
                self._totals[charge.entry_id] += charge.cost

    def _today(self) -> date:
        """Return the day where the home is."""
        return self._day_of(self._clock.now())

    @staticmethod
    def _day_of(moment: float) -> date:
        """Return the day of a moment where the home is."""
        return dt_util.as_local(dt_util.utc_from_timestamp(moment)).date()
