"""`list`, a text for each; and groups, one entry for many."""

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.smsc.lists import Line, read_list

from .conftest import NOON, OTHER, PHONE, Wire

_A, _B = "79161234567", "79261234567"


@pytest.mark.parametrize(
    ("text", "nl", "lines"),
    [
        (f"{_A}:Hi", False, [Line(phones=_A, text="Hi")]),
        (f"{_A};Hi: you; all", False, [Line(phones=_A, text="Hi: you; all")]),
        (f"{_A},{_B}:Hi\n\n", False, [Line(phones=f"{_A},{_B}", text="Hi")]),
        (f"{_A}:a\\nb", False, [Line(phones=_A, text="a\nb")]),
        (
            f"{_A}:a\r\n{_B}:b",
            False,
            [Line(phones=_A, text="a"), Line(phones=_B, text="b")],
        ),
        (f"demo|{_A}:a|b", False, [Line(phones=_A, text="a|b", sender="demo")]),
        (
            f"demo,-2|{_A}:a\nSMSC.RU,+5.5|{_B}:b",
            False,
            [
                Line(phones=_A, text="a", sender="demo", timezone=-2),
                Line(phones=_B, text="b", sender="SMSC.RU", timezone=5.5),
            ],
        ),
        (f"|{_A}:a", False, [Line(phones=_A, text="a")]),
        (
            f"{_A}:one\n10:30 two\n\nthree\n{_B}:four",
            True,
            [
                Line(phones=_A, text="one\n10:30 two\n\nthree"),
                Line(phones=_B, text="four"),
            ],
        ),
        ("a@b.example:x\nmore", True, [Line(phones="a@b.example", text="x\nmore")]),
    ],
)
def test_lines(text: str, nl: bool, lines: list[Line]) -> None:
    """Every form that the document describes."""
    assert read_list(text, multiline=nl) == lines


@pytest.mark.parametrize(
    "text",
    ["\n", "Hi", f"{_A}", f"{_A}:", f"{_A}: ", f"demo,x|{_A}:a", f"demo,16|{_A}:a"],
)
async def test_lines_that_are_none(simulator: Simulator, wire: Wire, text: str) -> None:
    """They refuse the request."""
    assert (await wire.send(list=text)).json["error_code"] == 1
    assert not simulator.ledger.messages


async def test_texts_for_each(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """One id for all, parts and prices counted one by one."""
    text = f"{_A},{_B}:{'й' * 71}\n{_A}:Second\n{_A}:Second\n+7000:Bad"
    reply = await wire.send(list=text, id="9", cost="3", op="1", err="1")
    answer = reply.json
    assert (answer["cnt"], answer["cost"]) == (5, "16.00")
    rows = [(one["phone"], one["cost"], one["status"]) for one in answer["phones"]]
    assert rows == [
        (_A, "6.40", "-1"),
        (_B, "6.40", "-1"),
        (_A, "3.20", "-1"),
        ("7000", "0.00", "22"),
    ]
    assert {one.message_id for one in simulator.ledger.messages} == {"9"}
    await clock.advance(5)
    assert (await wire.status(id="9", all="1")).json["message"] == "Second"
    assert [one.text for one in simulator.phones.inbox(_B)] == ["й" * 71]


@pytest.mark.parametrize(("reading", "count"), [("total", 3), ("parts", 2)])
async def test_what_is_counted(
    simulator: Simulator, wire: Wire, reading: str, count: int
) -> None:
    """All parts together, or those of the longest text."""
    simulator.smsc.speak(count=reading)
    reply = await wire.send(list=f"{_A}:{'й' * 71}\n{_B}:short")
    assert reply.json["cnt"] == count


async def test_senders_and_zones(simulator: Simulator, wire: Wire) -> None:
    """By line; a zone is looked at only where the time is a date."""
    text = f"demo,2|{_A}:One\nSMSC.RU|{_B}:Two"
    await wire.send(list=text, time="10.03.26 15:00", tz="0")
    sent = [(one.sender, one.due_at - NOON) for one in simulator.ledger.messages]
    assert sent == [("demo", 3600), ("SMSC.RU", 10800)]
    await wire.send(list=f"demo,2|{_A}:Three", time="13-18")
    assert simulator.ledger.messages[2].due_at == NOON + 3600


async def test_a_line_with_a_foreign_sender(simulator: Simulator, wire: Wire) -> None:
    """Only it is denied; an impossible name refuses the request."""
    text = f"demo|{_A}:One\nStranger|{_B}:Two"
    reply = await wire.send(list=text, op="1")
    states = [(one["status"], one["error"]) for one in reply.json["phones"]]
    assert states == [("-1", "0"), ("23", "254")]
    reply = await wire.send(list=f"a name too long|{_A}:x")
    assert reply.json["error_code"] == 1


async def test_beside_other_parameters(wire: Wire) -> None:
    """`phones` and `mes` are for one text; the format is one for all."""
    for name, value in (("phones", PHONE), ("mes", "Hi")):
        reply = await wire.send(list=f"{_A}:Hi", **{name: value})
        assert reply.json["error_code"] == 1
    reply = await wire.send(list=f"{_A}:Hi\n{_B}:Ho", fmt="1", cost="2")
    assert reply.text == "100003,2,6.40"


@pytest.mark.parametrize("channel", ["viber", "call", "flash"])
async def test_over_other_channels(
    simulator: Simulator, wire: Wire, channel: str
) -> None:
    """Lists go over each that has texts; `nl` keeps line ends."""
    reply = await wire.send(list=f"{_A}:Hi\nyou\n{_B}:Ho", nl="1", **{channel: "1"})
    assert "error" not in reply.json
    assert [one.text for one in simulator.ledger.messages] == ["Hi\nyou", "Ho"]
    assert {one.channel for one in simulator.ledger.messages} == {channel}


async def test_groups(simulator: Simulator, wire: Wire) -> None:
    """Their members are meant, nobody twice."""
    reply = await wire.send(phones=f"G1,{PHONE},79161110002")
    assert reply.json["cnt"] == 3
    phones = [one.phone for one in simulator.ledger.messages]
    assert phones == ["79161110001", "79161110002", _A]
    await wire.control("smsc/account", groups={"7": [OTHER]})
    assert (await wire.send(list="g7:Hi")).json["cnt"] == 1
    assert simulator.ledger.to(OTHER)
    for phones_of_nobody in ("G1", f"{PHONE},G8"):
        reply = await wire.send(phones=phones_of_nobody)
        assert reply.json["error_code"] == 1


async def test_a_group_of_mailboxes_and_numbers(
    simulator: Simulator, wire: Wire
) -> None:
    """Whoever does not fit the channel is a bad number."""
    reply = await wire.send(phones="G2", op="1")
    assert [one["status"] for one in reply.json["phones"]] == ["22", "-1"]
