"""Rate limits: how often something happened within the last seconds."""

from collections import defaultdict, deque
from collections.abc import Hashable

from .clock import Clock

MINUTE = 60.0


class Window:
    """Counts events by key over a sliding stretch of the provider's time."""

    def __init__(self, clock: Clock, seconds: float = MINUTE) -> None:
        """Look back over so many seconds."""
        self._clock = clock
        self._seconds = seconds
        self._events: defaultdict[Hashable, deque[float]] = defaultdict(deque)

    def count(self, key: Hashable) -> int:
        """Return how many events of this key are not yet too old."""
        events = self._events.get(key)
        if events is None:
            return 0
        oldest = self._clock.monotonic() - self._seconds
        while events and events[0] <= oldest:
            events.popleft()
        if not events:
            del self._events[key]
        return len(events)

    def add(self, key: Hashable) -> int:
        """Note one event and return how many there are now."""
        self._events[key].append(self._clock.monotonic())
        return self.count(key)

    def clear(self, key: Hashable | None = None) -> None:
        """Forget the events of one key, or all."""
        if key is None:
            self._events.clear()
        else:
            self._events.pop(key, None)
