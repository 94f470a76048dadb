"""Viber with its three ways on to SMS, voice, and personal links."""

from decimal import Decimal
import re

import pytest

from tests.simulator import ManualClock, Simulator

from .conftest import OTHER, PHONE
from .websms_wire import WebsmsWire


async def test_viber(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """With a button and a picture; it has its own price."""
    answer = await websms.json_send(mode="viber", button="Open", id_fileid="101")
    assert answer["packet_cost"] == "1,6"
    await clock.advance(5)
    [message] = simulator.ledger.messages
    assert (message.channel, message.status) == ("viber", 6)
    assert message.details["button"] == "Open"
    assert message.details["id_fileid"] == "101"
    assert simulator.phones.inbox(PHONE)[0].channel == "viber"


@pytest.mark.parametrize("fate", ["rejected", "unroutable", "invalid"])
@pytest.mark.parametrize(
    ("to_sms", "by_sms"), [("", False), ("1", True), ("2", False), ("3", True)]
)
async def test_viber_is_not_installed(
    websms: WebsmsWire,
    simulator: Simulator,
    clock: ManualClock,
    fate: str,
    to_sms: str,
    by_sms: bool,
) -> None:
    """1 and 3 go on as an SMS."""
    simulator.phones.behave(PHONE, fate, channel="viber")
    await websms.send(mode="viber", to_sms=to_sms)
    await clock.advance(10)
    _check(simulator, by_sms=by_sms)


@pytest.mark.parametrize(
    "fate", ["never", "off", "expired", "undelivered", "unreported"]
)
@pytest.mark.parametrize(
    ("to_sms", "by_sms"), [("", False), ("1", False), ("2", True), ("3", True)]
)
async def test_nobody_is_reached_by_viber(
    websms: WebsmsWire,
    simulator: Simulator,
    clock: ManualClock,
    fate: str,
    to_sms: str,
    by_sms: bool,
) -> None:
    """2 and 3 go on as an SMS, after a minute at most."""
    simulator.phones.behave(PHONE, fate, channel="viber")
    await websms.send(mode="viber", to_sms=to_sms)
    await clock.advance(70)
    _check(simulator, by_sms=by_sms)


def _check(simulator: Simulator, *, by_sms: bool) -> None:
    """Check that one message did or did not go on as an SMS, and what it cost."""
    [message] = simulator.ledger.messages
    arrived = [one.channel for one in simulator.phones.inbox(PHONE)]
    cost = Decimal("4.10") if by_sms else Decimal("1.60")
    assert arrived == (["sms"] if by_sms else [])
    assert (message.status == 6) == by_sms
    assert message.cost == cost
    assert simulator.websms.account().balance == 1000 - cost


async def test_no_sms_after_viber(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """What has arrived goes no further, and what SMS cannot deliver stays so."""
    await websms.send(mode="viber", to_sms="3")
    simulator.phones.behave(OTHER, "rejected", channel="viber")
    simulator.phones.behave(OTHER, "undelivered", channel="sms")
    await websms.send(mode="viber", to_sms="3", phone_list=OTHER)
    await clock.advance(10)
    states = [(one.channel, one.status) for one in simulator.ledger.messages]
    assert states == [("viber", 6), ("sms", 7)]
    simulator.phones.behave(OTHER, "unroutable", channel="sms")
    await websms.send(mode="viber", to_sms="1", phone_list=OTHER, message="Two")
    await clock.advance(10)
    history = [one.status for one in simulator.ledger.messages[2].history]
    assert history == [2, 3, 8, 15]


async def test_voice(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """Language, voice, tempo, emotion and a sound; what is missing has its default."""
    await websms.send(mode="voice")
    spoken = {"lang": "2", "voice": "5", "temp": "0.5", "emotion": "evil"}
    await websms.send(mode="voice", message="Two", id_fileid="102", **spoken)
    await clock.advance(5)
    first, second = simulator.ledger.over("voice")
    asked = {"lang": "1", "voice": "3", "temp": "1.0", "emotion": "neutral"}
    assert asked.items() <= first.details.items()
    assert (spoken | {"id_fileid": "102"}).items() <= second.details.items()
    assert (first.cost, first.status) == (Decimal(4), 6)


async def test_what_belongs_to_another_channel(
    websms: WebsmsWire, simulator: Simulator
) -> None:
    """It is not looked at."""
    await websms.send(button="Open", lang="2", chat="1", to_sms="1")
    details = simulator.ledger.messages[0].details
    assert not {"button", "lang", "chat", "to_sms"} & set(details)


async def test_personal_links(websms: WebsmsWire, simulator: Simulator) -> None:
    """Each recipient gets a link of its own, behind the text."""
    fields = {"fulltext": "<b>All of it</b>", "phone_list": f"{PHONE},{OTHER}"}
    await websms.send(**fields)
    await websms.send(**fields, chat="2", message="Two")
    links = [one.details["link"] for one in simulator.ledger.messages]
    assert len(set(links)) == 4
    for message in simulator.ledger.messages:
        assert re.fullmatch(r"https://zzz\.ru/\w{12}", message.details["link"])
        assert message.text.endswith(f" {message.details['link']}")
    chats = [one.details["chat"] for one in simulator.ledger.messages]
    assert chats == ["0", "0", "2", "2"]
    assert simulator.ledger.messages[0].details["fulltext"] == fields["fulltext"]
