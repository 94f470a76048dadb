"""The night's outage across the hour of SMSC's archive, in the engine's virtual time.

At 03:00 in Moscow what was sent before 18:00 goes to the archive, and has from then on
the status of a message that never was (seed 002): who takes that for a denial sends an
alarm of the evening a second time in the morning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
import random
from typing import Final

from custom_components.sms_gateway.order import Addressee, Order
from custom_components.sms_gateway.providers.model import MessageState
from tests.model.accounts import FIRST, SECOND, by_night
from tests.model.cabinet import Fail
from tests.model.kinds import Kind
from tests.model.virtual import START
from tests.model.world import World

_MOSCOW: Final = timezone(timedelta(hours=3))
_EVENING: Final = time(18)
_ARCHIVING: Final = time(3)
_DAY: Final = 86400.0

_FAILS: Final = (
    *(Fail.NOTHING, Fail.DROP_BEFORE, Fail.DROP_AFTER, Fail.LATE),
    *(Fail.UNREADABLE, Fail.SLOW_THEN_TAKEN),
)
_VALIDITIES: Final = (None, 3600.0, 43200.0, _DAY)
_OPEN: Final = (MessageState.PENDING, MessageState.UNCONFIRMED)


@dataclass(slots=True)
class Nights:
    """What some nights came to."""

    nights: int = 0
    sent: int = 0
    accepted: int = 0
    failed: int = 0
    unconfirmed: int = 0
    """Of these nobody can know any more: the archive may have them."""


def _last(day: datetime, hour: time) -> datetime:
    """Return the last moment of an hour of the day at or before a moment."""
    moment = datetime.combine(day.date(), hour, _MOSCOW)
    return moment if moment <= day else moment - timedelta(days=1)


def is_archived(taken: datetime, asked: datetime) -> bool:
    """Tell whether a message is in the archive; all have their final state at once."""
    night = _last(asked.astimezone(_MOSCOW), _ARCHIVING)
    return taken < _last(night, _EVENING)


def _at(seconds: float) -> datetime:
    """Return a moment of the model's time as a date."""
    return datetime.fromtimestamp(START + seconds, UTC).astimezone(_MOSCOW)


WITH_ARCHIVE: Final = by_night(is_archived)
"""SMSC as it is at night."""


def spend_nights(
    seed: int, count: int, kind: Kind = WITH_ARCHIVE
) -> tuple[Nights, list[str]]:
    """Live through nights with an outage; return numbers, and whatever is wrong."""
    nights, wrong = Nights(), []
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        wrong += [f"night {number}: {text}" for text in _spend(chance, nights, kind)]
    return nights, wrong


def _spend(chance: random.Random, nights: Nights, kind: Kind) -> Iterator[str]:
    """Live from an evening to the next noon."""
    world = World(kinds={FIRST: kind, SECOND: kind})
    try:
        # The model begins at a quarter past five in the afternoon.
        world.advance(chance.uniform(0, 2 * 3600))
        # As it is done when an account is added: the provider's time is known.
        world.fetch_balance(FIRST)
        cabinet = world.cabinets[FIRST]
        for place in range(chance.randint(3, 9)):
            cabinet.fails.append(chance.choice(_FAILS))
            addressee = Addressee(f"+7916000000{place}")
            world.send(
                Order(
                    chain=(FIRST,),
                    text=f"Alarm {place}",
                    addressees=(addressee,),
                    valid_for=chance.choice(_VALIDITIES),
                )
            )
            world.advance(chance.uniform(0.5, 4))
        cabinet.is_down = True
        begun_at = _at(world.loop.time())
        world.advance(chance.uniform(60, 5 * 3600))
        if chance.random() < 0.5:
            world.crash()
        morning = datetime.combine(
            begun_at.date() + timedelta(days=1), time(2, 30), _MOSCOW
        ) + timedelta(seconds=chance.uniform(0, 3 * 3600))
        world.advance((morning - _at(world.loop.time())).total_seconds())
        cabinet.is_down = False
        world.advance(9 * 3600)
        yield from _judge(world, nights, begun_at)
    finally:
        world.close()


def _judge(world: World, nights: Nights, begun_at: datetime) -> Iterator[str]:
    """Compare the journal with what the provider took."""
    try:
        world.check()
    except AssertionError as err:
        yield str(err)
    taken = {(item.phone, item.text) for item in world.cabinets[FIRST].accepted}
    nights.nights += 1
    for message in world.run.journal.messages:
        is_taken = (message.phone, message.text) in taken
        nights.sent += 1
        nights.accepted += is_taken
        nights.failed += message.state is MessageState.FAILED
        nights.unconfirmed += message.state is MessageState.UNCONFIRMED
        if not is_taken and message.state not in (MessageState.FAILED, *_OPEN):
            yield f"lost: {message}"
        if is_taken and message.state is MessageState.FAILED:
            yield f"failed, but taken: {message}"
        if message.state is MessageState.PENDING:
            yield f"it waits for ever: {message}"
        is_known = begun_at.time() > _EVENING
        if message.state is MessageState.UNCONFIRMED and is_known:
            yield f"the archive could not have it: {message}"
