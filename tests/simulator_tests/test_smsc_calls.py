"""Calls: how they are dialled, taken or missed, and what is told of them."""

from typing import Any

import pytest

from tests.simulator import Fate, ManualClock, Simulator
from tests.simulator.smsc import Pickup
from tests.simulator.smsc.calls import Dialing
from tests.simulator.smsc.dialect import Dialect

from .conftest import PHONE, Handler, Wire

_TEXT = "x" * 150


async def _call(
    simulator: Simulator, wire: Wire, clock: ManualClock, **fields: str
) -> dict[str, Any]:
    """Call, wait for its end, and look it up."""
    values = {"id": "1", "call": "1", "mes": _TEXT} | fields
    reply = await wire.send(**values)
    assert "error" not in reply.json, reply.text
    await clock.advance(20000)
    answer: dict[str, Any] = (await wire.status(id="1", all="1")).json
    return answer


@pytest.mark.parametrize(
    ("param", "dialing"),
    [
        ("", (25, None, 8)),
        ("20,60,3", (20, 60, 3)),
        ("5,5,0", (10, 10, 1)),
        ("99,3600,9", (35, 3600, 9)),
        ("0,10,1", (10, 10, 1)),
        ("100,60,3", (25, None, 8)),
        ("20,3601,3", (25, None, 8)),
        ("20,60,10", (25, None, 8)),
        ("20,60", (25, None, 8)),
        ("a,b,c", (25, None, 8)),
        ("-1,60,3", (25, None, 8)),
    ],
)
def test_param(param: str, dialing: tuple[int, int | None, int]) -> None:
    """Small values are raised; one impossible value makes all of them the defaults."""
    read = Dialing.read(param)
    assert (read.wait, read.pause, read.attempts) == dialing


def test_pauses_by_default() -> None:
    """They grow from three to fourteen, of which unit is left open."""
    pauses = [Dialing().pause_before(attempt, Dialect()) for attempt in range(2, 9)]
    assert (pauses[0], pauses[-1]) == (3, 14)
    assert pauses == sorted(pauses)
    assert Dialing().pause_before(2, Dialect(call_pauses="minutes")) == 180


async def test_a_call_that_is_taken(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """Keys pressed and seconds spoken go to the handler and the look-up."""
    simulator.smsc.set_account(handler=handler.url)
    simulator.smsc.set_callee(PHONE, keys="1#", ring_time=7.0, listens=4.0)
    answer = await _call(simulator, wire, clock, voice="w2,en", param="30,60,2")
    assert (answer["status"], answer["err"], answer["sms_cnt"]) == (1, 0, 4)
    [visit] = await handler.wait(1)
    told = visit.form()
    assert (told["dtmf"], told["cnt"], told["type"]) == ("1#", "4", "7")
    assert not {"calltime", "callmenu", "ringtime"} & told.keys()
    [message] = simulator.ledger.messages
    assert (message.details["voice"], message.details["param"]) == ("w2,en", "30,60,2")
    assert [one.text for one in simulator.phones.inbox(PHONE)] == [_TEXT]
    times = [one.at - message.accepted_at for one in message.history]
    assert times == [0, 1, 12]


async def test_seconds_as_planned(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """The other reading; `calltime` and `ringtime` may come with every call."""
    simulator.smsc.speak(call_seconds="planned", call_times="always")
    simulator.smsc.set_account(handler=handler.url)
    simulator.smsc.set_callee(PHONE, listens=4.0)
    assert (await _call(simulator, wire, clock))["sms_cnt"] == 10
    [visit] = await handler.wait(1)
    told = visit.form()
    assert (told["cnt"], told["calltime"], told["ringtime"]) == ("10", "4", "5")


async def test_overtime(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """It stands in a line of the comments of its own."""
    simulator.smsc.set_account(handler=handler.url)
    simulator.smsc.set_callee(PHONE, listens=75.0)
    await _call(simulator, wire, clock)
    [visit] = await handler.wait(1)
    assert visit.form()["cmt"] == "overtime: 01:05"


@pytest.mark.parametrize(
    ("reading", "visits"),
    [("end", ["12"]), ("each_key", ["1", "12", "12"])],
)
async def test_a_voice_menu(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    handler: Handler,
    reading: str,
    visits: list[str],
) -> None:
    """Its keys come at the end, or one by one."""
    simulator.smsc.speak(menu_reports=reading)
    simulator.smsc.set_account(handler=handler.url)
    await wire.control("smsc/callee", phone=PHONE, menu="12", ring_time=4)
    await _call(simulator, wire, clock)
    await handler.wait(len(visits))
    told = sorted((one.form() for one in handler.visits), key=lambda one: one["ts"])
    assert [one["callmenu"] for one in told] == visits
    assert {one["ringtime"] for one in told} == {"4"}
    assert [one["calltime"] for one in told] == ["3", "6", "10"][-len(visits) :]


@pytest.mark.parametrize(
    ("habits", "readings", "state"),
    [
        ({"pickup": "no_answer"}, {}, (20, 237)),
        ({"pickup": "no_answer"}, {"unanswered_error": "busy"}, (20, 240)),
        ({"pickup": "no_answer"}, {"unanswered_status": "expired"}, (3, 237)),
        ({"pickup": "busy"}, {}, (20, 240)),
        ({"ring_time": 30}, {}, (20, 237)),
        ({"pickup": "machine"}, {}, (1, 242)),
        ({"pickup": "machine"}, {"machine_status": "undelivered"}, (20, 242)),
        ({"misses": 3, "missed": "busy"}, {}, (20, 240)),
        ({"misses": 2, "missed": "busy"}, {}, (1, 0)),
    ],
)
async def test_calls_that_are_missed(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    habits: dict[str, Any],
    readings: dict[str, str],
    state: tuple[int, int],
) -> None:
    """No answer, a busy line, a machine, somebody slow."""
    simulator.smsc.speak(**readings)
    await wire.control("smsc/callee", phone=PHONE, **habits)
    answer = await _call(simulator, wire, clock, param="20,60,3")
    assert (answer["status"], answer["err"]) == state
    heard = state == (1, 0)
    assert bool(simulator.phones.inbox(PHONE)) is heard


async def test_the_way_to_an_answer(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """Each attempt that is missed is a state with an error."""
    simulator.smsc.set_callee(PHONE, misses=2, missed=Pickup.NO_ANSWER)
    await _call(simulator, wire, clock, param="10,60,3")
    [message] = simulator.ledger.messages
    states = [(one.status, one.error) for one in message.history]
    assert states == [(-1, 0), (0, 0), (0, 237), (0, 237), (1, 0)]
    times = [int(one.at - message.accepted_at) for one in message.history]
    assert times == [0, 1, 11, 81, 156]


async def test_without_habits_the_fate_decides(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """And steps given by a test go before both."""
    simulator.phones.behave(PHONE, Fate.UNDELIVERED)
    answer = await _call(simulator, wire, clock)
    assert (answer["status"], answer["err"]) == (20, 1)
    simulator.phones.behave(PHONE, [(1, 0, 0), (1, 20, 13)], channel="call")
    simulator.smsc.set_callee(PHONE)
    answer = await _call(simulator, wire, clock, id="2")
    assert (await wire.status(id="2")).json["err"] == 13


@pytest.mark.parametrize(
    ("reading", "counts"), [("seconds", (20, 60)), ("calls", (2, 1))]
)
async def test_what_is_counted(
    simulator: Simulator, wire: Wire, reading: str, counts: tuple[int, int]
) -> None:
    """Seconds of all calls, or the calls; minutes begun are paid."""
    simulator.smsc.speak(call_count=reading)
    phones = f"{PHONE},+79261234567"
    reply = await wire.send(call="1", mes=_TEXT, phones=phones, cost="2")
    assert (reply.json["cnt"], reply.json["cost"]) == (counts[0], "3.00")
    reply = await wire.send(call="1", mes="x" * 900, cost="2")
    assert (reply.json["cnt"], reply.json["cost"]) == (counts[1], "1.50")
    reply = await wire.send(call="1", mes="x" * 901, cost="2")
    assert reply.json["cost"] == "3.00"


@pytest.mark.parametrize(
    ("files", "state"),
    [
        ({"alarm.wav": b"x" * 20000}, (1, 0)),
        ({"alarm.exe": b"x"}, (20, 241)),
        ({"alarm.mp3": b""}, (20, 241)),
    ],
)
async def test_sounds(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    files: dict[str, bytes],
    state: tuple[int, int],
) -> None:
    """What is no sound cannot be made into one."""
    reply = await wire.upload(files, call="1", id="1")
    assert "error" not in reply.json, reply.text
    await clock.advance(120)
    answer = (await wire.status(id="1")).json
    assert (answer["status"], answer["err"]) == state


async def test_a_call_reported_by_hand(
    simulator: Simulator, wire: Wire, handler: Handler
) -> None:
    """With the keys that a test wants."""
    simulator.smsc.set_account(handler=handler.url)
    await wire.send(call="1")
    await wire.control("smsc/report", key=1, status=1, details={"dtmf": "9"})
    [visit] = await handler.wait(1)
    assert visit.form()["dtmf"] == "9"


async def test_a_call_without_keys(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """The field is there, and empty; other channels do not have it."""
    simulator.smsc.set_account(handler=handler.url)
    await _call(simulator, wire, clock)
    [visit] = await handler.wait(1)
    assert visit.form()["dtmf"] == ""
