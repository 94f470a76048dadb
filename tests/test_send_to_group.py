"""Groups of the address book: opened first, and then people like all others."""

from dataclasses import replace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.providers import PROVIDERS
from custom_components.sms_gateway.providers.account import Ability
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .conftest import MOM, MOM_ENTITY, Send
from .simulator import ManualClock, Simulator

FIRST, SECOND = "+79161110001", "+79161110002"
"""Who is in group 1."""
THIRD = "+79161110003"
"""Who is in group 2, beside a mailbox."""
BAD = "+71234567890"


def questions(simulator: Simulator) -> list[dict[str, str]]:
    """Return the requests that asked who is in a group."""
    return [
        dict(request.parameters)
        for request in simulator.ledger.requests
        if request.parameters.get("phones", "").startswith("G")
    ]


def sent_to(simulator: Simulator) -> list[str]:
    """Return the numbers that got a message, in their order."""
    return [f"+{message.phone}" for message in simulator.ledger.messages]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("written", [1, "1", "G1", [" g1 ", 1]])
async def test_everybody_in_a_group_gets_a_message(
    simulator: Simulator, send_sms: Send, written: Any
) -> None:
    """However it is written; each has a report of its own."""
    answer = await send_sms(group=written)

    assert sent_to(simulator) == [FIRST, SECOND]
    assert [m["phone"] for m in answer["messages"]] == [FIRST, SECOND]
    assert len({m["reference"] for m in answer["messages"]}) == 2
    assert {question["cost"] for question in questions(simulator)} == {"1"}
    assert not simulator.ledger.unknown_parameters


@pytest.mark.usefixtures("account")
async def test_nobody_gets_it_twice(simulator: Simulator, send_sms: Send) -> None:
    """Who is in a group, and is named besides."""
    simulator.smsc.accounts.update("demo", groups={"7": (MOM[1:], SECOND[1:])})
    answer = await send_sms(group=7, recipient=MOM_ENTITY, phone=SECOND)

    assert sorted(sent_to(simulator)) == sorted([MOM, SECOND])
    by_phone = {m["phone"]: m["recipient"] for m in answer["messages"]}
    assert by_phone == {MOM: "Mom", SECOND: None}


@pytest.mark.usefixtures("account")
async def test_who_cannot_get_an_sms_stops_nobody(
    simulator: Simulator, send_sms: Send
) -> None:
    """A mailbox, or a number that is not in use."""
    members = ("family@demo.example", THIRD[1:], BAD[1:])
    simulator.smsc.accounts.update("demo", groups={"2": members})
    answer = await send_sms(group=2)

    assert sent_to(simulator) == [THIRD]
    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states[THIRD] == "queued"
    assert sorted(states.values()) == ["queued", "rejected", "rejected"]


async def test_a_group_is_asked_for_once_a_minute(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """SMSC refuses more than five same questions; after it, who is new gets it too."""
    for number in range(8):
        await send_sms(f"Text {number}", group=1)
        await clock.advance(5)
    assert len(questions(simulator)) == 1
    simulator.smsc.accounts.update("demo", groups={"1": (THIRD[1:],)})
    await clock.advance(30)
    await send_sms("After a minute", group=1)

    assert len(questions(simulator)) == 2
    assert sent_to(simulator)[-1] == THIRD


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("group", ["99", "family", "3;4", "0"])
async def test_a_group_that_is_none(
    simulator: Simulator, send_sms: Send, group: str
) -> None:
    """Alone it is an error; beside others it comes back as rejected."""
    with pytest.raises(ServiceValidationError) as raised:
        await send_sms(group=group)
    assert raised.value.translation_key == "fault_group_unknown"
    answer = await send_sms(group=[group, 1])

    assert sent_to(simulator) == [FIRST, SECOND]
    [bad] = [m for m in answer["messages"] if m["state"] == "rejected"]
    assert bad["phone"] == group
    assert bad["error"].startswith("the address book has no such group")


@pytest.mark.usefixtures("account")
async def test_a_group_of_nobody(simulator: Simulator, send_sms: Send) -> None:
    """Nobody in it can get an SMS."""
    simulator.smsc.accounts.update("demo", groups={"1": (), "2": ("a@demo.example",)})
    for group in (1, 2):
        with pytest.raises(ServiceValidationError) as raised:
            await send_sms(group=group)
        assert raised.value.translation_key == "fault_group_unknown"


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("fault", ["drop_after", "html", "truncated", "drop_before"])
async def test_an_answer_that_is_lost_sends_nothing(
    simulator: Simulator, send_sms: Send, fault: str
) -> None:
    """And the error says so, and what to do."""
    simulator.faults.add(fault, path="/sys/send.php")
    with pytest.raises(HomeAssistantError) as raised:
        await send_sms(group=1)

    assert raised.value.translation_key == "fault_group_unopened"
    assert not simulator.ledger.messages


async def test_no_network_does_not_silence_who_is_named(
    clock: ManualClock, account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Alone a group is an error; beside a recipient, that one waits as always."""
    await simulator.go_down()
    with pytest.raises(HomeAssistantError) as raised:
        await send_sms(group=1)
    assert raised.value.translation_key == "fault_group_unopened"
    answer = await send_sms(group=1, recipient=MOM_ENTITY)

    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states == {MOM: "pending", "1": "rejected"}


@pytest.mark.usefixtures("account")
async def test_refused_credentials_are_said(
    simulator: Simulator, send_sms: Send
) -> None:
    """In their own words."""
    simulator.faults.add("error_code", code=2, path="/sys/send.php")
    with pytest.raises(HomeAssistantError) as raised:
        await send_sms(group=1)

    assert raised.value.translation_key == "fault_auth"


async def test_an_account_without_groups_names_those_that_have_them(
    hass: HomeAssistant,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    send_sms: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is sent."""
    smsc = PROVIDERS["smsc"]
    abilities = smsc.abilities - {Ability.GROUPS}
    monkeypatch.setitem(
        PROVIDERS, "lesser", replace(smsc, id="lesser", abilities=abilities)
    )
    hass.config_entries.async_update_entry(
        account, data={**account.data, "provider": "lesser"}
    )
    with pytest.raises(ServiceValidationError) as raised:
        await send_sms(group=1, config_entry_id=account.entry_id)

    assert raised.value.translation_key == "channel_elsewhere"
    assert "Second" in str(raised.value)


@pytest.mark.usefixtures("account")
async def test_a_dry_run_opens_a_group_too(
    simulator: Simulator, send_sms: Send
) -> None:
    """And sends nothing."""
    answer = await send_sms(group=1, dry_run=True)

    assert [m["cost"] for m in answer["messages"]] == [3.2, 3.2]
    assert not simulator.ledger.messages
