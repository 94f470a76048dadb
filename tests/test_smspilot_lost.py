"""SMSPILOT's list of the day, asked for messages whose answers were lost."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import ANNA, Send
from .eventually import Recorded, as_time_passes
from .quiet import until_quiet
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock


@pytest.mark.parametrize("taken", [0, 1])
@pytest.mark.parametrize("flash", [None, 0, 1])
async def test_one_of_two_that_say_the_same(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    taken: int,
    flash: int | None,
) -> None:
    """Only one was taken: the list proves that one, whichever is asked for first.

    A text that was to show itself at once is a plain one here, and in the list.
    """
    hass.config_entries.async_update_entry(
        account, options={"fallbacks": [pilot_account.entry_id]}
    )
    await hass.async_block_till_done()
    simulator.smsc.block()
    references = []
    for number in range(2):
        simulator.faults.add(
            "drop_after" if number == taken else "drop_before", path="/api.php"
        )
        answer = await send_sms(
            "Open",
            phone=ANNA,
            flash=number == flash,
            config_entry_id=account.entry_id,
        )
        [message] = answer["messages"]
        assert message["state"] == "unconfirmed"
        references.append(message["reference"])
        # From then on the same text is another message.
        await clock.advance(90 if number == 0 else 0)
        await until_quiet()
    await as_time_passes(clock, lambda: "delivered" in statuses.states, step=15)
    await clock.advance(3600)
    await until_quiet()

    arrived = {d["reference"] for d in statuses.data if d["state"] == "delivered"}
    assert arrived == {references[taken]}
    assert len(simulator.ledger.messages) == 1


async def test_two_that_say_the_same(
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Are two messages, and each is found under its own id."""
    references = []
    for _ in range(2):
        simulator.faults.add("drop_after")
        [message] = (await send_sms("Open", phone=ANNA))["messages"]
        references.append(message["reference"])
        await clock.advance(90)
        await until_quiet()
    await as_time_passes(
        clock, lambda: statuses.states.count("delivered") == 2, step=15
    )

    ids = {d["reference"]: d["message_id"] for d in statuses.data}
    assert [ids[r] for r in references] == [
        m.message_id for m in simulator.ledger.messages
    ]
