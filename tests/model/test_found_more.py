"""What the model found, and what was found while looking: order, clocks, removal."""

import asyncio
from collections.abc import Generator
import gc

import pytest

from custom_components.sms_gateway.order import Addressee, Order
from custom_components.sms_gateway.providers.model import MessageState

from .accounts import FIRST, SECOND, SMSC, SMSPILOT
from .cabinet import Fail
from .world import World

MOM = "+79161234567"


@pytest.fixture
def world() -> Generator[World]:
    """Start a home."""
    world = World()
    yield world
    world.close()


def send(world: World, text: str, *, chain: tuple[str, ...] = (FIRST,)) -> None:
    """Send a text."""
    world.send(Order(chain=chain, text=text, addressees=(Addressee(MOM),)))


def texts(world: World, account: str = FIRST) -> list[str]:
    """Return what a provider has taken."""
    return [item.text for item in world.cabinets[account].accepted]


def states(world: World) -> list[MessageState]:
    """Return how far every message got."""
    return [message.state for message in world.run.journal.messages]


def test_a_clock_set_right_over_a_restart_lets_no_all_clear_overtake_its_alarm(
    world: World,
) -> None:
    """By the home's clock the alarm left two hours ago; it is still on its way."""
    world.jump(-7200.0)
    world.cabinets[FIRST].fails.append(Fail.SLOW_THEN_TAKEN)
    send(world, "Alarm")
    world.advance(1)
    world.jump(0.0)
    world.crash()
    send(world, "All clear")
    world.advance(300)
    world.check()
    assert texts(world) == ["Alarm", "All clear"]


def test_a_clock_that_was_ahead_makes_nothing_leave_late_after_a_restart(
    world: World,
) -> None:
    """The provider's time was known when it was taken, and is what it is measured by."""
    world.fetch_balance(FIRST)
    world.jump(7200.0)
    world.cabinets[FIRST].is_down = True
    send(world, "Alarm")
    world.advance(100)
    world.jump(0.0)
    world.crash()
    world.advance(7300)
    world.cabinets[FIRST].is_down = False
    world.advance(300)
    world.check()
    assert texts(world) == []
    assert states(world) == [MessageState.FAILED]


def test_of_a_message_from_the_future_nobody_knows_the_age(world: World) -> None:
    """No provider had been heard of when it was taken; what is not known is late."""
    world.jump(7200.0)
    world.cabinets[FIRST].is_down = True
    send(world, "Alarm")
    world.advance(100)
    world.jump(0.0)
    world.crash()
    world.advance(1000)
    world.cabinets[FIRST].is_down = False
    world.advance(300)
    world.check()
    assert texts(world) == []
    assert states(world) == [MessageState.FAILED]


def test_a_clock_that_was_behind_takes_no_time_from_a_message_after_a_restart(
    world: World,
) -> None:
    """The provider's time was known when it was taken."""
    world.fetch_balance(FIRST)
    world.jump(-7200.0)
    world.cabinets[FIRST].is_down = True
    send(world, "Alarm")
    world.advance(100)
    world.jump(0.0)
    world.crash()
    world.advance(100)
    world.cabinets[FIRST].is_down = False
    world.advance(300)
    world.check()
    assert texts(world) == ["Alarm"]


def test_the_same_text_waits_for_its_minute_where_a_report_came_before_the_answer(
    world: World,
) -> None:
    """It was rejected, so this is another one; for the provider it is a repetition."""
    send(world, "Alarm")
    while not world.cabinets[FIRST].accepted:
        world.advance(0.01)
    [item] = world.cabinets[FIRST].accepted
    world.report(item, MessageState.REJECTED, other_way=True)
    world.advance(0.015)
    send(world, "Alarm")
    world.advance(120)
    world.check()
    first, second = world.cabinets[FIRST].accepted
    assert second.at - first.at > 60


def test_what_was_not_taken_is_tried_again_without_waiting_for_a_minute(
    world: World,
) -> None:
    """For the provider there was none before it."""
    world.cabinets[FIRST].fails += [Fail.UNREACHABLE, Fail.BUSY]
    send(world, "Alarm")
    world.advance(20)
    world.check()
    assert texts(world) == ["Alarm"]


def test_a_date_without_fractions_makes_nothing_leave_a_moment_too_late(
    world: World,
) -> None:
    """Where the home's clock is behind, the provider's time is the only one."""
    cabinet = world.cabinets[FIRST]
    cabinet.is_down = True
    send(world, "Alarm")
    world.advance(1.9)
    cabinet.is_down = False
    cabinet.fails += [Fail.BUSY] * 100
    world.set_offset(-7200.0)
    world.crash()
    world.advance(897)
    for _ in range(60):
        world.call(world.run.router.wake)
        world.advance(0.05)
    world.check()
    assert states(world) == [MessageState.FAILED]


def test_a_refusal_that_comes_while_it_stops_is_written_down(world: World) -> None:
    """Else nobody would know of it after the restart, and its owner would be asked."""
    world.cabinets[FIRST].fails.append(Fail.FUNDS)
    world.send(Order(chain=(FIRST,), text="Alarm", addressees=(Addressee(MOM),)))
    world.advance(0.03)
    world.restart()
    world.advance(1)
    world.check()
    assert [m.state for m in world.run.journal.messages] == [MessageState.REJECTED]


HOUR = 3600.0


@pytest.fixture
def outage(world: World) -> World:
    """Leave an alarm waiting over a restart, with no provider in reach."""
    world.cabinets[FIRST].is_down = True
    alarm = Order(
        chain=(FIRST,),
        text="Alarm",
        addressees=(Addressee(MOM),),
        valid_for=24 * HOUR,
    )
    world.send(alarm)
    world.advance(1)
    world.crash()
    world.advance(600)
    return world


def test_pauses_grow_for_what_waits_over_a_restart_too(outage: World) -> None:
    """A night without a network is no night of requests every five seconds."""
    before = outage.cabinets[FIRST].knocks
    outage.advance(HOUR)
    assert 55 <= outage.cabinets[FIRST].knocks - before <= 65
    outage.check()


@pytest.mark.parametrize("is_down", [True, False], ids=["out of reach", "in reach"])
def test_one_question_for_the_time_serves_all_that_wait_over_a_restart(
    world: World, is_down: bool
) -> None:
    """Each asked for the balance on its own: as many requests as messages."""
    cabinet = world.cabinets[FIRST]
    cabinet.is_down = True
    for place in range(40):
        phone = f"+7916123{place:04}"
        world.send(
            Order(
                chain=(FIRST,),
                text=f"Alarm {place}",
                addressees=(Addressee(phone),),
                valid_for=24 * HOUR,
            )
        )
    world.advance(1)
    world.crash()
    cabinet.is_down = is_down
    asked = cabinet.balances
    world.advance(30)
    # What one message would make of it: at once, and after 5 and 15 seconds more.
    assert cabinet.balances - asked == (3 if is_down else 1)
    assert len(texts(world)) == (0 if is_down else 40)
    world.check()


def test_an_outage_leaves_nothing_behind_with_each_pause(outage: World) -> None:
    """Hundreds of pauses, and the memory of one."""

    def futures() -> int:
        gc.collect()
        return sum(
            isinstance(item, asyncio.Future) and item.get_loop() is outage.loop
            for item in gc.get_objects()
        )

    before = futures()
    outage.advance(HOUR)
    assert futures() < before + 20


@pytest.fixture
def with_list() -> Generator[World]:
    """Start a home whose provider takes no id of ours."""
    world = World(kinds={FIRST: SMSPILOT, SECOND: SMSC})
    yield world
    world.close()


def test_who_starts_again_finds_what_was_lost_before_the_time_is_known(
    with_list: World,
) -> None:
    """Its first look-up comes before the provider has said what the time is."""
    world = with_list
    world.fetch_balance(FIRST)
    cabinet = world.cabinets[FIRST]
    cabinet.fails.append(Fail.DROP_AFTER)
    cabinet.look_ups_fail = True
    send(world, "Alarm")
    world.advance(400)
    world.crash()
    cabinet.look_ups_fail = False
    world.advance(1)
    # As it is done whenever an account is loaded.
    world.fetch_balance(FIRST)
    world.advance(70)
    assert states(world) == [MessageState.QUEUED]
    world.check()
