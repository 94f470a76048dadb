"""The power may go at any write of a message's life, whatever else goes wrong.

`scripts/matrix` runs every cell (docs/proof.md); here are some of them, always the same.
"""

from itertools import count
import random
from typing import Final

import pytest

from custom_components.sms_gateway.providers.model import MessageState
from proof.matrix.cells import FAULTS, PROVIDERS, Fault, Outcome, run
from proof.matrix.power import Cut

CASES: Final = [
    (provider, fault)
    for provider in PROVIDERS
    for fault in FAULTS
    if fault.values(provider) is not None
]
SAMPLE: Final = random.Random(14).sample(CASES, 16)

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
        if not any(outcome.was_cut for outcome in outcomes):
            break
    assert write > 4


@pytest.mark.parametrize(("provider", "fault"), SAMPLE, ids=label)
def test_a_crash_under_a_fault_loses_and_doubles_nothing(
    provider: str, fault: Fault
) -> None:
    """A request that may have left is on the disk as such, and is looked for."""
    for cut in (None, Cut(2, False), Cut(2, True), Cut(3, False)):
        assert run(provider, fault, cut).wrong(provider, fault) == ""


@pytest.mark.parametrize(
    ("outcome", "wrong"),
    [
        (
            Outcome(MessageState.DELIVERED, MessageState.DELIVERED, 2, 5, True),
            "doubled",
        ),
        (Outcome(None, None, 1, 0, True), "sent unwritten"),
        (Outcome(None, None, 0, 0, False), "sent unwritten"),
        (Outcome(MessageState.FAILED, MessageState.FAILED, 0, 5, True), "lost: failed"),
        (
            Outcome(MessageState.UNCONFIRMED, MessageState.UNCONFIRMED, 0, 5, True),
            "lost: unconfirmed",
        ),
        (
            Outcome(MessageState.SENT, MessageState.SENT, 1, 5, True),
            "sent",
        ),
        (
            Outcome(MessageState.DELIVERED, MessageState.SENT, 1, 5, True),
            "told sent, is delivered",
        ),
    ],
)
def test_the_rules_can_be_broken(outcome: Outcome, wrong: str) -> None:
    """Each rule finds what it is there for."""
    assert outcome.wrong("smsc", FAULTS[0]) == wrong
