"""The power may go at any write of a message's life, whatever else goes wrong.

`scripts/matrix` runs every cell (docs/proof.md); here are some of them, always the same.
"""

from dataclasses import replace
from itertools import count
import random
from typing import Final

import pytest

from custom_components.sms_gateway.providers.model import MessageState
from proof.matrix.cells import PROVIDERS, run
from proof.matrix.faults import FAULTS, Fault
from proof.matrix.power import Cut
from proof.matrix.rules import Outcome, Told
from tests.simulator.kernel.faults import FaultKind

CASES: Final = [
    (provider, fault)
    for provider in PROVIDERS
    for fault in FAULTS
    if fault.values(provider) is not None
]
SAMPLE: Final = random.Random(14).sample(CASES, 12)

pytestmark = pytest.mark.usefixtures("socket_enabled")


def label(value: object) -> str:
    """Return a name for the list of tests."""
    return value.name if isinstance(value, Fault) else str(value)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_without_a_fault_no_crash_loses_or_doubles_a_message(provider: str) -> None:
    """At every step, on both sides of its write."""
    for write in count(1):
        outcomes = [
            run(provider, FAULTS[0], Cut(write, side)) for side in (False, True)
        ]
        assert [outcome.wrong(provider, FAULTS[0]) for outcome in outcomes] == ["", ""]
        if not any(outcome.cut for outcome in outcomes):
            break
    assert write > 4


@pytest.mark.parametrize(("provider", "fault"), SAMPLE, ids=label)
def test_a_crash_under_a_fault_loses_and_doubles_nothing(
    provider: str, fault: Fault
) -> None:
    """A request that may have left is on the disk as such, and is looked for."""
    for cut in (None, Cut(1, True), Cut(2, False), Cut(2, True), Cut(3, False)):
        assert run(provider, fault, cut).wrong(provider, fault) == ""


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_refusal_that_was_written_down_outlives_the_crash(provider: str) -> None:
    """It is the last word of that account: nothing goes out to it again."""
    (refused,) = (fault for fault in FAULTS if fault.is_refusal)
    for cut in (None, Cut(3, True), Cut(4, False), Cut(4, True)):
        outcome = run(provider, refused, cut)
        assert outcome.wrong(provider, refused) == ""
        assert outcome.state is MessageState.REJECTED


def test_a_provider_that_is_too_slow_is_given_up() -> None:
    """Its time-out is real to the client, which cannot know what was taken."""
    (slow,) = (fault for fault in FAULTS if fault.name == "slow")
    (late,) = (fault for fault in FAULTS if fault.name == "time-out, taken")
    states = [
        {told.state for told in run("smsc", fault, None).told} for fault in (slow, late)
    ]
    assert MessageState.UNCONFIRMED not in states[0]
    assert MessageState.UNCONFIRMED in states[1]


def test_a_cell_is_the_same_each_time() -> None:
    """How many writes there are, and what is told when, hangs on no real time."""
    cut = Cut(3, is_after=True)
    first, second = (run("smsc", FAULTS[0], cut) for _ in range(2))
    assert first == second


ASKED: Final = Told(1, MessageState.PENDING, None, 1.0, noted_by=2)
TAKEN: Final = Told(2, MessageState.QUEUED, MessageState.PENDING, 2.0, noted_by=4)
ARRIVED: Final = Told(3, MessageState.DELIVERED, MessageState.QUEUED, 3.0, noted_by=6)
OPENED: Final = Told(2, MessageState.UNCONFIRMED, MessageState.PENDING, 2.0, noted_by=4)
REFUSED: Final = Told(2, MessageState.REJECTED, MessageState.PENDING, 2.0, noted_by=4)
GOOD: Final = Outcome(MessageState.DELIVERED, (ASKED, TAKEN, ARRIVED), 1, 6)
NEVER: Final = Outcome(None, (), 0, 0, Cut(1, is_after=False))
OPEN: Final = Outcome(MessageState.UNCONFIRMED, (ASKED, OPENED), 0, 4)
OVER: Final = Outcome(MessageState.REJECTED, (ASKED, REFUSED), 0, 4)
EARLY: Final = Cut(3, is_after=True)
"""Before it is noted that TAKEN was told."""
BROKEN: Final = Fault("broken", FaultKind.HTML)
REFUSAL: Final = Fault("refused", FaultKind.ERROR_CODE, is_refusal=True)


@pytest.mark.parametrize(
    ("provider", "fault", "outcome", "wrong"),
    [
        ("smsc", FAULTS[0], GOOD, ""),
        ("smsc", FAULTS[0], replace(GOOD, accepted=2), "doubled"),
        # What is not in the journal.
        ("smsc", FAULTS[0], NEVER, ""),
        ("smsc", FAULTS[0], replace(NEVER, accepted=1), "sent unwritten"),
        ("smsc", FAULTS[0], replace(NEVER, told=(ASKED,)), "told unwritten"),
        ("smsc", FAULTS[0], replace(NEVER, cut=None), "forgotten"),
        ("smsc", FAULTS[0], replace(NEVER, cut=Cut(1, is_after=True)), "forgotten"),
        ("smsc", FAULTS[0], replace(NEVER, cut=Cut(2, is_after=False)), "forgotten"),
        # What became of it.
        ("smsc", FAULTS[0], replace(GOOD, accepted=0), "lost: delivered"),
        ("websms", BROKEN, replace(OPEN, accepted=1), "unconfirmed"),
        ("smsc", BROKEN, OPEN, "lost: unconfirmed"),
        ("websms", BROKEN, OPEN, ""),
        ("websms", BROKEN, replace(OPEN, was_met=False), "open without a reason"),
        ("websms", FAULTS[0], replace(OPEN, cut=EARLY), "open without a reason"),
        ("websms", FAULTS[0], replace(OPEN, cut=EARLY, was_out=True), ""),
        # Refusals.
        ("smsc", REFUSAL, OVER, ""),
        ("smsc", REFUSAL, replace(OVER, was_met=False), "lost: rejected"),
        ("smsc", FAULTS[0], OVER, "lost: rejected"),
        ("smsc", REFUSAL, GOOD, "sent after a refusal"),
        ("smsc", REFUSAL, replace(GOOD, cut=EARLY), "sent after a refusal"),
        ("smsc", REFUSAL, replace(GOOD, cut=EARLY, was_out=True), ""),
    ],
)
def test_the_rules_can_be_broken(
    provider: str, fault: Fault, outcome: Outcome, wrong: str
) -> None:
    """Each rule finds what it is there for, and no more."""
    assert outcome.wrong(provider, fault) == wrong


@pytest.mark.parametrize(
    ("cut", "told", "wrong"),
    [
        (None, (ASKED, TAKEN), "told queued, is delivered"),
        (None, (), "told None, is delivered"),
        (None, (TAKEN, ARRIVED), "untold: pending"),
        (None, (ASKED, ARRIVED), "told delivered as if after queued"),
        (None, (TAKEN, ASKED, ARRIVED), "untold: pending"),
        (None, (ASKED, TAKEN, TAKEN, ARRIVED), "told queued again"),
        # Around the crash, but not once it is noted, nor three times.
        (EARLY, (ASKED, TAKEN, replace(TAKEN, run=2), ARRIVED), ""),
        (
            EARLY,
            (ASKED, TAKEN, replace(ASKED, run=2), ARRIVED),
            "told pending again",
        ),
        (
            Cut(4, is_after=True),
            (ASKED, TAKEN, replace(TAKEN, run=2), ARRIVED),
            "told queued again",
        ),
        (
            EARLY,
            (ASKED, TAKEN, *[replace(TAKEN, run=2)] * 2, ARRIVED),
            "told queued again",
        ),
        (
            EARLY,
            (ASKED, TAKEN, ARRIVED, replace(ARRIVED, run=3)),
            "told delivered again",
        ),
        # Told before it was on the disk, and then something else came about.
        (
            EARLY,
            (ASKED, TAKEN, replace(OPENED, run=2), ARRIVED),
            "told unconfirmed by the id of queued",
        ),
        (
            EARLY,
            (ASKED, TAKEN, replace(TAKEN, run=2, changed_at=9.0), ARRIVED),
            "told queued by the id of queued",
        ),
        (
            EARLY,
            (
                ASKED,
                TAKEN,
                replace(TAKEN, id=3, previous_state=MessageState.QUEUED),
                replace(ARRIVED, id=4),
            ),
            "told a state by two ids",
        ),
    ],
)
def test_the_rules_of_telling_can_be_broken(
    cut: Cut | None, told: tuple[Told, ...], wrong: str
) -> None:
    """All that was told counts, not only what was told last."""
    assert replace(GOOD, cut=cut, told=told).wrong("smsc", FAULTS[0]) == wrong
