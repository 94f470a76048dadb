"""What the model found by WEBSMS's rules, each in as few steps as it takes."""

from collections.abc import Generator

import pytest

from custom_components.sms_gateway.order import Addressee, Order
from custom_components.sms_gateway.providers.model import MessageState

from .accounts import FIRST, SECOND, SMSC, WEBSMS
from .cabinet import Fail
from .world import World

MOM, DAD = "+79161234567", "+79261234567"


@pytest.fixture
def world() -> Generator[World]:
    """Start a home whose first account is at WEBSMS."""
    world = World(kinds={FIRST: WEBSMS, SECOND: SMSC})
    yield world
    world.close()


def send(world: World, text: str, *phones: str) -> None:
    """Send a text."""
    addressees = tuple(Addressee(phone) for phone in phones)
    world.send(Order(chain=(FIRST,), text=text, addressees=addressees))


def states(world: World) -> list[MessageState]:
    """Return how far every message got."""
    return [message.state for message in world.run.journal.messages]


def texts(world: World) -> list[str]:
    """Return what the provider has taken."""
    return [item.text for item in world.cabinets[FIRST].accepted]


def test_what_left_a_little_later_is_not_asked_for_together_with_the_first(
    world: World,
) -> None:
    """It wants to be asked after a minute; the second one is not that old yet."""
    send(world, "Alarm", MOM)
    world.advance(3)
    send(world, "Alarm", DAD)
    world.advance(120)
    world.check()


def test_what_waited_before_it_left_is_asked_for_a_minute_after_it_left(
    world: World,
) -> None:
    """It was ordered a minute ago, but for the provider it is new."""
    world.cabinets[FIRST].is_down = True
    send(world, "Alarm", MOM)
    world.advance(50)
    world.cabinets[FIRST].is_down = False
    world.advance(120)
    world.check()
    assert texts(world) == ["Alarm"]


def test_what_was_taken_late_is_asked_for_late_after_a_restart(world: World) -> None:
    """Its request hung at the provider, and nobody knows for how long."""
    world.cabinets[FIRST].fails.append(Fail.SLOW_THEN_TAKEN)
    send(world, "Alarm", MOM)
    world.advance(1)
    world.crash()
    world.advance(120)
    world.check()
    assert states(world) == [MessageState.QUEUED]


def test_what_a_crash_left_going_on_is_waited_for_and_both_arrive_once(
    world: World,
) -> None:
    """A second sending beside the first is refused: certainly not taken, later."""
    world.cabinets[FIRST].fails.append(Fail.SLOW_THEN_TAKEN)
    send(world, "Alarm", MOM)
    world.advance(1)
    world.crash()
    send(world, "Alarm", DAD)
    world.advance(180)
    world.check()
    assert sorted(item.phone for item in world.cabinets[FIRST].accepted) == [MOM, DAD]
    assert states(world) == [MessageState.QUEUED] * 2


def test_what_nobody_knows_of_is_never_sent_again(world: World) -> None:
    """No denial is documented, so none proves anything."""
    world.cabinets[FIRST].fails.append(Fail.DROP_BEFORE)
    send(world, "Alarm", MOM)
    world.advance(90000)
    world.check()
    assert texts(world) == []
    assert states(world) == [MessageState.UNCONFIRMED]


def test_an_answer_that_was_lost_is_made_up_for_by_our_number_of_the_packet(
    world: World,
) -> None:
    """Its callback names an id that nobody at home has heard of; a look-up tells it."""
    world.cabinets[FIRST].fails.append(Fail.DROP_AFTER)
    send(world, "Alarm", MOM, DAD)
    world.advance(1)
    for item in world.cabinets[FIRST].accepted:
        world.report(item, MessageState.DELIVERED, other_way=True)
    world.advance(90)
    world.check()
    assert states(world) == [MessageState.DELIVERED] * 2


def test_a_number_that_is_left_out_is_rejected_and_the_other_one_taken(
    world: World,
) -> None:
    """It is blocked; an answer with a row for the other number says no more of it."""
    world.cabinets[FIRST].fails.append(Fail.ONE_REJECTED)
    send(world, "Alarm", MOM, DAD)
    world.advance(1)
    world.check()
    assert states(world) == [MessageState.REJECTED, MessageState.QUEUED]
    assert len(texts(world)) == 1


def test_one_of_a_packet_is_not_taken_back_unless_the_other_may_go_with_it(
    world: World,
) -> None:
    """The provider takes back whole packets."""
    send(world, "Alarm", MOM, DAD)
    world.advance(1)
    first, _ = world.references()
    world.cancel(first, with_others=False)
    assert states(world) == [MessageState.QUEUED] * 2
    world.cancel(first, with_others=True)
    world.advance(300)
    world.check()
    assert states(world) == [MessageState.CANCELLED] * 2
    assert len(texts(world)) == 2


def test_what_is_taken_back_while_the_provider_is_busy_never_leaves(
    world: World,
) -> None:
    """It waits for its next try, and is not needed any more."""
    world.cabinets[FIRST].fails += [Fail.BUSY] * 2
    send(world, "Alarm", MOM)
    world.advance(1)
    [reference] = world.references()
    world.cancel(reference, with_others=False)
    world.advance(300)
    world.check()
    assert texts(world) == []
    assert states(world) == [MessageState.CANCELLED]


def test_one_of_a_packet_is_taken_back_where_the_other_one_was_refused(
    world: World,
) -> None:
    """That one is not in it: nobody loses anything."""
    world.cabinets[FIRST].fails.append(Fail.ONE_REJECTED)
    send(world, "Alarm", MOM, DAD)
    world.advance(1)
    _, taken = world.references()
    world.cancel(taken, with_others=False)
    world.advance(1)
    assert states(world) == [MessageState.REJECTED, MessageState.CANCELLED]


def test_over_a_restart_an_all_clear_waits_no_longer_for_an_open_alarm(
    world: World,
) -> None:
    """A minute and a half since the alarm left, most of which is over."""
    send(world, "Good morning", DAD)
    world.advance(1)
    world.cabinets[FIRST].fails.append(Fail.DROP_BEFORE)
    send(world, "Alarm", MOM)
    world.advance(60)
    world.restart()
    send(world, "All clear", MOM)
    world.advance(40)
    world.check()
    assert texts(world) == ["Good morning", "All clear"]
