"""SMSPILOT's times: UTC, without a zone, with seconds or without (seed 003, section 6)."""

from datetime import UTC, datetime
from typing import Final

from ..values import as_text, told

_FORMATS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")


def as_utc(value: object) -> datetime:
    """Read a date and a time; raises ValueError for what is none."""
    text = as_text(value)
    for form in _FORMATS:
        try:
            return told(datetime.strptime(text, form).replace(tzinfo=UTC))
        except ValueError:
            continue
    raise ValueError("no time")
