"""Calls: how they dial, how long they speak, and what the one who is called does."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
import re

from tests.simulator.kernel.model import Message, Step

from .codes import (
    BUSY,
    DELIVERED,
    EXPIRED,
    MACHINE,
    NO_ANSWER,
    NO_ERROR,
    SENT,
    UNCONVERTIBLE,
    UNDELIVERED,
)
from .dialect import Dialect

_PARAM = re.compile(r"(\d{1,4}),(\d{1,5}),(\d{1,2})")
_WAITS = (10, 35)
_MOST_WAIT = 99
_PAUSES = (10, 3600)
_ATTEMPTS = (1, 9)
_DEFAULT_WAIT, _DEFAULT_ATTEMPTS = 25, 8
_FIRST_PAUSE, _LAST_PAUSE = 3.0, 14.0
_SECONDS_A_MINUTE = 60
_LETTERS_A_SECOND = 15
_BYTES_A_SECOND = 8000
_BUSY_TONE = 1.0
_PREPARED = 1.0


class Pickup(StrEnum):
    """What the one who is called does when it rings."""

    ANSWERS = "answers"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """How a phone takes calls.

    `misses` are attempts that find it as `missed` says before one is taken; `listens`
    is how long the talk lasts (None: to its end); `keys` are pressed while listening,
    `menu` on the way through a voice menu.
    """

    pickup: Pickup = Pickup.ANSWERS
    misses: int = 0
    missed: Pickup = Pickup.NO_ANSWER
    ring_time: float = 5.0
    listens: float | None = None
    keys: str = ""
    menu: str = ""

    def at(self, attempt: int) -> Pickup:
        """Return what the phone does at the first, the second, … attempt."""
        return self.missed if attempt <= self.misses else self.pickup


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialing:
    """How long it rings, how long it pauses (None: longer each time), how often."""

    wait: int = _DEFAULT_WAIT
    pause: int | None = None
    attempts: int = _DEFAULT_ATTEMPTS

    @classmethod
    def read(cls, param: str) -> Dialing:
        """Read `w,i,n`; one value that cannot be makes all of them the defaults."""
        found = _PARAM.fullmatch(param)
        if found is None:
            return cls()
        wait, pause, attempts = (int(one) for one in found.groups())
        if wait > _MOST_WAIT or pause > _PAUSES[1] or attempts > _ATTEMPTS[1]:
            return cls()
        return cls(
            wait=min(max(wait, _WAITS[0]), _WAITS[1]),
            pause=max(pause, _PAUSES[0]),
            attempts=max(attempts, _ATTEMPTS[0]),
        )

    def pause_before(self, attempt: int, dialect: Dialect) -> float:
        """Return how long it waits before the second, the third, … attempt."""
        if self.pause is not None:
            return self.pause
        share = (attempt - 2) / max(1, self.attempts - 2)
        pause = _FIRST_PAUSE + (_LAST_PAUSE - _FIRST_PAUSE) * share
        return pause * (_SECONDS_A_MINUTE if dialect.call_pauses == "minutes" else 1)


def spoken_seconds(text: str, size: int) -> int:
    """Return how long a text and files of so many bytes are to listen to."""
    return max(1, ceil(len(text) / _LETTERS_A_SECOND) + ceil(size / _BYTES_A_SECOND))


def plan_call(message: Message, callee: Callee, dialect: Dialect) -> tuple[Step, ...]:
    """Return what becomes of a call."""
    if "unconvertible" in message.details:
        return (Step(_PREPARED, UNDELIVERED, UNCONVERTIBLE),)
    dialing = Dialing.read(message.details["param"])
    steps = [Step(_PREPARED, SENT)]
    pause = 0.0
    for attempt in range(1, dialing.attempts + 1):
        if attempt > 1:
            pause = dialing.pause_before(attempt, dialect)
        pickup = callee.at(attempt)
        if callee.ring_time > dialing.wait:
            pickup = Pickup.NO_ANSWER
        if pickup in (Pickup.ANSWERS, Pickup.MACHINE):
            return (*steps, *_talk(message, callee, pickup, pause, dialect))
        steps.append(
            _missed(pickup, pause, dialing, dialect, last=attempt == dialing.attempts)
        )
    return tuple(steps)


def _missed(
    pickup: Pickup, pause: float, dialing: Dialing, dialect: Dialect, *, last: bool
) -> Step:
    """Return the end of an attempt that nobody took."""
    busy = pickup is Pickup.BUSY
    rang = _BUSY_TONE if busy else float(dialing.wait)
    error = BUSY if busy or dialect.unanswered_error == "busy" else NO_ANSWER
    final = EXPIRED if dialect.unanswered_status == "expired" else UNDELIVERED
    details = {"ringtime": str(int(rang))}
    return Step(pause + rang, final if last else SENT, error, details)


def _talk(
    message: Message, callee: Callee, pickup: Pickup, pause: float, dialect: Dialect
) -> list[Step]:
    """Return the states of a call that was taken, key by key of a menu, to its end."""
    planned = int(message.details["seconds"])
    lasted = planned if callee.listens is None else ceil(callee.listens)
    known = {"ringtime": str(int(callee.ring_time))}
    steps = []
    before, lead = 0, pause + callee.ring_time
    for pressed in range(1, len(callee.menu) + 1):
        at = lasted * pressed // (len(callee.menu) + 1)
        menu = {"callmenu": callee.menu[:pressed], "calltime": str(at)}
        steps.append(Step(lead + at - before, SENT, NO_ERROR, known | menu))
        before, lead = at, 0.0
    details = known | {"calltime": str(lasted)}
    if callee.keys:
        details["dtmf"] = callee.keys
    if callee.menu:
        details["callmenu"] = callee.menu
    if dialect.call_seconds == "lasted":
        details["seconds"] = str(lasted)
    if lasted > planned:
        over = divmod(lasted - planned, _SECONDS_A_MINUTE)
        line = f"overtime: {over[0]:02d}:{over[1]:02d}"
        details["comment"] = "\n".join(filter(None, (message.details["comment"], line)))
    error, status = NO_ERROR, DELIVERED
    if pickup is Pickup.MACHINE:
        error = MACHINE
        status = DELIVERED if dialect.machine_status == "delivered" else UNDELIVERED
    return [*steps, Step(lead + lasted - before, status, error, details)]
