"""SMSC's parameters: what may stand in them, and what they do to a text message."""

from datetime import datetime

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.kernel.segments import cut_into_parts
from tests.simulator.smsc.text import keep_parts

from .conftest import MOSCOW, NOON, OTHER, Wire

_ALLOWED = {
    "id": ("1", "2147483647", "a", "Ab-._9" * 6),
    "sender": ("demo", "SMSC.RU"),
    "translit": ("0", "1", "2", ""),
    "tinyurl": ("0", "1"),
    "tz": ("0", "-3", "+9", "5.5"),
    "period": ("0.1", "720", "24"),
    "flash": ("0", "1"),
    "charset": ("utf-8", "koi8-r"),
    "cost": ("0", "1", "2", "3"),
    "valid": ("1", "24", "00:01", "24:00", "12:30"),
    "maxsms": ("1", "3"),
    "err": ("0", "1"),
    "op": ("0", "1"),
    "smsreq": ("10", "999"),
    "pp": ("12345",),
    "mes": ("x" * 1000,),
    "call": ("0",),
    "hlr": ("0",),
    "voice": ("m", "m2", "m3", "m4", "w", "w2", "w3", "w4", "m,en", "w,de"),
    "param": ("20,60,3", "", "anything"),
    "bin": ("0",),
    "nl": ("0", "1"),
    "userip": ("10.0.0.1", "::1"),
    "subj": ("Door",),
}
_FORBIDDEN = {
    "id": ("0", "2147483648", "a" * 41, "a b", "й"),
    "sender": ("twelve chars", "1234567890123456", "Имя"),
    "translit": ("3", "yes"),
    "tinyurl": ("2",),
    "tz": ("16", "x"),
    "period": ("0.05", "721"),
    "freq": ("0", "1441", "1.5"),
    "flash": ("2",),
    "charset": ("utf-16",),
    "cost": ("4", "x"),
    "fmt": ("4",),
    "valid": ("0", "25", "00:00", "24:01", "1:30", "1.5"),
    "maxsms": ("0", "-1"),
    "err": ("2",),
    "op": ("2",),
    "smsreq": ("9", "1000"),
    "mes": ("", "x" * 1001),
    "phones": ("", ",", "G12"),
    "imgcode": ("ab12",),
    "voice": ("x", "m5", "M", "m,", "m,EN", "w1"),
    "bin": ("3",),
    "bot": ("demo_bot", "@demo"),
    "fileurl": ("file:///etc/passwd", "a.example/1.wav"),
    "userip": ("300.1.1.1",),
    "pp": ("partner",),
}


def _cases(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Return every parameter with each of its values."""
    return [(name, value) for name, values in table.items() for value in values]


@pytest.mark.parametrize(("name", "value"), _cases(_ALLOWED))
async def test_allowed_values(wire: Wire, name: str, value: str) -> None:
    """What the documents allow is taken."""
    reply = await wire.send(**{name: value})
    assert "error_code" not in reply.json


@pytest.mark.parametrize(("name", "value"), _cases(_FORBIDDEN))
async def test_forbidden_values(
    simulator: Simulator, wire: Wire, name: str, value: str
) -> None:
    """What is out of its range is error 1, and nothing is sent."""
    reply = await wire.send(**{name: value})
    assert "parameters error" in reply.text
    assert simulator.ledger.requests[0].error_code == 1
    assert not simulator.ledger.messages


@pytest.mark.parametrize(
    ("time", "tz", "due"),
    [
        ("", "", NOON),
        ("0", "", NOON),
        ("1003261305", "", NOON + 3900),
        ("10.03.26 13:05", "", NOON + 3900),
        ("1003261305", "2", NOON - 3300),
        ("1003261505", "2", NOON + 3900),
        ("1003261005", "-3", NOON + 3900),
        ("0101120000", "", NOON),
        ("13-18", "", NOON + 3600),
        ("9-18", "", NOON),
        ("9-12", "", NOON + 21 * 3600),
        (f"0{int(NOON) + 60}", "5", NOON + 60),
        (f"0{int(NOON) - 60}", "", NOON),
        ("+90", "5", NOON + 5400),
    ],
)
async def test_times(
    simulator: Simulator, wire: Wire, time: str, tz: str, due: float
) -> None:
    """All four forms; a zone counts from Moscow's; the past means now."""
    assert "error" not in (await wire.send(time=time, tz=tz)).json
    assert simulator.ledger.messages[0].due_at == max(NOON, due)


@pytest.mark.parametrize(
    "time",
    [
        "tomorrow",
        "3202261305",
        "1003262505",
        "10.03.2026 13:05",
        "18-9",
        "25-26",
        " 90",
    ],
)
async def test_bad_times(simulator: Simulator, wire: Wire, time: str) -> None:
    """A date that is none is error 5; so is a plus that was not encoded."""
    reply = await wire.send(time=time)
    assert reply.json == {"error": "wrong date format", "error_code": 5}
    assert not simulator.ledger.messages


async def test_the_account_has_a_zone_of_its_own(
    simulator: Simulator, wire: Wire
) -> None:
    """Without tz a time is read in it, and dates are written in it."""
    simulator.smsc.set_account(timezone=4.0)
    await wire.send(time="1003261705", id="1")
    assert simulator.ledger.messages[0].due_at == NOON + 3900
    reply = await wire.status(id="1")
    assert reply.json["last_date"] == "10.03.2026 16:00:00"


async def test_a_later_message_waits(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """It stays waiting until its time, and is written with the real times."""
    await wire.send(time="+10")
    await clock.advance(600)
    assert simulator.ledger.messages[0].status == -1
    await clock.advance(1)
    [message] = simulator.ledger.messages
    assert message.status == 0
    written = datetime.fromtimestamp(message.changed_at, MOSCOW)
    assert written.strftime("%H:%M:%S") == "12:10:01"


async def test_a_sending_is_spread_over_a_period(
    simulator: Simulator, wire: Wire
) -> None:
    """Numbers go in groups; without a period the frequency is ignored."""
    phones = ",".join(f"7916000000{n}" for n in range(6))
    await wire.send(phones=phones, period="1", freq="30")
    assert [one.due_at - NOON for one in simulator.ledger.messages] == [
        0,
        0,
        0,
        1800,
        1800,
        1800,
    ]
    await wire.send(phones=phones, mes="Two", freq="30")
    assert {one.due_at for one in simulator.ledger.messages[6:]} == {NOON}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"translit": "1", "mes": "Щит. Яма"}, "Schit. Yama"),
        ({"translit": "2", "mes": "транслит"}, "mpaHc/Ium"),
        (
            {"tinyurl": "1", "mes": "See http://a.example/b?c"},
            "See https://s.example/0001",
        ),
        ({"maxsms": "1", "mes": "a" * 161}, "a" * 160),
        ({"maxsms": "2", "mes": "я" * 200}, "я" * 134),
    ],
)
async def test_texts_are_changed(
    simulator: Simulator, wire: Wire, changes: dict[str, str], text: str
) -> None:
    """Transliterated, shortened, cut off."""
    await wire.send(**changes)
    assert simulator.ledger.messages[0].text == text


async def test_flash_and_validity_are_kept(simulator: Simulator, wire: Wire) -> None:
    """The channel and the validity stand in the ledger."""
    await wire.send(flash="1", valid="00:30", id="9")
    [message] = simulator.ledger.messages
    assert (message.channel, message.validity) == ("flash", 1800)
    assert (await wire.status(id="9", all="1")).json["type"] == 1
    await wire.send(phones=OTHER)
    assert simulator.ledger.messages[1].validity == 86400


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("a" * 160, [160]),
        ("a" * 161, [153, 8]),
        ("a" * 306, [153, 153]),
        ("a" * 307, [153, 153, 1]),
        ("€" * 80, [80]),
        ("€" * 81, [76, 5]),
        ("a" * 152 + "[" + "a" * 10, [152, 11]),
        ("я" * 70, [70]),
        ("я" * 71, [67, 4]),
        ("a" * 100 + "ё", [67, 34]),
        ("😀" * 35, [35]),
        ("я" * 66 + "😀" * 3, [66, 3]),
        ("", [0]),
        ("`" * 71, [67, 4]),
    ],
)
def test_parts(text: str, lengths: list[int]) -> None:
    """Extended characters take two places, and no character is split."""
    parts = cut_into_parts(text)
    assert [len(part) for part in parts] == lengths
    assert "".join(parts) == text


@pytest.mark.parametrize("text", ["a" * 500, "я" * 200, "€" * 300, "a" * 160])
@pytest.mark.parametrize("parts", [1, 2, 3])
def test_a_text_is_cut_to_as_much_as_fits(text: str, parts: int) -> None:
    """One character more would be one part more."""
    kept = keep_parts(text, parts)
    assert len(cut_into_parts(kept)) <= parts
    assert kept == text or len(cut_into_parts(text[: len(kept) + 1])) > parts
