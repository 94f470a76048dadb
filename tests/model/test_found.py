"""What the model found, each in as few steps as it takes."""

from collections.abc import Generator

import pytest

from custom_components.sms_gateway.journal import Message
from custom_components.sms_gateway.order import Addressee, Order
from custom_components.sms_gateway.providers.model import MessageState, Reason
from custom_components.sms_gateway.turns import is_waiting

from .accounts import FIRST, SECOND, SMSC_WITH_ITS_IDS
from .cabinet import Fail
from .world import World

MOM, DAD = "+79161234567", "+79261234567"


@pytest.fixture
def world() -> Generator[World]:
    """Start a home."""
    world = World()
    yield world
    world.close()


def send(world: World, text: str, *phones: str, chain: tuple[str, ...]) -> None:
    """Send a text."""
    addressees = tuple(Addressee(phone) for phone in phones)
    world.send(Order(chain=chain, text=text, addressees=addressees))


def waiting(world: World) -> list[Message]:
    """Return what is still to be sent."""
    return [m for m in world.run.journal.messages if is_waiting(m)]


def test_what_waited_over_a_restart_ends_though_no_provider_can_be_asked(
    world: World,
) -> None:
    """Its validity is over by the home's own clock."""
    world.cabinets[FIRST].is_down = True
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(1)
    world.crash()
    world.advance(1200)
    world.check()
    assert [m.state for m in world.run.journal.messages] == [MessageState.FAILED]


def test_a_full_disk_at_the_start_holds_up_nothing_that_waits(world: World) -> None:
    """What was on the wire cannot be written as open; the rest goes all the same."""
    world.cabinets[SECOND].is_down = True
    send(world, "Water", DAD, chain=(SECOND,))
    world.advance(1)
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(0.03)
    world.crash(is_full=True)
    world.cabinets[SECOND].is_down = False
    world.advance(120)
    world.check()
    assert not waiting(world)
    assert [item.text for item in world.cabinets[SECOND].accepted] == ["Water"]


def test_a_denied_message_is_in_one_delivery_only(world: World) -> None:
    """Its first one still waits with the other number, and would send it as well."""
    # Of three numbers two go together: those are open, the third has to wait.
    world.cabinets[FIRST].fails += [Fail.DROP_BEFORE] + [Fail.BUSY] * 4
    send(world, "Alarm", MOM, DAD, "+79031234567", chain=(FIRST,))
    world.advance(60.3)
    # They wait for their turn now, and a success wakes their first delivery.
    send(world, "Water", "+79051234567", chain=(FIRST,))
    world.advance(60)
    world.check()
    phones = sorted(item.phone for item in world.cabinets[FIRST].accepted)
    assert len(phones) == len(set(phones))


def test_a_denial_that_a_report_overtook_sends_nothing(world: World) -> None:
    """A callback came while the look-up was on its way."""
    world.cabinets[FIRST].fails.append(Fail.DROP_AFTER)
    world.cabinets[FIRST].lag = 900.0
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(1)
    [message] = world.run.journal.messages
    [item] = world.cabinets[FIRST].accepted
    world.report(item, MessageState.DELIVERED, other_way=True)
    world.advance(1)
    engine = world.run.router.account(FIRST)
    assert engine is not None
    world.call(lambda: engine.statuses.on_denied([message]))
    world.advance(120)
    world.check()
    assert len(world.cabinets[FIRST].accepted) == 1


def texts(world: World, account: str = FIRST) -> list[str]:
    """Return what a provider has taken."""
    return [item.text for item in world.cabinets[account].accepted]


def states(world: World) -> dict[str, MessageState]:
    """Return how far every text got."""
    return {m.text: m.state for m in world.run.journal.messages}


def leave_alarm_open_until_all_clear(world: World, all_clear: Fail) -> None:
    """Lose an alarm, and hear of it only after the all clear has left."""
    cabinet = world.cabinets[FIRST]
    cabinet.fails.append(Fail.DROP_BEFORE)
    cabinet.look_ups_fail = True
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(100)
    cabinet.fails.append(all_clear)
    send(world, "All clear", MOM, chain=(FIRST,))
    world.advance(10)
    cabinet.look_ups_fail = False


def test_an_alarm_that_is_denied_late_never_follows_its_all_clear(
    world: World,
) -> None:
    """It waits until the outcome of the newer one is known, and is given up."""
    leave_alarm_open_until_all_clear(world, Fail.DROP_AFTER)
    world.advance(300)
    world.check()
    assert texts(world) == ["All clear"]
    assert states(world)["Alarm"] is MessageState.FAILED
    [alarm, _] = world.run.journal.messages
    assert alarm.fault is not None
    assert alarm.fault.reason is Reason.TOO_LATE


def test_an_alarm_that_is_denied_late_goes_before_an_all_clear_that_is_denied_too(
    world: World,
) -> None:
    """Neither was taken, so the order is as it was."""
    leave_alarm_open_until_all_clear(world, Fail.DROP_BEFORE)
    world.advance(300)
    world.check()
    assert texts(world) == ["Alarm", "All clear"]


def test_a_denied_alarm_waits_for_an_open_all_clear_no_longer_than_it_is_of_use(
    world: World,
) -> None:
    """Nobody ever finds out what became of the newer one."""
    leave_alarm_open_until_all_clear(world, Fail.DROP_AFTER)
    # Late enough for the alarm, which is asked for first.
    world.cabinets[FIRST].kind = SMSC_WITH_ITS_IDS
    world.advance(20)
    world.cabinets[FIRST].look_ups_fail = True
    world.advance(3600)
    world.check()
    assert texts(world) == ["All clear"]
    assert MessageState.PENDING not in states(world).values()
    assert not waiting(world)


def test_a_slow_disk_makes_nothing_leave_too_late(world: World) -> None:
    """In time for its turn, but not when it was written down."""
    world.unload(FIRST)
    world.cabinets[SECOND].is_down = True
    world.loop.disk.delay = 1.3
    world.loop.disk.is_early = False
    chain = (FIRST, SECOND)
    addressees = (Addressee(MOM),)
    world.send(Order(chain=chain, text="Alarm", addressees=addressees, valid_for=60))
    world.restart()
    world.send(
        Order(chain=chain, text="All clear", addressees=addressees, valid_for=60)
    )
    world.advance(61)
    world.check()


def test_what_was_reported_while_it_waited_for_its_turn_is_not_sent(
    world: World,
) -> None:
    """The same text to the same number has to wait for a minute to be over."""
    cabinet = world.cabinets[FIRST]
    cabinet.fails.append(Fail.DROP_AFTER)
    cabinet.lag = 900.0
    send(world, "Alarm", MOM, chain=(FIRST,))
    while not waiting(world):
        world.advance(0.05)
    [item] = cabinet.accepted
    world.report(item, MessageState.DELIVERED, other_way=True)
    world.advance(120)
    world.check()
    assert texts(world) == ["Alarm"]


def test_a_clock_set_right_over_a_restart_makes_no_denial_count_too_early(
    world: World,
) -> None:
    """By the home's clock it left two hours ago, and it was seconds ago."""
    world.set_offset(-7200.0)
    world.crash()
    cabinet = world.cabinets[FIRST]
    cabinet.fails.append(Fail.DROP_AFTER)
    cabinet.lag = 30.0
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(1)
    world.set_offset(0.0)
    world.crash()
    world.advance(120)
    world.check()
    assert texts(world) == ["Alarm"]


def test_what_may_be_in_the_archive_is_not_denied_by_a_clock_that_was_set_back(
    world: World,
) -> None:
    """It was accepted hours ago; by the home's clock a minute ago."""
    cabinet = world.cabinets[FIRST]
    cabinet.fails.append(Fail.DROP_AFTER)
    cabinet.look_ups_fail = True
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(7300)
    world.jump(-7200.0)
    cabinet.look_ups_fail = False
    world.advance(3600)
    world.check()
    assert states(world) == {"Alarm": MessageState.UNCONFIRMED}


def test_of_what_left_before_the_provider_was_heard_of_a_restart_believes_no_denial(
    world: World,
) -> None:
    """Nobody can say whether it may be in the archive by now."""
    world.cabinets[FIRST].fails.append(Fail.DROP_AFTER)
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(1)
    world.crash()
    world.cabinets[FIRST].look_ups_fail = True
    world.advance(7200)
    world.cabinets[FIRST].look_ups_fail = False
    world.advance(7200)
    world.check()
    assert states(world) == {"Alarm": MessageState.UNCONFIRMED}


def test_a_request_without_an_answer_says_nothing_of_the_time(world: World) -> None:
    """The last Date is as old as the answer that it came with."""
    world.set_offset(-90000.0)
    world.crash()
    world.fetch_balance(FIRST)
    world.advance(600)
    world.cabinets[FIRST].fails.append(Fail.DROP_BEFORE)
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(1)
    engine = world.run.router.account(FIRST)
    assert engine is not None
    assert world.do(engine.true_time()) == pytest.approx(world.true_time, abs=2)


def test_a_clock_set_back_changes_no_order_over_a_restart(world: World) -> None:
    """The order is that in which they were written down."""
    world.cabinets[FIRST].is_down = True
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.jump(-30.0)
    send(world, "All clear", MOM, chain=(FIRST,))
    world.advance(1)
    world.jump(0.0)
    world.crash()
    world.cabinets[FIRST].is_down = False
    world.advance(120)
    world.check()
    assert texts(world) == ["Alarm", "All clear"]


def test_the_same_text_makes_the_deadline_later_over_a_restart_too(
    world: World,
) -> None:
    """The second caller's quarter of an hour is promised as well."""
    world.cabinets[FIRST].is_down = True
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(600)
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(2)
    world.crash()
    world.advance(600)
    world.cabinets[FIRST].is_down = False
    world.advance(120)
    world.check()
    assert texts(world) == ["Alarm"]


def test_the_same_text_is_the_same_message_while_that_waits_again(
    world: World,
) -> None:
    """It was open and is denied: somebody who asks for it once more gets one."""
    cabinet = world.cabinets[FIRST]
    cabinet.fails.append(Fail.DROP_BEFORE)
    send(world, "Alarm", MOM, chain=(FIRST,))
    cabinet.fails += [Fail.BUSY] * 4
    world.advance(65)
    assert waiting(world)
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(120)
    world.check()
    assert texts(world) == ["Alarm"]


def test_a_denied_message_that_is_refused_for_now_is_tried_again(
    world: World,
) -> None:
    """It was open before; that its second attempt was not taken ends nothing."""
    cabinet = world.cabinets[FIRST]
    cabinet.fails += [Fail.DROP_BEFORE, Fail.BUSY, Fail.UNREACHABLE]
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(120)
    world.check()
    assert texts(world) == ["Alarm"]


def test_the_last_try_falls_on_the_deadline(world: World) -> None:
    """A provider that comes back at the last moment gets it."""
    world.cabinets[SECOND].is_down = True
    send(world, "Alarm", MOM, chain=(SECOND,))
    world.advance(290)
    world.cabinets[SECOND].is_down = False
    world.advance(60)
    world.check()
    assert texts(world, SECOND) == ["Alarm"]


def test_only_the_account_that_carries_a_message_can_deny_it(world: World) -> None:
    """The first one did not get it, and still knows that it had to."""
    world.fetch_balance(FIRST)
    world.fetch_balance(SECOND)
    world.cabinets[SECOND].fails.append(Fail.UNREACHABLE)
    world.cabinets[FIRST].fails.append(Fail.LATE)
    send(world, "Alarm", MOM, chain=(SECOND, FIRST))
    world.advance(300)
    world.check()
    assert texts(world) == ["Alarm"]
    assert texts(world, SECOND) == []


def test_the_same_text_is_the_same_message_where_a_report_came_before_the_answer(
    world: World,
) -> None:
    """It is no longer pending, and was taken a moment ago."""
    send(world, "Alarm", MOM, chain=(FIRST,))
    while not world.cabinets[FIRST].accepted:
        world.advance(0.01)
    world.report(world.cabinets[FIRST].accepted[0], MessageState.QUEUED, other_way=True)
    world.advance(0.015)
    send(world, "Alarm", MOM, chain=(FIRST,))
    world.advance(120)
    world.check()
    assert texts(world) == ["Alarm"]
