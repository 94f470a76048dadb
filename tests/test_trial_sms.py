"""After a recipient is added, a test SMS is offered, with its price where that is told."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import MOM_ID, Recorded
from .flows import choose, filled_in, open_recipient, submit_recipient
from .simulator import Simulator

DAD = "+79037654321"
GRANDMA = "+79161112233"
SEND = "/sys/send.php"

PRICE = "3.20\N{NO-BREAK SPACE}₽"
"""What an SMS costs on the simulator's account at SMSC."""


async def add(
    hass: HomeAssistant, entry: MockConfigEntry, *phones: str
) -> SubentryFlowResult:
    """Add Dad."""
    form: dict[str, Any] = {"name": "Dad", "phone": [*(phones or (DAD,))]}
    return await submit_recipient(hass, await open_recipient(hass, entry), form)


def state(hass: HomeAssistant) -> str:
    """Return what Dad's sensor says of his last message."""
    found = hass.states.get("sensor.dad_last_message_status")
    assert found is not None
    return found.state


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_price_is_told_and_the_test_goes_out(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: Recorded,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    websms_account: MockConfigEntry,
    which: int,
) -> None:
    """One look at the price, one click, and it is the recipient's own message."""
    entry = (account, pilot_account, websms_account)[which]
    offered = await add(hass, entry)
    sent_before = len(simulator.ledger.messages)
    done = await choose(hass, offered, "send_test")

    assert offered["step_id"] == "test"
    told = filled_in(offered)
    assert told["phones"] == DAD
    assert sent_before == 0
    [message] = simulator.ledger.messages
    assert (message.phone, message.text) == (DAD[1:], told["text"])
    assert told["price"] == f"{message.cost:.2f}\N{NO-BREAK SPACE}₽"
    assert message.parts == 1
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "test_sent"
    assert statuses.data[0]["recipient"] == "Dad"
    assert state(hass) not in {"unknown", "unavailable"}


async def test_test_is_short_in_russian_too(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """It is paid for once, and the price reads as at home."""
    await hass.config.async_update(language="ru")
    await hass.async_block_till_done()
    offered = await add(hass, account)
    await choose(hass, offered, "send_test")

    [message] = simulator.ledger.messages
    assert message.text.startswith("Проверка связи")
    assert message.parts == 1
    assert filled_in(offered)["price"] == PRICE.replace(".", ",")


async def test_price_is_of_all_numbers(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Every number of the recipient gets the test."""
    offered = await add(hass, account, DAD, GRANDMA)
    await choose(hass, offered, "send_test")

    assert filled_in(offered)["price"] == PRICE.replace("3.20", "6.40")
    assert {m.phone for m in simulator.ledger.messages} == {DAD[1:], GRANDMA[1:]}


async def test_test_may_be_left_out(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Nothing is sent or charged, and the recipient is there."""
    offered = await add(hass, account)
    done = await choose(hass, offered, "finish")

    assert done["reason"] == "added"
    assert simulator.ledger.messages == []
    assert hass.states.get("notify.dad") is not None


async def test_closed_dialog_loses_nobody(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """Who closes it at the offer finds the recipient."""
    offered = await add(hass, account)
    hass.config_entries.subentries.async_abort(offered["flow_id"])
    await hass.async_block_till_done()

    assert hass.states.get("notify.dad") is not None


async def test_no_network_stops_nobody(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Without a price the test is offered all the same, and waits for the network."""
    await simulator.go_down()
    offered = await add(hass, account)
    done = await choose(hass, offered, "send_test")

    assert offered["step_id"] == "test_unpriced"
    assert done["reason"] == "test_waits"
    assert hass.states.get("notify.dad") is not None


async def test_lost_answer_is_told(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """Nobody says that it was sent, and nobody advises to do so again."""
    offered = await add(hass, account)
    simulator.faults.add("drop_after", path=SEND)
    done = await choose(hass, offered, "send_test")

    assert done["reason"] == "test_open"
    assert len(simulator.ledger.messages) == 1


async def test_refusal_is_told_and_mended(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """The first test finds what is wrong with an account; once it is mended, it goes."""
    offered = await add(hass, account)
    simulator.faults.add("error_code", code=3, path=SEND)
    refused = await choose(hass, offered, "send_test")
    sent = await choose(hass, refused, "send_test")

    assert refused["step_id"] == "test_refused"
    assert filled_in(refused)["error"]
    assert filled_in(refused)["phones"] == DAD
    assert sent["reason"] == "test_sent"
    assert len(simulator.ledger.messages) == 1


async def test_test_is_of_this_account(
    hass: HomeAssistant,
    account: MockConfigEntry,
    fallback: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """A fallback that carried it would hide what is wrong with the account."""
    offered = await add(hass, account)
    simulator.faults.add("error_code", code=3, path=SEND)
    refused = await choose(hass, offered, "send_test")

    assert refused["step_id"] == "test_refused"
    assert simulator.ledger.messages == []


async def test_account_that_sends_nothing_offers_no_test(
    hass: HomeAssistant, pilot_account: MockConfigEntry
) -> None:
    """In practice mode nobody would get it."""
    hass.config_entries.async_update_entry(pilot_account, options={"practice": True})
    await hass.async_block_till_done()
    done = await add(hass, pilot_account)

    assert done["reason"] == "added"


async def test_account_that_is_not_loaded_offers_no_test(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """There is nobody to ask or to send."""
    await hass.config_entries.async_unload(account.entry_id)
    done = await add(hass, account)

    assert done["reason"] == "added"


async def test_new_number_is_offered_a_test(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator
) -> None:
    """A wrong number is mended and tried; a new name needs no test."""

    async def change(name: str, phone: str) -> SubentryFlowResult:
        flow = await account.start_subentry_reconfigure_flow(hass, MOM_ID)
        form = {"name": name, "phone": [phone]}
        return await submit_recipient(hass, flow["flow_id"], form)

    offered = await change("Mom", DAD)
    done = await choose(hass, offered, "send_test")
    renamed = await change("Mother", DAD)

    assert done["reason"] == "test_sent"
    assert [m.phone for m in simulator.ledger.messages] == [DAD[1:]]
    assert renamed["reason"] == "reconfigure_successful"


async def test_second_account_is_recommended_once(
    hass: HomeAssistant, entry: MockConfigEntry, account: MockConfigEntry
) -> None:
    """After the first recipient of the only account; later it would be noise."""
    hass.config_entries.async_remove_subentry(account, MOM_ID)
    await hass.async_block_till_done()
    first = await choose(hass, await add(hass, account), "finish")
    second = await choose(hass, await add(hass, account, GRANDMA), "finish")

    assert "second account" in filled_in(first)["next"]
    assert filled_in(second)["next"] == ""
