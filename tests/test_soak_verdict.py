"""The soak's comparison sees what must not be: each kind of it, made up here."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from proof.soak.complaints import complaints
from proof.soak.findings import Findings
from proof.soak.night import WITH_ARCHIVE, spend_nights
from proof.soak.plan import REQUESTS, CallbackFault, Fate, Order, Plan
from proof.soak.records import Accepted, Ledger, Row, Told
from proof.soak.verdict import judge, unconfirmed_too_often

PHONE, TEXT = "+79161234567", "Alarm"
WHAT = (PHONE, TEXT)
ASKED_AT = 1000.0
ORDER = Order(("smsc",), (PHONE,), TEXT, {PHONE: Fate.DELIVERED}, None)
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
    """Return an event of the message, told at once."""
    at = f"2026-11-21T10:00:0{len(state) % 10}+03:00"
    return Told("R", None, previous, state, at, "smsc", ASKED_AT + 0.1)


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


def kill(findings: Findings, later: float = 1.0) -> None:
    """Let the home be killed, so many seconds after the order."""
    findings.killed_at = [ASKED_AT + later]
    findings.back_at = [ASKED_AT + later + 120]


def end_as(findings: Findings, state: str, at: float = ASKED_AT + 2) -> Findings:
    """Let a message that nobody took end like this."""
    findings.journal = {WHAT: replace(ROW, state=state, changed_at=at)}
    findings.runs = [[*STEPS[:1], told("pending", state)]]
    take(findings)
    return findings


def give_up(findings: Findings) -> Findings:
    """Let a message fail at its deadline."""
    return end_as(findings, "failed", ROW.valid_until)


def vanish(findings: Findings) -> None:
    """Let nobody know of the message."""
    findings.journal, findings.answered, findings.runs = {}, {}, [[]]
    take(findings)


def tell_again(findings: Findings, run: int, killed: float) -> None:
    """Let a later run tell what was told long before the kill."""
    kill(findings, killed)
    findings.runs = [STEPS, *([] for _ in range(run - 1)), STEPS[2:]]


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
    kill(findings)
    findings.runs = [STEPS[:2], STEPS[1:]]
    assert wrong(findings) == ""
    assert judge([ORDER], findings).tallies["smsc"].twice == 1


def test_an_event_may_come_again_from_a_backup() -> None:
    """It was told after the backup was made, which therefore does not know of it."""
    findings = well()
    kill(findings, later=600)
    findings.restored_in, findings.copied_at = 1, ASKED_AT
    findings.copy = {WHAT: replace(ROW, state="queued")}
    findings.runs = [STEPS, STEPS[2:]]
    assert wrong(findings) == ""

    findings.copied_at = ASKED_AT + 6
    assert "the backup had it as told" in wrong(findings)


def test_a_message_may_be_given_up_by_an_outage_at_its_end() -> None:
    """Or by a fault that its own request met; without them it is wrong."""
    findings = give_up(well())
    findings.outages = [(ROW.valid_until - 10, ROW.valid_until - 7)]
    assert wrong(findings) == ""

    findings = give_up(well())
    findings.ledger = replace(findings.ledger, troubled=frozenset({WHAT}))
    assert wrong(findings) == ""


def test_a_number_that_is_bad_may_be_rejected() -> None:
    """Its provider says so; nobody else may."""
    findings = end_as(well(), "rejected")
    findings.ledger = replace(findings.ledger, refused=frozenset({WHAT}))
    order = replace(ORDER, fates={PHONE: Fate.INVALID})
    assert judge([order], findings).violations == []
    assert "though no provider refused it" in wrong(findings)


def test_a_request_that_took_its_time_is_not_late() -> None:
    """It came in time; the provider was slow to take it."""
    findings = well()
    take(findings, replace(TAKEN, accepted_at=ROW.valid_until + 20, took=20.0))
    assert wrong(findings) == ""


def test_an_outage_hides_one_answer() -> None:
    """It tears what was on the wire as it began, once for each message."""
    findings = well()
    row = replace(ROW, provider="websms", state="unconfirmed", followed="queued")
    findings.journal = {WHAT: row}
    findings.outages = [(ASKED_AT, ASKED_AT + 3)]
    opened = replace(told("pending", "unconfirmed"), told_at=ASKED_AT + 0.2)
    findings.runs = [[STEPS[0], opened]]
    take(findings)
    order = replace(ORDER, providers=("websms",))
    assert judge([order], findings).violations == []
    assert wrong(findings) == ""

    again = [
        replace(told("unconfirmed", "queued"), told_at=ASKED_AT + 0.3),
        replace(told("queued", "unconfirmed"), told_at=ASKED_AT + 0.4),
    ]
    findings.runs = [[STEPS[0], opened, *again]]
    assert "unconfirmed 2 times, hidden 1 times" in wrong(findings)

    # Later in the outage no connection comes about, and that hides nothing.
    findings.runs = [[STEPS[0], replace(opened, told_at=ASKED_AT + 2.8)]]
    assert "unconfirmed 1 times, hidden 0 times" in wrong(findings)


def test_ends_of_one_packet_that_are_exchanged_are_seen() -> None:
    """Each number's end in the journal is compared with its own in the ledger."""
    other = "+79161234568"
    fates = {PHONE: Fate.DELIVERED, other: Fate.EXPIRED}
    order = replace(ORDER, phones=(PHONE, other), fates=fates)
    findings = well()
    findings.journal = {
        WHAT: replace(ROW, state="expired"),
        (other, TEXT): replace(ROW, reference="S", phone=other),
    }
    expired = replace(TAKEN, status=3)
    accepted = {WHAT: [TAKEN], (other, TEXT): [expired]}
    findings.ledger = replace(findings.ledger, accepted=accepted)
    wrong = judge([order], findings).violations
    assert sum("the two disagree" in line for line in wrong) == 2


LINE = (
    f"{datetime.fromtimestamp(ASKED_AT, UTC).isoformat(' ', 'milliseconds')} ERROR"
    " (MainThread) [custom_components.sms_gateway.coordinator] Error fetching"
    " sms_gateway balance data: SMSC (demo): the provider cannot be reached"
)


def test_a_balance_that_met_an_outage_may_be_in_the_log() -> None:
    """Or a fault, of its own provider; at another time it is a complaint."""
    findings = well()
    assert [*complaints(findings, [LINE])] == [LINE]

    findings.outages = [(ASKED_AT - 2, ASKED_AT + 1)]
    assert [*complaints(findings, [LINE])] == []
    assert [*complaints(findings, [LINE.replace("balance", "other")])] != []
    assert [*complaints(findings, [f"{LINE}\nTraceback"])] != []

    findings.outages = [(ASKED_AT - 99, ASKED_AT - 96)]
    assert [*complaints(findings, [LINE])] == [LINE]
    findings.ledger = replace(findings.ledger, spoiled=[("smspilot", ASKED_AT - 1)])
    assert [*complaints(findings, [LINE])] == [LINE]
    findings.ledger = replace(findings.ledger, spoiled=[("smsc", ASKED_AT - 1)])
    assert [*complaints(findings, [LINE])] == []

    # After a kill the home's clock is two minutes ahead of the log's.
    findings.killed_at = [ASKED_AT - 10]
    assert [*complaints(findings, [LINE])] == [LINE]
    findings.outages = [(ASKED_AT + 119, ASKED_AT + 122)]
    assert [*complaints(findings, [LINE])] == []


CASES: dict[str, tuple[Callable[[Findings], object], str]] = {
    "taken twice": (lambda f: take(f, TAKEN, TAKEN), "doubled"),
    "never taken": (take, "lost, though it seems to be taken"),
    "taken after its validity": (
        lambda f: take(f, replace(TAKEN, accepted_at=ASKED_AT + 960)),
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
    "told again after it was noted": (
        lambda f: tell_again(f, 1, 6.0),
        "though the journal had it as told",
    ),
    "told again after two runs": (lambda f: tell_again(f, 2, 1.0), "long after"),
    "told again with no kill": (
        lambda f: setattr(f, "runs", [STEPS, STEPS[2:]]),
        "with no kill before",
    ),
    "known to nobody, with no kill": (vanish, "no kill cut the call off"),
    "rejected by nobody": (
        lambda f: end_as(f, "rejected"),
        "rejected though no provider refused it",
    ),
    "given up for nothing": (give_up, "though nothing was in its way"),
    "given up early": (lambda f: end_as(f, "failed"), "before its time"),
    "taken just after its validity": (
        lambda f: take(f, replace(TAKEN, accepted_at=ASKED_AT + 902.2)),
        "late",
    ),
    "valid for longer than was asked": (
        lambda f: f.journal.__setitem__(  # type: ignore[attr-defined]
            WHAT, replace(ROW, valid_until=ASKED_AT + 929.9)
        ),
        "too long valid",
    ),
    "taken in a validity that is too long": (
        lambda f: (
            f.journal.__setitem__(  # type: ignore[attr-defined]
                WHAT, replace(ROW, valid_until=ASKED_AT + 929.9)
            ),
            take(f, replace(TAKEN, accepted_at=ASKED_AT + 929.9)),
        ),
        "late: ",
    ),
    "not settled": (
        lambda f: setattr(f, "is_settled", False),
        "ran out of time",
    ),
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


@pytest.mark.parametrize(("seed", "messages", "kills"), [(1, 10_000, 5), (3, 120, 1)])
def test_a_plan_has_every_fault(seed: int, messages: int, kills: int) -> None:
    """The whole form and the short one: each kind, and packets of different ends."""
    plan = Plan(seed, messages, kills)
    met = Counter[str]()
    for orders in plan.segments()[:-1]:
        reports = plan.callback_faults()
        assert all(reports[kind] > 0 for kind in CallbackFault)
        faults = plan.request_faults(orders[: -len(orders) // 3])
        met.update(str(fault) for _, fault in faults.values())
        for place, (provider, _) in faults.items():
            assert orders[place].providers[0] == provider
    assert met.keys() == set(REQUESTS)
    packets = [order for order in plan.orders if len(order.phones) > 1]
    assert packets
    assert all(len(set(order.fates.values())) > 1 for order in packets)


def test_a_night_shows_who_trusts_the_archive() -> None:
    """Taking "not found" for a denial sends alarms of the evening in the morning."""
    info = replace(WITH_ARCHIVE.info, proves_absence=lambda taken, asked: True)
    assert spend_nights(1, 12)[1] == []
    # The fourth shows it.
    wrong = spend_nights(1, 4, replace(WITH_ARCHIVE, info=info))[1]
    assert any("accepted twice" in text for text in wrong)
