"""What must be true of a reader whatever it is given, and how long it may take."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
import time
from typing import Final

from .targets import Target

FIXED_MS: Final = 20.0
MS_PER_KIB: Final = 4.0
"""The ceiling: of processor time, with the tracing of a fuzzer at work."""

_LARGEST: Final = 2**63
_LONGEST_AMOUNT: Final = 64
_FURTHEST: Final = timedelta(hours=14)
"""From UTC, of all zones that a home may be in."""


class BrokenRuleError(Exception):
    """A reader did what none may do."""


@dataclass(frozen=True, slots=True)
class Read:
    """How an input was read: the name of what came of it, and milliseconds."""

    outcome: str
    took: float


def ceiling(size: int) -> float:
    """Return the milliseconds that an input of so many bytes may take."""
    return FIXED_MS + MS_PER_KIB * size / 1024


def read(loop: asyncio.AbstractEventLoop, target: Target, data: bytes) -> Read:
    """Let a target read an input; BrokenRuleError where a rule is broken."""
    begun = time.process_time_ns()
    try:
        made = loop.run_until_complete(_within(target, data))
    except target.errors as err:
        outcome = type(err).__name__
        _check(str(err))
    except Exception as err:
        raise BrokenRuleError(f"{type(err).__name__} escaped: {err}") from err
    else:
        outcome = "taken"
        if target.refuses_all:
            raise BrokenRuleError("a forgery was taken")
        _check(made)
    took = (time.process_time_ns() - begun) / 1e6
    return Read(outcome, took)


async def _within(target: Target, data: bytes) -> object:
    """Read in a task, as clients have time-outs."""
    return await target.read(data)


def _check(value: object) -> None:
    """See that a value can be written down, reckoned with and shown."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BrokenRuleError("a text that cannot be written down") from None
    elif isinstance(value, int):
        if not -_LARGEST <= value < _LARGEST:
            raise BrokenRuleError("a number that cannot be written down")
    elif isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > _LONGEST_AMOUNT:
            raise BrokenRuleError("an amount that is none")
        if len(f"{value:f}") > _LONGEST_AMOUNT:
            raise BrokenRuleError("an amount that fills a page")
    elif isinstance(value, datetime):
        _check_time(value)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            _check(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            _check(name)
            _check(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            _check(item)


def _check_time(moment: datetime) -> None:
    """See that a time can be told wherever the home is."""
    if moment.tzinfo is None:
        raise BrokenRuleError("a time without a zone")
    try:
        datetime.fromtimestamp(moment.timestamp(), UTC)
        for zone in (timezone(_FURTHEST), timezone(-_FURTHEST)):
            moment.astimezone(zone)
    except (OverflowError, ValueError) as err:
        raise BrokenRuleError(f"a time that cannot be told: {err}") from None
