"""`kill -9` with messages at every stage: none is lost, none is doubled, all are known."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from demo.timeline import Timeline

from .conftest import Home, Left, What

_ANSWERED = "+79160000001"
_SINGLE = "+79160000002"
_NEVER_ACCEPTED = "+79160000003"
_MANY = {
    f"+7926000000{number}": fate
    for number, fate in enumerate(
        ["delivered"] * 4 + ["undelivered", "expired"] + ["delivered"] * 4
    )
}
_TAG = "kill"
_POWER_IS_AWAY_FOR = 120
_TRUE_STATES = {1: "delivered", 3: "expired", 20: "undelivered"}
"""The ends that messages have here, by SMSC's status."""

type Ledger = Mapping[What, list[dict[str, Any]]]


async def _until(home: Home, what: str, condition: Callable[[Any], object]) -> Any:
    """Wait until what the simulator shows fulfils a condition, and return it."""
    async with asyncio.timeout(60):
        while not condition(shown := await home.simulator.show(what)):
            await asyncio.sleep(0.02)
    return shown


async def _accepted(home: Home, count: int, *, settled: bool = False) -> Ledger:
    """Wait until the ledger has so many messages, each at its end if so wanted."""
    shown = await _until(
        home,
        "ledger",
        lambda ledger: (
            len(ledger["messages"]) >= count
            and (
                not settled
                or all(m["status"] in _TRUE_STATES for m in ledger["messages"])
            )
        ),
    )
    ledger: dict[What, list[dict[str, Any]]] = {}
    for message in shown["messages"]:
        what = (f"+{message['phone']}", message["text"])
        ledger.setdefault(what, []).append(message)
    return ledger


async def test_nothing_is_lost_or_doubled_by_a_kill_in_the_middle_of_requests(
    home: Home,
) -> None:
    """Answered; accepted and not answered; not accepted; waiting for its turn."""
    simulator, timeline = home.simulator, home.timeline
    actions: list[asyncio.Task[Any]] = []

    def send(message: str, *phones: str) -> None:
        timeline.say(f"send_sms “{message}” to {len(phones)} number(s)")
        action = home.send_sms(message, phone=list(phones), tag=_TAG)
        actions.append(asyncio.create_task(action))

    async def withhold_answer(*, accept: bool) -> None:
        fault = {"kind": "delay", "seconds": 60, "accept": accept}
        await simulator.control("faults", **fault, path="/sys/send.php")

    for phone, fate in _MANY.items():
        await simulator.control("phones", phone=phone, behaviour=fate)
    # Until the kill no report heals an answer that is lost.
    await simulator.control("callbacks", do="lose", count=1000)
    await home.until_stored()

    send("answered", _ANSWERED)
    await actions[0]
    await withhold_answer(accept=True)
    send("single", _SINGLE)
    await _accepted(home, 2)
    await withhold_answer(accept=True)
    send("many", *_MANY)
    await _accepted(home, 12)
    await withhold_answer(accept=False)
    send("never accepted", _NEVER_ACCEPTED)
    await _until(home, "faults", lambda faults: not faults)
    # It has to wait for the one before it, whose outcome nobody knows.
    send("all clear", _SINGLE)
    told = home.story.watch.statuses
    async with asyncio.timeout(30):
        while sum(event["state"] == "pending" for event in told) < 14:
            await asyncio.sleep(0.02)

    await home.cut_power()
    await asyncio.gather(*actions, return_exceptions=True)
    before = await _accepted(home, 12)
    left = home.left_in_journal()
    await simulator.control("callbacks", do="lose", count=0)

    answered, single = (_ANSWERED, "answered"), (_SINGLE, "single")
    alarm, all_clear = (_NEVER_ACCEPTED, "never accepted"), (_SINGLE, "all clear")
    many = [(phone, "many") for phone in _MANY]
    assert set(before) == {answered, single, *many}
    assert set(left) == {answered, single, *many, alarm, all_clear}
    assert left[answered].state == "queued"
    for what in (single, *many, alarm):
        assert (left[what].state, left[what].may_have_left) == ("pending", True)
    assert not left[all_clear].may_have_left

    await home.come_back(later=_POWER_IS_AWAY_FOR)
    truth = await _accepted(home, 14, settled=True)
    timeline.say("The ledger has 14 messages, each at its end")
    true_states = {
        left[what].reference: _TRUE_STATES[message["status"]]
        for what, [message] in truth.items()
    }
    states: dict[str, str] = {}
    async with asyncio.timeout(60):
        while states != true_states:
            known = await home.known(_TAG)
            states = {message["reference"]: message["state"] for message in known}
            await asyncio.sleep(0.05)
    timeline.say("The journal knows the same of each")

    truth = await _accepted(home, 14)
    _tell_table(timeline, before, left, truth, states)
    assert sorted(truth) == sorted(left)
    assert all(len(messages) == 1 for messages in truth.values())
    assert [m["text"] for m in await _to(home, _SINGLE)] == ["single", "all clear"]


async def _to(home: Home, phone: str) -> list[dict[str, Any]]:
    """Return what arrived at a phone, oldest first."""
    phones = await home.simulator.show("phones")
    inbox: list[dict[str, Any]] = phones[phone.removeprefix("+")]["inbox"]
    return inbox


def _tell_table(
    timeline: Timeline,
    before: Ledger,
    left: Mapping[What, Left],
    truth: Ledger,
    states: Mapping[str, str],
) -> None:
    """Tell both sides, before and after; `pytest -s` shows it."""
    timeline.say(f"{'number':14}{'text':16}{'at the kill':36}{'in the end'}")
    timeline.say(f"{'':30}{'ledger':10}{'journal':26}{'ledger':10}{'journal'}")
    for what, note in left.items():
        journal = note.state + (", may have left" if note.may_have_left else "")
        accepted = "accepted" if what in before else "-"
        times = f"{len(truth.get(what, []))} ×"
        timeline.say(
            f"{what[0]:14}{what[1]:16}{accepted:10}{journal:26}{times:10}"
            f"{states[note.reference]}"
        )
    lost = sum(what not in truth for what in left)
    doubled = sum(len(messages) > 1 for messages in truth.values())
    timeline.say(f"lost {lost}, doubled {doubled}")
