"""A sending that is spread over hours: it is spread, and followed to its end."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import MOM, Send
from .eventually import Recorded
from .simulator import ManualClock, Simulator

OTHER = "+79261234567"

pytestmark = pytest.mark.by_the_clock


async def test_a_spread_sending_is_followed_to_its_end(
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
) -> None:
    """The provider has not sent the second portion yet; nobody may give it up."""
    await act(
        "send_sms",
        message="Hi",
        phone=[MOM, OTHER],
        spread_over={"hours": 72},
        spread_every={"hours": 24},
    )
    last = simulator.ledger.to(OTHER)[0]
    assert last.due_at - last.accepted_at > 86000
    await clock.advance(26 * 3600)

    assert "unconfirmed" not in statuses.states


@pytest.mark.usefixtures("account")
async def test_without_an_interval_it_is_spread_all_the_same(
    simulator: Simulator, act: Send
) -> None:
    """The provider takes the two together only, and forgets one without a word."""
    numbers = [f"+7916{number:07}" for number in range(1000000, 1000012)]
    await act("send_sms", message="Hi", phone=numbers, spread_over={"hours": 2})

    dues = {round(m.due_at - m.accepted_at) for m in simulator.ledger.messages}
    assert len(dues) > 1
