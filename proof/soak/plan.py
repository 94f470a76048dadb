"""What is sent: everything of a run that is chosen by its seed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
import random
from typing import Final

PROVIDERS: Final = ("smsc", "smspilot", "websms")

VALID_FOR: Final = 900.0
"""Seconds that hold where nothing was asked for (DESIGN §10)."""

SHORT_VALID_FOR: Final = (60, 100)
"""Seconds; shorter than the home is away after a kill."""

_STRIDE: Final = 7919
"""Numbers that follow each other look made up; a prime steps over all of them."""

_NUMBERS: Final = 10**9


class Fate(StrEnum):
    """What becomes of messages to a phone, in the simulator's words."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    REJECTED = "rejected"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Order:
    """One call of `send_sms`: no text is sent twice, so it tells messages apart."""

    providers: tuple[str, ...]
    phones: tuple[str, ...]
    text: str
    fates: Mapping[str, Fate]
    """What becomes of it, by number."""
    asked_validity: int | None

    @property
    def valid_for(self) -> float:
        """Return the seconds after which nobody may take it any more."""
        return VALID_FOR if self.asked_validity is None else float(self.asked_validity)


class HidingFault(StrEnum):
    """Faults after which the home cannot know whether a message was taken."""

    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    STATUS_BEFORE = "5xx_before"
    STATUS_AFTER = "5xx_after"
    HTML_BEFORE = "html_before"
    HTML_AFTER = "html_after"
    TRUNCATED = "truncated"
    CUT_OFF = "cut_off"
    EMPTY = "empty"
    GARBAGE = "garbage"


class SlowFault(StrEnum):
    """Answers that come after the home has ceased to wait."""

    LATE_AFTER = "late_after"
    LATE_BEFORE = "late_before"


class RefusingFault(StrEnum):
    """Answers that say "later".

    Nothing is hidden by them, but for SMSC's code 9: it may be said of a request whose
    first try was taken, so it is an open outcome (docs/decisions.md).
    """

    RATE = "rate"
    BUSY = "busy"


class CallbackFault(StrEnum):
    """What happens to delivery reports."""

    REORDER = "reordered"
    REPEAT = "repeated"
    LOSE = "lost"


type RequestFault = HidingFault | SlowFault | RefusingFault

# The fields of /_control/faults. A client waits for 20 s (seconds here are real).
REQUESTS: Final[Mapping[RequestFault, Mapping[str, object]]] = {
    HidingFault.DROP_BEFORE: {"kind": "drop_before"},
    HidingFault.DROP_AFTER: {"kind": "drop_after"},
    HidingFault.STATUS_BEFORE: {"kind": "http_status", "status": 502},
    HidingFault.STATUS_AFTER: {"kind": "http_status", "status": 503, "accept": True},
    HidingFault.HTML_BEFORE: {"kind": "html", "accept": False},
    HidingFault.HTML_AFTER: {"kind": "html", "accept": True},
    HidingFault.TRUNCATED: {"kind": "truncated"},
    HidingFault.CUT_OFF: {"kind": "cut_off"},
    HidingFault.EMPTY: {"kind": "empty"},
    HidingFault.GARBAGE: {"kind": "garbage"},
    SlowFault.LATE_AFTER: {"kind": "delay", "seconds": 22, "accept": True},
    SlowFault.LATE_BEFORE: {"kind": "delay", "seconds": 22, "accept": False},
    RefusingFault.RATE: {"kind": "error_code"},
    RefusingFault.BUSY: {"kind": "error_code"},
}

LATER_CODES: Final[Mapping[tuple[str, RefusingFault], int]] = {
    ("smsc", RefusingFault.RATE): 9,
    ("smsc", RefusingFault.BUSY): 9,
    ("smspilot", RefusingFault.RATE): 118,
    ("smspilot", RefusingFault.BUSY): 118,
    ("websms", RefusingFault.RATE): 17,
    ("websms", RefusingFault.BUSY): 13,
}

PATHS: Final[Mapping[str, str]] = {
    "smsc": "/sys/send.php",
    "smspilot": "/api.php",
    "websms": "/json_in5.asp",
}
"""Where faults are met. One page of SMSPILOT is for all: questions meet them too."""


_KINDS: Final[Sequence[RequestFault]] = (*HidingFault, *SlowFault, *RefusingFault)


class Plan:
    """All choices of a run, by its seed."""

    def __init__(self, seed: int, messages: int, kills: int) -> None:
        """Choose."""
        self.seed = seed
        self._random = random.Random(seed)
        self._kills = kills
        # A short run is to have many requests too.
        self._largest = min(50, max(4, messages // 100))
        self._deck: list[RequestFault] = []
        self.orders = list(self._orders(messages))

    def _orders(self, messages: int) -> Iterator[Order]:
        """Yield orders for so many messages in all."""
        chance = self._random
        first = chance.randrange(_NUMBERS)
        earlier: list[tuple[str, str]] = []
        left = messages
        for number in range(messages):
            if left <= 0:
                return
            providers = chance.sample(PROVIDERS, 2)[: 1 + (chance.random() < 0.1)]
            count = min(left, self._size())
            phones = tuple(
                f"+79{(first + (messages - left + place) * _STRIDE) % _NUMBERS:09}"
                for place in range(count)
            )
            fates = self._fates(phones)
            if count == 1 and earlier and chance.random() < 0.03:
                # A second text to a number keeps its place behind the first.
                provider, phone = chance.choice(earlier[-50:])
                providers, phones = [provider], (phone,)
                fates = {phone: Fate.DELIVERED}
            elif count == 1 and fates[phones[0]] is Fate.DELIVERED:
                earlier.append((providers[0], phones[0]))
            is_short = chance.random() < 0.05
            left -= count
            yield Order(
                tuple(providers),
                phones,
                f"{chance.choice(('Вода в ванной', 'Smoke', 'Дверь'))} {self.seed}-{number}",
                fates,
                chance.randint(*SHORT_VALID_FOR) if is_short else None,
            )

    def _fates(self, phones: Sequence[str]) -> Mapping[str, Fate]:
        """Return what becomes of each number; in a packet it is not the same for all.

        Else nobody would see two reports that were taken for each other's.
        """
        chance = self._random
        fates = dict.fromkeys(phones, Fate.DELIVERED)
        others = list(Fate)[1:]
        if len(phones) > 1:
            count = chance.randint(1, max(1, min(len(others), len(phones) // 3)))
            chosen = chance.sample(phones, count)
            fates |= zip(chosen, chance.sample(others, count), strict=True)
        elif chance.random() < 0.1:
            fates[phones[0]] = chance.choice(others)
        return fates

    def _size(self) -> int:
        """Return how many numbers an order has."""
        chance = self._random
        match chance.random():
            case share if share < 0.6:
                return 1
            case share if share < 0.85:
                return chance.randint(2, max(3, self._largest // 5))
        return chance.randint(2, self._largest)

    def segments(self) -> Sequence[Sequence[Order]]:
        """Return the orders of each run of Home Assistant: one more than kills."""
        runs = self._kills + 1
        size = -(-len(self.orders) // runs)
        return [self.orders[place * size :][:size] for place in range(runs)]

    def request_faults(
        self, orders: Sequence[Order]
    ) -> Mapping[int, tuple[str, RequestFault]]:
        """Return before which order which request fails, and how.

        Each kind comes before any comes again, so that a short run has all of them too.
        A fault is for the account that the order goes by, which is to meet it.
        """
        chance = self._random
        count = max(len(_KINDS), 3 * (len(orders) // 40 + 1))
        places = sorted(chance.sample(range(len(orders)), min(len(orders), count)))
        return {
            place: (orders[place].providers[0], self._next_fault()) for place in places
        }

    def _next_fault(self) -> RequestFault:
        """Return the next fault of all kinds, which are then shuffled anew."""
        if not self._deck:
            self._deck = list(_KINDS)
            self._random.shuffle(self._deck)
        return self._deck.pop()

    def callback_faults(self) -> Mapping[CallbackFault, int]:
        """Return what happens to how many reports: in each segment, of each kind."""
        return {kind: self._random.randint(2, 6) for kind in CallbackFault}

    def moment(self) -> float:
        """Return the seconds after the last order in which the kill comes."""
        return self._random.uniform(0.02, 0.8)
