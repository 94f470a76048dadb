"""`kill -9` with messages at every stage: none is lost, none is doubled, all are known."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from demo.timeline import Timeline

from .home import Home, Left, What

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


@dataclass(frozen=True, slots=True)
class Rules:
    """What a provider is like where it matters here.

    `ends` are the states that messages end with, by the provider's status. Where it
    can deny a message, one that it never accepted is sent again; else nobody knows.
    """

    provider: str
    path: str
    ends: Mapping[int, str]
    denies: bool

    def accepted(self, count: int) -> int:
        """Return how many of so many messages are accepted in the end."""
        return count if self.denies else count - 1


_RULES = (
    Rules(
        "smsc", "/sys/send.php", {1: "delivered", 3: "expired", 20: "undelivered"}, True
    ),
    # Ours have no id there: a list of the day proves what was taken, and no more.
    Rules("smspilot", "/api.php", {2: "delivered", -1: "undelivered"}, False),
)


@pytest.fixture(params=_RULES, ids=lambda rules: rules.provider)
def rules(request: pytest.FixtureRequest) -> Rules:
    """Return the rules of a provider."""
    chosen: Rules = request.param
    return chosen


@pytest.fixture
def provider(rules: Rules) -> str:
    """Return whose account carries the messages."""
    return rules.provider


type Ledger = Mapping[What, list[dict[str, Any]]]


async def _until(home: Home, what: str, condition: Callable[[Any], object]) -> Any:
    """Wait until what the simulator shows fulfils a condition, and return it."""
    async with asyncio.timeout(60):
        while not condition(shown := await home.simulator.show(what)):
            await asyncio.sleep(0.02)
    return shown


async def _accepted(
    home: Home, count: int, ends: Mapping[int, str] | None = None
) -> Ledger:
    """Wait until the ledger has so many messages, each at one of the ends if given."""
    shown = await _until(
        home,
        "ledger",
        lambda ledger: (
            len(ledger["messages"]) >= count
            and (ends is None or all(m["status"] in ends for m in ledger["messages"]))
        ),
    )
    ledger: dict[What, list[dict[str, Any]]] = {}
    for message in shown["messages"]:
        what = (f"+{message['phone']}", message["text"])
        ledger.setdefault(what, []).append(message)
    return ledger


async def test_nothing_is_lost_or_doubled_by_a_kill_in_the_middle_of_requests(
    home: Home, rules: Rules
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
        await simulator.control("faults", **fault, path=rules.path)

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
    count = rules.accepted(14)
    truth = await _accepted(home, count, rules.ends)
    timeline.say(f"The ledger has {count} messages, each at its end")
    true_states = {
        left[what].reference: rules.ends[message["status"]]
        for what, [message] in truth.items()
    }
    if not rules.denies:
        true_states[left[alarm].reference] = "unconfirmed"
    states: dict[str, str] = {}
    async with asyncio.timeout(60):
        while states != true_states:
            known = await home.known(_TAG)
            states = {message["reference"]: message["state"] for message in known}
            await asyncio.sleep(0.05)
    timeline.say("The journal knows the same of each")

    truth = await _accepted(home, count)
    _tell_table(timeline, before, left, truth, states)
    assert sorted({*truth, alarm}) == sorted(left)
    assert (alarm in truth) is rules.denies
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
    lost = sum(
        what not in truth and states[note.reference] != "unconfirmed"
        for what, note in left.items()
    )
    doubled = sum(len(messages) > 1 for messages in truth.values())
    timeline.say(f"lost {lost}, doubled {doubled}")
