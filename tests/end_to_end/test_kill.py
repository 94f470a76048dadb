"""`kill -9` with messages at every stage: none is lost, none is doubled, all are known."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.accounts import DemoAccount, DemoRecipient
from demo.timeline import Timeline

from .home import Home, Left, What

_POWER_IS_AWAY_FOR = 120

_FATES = ["delivered"] * 4 + ["undelivered", "expired"] + ["delivered"] * 4

# The stages, by their texts.
_ANSWERED, _SINGLE, _ALARM, _MANY, _ALL_CLEAR = (
    *("answered", "single", "never accepted", "many", "all clear"),
)

_WEBSMS = DemoAccount(
    provider="websms",
    name="WEBSMS",
    credentials={"login": "demo", "password": "demo"},
    recipient=DemoRecipient(
        name="Grandma", written="8 903 555-12-34", phone="+79035551234"
    ),
    alarm="",
    question="",
    answer=None,
)

_WITHHELD = {"kind": "delay", "seconds": 30}
"""The answer is on its way at the kill; at the provider the sending goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a provider is like where it matters here.

    `numbers` begins the numbers of its messages: the same text to the same number is
    one message. `ends` are the states that messages end with, by the provider's status.
    Where it can deny a message, one that it never accepted is sent again; else nobody
    knows. `lost` and `refused` tell how the answers to two requests are lost, one that
    is accepted and one that is not: where one sending at a time is allowed, only that
    of the stage after them can be on the wire at the kill.
    """

    provider: str
    path: str
    numbers: str
    ends: Mapping[int, str]
    denies: bool = False
    lost: Mapping[str, Any]
    refused: Mapping[str, Any]
    left: tuple[str, bool] = ("pending", True)
    """The state of these two at the kill, and whether a request with them may be out."""

    @property
    def accepted(self) -> int:
        """Return how many messages are accepted in the end."""
        return len(self.everything) - (not self.denies)

    def phone(self, number: int) -> str:
        """Return a number; no two of them follow each other, as if made up."""
        return f"{self.numbers}{number * 1117:05}"

    @property
    def many(self) -> dict[str, str]:
        """Return what becomes of the messages of one request, by their numbers."""
        return {self.phone(10 + place): fate for place, fate in enumerate(_FATES)}

    @property
    def everything(self) -> set[What]:
        """Return all messages."""
        return {
            (self.phone(1), _ANSWERED),
            (self.phone(2), _SINGLE),
            (self.phone(3), _ALARM),
            (self.phone(2), _ALL_CLEAR),
            *((phone, _MANY) for phone in self.many),
        }

    @property
    def alarm(self) -> What:
        """Return the message that was not accepted before the kill."""
        return self.phone(3), _ALARM


_RULES = (
    Rules(
        provider="smsc",
        path="/sys/send.php",
        numbers="+791600",
        ends={1: "delivered", 3: "expired", 20: "undelivered"},
        denies=True,
        lost=_WITHHELD | {"accept": True},
        refused=_WITHHELD | {"accept": False},
    ),
    # Ours have no id there: a list of the day proves what was taken, and no more.
    Rules(
        provider="smspilot",
        path="/api.php",
        numbers="+792600",
        ends={2: "delivered", -1: "undelivered"},
        lost=_WITHHELD | {"accept": True},
        refused=_WITHHELD | {"accept": False},
    ),
    # Our number of a packet proves the same. A sending beside another one is refused,
    # also beside one of before the kill.
    Rules(
        provider="websms",
        path="/json_in5.asp",
        numbers="+790300",
        ends={6: "delivered", 7: "undelivered", 11: "expired"},
        lost={"kind": "drop_after"},
        refused={"kind": "drop_before"},
        left=("unconfirmed", False),
    ),
)


type Ledger = Mapping[What, list[dict[str, Any]]]


async def _until(home: Home, what: str, condition: Callable[[Any], object]) -> Any:
    """Wait until what the simulator shows fulfils a condition, and return it."""
    async with asyncio.timeout(90):
        while not condition(shown := await home.simulator.show(what)):
            await asyncio.sleep(0.05)
    return shown


async def _accepted(
    home: Home, rules: Rules, count: int, ends: Mapping[int, str] | None = None
) -> Ledger:
    """Wait until a ledger has so many messages, each at one of the ends if given."""

    def its_own(shown: Any) -> list[dict[str, Any]]:
        return [m for m in shown["messages"] if m["provider"] == rules.provider]

    def is_so_far(shown: Any) -> bool:
        messages = its_own(shown)
        is_at_end = ends is None or all(m["status"] in ends for m in messages)
        return len(messages) >= count and is_at_end

    ledger: dict[What, list[dict[str, Any]]] = {}
    for message in its_own(await _until(home, "ledger", is_so_far)):
        what = (f"+{message['phone']}", message["text"])
        ledger.setdefault(what, []).append(message)
    return ledger


async def _send_all(home: Home, rules: Rules) -> list[asyncio.Task[Any]]:
    """Bring messages to every stage; return the actions, few of which are answered."""
    actions: list[asyncio.Task[Any]] = []

    def send(message: str, *phones: str) -> None:
        home.timeline.say(f"{rules.provider}: “{message}” to {len(phones)} number(s)")
        action = home.send_sms(
            message, rules.provider, phone=list(phones), tag=rules.provider
        )
        actions.append(asyncio.create_task(action))

    async def lose_answer(fault: Mapping[str, Any]) -> None:
        await home.simulator.control("faults", **fault, path=rules.path)

    send(_ANSWERED, rules.phone(1))
    await actions[0]
    await lose_answer(rules.lost)
    send(_SINGLE, rules.phone(2))
    await _accepted(home, rules, 2)
    await lose_answer(rules.refused)
    send(_ALARM, rules.phone(3))
    await _until(
        home, "faults", lambda faults: all(f["path"] != rules.path for f in faults)
    )
    await lose_answer(_WITHHELD | {"accept": True})
    send(_MANY, *rules.many)
    await _accepted(home, rules, 12)
    # It has to wait for the one before it, whose outcome nobody knows.
    send(_ALL_CLEAR, rules.phone(2))
    told = home.story.watch.statuses
    async with asyncio.timeout(30):
        while len(_references(told, rules)) < len(rules.everything):
            await asyncio.sleep(0.02)
    return actions


def _references(told: Sequence[Mapping[str, Any]], rules: Rules) -> set[str]:
    """Return the messages at a provider that were told of as pending."""
    return {
        event["reference"]
        for event in told
        if (event["provider"], event["state"]) == (rules.provider, "pending")
    }


def _check_left(rules: Rules, left: Mapping[What, Left], before: Ledger) -> None:
    """See that the journal that was left knows everything, and nothing too much."""
    assert set(left) == rules.everything
    assert set(before) == rules.everything - {
        rules.alarm,
        (rules.phone(2), _ALL_CLEAR),
    }
    stages = {
        _ANSWERED: ("queued", False),
        _SINGLE: rules.left,
        _ALARM: rules.left,
        _MANY: ("pending", True),
        _ALL_CLEAR: ("pending", False),
    }
    assert {what: (note.state, note.may_have_left) for what, note in left.items()} == {
        what: stages[what[1]] for what in left
    }


async def _check_in_the_end(
    home: Home, rules: Rules, left: Mapping[What, Left], before: Ledger
) -> None:
    """See that each message was accepted once, and that the journal knows its end."""
    truth = await _accepted(home, rules, rules.accepted, rules.ends)
    true_states = {
        left[what].reference: rules.ends[message["status"]]
        for what, [message] in truth.items()
    }
    if not rules.denies:
        true_states[left[rules.alarm].reference] = "unconfirmed"
    states: dict[str, str] = {}
    async with asyncio.timeout(60):
        while states != true_states:
            known = await home.known(rules.provider)
            states = {message["reference"]: message["state"] for message in known}
            await asyncio.sleep(0.1)

    truth = await _accepted(home, rules, rules.accepted)
    _tell_table(home.timeline, rules, before, left, truth, states)
    assert {*truth, rules.alarm} == rules.everything
    assert (rules.alarm in truth) is rules.denies
    assert all(len(messages) == 1 for messages in truth.values())
    arrived = await _arrived(home, rules.phone(2))
    assert arrived == [_SINGLE, _ALL_CLEAR]


async def test_nothing_is_lost_or_doubled_by_a_kill_in_the_middle_of_requests(
    home: Home,
) -> None:
    """Answered; accepted and not answered; not accepted; waiting for its turn."""
    simulator = home.simulator
    await home.add(_WEBSMS)
    for rules in _RULES:
        for phone, fate in rules.many.items():
            await simulator.control("phones", phone=phone, behaviour=fate)
    # Until the kill no report heals an answer that is lost.
    await simulator.control("callbacks", do="lose", count=1000)
    for entry_id in home.entry_ids.values():
        await home.until_stored(entry_id)

    actions = await asyncio.gather(*(_send_all(home, rules) for rules in _RULES))
    await home.cut_power()
    await asyncio.gather(*(a for own in actions for a in own), return_exceptions=True)
    before = {rules.provider: await _accepted(home, rules, 12) for rules in _RULES}
    all_left = home.left_in_journal()
    left = {
        rules.provider: {w: n for w, n in all_left.items() if w in rules.everything}
        for rules in _RULES
    }
    assert len(all_left) == sum(map(len, left.values()))
    for rules in _RULES:
        _check_left(rules, left[rules.provider], before[rules.provider])
    await simulator.control("callbacks", do="lose", count=0)
    # Those of before come in the first form of seed 000, those from now on in the other.
    await simulator.control("websms/dialect", callback_form="error")

    await home.come_back(later=_POWER_IS_AWAY_FOR)
    for rules in _RULES:
        name = rules.provider
        await _check_in_the_end(home, rules, left[name], before[name])


async def _arrived(home: Home, phone: str) -> list[str]:
    """Return the texts that arrived at a phone, oldest first."""
    phones = await home.simulator.show("phones")
    return [item["text"] for item in phones[phone.removeprefix("+")]["inbox"]]


def _tell_table(
    timeline: Timeline,
    rules: Rules,
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
    timeline.say(f"{rules.provider}: lost {lost}, doubled {doubled}")
