"""How SMSC reads times, and how it writes them."""

from datetime import UTC, datetime, timedelta, timezone
import re

from .codes import DATE, Refusal

MOSCOW_OFFSET = 3.0
_DIGITS = re.compile(r"\d{10}")
_DOTTED = re.compile(r"\d\d\.\d\d\.\d\d \d\d:\d\d")
_HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")
_STAMP = re.compile(r"0(\d{9,11})")
_RELATIVE = re.compile(r"\+(\d{1,6})")
_VALID_HOURS = re.compile(r"[1-9]|1\d|2[0-4]")
_VALID_CLOCK = re.compile(r"(\d\d):([0-5]\d)")
HOUR = 3600.0
MINUTE = 60.0
LONGEST = 24 * HOUR
_LARGEST_STAMP = 253402300799


def zone(hours_from_moscow: float) -> timezone:
    """Return the time zone so many hours from Moscow's."""
    return timezone(timedelta(hours=MOSCOW_OFFSET + hours_from_moscow))


def is_date(time: str) -> bool:
    """Return whether a time is given as a date, the only form with a zone by line."""
    return bool(_DIGITS.fullmatch(time) or _DOTTED.fullmatch(time))


def hour_of(stamp: float, hours_from_moscow: float) -> int:
    """Return the hour of the day."""
    return datetime.fromtimestamp(stamp, zone(hours_from_moscow)).hour


def due_at(time: str, now: float, hours_from_moscow: float) -> float:
    """Return when a message is to be sent; what is past means now."""
    if time in ("", "0"):
        return now
    local = zone(hours_from_moscow)
    try:
        due = _read(time, now, local)
    except (ValueError, OverflowError) as error:
        raise Refusal(DATE, f"time: {error}") from error
    return max(now, due)


def _read(time: str, now: float, local: timezone) -> float:
    """Read a time in any of the four forms."""
    if _DIGITS.fullmatch(time):
        moment = datetime.strptime(time, "%d%m%y%H%M").replace(tzinfo=local)
        return moment.timestamp()
    if _DOTTED.fullmatch(time):
        moment = datetime.strptime(time, "%d.%m.%y %H:%M").replace(tzinfo=local)
        return moment.timestamp()
    if hours := _HOURS.fullmatch(time):
        return _next_between(int(hours[1]), int(hours[2]), now, local)
    if stamp := _STAMP.fullmatch(time):
        if int(stamp[1]) > _LARGEST_STAMP:
            raise ValueError("the timestamp is too large")
        return float(stamp[1])
    if minutes := _RELATIVE.fullmatch(time):
        return now + int(minutes[1]) * MINUTE
    raise ValueError("none of the four forms")


def _next_between(first: int, last: int, now: float, local: timezone) -> float:
    """Return now, if it is between the hours, or when the first of them comes."""
    if first > 23 or last > 24 or first >= last:
        raise ValueError("the hours are not in order")
    moment = datetime.fromtimestamp(now, local)
    begin = moment.replace(hour=first, minute=0, second=0, microsecond=0)
    if moment.hour < first:
        return begin.timestamp()
    if moment.hour < last:
        return now
    return (begin + timedelta(days=1)).timestamp()


def validity(valid: str) -> float | None:
    """Return the seconds a message may be tried for, or None if that is no answer."""
    if not valid:
        return LONGEST
    if _VALID_HOURS.fullmatch(valid):
        return int(valid) * HOUR
    if clock := _VALID_CLOCK.fullmatch(valid):
        seconds = int(clock[1]) * HOUR + int(clock[2]) * MINUTE
        if MINUTE <= seconds <= LONGEST:
            return seconds
    return None


def long_date(stamp: float, hours_from_moscow: float) -> str:
    """Write a time as the status page does."""
    moment = datetime.fromtimestamp(int(stamp), zone(hours_from_moscow))
    return moment.strftime("%d.%m.%Y %H:%M:%S")


def short_date(stamp: float, hours_from_moscow: float, mark: str = ":") -> str:
    """Write a time as callbacks do."""
    moment = datetime.fromtimestamp(int(stamp), zone(hours_from_moscow))
    return moment.strftime(f"%d.%m.%y %H{mark}%M{mark}%S")


def is_archived(sent_at: float, final_since: float, now: float) -> bool:
    """Return whether a message with a final state is in the archive by now.

    At 03:00 Moscow time goes what was sent before 18:00 of the day before.
    """
    moment = datetime.fromtimestamp(now, UTC).astimezone(zone(0))
    night = moment.replace(hour=3, minute=0, second=0, microsecond=0)
    if night > moment:
        night -= timedelta(days=1)
    evening = (night - timedelta(days=1)).replace(hour=18)
    return sent_at < evening.timestamp() and final_since < night.timestamp()


def read_long_date(text: str, hours_from_moscow: float, *, last: bool = False) -> float:
    """Read DD.MM.YYYY, perhaps with a time; a day alone means its begin or its end."""
    if not text:
        return float("inf") if last else 0.0
    day, _, clock = text.partition(" ")
    clock = clock or ("23:59:59" if last else "00:00:00")
    if clock.count(":") == 1:
        clock += ":00"
    try:
        moment = datetime.strptime(f"{day} {clock}", "%d.%m.%Y %H:%M:%S")
    except ValueError as error:
        raise Refusal(DATE, f"{text}: no date") from error
    return moment.replace(tzinfo=zone(hours_from_moscow)).timestamp()
