"""The ranks of the states: a message only moves up."""

from itertools import product

import pytest

from custom_components.sms_gateway.journal import FINAL_STATES, IN_TRANSIT_STATES
from custom_components.sms_gateway.journal.states import moves_up
from custom_components.sms_gateway.providers.model import MessageState

LADDER = [
    ["pending"],
    ["scheduled"],
    ["queued"],
    ["sent"],
    ["expired", "undelivered", "rejected", "cancelled", "failed"],
    ["delivered"],
    ["read"],
]
RANKS = {state: rank for rank, states in enumerate(LADDER) for state in states}


@pytest.mark.parametrize(("current", "new"), product(RANKS, RANKS))
def test_a_state_is_left_only_for_one_of_a_higher_rank(current: str, new: str) -> None:
    """An equal or a lower report changes nothing."""
    moved = moves_up(MessageState(current), None, MessageState(new))

    assert moved is (RANKS[new] > RANKS[current])


@pytest.mark.parametrize("current", RANKS)
def test_unconfirmed_follows_only_what_is_still_open(current: str) -> None:
    """Pending to sent."""
    moved = moves_up(MessageState(current), None, MessageState.UNCONFIRMED)

    assert moved is (RANKS[current] <= RANKS["sent"])


@pytest.mark.parametrize(
    ("followed", "new"), product(["pending", "scheduled", "queued", "sent"], RANKS)
)
def test_unconfirmed_is_left_for_what_is_above_the_state_it_followed(
    followed: str, new: str
) -> None:
    """It stands in for that state."""
    moved = moves_up(
        MessageState.UNCONFIRMED, MessageState(followed), MessageState(new)
    )

    assert moved is (RANKS[new] > RANKS[followed])


def test_every_state_is_final_or_in_transit_or_unconfirmed() -> None:
    """None is forgotten."""
    known = FINAL_STATES | IN_TRANSIT_STATES | {MessageState.UNCONFIRMED}

    assert known == frozenset(MessageState)
    assert not FINAL_STATES & IN_TRANSIT_STATES
