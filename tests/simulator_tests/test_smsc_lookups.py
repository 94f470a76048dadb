"""Look-ups of numbers: HLR and ping, their results and how they are told."""

import pytest

from tests.simulator import Fate, ManualClock, Simulator

from .conftest import PHONE, Handler, Wire

_HOME = {
    "imsi": "250019161234567",
    "msc": "79160960438",
    "mcc": "250",
    "mnc": "01",
    "cn": "Россия",
    "net": "МТС",
    "rcn": "",
    "rnet": "",
}
_NOTHING = dict.fromkeys(_HOME, "")


async def test_a_phone_at_home(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """Whatever is known by default, in look-ups and callbacks."""
    simulator.smsc.set_account(handler=f"{handler.url}/?charset=utf-8")
    await wire.send(id="1", hlr="1")
    answer = (await wire.status(id="1")).json
    assert answer["status"] == -1
    assert _NOTHING.items() <= answer.items()
    await clock.advance(5)
    answer = (await wire.status(id="1")).json
    assert (answer["status"], answer["err"]) == (1, 0)
    assert _HOME.items() <= answer.items()
    assert not simulator.phones.inbox(PHONE)
    [visit] = await handler.wait(1)
    assert _HOME.items() <= visit.form().items()
    [message] = simulator.ledger.messages
    assert (message.text, message.sender) == ("", "")


async def test_a_phone_abroad_in_a_list(wire: Wire, clock: ManualClock) -> None:
    """Set over HTTP, asked for in a batch."""
    await wire.control("smsc/subscriber", phone=PHONE, rcn="Турция", rnet="Turkcell")
    await wire.send(id="1", hlr="1")
    await clock.advance(5)
    reply = await wire.status(id="1,", phone=f"{PHONE},", all="2")
    [row] = reply.json
    assert (row["rcn"], row["rnet"], row["operator"]) == ("Турция", "Turkcell", "МТС")
    assert row["id"] == 1
    assert not {"comment", "mccmnc", "operator_orig", "sms_cnt"} & row.keys()


@pytest.mark.parametrize(
    ("fate", "error"),
    [
        (Fate.OFF, 6),
        (Fate.UNDELIVERED, 1),
        (Fate.REJECTED, 255),
        (Fate.UNREPORTED, 245),
        (Fate.LINK, 0),
    ],
)
@pytest.mark.parametrize(("reading", "status"), [("delivered", 1), ("undelivered", 20)])
async def test_phones_that_are_not_reachable(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    fate: Fate,
    error: int,
    reading: str,
    status: int,
) -> None:
    """The look-up worked, or it is called a failure."""
    simulator.smsc.speak(lookup_status=reading)
    simulator.phones.behave(PHONE, fate)
    await wire.send(id="1", hlr="1")
    await clock.advance(5)
    answer = (await wire.status(id="1")).json
    assert (answer["status"], answer["err"]) == (status if error else 1, error)
    assert bool(answer["imsi"]) is (error != 1)


async def test_an_error_of_the_register(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """Any error a test wants; and a look-up that never comes back."""
    simulator.smsc.set_subscriber(PHONE, error=13)
    await wire.send(id="1", hlr="1")
    await clock.advance(5)
    assert (await wire.status(id="1")).json["err"] == 13
    simulator.phones.behave(PHONE, Fate.NEVER)
    await clock.advance(60)
    await wire.send(id="2", hlr="1")
    await clock.advance(90000)
    assert simulator.ledger.messages[1].status == 0


async def test_what_is_told_only_in_full(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """The card's number may come with all=2 alone."""
    simulator.smsc.speak(lookup_details="only_in_full")
    simulator.smsc.set_account(handler=handler.url)
    await wire.send(id="1", hlr="1")
    await clock.advance(5)
    assert (await wire.status(id="1")).json["imsi"] == ""
    assert (await wire.status(id="1", all="2")).json["imsi"] == _HOME["imsi"]
    [visit] = await handler.wait(1)
    assert (visit.form()["msc"], visit.form()["mcc"]) == ("", "250")


@pytest.mark.parametrize(("reading", "code"), [("refused", 9), ("taken", None)])
@pytest.mark.parametrize("switch", ["hlr", "ping"])
async def test_the_same_look_up_again(
    simulator: Simulator, wire: Wire, reading: str, code: int | None, switch: str
) -> None:
    """Within a minute it may be refused; after it, it is not."""
    simulator.smsc.speak(repeated_lookups=reading)
    await wire.send(**{switch: "1"})
    assert (await wire.send(**{switch: "1"})).json.get("error_code") == code


@pytest.mark.parametrize(
    ("fate", "states"), [(Fate.DELIVERED, [-1, 0, 1]), (Fate.OFF, [-1, 0, 3])]
)
async def test_ping(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    fate: Fate,
    states: list[int],
) -> None:
    """It goes as an SMS does, but nobody sees it."""
    simulator.phones.behave(PHONE, fate)
    reply = await wire.send(ping="1", cost="2")
    assert reply.json["cost"] == "3.20"
    await clock.advance(90000)
    [message] = simulator.ledger.messages
    assert [one.status for one in message.history] == states
    assert not simulator.phones.inbox(PHONE)


async def test_many_numbers(simulator: Simulator, wire: Wire) -> None:
    """One look-up each, bad numbers by row."""
    phones = f"{PHONE},+79261234567,+7000"
    reply = await wire.send(hlr="1", phones=phones, op="1", cost="2")
    assert (reply.json["cnt"], reply.json["cost"]) == (2, "0.60")
    assert [one["status"] for one in reply.json["phones"]] == ["-1", "-1", "22"]


@pytest.mark.parametrize(
    ("reading", "told", "posted"),
    [("empty", "", ""), ("missing", "absent", "absent"), ("null", None, "")],
)
async def test_what_was_not_found(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    handler: Handler,
    reading: str,
    told: str | None,
    posted: str,
) -> None:
    """Empty, missing or null; format 1 keeps its places."""
    simulator.smsc.speak(lookup_empty=reading)
    simulator.smsc.set_account(handler=handler.url)
    await wire.send(id="1", hlr="1")
    await clock.advance(5)
    assert (await wire.status(id="1")).json.get("rcn", "absent") == told
    assert (await wire.status(id="1", fmt="1")).text.endswith(",МТС,,")
    [visit] = await handler.wait(1)
    assert visit.form("windows-1251").get("rnet", "absent") == posted


async def test_codes_as_numbers(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """A network's zeros may be lost."""
    simulator.smsc.speak(lookup_values="numbers")
    await wire.send(id="1", hlr="1")
    await clock.advance(5)
    answer = (await wire.status(id="1")).json
    assert (answer["mcc"], answer["mnc"], answer["cn"]) == (250, 1, "Россия")
