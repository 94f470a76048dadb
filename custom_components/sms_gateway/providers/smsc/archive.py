"""When SMSC's "not found" means that a message was never taken (seed 002)."""

from datetime import datetime, time, timedelta
from typing import Final

from ..values import MOSCOW

_ARCHIVED_AT: Final = time(3)
_SENT_BEFORE: Final = time(18)

_MARGIN: Final = timedelta(minutes=10)
"""For a clock, and an archiving, that are not quite on time."""


def proves_absence(taken: datetime, asked: datetime) -> bool:
    """Tell whether a message taken then could not be in the archive yet.

    At 03:00 in Moscow what has a final state and was sent before 18:00 of the day
    before goes to the archive, and then has the same status as a message that never
    was.
    """
    day = taken.astimezone(MOSCOW)
    nights = 1 if day.time() < _SENT_BEFORE else 2
    archived = datetime.combine(
        day.date() + timedelta(days=nights), _ARCHIVED_AT, MOSCOW
    )
    return taken <= asked < archived - _MARGIN
