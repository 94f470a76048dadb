"""How WEBSMS reads times, and how it writes them."""

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
import re

from .codes import DATE, Refusal

_SEND_ON = re.compile(r"\d\d\.\d\d\.\d{4} \d\d:\d\d")
_DAY_ONLY = re.compile(r"\d\d\.\d\d\.\d{4}")
_FIRST_HOUR = 9
_LAST_HOUR = 21
_DAY = timedelta(days=1)

# Hours from Greenwich by the beginning of a number; the longest that fits counts.
_ZONES = {
    "": 3,
    "7": 3,
    "77": 5,
    "7914": 10,
    "375": 3,
    "380": 2,
    "49": 1,
    "44": 0,
    "1": -5,
}


def zone(hours: float) -> timezone:
    """Return the time zone so many hours from Greenwich."""
    return timezone(timedelta(hours=hours))


def subscriber_zone(phone: str) -> timezone:
    """Return the time zone of a number."""
    fitting = max((one for one in _ZONES if phone.startswith(one)), key=len)
    return zone(_ZONES[fitting])


def read_send_on(text: str, local: timezone) -> float | None:
    """Read dd.mm.yyyy hh:nn; an empty text is no time."""
    if not text:
        return None
    if not _SEND_ON.fullmatch(text):
        raise Refusal(DATE, f"send_on: {text}")
    try:
        moment = datetime.strptime(text, "%d.%m.%Y %H:%M")
    except ValueError as error:
        raise Refusal(DATE, f"send_on: {error}") from error
    return moment.replace(tzinfo=local).timestamp()


def is_day(text: str) -> bool:
    """Return whether a text is a day, dd.mm.yyyy."""
    if not _DAY_ONLY.fullmatch(text):
        return False
    try:
        datetime.strptime(text, "%d.%m.%Y")
    except ValueError:
        return False
    return True


def day_begins(text: str, local: timezone) -> float:
    """Return when a day begins."""
    return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=local).timestamp()


def day_ends(text: str, local: timezone) -> float:
    """Return when a day is over."""
    day = datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=local)
    return (day + _DAY).timestamp()


def within_waking_hours(due: float, local: timezone) -> float:
    """Return when a message may come, between nine and nine of the subscriber's day."""
    moment = datetime.fromtimestamp(due, local)
    nine = moment.replace(hour=_FIRST_HOUR, minute=0, second=0, microsecond=0)
    if moment.hour < _FIRST_HOUR:
        return nine.timestamp()
    return due if moment.hour < _LAST_HOUR else (nine + _DAY).timestamp()


def next_birthday(date: str, at: float, now: float, local: timezone) -> float:
    """Return the next anniversary of a date, at the time of the day of `at`."""
    born = datetime.strptime(date, "%d.%m.%Y")
    clock = datetime.fromtimestamp(at, local)
    for year in range(clock.year, clock.year + 9):
        try:
            moment = clock.replace(year=year, month=born.month, day=born.day)
        except ValueError:
            # The 29th of February.
            continue
        if moment.timestamp() >= now:
            return moment.timestamp()
    raise ValueError(f"{date}: no birthday")


def write_date(stamp: float, hours_from_greenwich: float, *, padded: bool) -> str:
    """Write a time as the answers do; the hour may be without its zero."""
    moment = datetime.fromtimestamp(int(stamp), zone(hours_from_greenwich))
    hour = f"{moment.hour:02d}" if padded else str(moment.hour)
    return moment.strftime(f"%d.%m.%Y {hour}:%M:%S")


def callback_date(stamp: float, hours_from_greenwich: float) -> str:
    """Write a time as callbacks do."""
    return format_datetime(
        datetime.fromtimestamp(int(stamp), zone(hours_from_greenwich))
    )
