"""How SMSPILOT writes and reads moments: UTC, or seconds since 1970."""

from datetime import UTC, datetime, timedelta, timezone
import re

DAY = 86400.0
_WRITTEN = "%Y-%m-%d %H:%M:%S"
_PATTERN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_STAMP = re.compile(r"\d{1,10}")
_MOSCOW = timezone(timedelta(hours=3))


def write_date(stamp: float, *, moscow: bool = False) -> str:
    """Write a moment; where a dialect wants it, as the clock shows it in Moscow."""
    zone = _MOSCOW if moscow else UTC
    return datetime.fromtimestamp(stamp, zone).strftime(_WRITTEN)


def read_date(text: str) -> float | None:
    """Read a moment, or return None where it is none."""
    if _STAMP.fullmatch(text):
        return float(text)
    if not _PATTERN.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, _WRITTEN).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def midnight_before(stamp: float) -> float:
    """Return when the day began in Moscow."""
    local = datetime.fromtimestamp(stamp, _MOSCOW)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
