"""The soak's comparison sees what must not be: each kind of it, made up here."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from proof.soak.night import WITH_ARCHIVE, spend_nights
from proof.soak.plan import Fate, Order
from proof.soak.records import Accepted, Ledger, Row, Told
from proof.soak.run import Findings
from proof.soak.verdict import judge, unconfirmed_too_often

PHONE, TEXT = "+79161234567", "Alarm"
WHAT = (PHONE, TEXT)
ASKED_AT = 1000.0
ORDER = Order(("smsc",), (PHONE,), TEXT, Fate.DELIVERED, None)
TAKEN = Accepted("smsc", 1, ASKED_AT + 1)
ROW = Row(
    reference="R",
    provider="smsc",
    phone=PHONE,
    text=TEXT,
    state="delivered",
    reason=None,
    is_on_wire=False,
    was_denied=False,
    followed=None,
    created_at=ASKED_AT,
    valid_until=ASKED_AT + 900,
    changed_at=ASKED_AT + 2,
)


def told(previous: str | None, state: str) -> Told:
    """Return an event of the message."""
    return Told(
        "R", None, previous, state, f"2026-11-21T10:00:0{len(state) % 10}+03:00", "smsc"
    )


STEPS = [told(None, "pending"), told("pending", "queued"), told("queued", "delivered")]
OPEN = [told(None, "pending"), told("pending", "unconfirmed")]


def well() -> Findings:
    """Return what is known of one message with which all went well."""
    return Findings(
        asked_at={TEXT: ASKED_AT},
        answered={WHAT: "R"},
        whats={"R": WHAT},
        journal={WHAT: ROW},
        runs=[STEPS],
        ledger=Ledger({WHAT: [TAKEN]}, Counter(), Counter(), ()),
    )


def take(findings: Findings, *taken: Accepted) -> None:
    """Let the provider have taken these."""
    findings.ledger = replace(findings.ledger, accepted={WHAT: taken} if taken else {})


def leave_open(findings: Findings) -> None:
    """Let the journal not know what became of it."""
    row = replace(ROW, state="unconfirmed", reason="no_answer", followed="pending")
    findings.journal = {WHAT: row}
    findings.runs = [OPEN]
    take(findings)


def wrong(findings: Findings) -> str:
    """Return what is wrong, in a line."""
    return "\n".join(
        [*judge([ORDER], findings).violations, *unconfirmed_too_often(findings)]
    )


def test_nothing_is_wrong_where_all_went_well() -> None:
    """Told once, taken once, in time."""
    assert wrong(well()) == ""


def test_an_event_may_come_again_after_a_kill() -> None:
    """The last one before it, with the same ids and times."""
    findings = well()
    findings.runs = [STEPS[:2], STEPS[1:]]
    assert wrong(findings) == ""
    assert judge([ORDER], findings).tallies["smsc"].twice == 1


CASES: dict[str, tuple[Callable[[Findings], object], str]] = {
    "taken twice": (lambda f: take(f, TAKEN, TAKEN), "doubled"),
    "never taken": (take, "lost, though it seems to be taken"),
    "taken after its validity": (
        lambda f: take(f, replace(TAKEN, accepted_at=ASKED_AT + 902)),
        "late",
    ),
    "gone from the journal": (lambda f: f.journal.clear(), "known to nobody"),  # type: ignore[attr-defined]
    "another end": (lambda f: take(f, replace(TAKEN, status=3)), "disagree"),
    "open at SMSC": (leave_open, "unconfirmed at SMSC"),
    "open for no reason": (leave_open, "no answer was hidden"),
    "open too often": (leave_open, "unconfirmed 1 times, hidden 0 times"),
    "never told": (lambda f: f.runs[0].remove(STEPS[1]), "after pending was told"),  # type: ignore[attr-defined]
    "its end never told": (lambda f: f.runs[0].pop(), "told was queued"),  # type: ignore[attr-defined]
    "told twice in a run": (lambda f: f.runs[0].append(STEPS[2]), "told twice"),  # type: ignore[attr-defined]
    "never asked for": (
        lambda f: f.ledger.accepted.__setitem__((PHONE, "?"), [TAKEN]),  # type: ignore[attr-defined]
        "never asked for",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_seen(case: str) -> None:
    """Each with its own words."""
    spoil, words = CASES[case]
    findings = replace(well(), runs=[list(STEPS)])
    spoil(findings)
    assert words in wrong(findings)


def test_a_night_shows_who_trusts_the_archive() -> None:
    """Taking "not found" for a denial sends alarms of the evening in the morning."""
    info = replace(WITH_ARCHIVE.info, proves_absence=lambda taken, asked: True)
    assert spend_nights(1, 12)[1] == []
    # The fourth shows it.
    wrong = spend_nights(1, 4, replace(WITH_ARCHIVE, info=info))[1]
    assert any("accepted twice" in text for text in wrong)
