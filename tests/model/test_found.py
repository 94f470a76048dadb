"""What the model found, each in as few steps as it takes."""

from collections.abc import Generator

import pytest

from custom_components.sms_gateway.delivery import is_waiting
from custom_components.sms_gateway.journal import Message
from custom_components.sms_gateway.order import Addressee, Order
from custom_components.sms_gateway.providers.model import MessageState

from .provider import Fail
from .world import FIRST, SECOND, World

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
    world.report(item, MessageState.DELIVERED, by_our_id=True)
    world.advance(1)
    engine = world.run.router.account(FIRST)
    assert engine is not None
    world.call(lambda: engine.on_denied([message]))
    world.advance(120)
    world.check()
    assert len(world.cabinets[FIRST].accepted) == 1
