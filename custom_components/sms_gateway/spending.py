"""What each account has spent since the home's last midnight."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final

from homeassistant.util import dt as dt_util

from .clock import Clock
from .journal import NOT_SENT_STATES, Event, Journal, Message, StateChange
from .providers.model import MessageState

_COST_NOTHING: Final = NOT_SENT_STATES | {MessageState.CANCELLED}

NOTHING: Final = Decimal(0)

_LATELY: Final = 20
"""Messages whose prices say what the next one will cost."""


class Spending:
    """Adds up what messages cost, by the day on which they went out."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        """Begin with what the journal knows of today."""
        self._clock = clock
        self._journal = journal
        self._turn()
        self._costs: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
        self._totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._prices: dict[str, Decimal] = {}
        self._lately: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
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

    def mean_price(self, entry_id: str) -> Decimal | None:
        """Return what messages cost lately on average; None while none has a price."""
        costs = self._lately[entry_id].values()
        return sum(costs, NOTHING) / len(costs) if costs else None

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
        self._note_price(message.entry_id, message.reference, message.cost)
        went_out = message.attempted_at or message.created_at
        if not self._is_today(went_out):
            return
        for entry_id, costs in self._costs.items():
            self._totals[entry_id] -= costs.pop(message.reference, NOTHING)
        cost = NOTHING if message.state in _COST_NOTHING else message.cost
        self._costs[message.entry_id][message.reference] = cost
        self._totals[message.entry_id] += cost

    def _note_price(self, entry_id: str, reference: str, cost: Decimal) -> None:
        """Keep the newest prices at hand: each answer with a balance asks for them."""
        prices = self._lately[entry_id]
        prices.pop(reference, None)
        if cost:
            prices[reference] = cost
        if len(prices) > _LATELY:
            del prices[next(iter(prices))]

    def _turn_page(self) -> None:
        """Begin anew where it is another day than before."""
        is_elsewhere = self._zone is not dt_util.get_default_time_zone()
        if is_elsewhere or not self._is_today(self._clock.now()):
            self._turn()
            self._costs.clear()
            self._totals.clear()
            # The clock may have been set: then there is something of that day already.
            self._count()

    def _count(self) -> None:
        """Count what the journal knows."""
        for message in self._journal.messages:
            self._take(message)
        for charge in self._journal.charges.all:
            if self._is_today(charge.charged_at):
                self._totals[charge.entry_id] += charge.cost

    def _turn(self) -> None:
        """Take the day that it is where the home is."""
        self._zone = dt_util.get_default_time_zone()
        now = dt_util.as_local(dt_util.utc_from_timestamp(self._clock.now()))
        self.day = now.date()
        self.began_at = dt_util.start_of_local_day(now)
        tomorrow = dt_util.start_of_local_day(self.day + timedelta(days=1))
        self._times = self.began_at.timestamp(), tomorrow.timestamp()

    def _is_today(self, moment: float) -> bool:
        """Tell whether a moment is of the day."""
        return self._times[0] <= moment < self._times[1]
