"""SMSPILOT: look-ups of numbers, voice calls, flash calls, and SMS that can be answered."""

from decimal import Decimal

import pytest

from tests.simulator import ManualClock, Simulator

from .pilot import FIRST, SECOND, Pilot


@pytest.mark.parametrize(
    ("send", "sender", "channel", "price"),
    [
        ("HLR", "", "hlr", "0.15"),
        ("PING", "INFORM", "ping", "0.15"),
        ("HLRVIP", "", "hlrvip", "0.30"),
        ("Leak " * 50, "GOLOS", "golos", "0.50"),
        ("Leak", "GOLOSM", "golosm", "0.50"),
        ("HLR", "GOLOS", "golos", "0.50"),
        ("1234", "FLASHCALL", "flashcall", "0.80"),
        ("Well?", "2WAY", "2way", "3.13"),
        ("hlr", "", "sms", "1.31"),
        ("Leak", "GOL0S", "sms", "1.31"),
    ],
)
async def test_channels(
    simulator: Simulator, pilot: Pilot, send: str, sender: str, channel: str, price: str
) -> None:
    """What is asked for says which it is; each has its price."""
    reply = await pilot.send(send=send, sender=sender)
    assert reply.json["cost"] == price
    [message] = simulator.ledger.messages
    assert (message.channel, message.parts) == (channel, 1)


@pytest.mark.parametrize(
    ("fate", "hlr", "ping"),
    [
        ("delivered", "2", "2"),
        ("off", "2", "-1"),
        ("undelivered", "-1", "-1"),
        ("never", "1", "1"),
    ],
)
async def test_what_look_ups_find(
    simulator: Simulator,
    pilot: Pilot,
    clock: ManualClock,
    fate: str,
    hlr: str,
    ping: str,
) -> None:
    """HLR says whether a number is served, ping whether it is in reach."""
    simulator.phones.behave(FIRST, fate)
    for send in ("HLR", "PING", "HLRVIP"):
        await pilot.send(send=send)
    await clock.advance(10)
    assert await pilot.statuses("9316849,9316850,9316851") == [hlr, ping, ping]
    assert not simulator.phones.inbox(FIRST)
    assert not any(one.error for one in simulator.ledger.messages)


async def test_what_hlrvip_finds(pilot: Pilot, clock: ManualClock) -> None:
    """The network, and the one abroad that the phone is in."""
    await pilot.control("subscriber", phone=FIRST, rcn="Германия", rnet="Telekom")
    await pilot.send(send="HLRVIP")
    before = await pilot.ask(check="9316849")
    assert "imsi" not in before.json["check"][0]
    await clock.advance(10)
    reply = await pilot.ask(check="9316849", fields="status")
    assert reply.json["check"] == [
        {
            "status": "2",
            "imsi": "250019087964781",
            "msc": "79080960438",
            "mcc": "250",
            "mnc": "01",
            "cn": "Россия",
            "net": "МТС",
            "rcn": "Германия",
            "rnet": "Telekom",
        }
    ]


async def test_names_of_what_hlrvip_finds(pilot: Pilot, clock: ManualClock) -> None:
    """The document has two of one name; and it may be told on demand only."""
    pilot.provider.speak(hlrvip_names="printed", hlrvip_details="asked")
    pilot.provider.set_subscriber(FIRST, msc="79080000000", rcn="Германия")
    await pilot.send(send="HLRVIP")
    await clock.advance(10)
    reply = await pilot.ask(check="9316849", fields="mnc,gscn,gnet,mcc")
    assert reply.json["check"] == [
        {"mnc": "79080000000", "gscn": "Германия", "gnet": "", "mcc": "250"}
    ]
    assert "mnc" not in (await pilot.ask(check="9316849")).json["check"][0]


async def test_the_error_of_a_number_that_is_not_served(
    simulator: Simulator, pilot: Pilot, clock: ManualClock
) -> None:
    """None, or one that other messages have as well."""
    simulator.phones.behave(FIRST, "undelivered")
    pilot.provider.speak(lookup_error="undeliverable")
    await pilot.send(send="HLR")
    await clock.advance(10)
    assert simulator.ledger.messages[0].error == 604


async def test_calls_arrive(
    simulator: Simulator, pilot: Pilot, clock: ManualClock
) -> None:
    """They are to be seen on the phone, or not if it does not answer."""
    simulator.phones.behave(SECOND, "undelivered", channel="golos")
    await pilot.send(send="Leak", sender="GOLOS", to=f"{FIRST},{SECOND}")
    await pilot.send(send="1234", sender="FLASHCALL", to=f"{FIRST},{SECOND}")
    await clock.advance(10)
    assert [one.text for one in simulator.phones.inbox(FIRST)] == ["Leak", "1234"]
    assert [one.text for one in simulator.phones.inbox(SECOND)] == ["1234"]


@pytest.mark.parametrize("code", ["123", "12345", "abcd", "12 4"])
async def test_a_flash_call_has_four_digits(pilot: Pilot, code: str) -> None:
    """One example of the document has five."""
    assert (await pilot.send(send=code, sender="FLASHCALL")).code == 10
    pilot.provider.speak(flash_code="digits")
    taken = "send" in (await pilot.send(send=code, sender="FLASHCALL")).json
    assert taken == (code == "12345")


async def test_two_way_needs_a_template(pilot: Pilot) -> None:
    """Where the cabinet has them."""
    await pilot.control("account", survey_templates=["Well?"])
    reply = await pilot.send(send="Other", sender="2WAY")
    assert reply.json["error"]["phone"] == FIRST
    assert reply.code == 227
    assert "send" in (await pilot.send(send="Well?", sender="2WAY")).json
    await pilot.control("account", survey_templates=None)
    assert "send" in (await pilot.send(send="Other", sender="2WAY")).json


async def test_prices_of_an_account(pilot: Pilot) -> None:
    """By channel, and by the beginning of the number."""
    await pilot.control(
        "account",
        prices={"golos": "2"},
        number_prices={"7916": "4", "79161": "5"},
    )
    reply = await pilot.send(to=f"{FIRST},{SECOND}")
    assert [row["price"] for row in reply.json["send"]] == ["1.31", "5.00"]
    assert (await pilot.send(sender="GOLOS")).json["cost"] == "2.00"
    assert pilot.provider.account().balance == Decimal("991.69")


@pytest.mark.parametrize(
    ("readings", "sender", "send", "text"),
    [
        ({"voice_json": "printed"}, "GOLOS", "Hi", ',\n  { "balance": "999.50", '),
        ({"voice_json": "printed"}, "GOLOSM", "Hi", ',\n  { "balance": "999.50", '),
        ({"flash_call_json": "printed"}, "FLASHCALL", "1234", '"0"},\n],\n"bal'),
    ],
)
async def test_broken_answers_to_charged_requests(
    simulator: Simulator,
    pilot: Pilot,
    readings: dict[str, str],
    sender: str,
    send: str,
    text: str,
) -> None:
    """As the document prints them."""
    pilot.provider.speak(**readings)
    reply = await pilot.send(sender=sender, send=send)
    assert text in reply.text
    with pytest.raises(ValueError, match="Expecting|Illegal"):
        _ = reply.json
    assert simulator.ledger.messages
    assert pilot.provider.account().balance < 1000
