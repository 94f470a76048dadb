"""What became of messages, asked for and told: each state, and never too much."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import pytest

from custom_components.sms_gateway.providers.account import Ability
from custom_components.sms_gateway.providers.errors import (
    MalformedCallbackError,
    OutcomeOpenError,
    ProviderError,
)
from custom_components.sms_gateway.providers.model import (
    CallbackRequest,
    Channel,
    LostMessage,
    MessageState,
    NotFound,
    SendAnswer,
    StatusQuery,
    StatusReport,
)
from custom_components.sms_gateway.providers.provider import Provider
from tests.conformance.conftest import ALSO_GOOD, GOOD, REQUEST_ID, Part, request_to
from tests.conformance.subjects import SUBJECTS, Subject
from tests.eventually import eventually
from tests.simulator import Simulator

STATES = [
    pytest.param(subject, state, id=f"{subject.id} {state}")
    for subject in SUBJECTS
    for state in subject.states
]
READINGS = [
    pytest.param(subject, dialect, id=f"{subject.id} {next(iter(dialect.items()))}")
    for subject in SUBJECTS
    for dialect in subject.other_readings
]
UNKNOWN = "9" * 12


def query_of(answer: SendAnswer, phone: str = GOOD) -> StatusQuery:
    """Return the question for a message."""
    ids = {result.phone: result.message_id for result in answer.results}
    # Without one a message is asked for by its request's.
    return StatusQuery(ids.get(phone) or answer.message_id or REQUEST_ID, phone)


def known(answers: Sequence[StatusReport | NotFound]) -> list[tuple[str, str]]:
    """Return what is said of messages that the provider knows."""
    return sorted((a.phone, a.state) for a in answers if isinstance(a, StatusReport))


@pytest.mark.parametrize(("subject", "state"), STATES)
async def test_each_status_is_a_state(
    subject: Subject, client: Provider, part: Part, state: MessageState
) -> None:
    """With a reason in both languages where it is a bad one."""
    part.simulator.phones.behave(GOOD, "never")
    answer = await client.send(request_to())
    part.report(*subject.states[state])

    [report] = await client.fetch_statuses([query_of(answer)])

    assert isinstance(report, StatusReport)
    assert report.state is state
    if state in (MessageState.UNDELIVERED, MessageState.REJECTED):
        assert report.fault is not None
        words = subject.info.describe(report.fault)
        assert words is None or words.keys() >= {"en", "ru"}


@pytest.mark.parametrize(("subject", "dialect"), READINGS)
async def test_messages_are_asked_for_alone_and_together(
    subject: Subject, client: Provider, part: Part, dialect: dict[str, str]
) -> None:
    """Rows come in any order and may be missing, under every reading."""
    part.speak(**dialect)
    answer = await client.send(request_to(GOOD, ALSO_GOOD))
    await eventually(lambda: all(m.arrived for m in part.simulator.ledger.messages))

    alone = await client.fetch_statuses([query_of(answer)])
    queries = [query_of(answer), query_of(answer, ALSO_GOOD)]
    if not subject.refuses_unknown & dialect.items():
        queries.insert(1, StatusQuery(UNKNOWN, GOOD))
    together = await client.fetch_statuses(queries)

    if subject.answers_late & dialect.items():
        assert known(alone) == known(together) == []
        return
    assert known(alone) == [(GOOD, MessageState.DELIVERED)]
    assert known(together) == [
        (GOOD, MessageState.DELIVERED),
        (ALSO_GOOD, MessageState.DELIVERED),
    ]


@pytest.mark.parametrize(("subject", "dialect"), READINGS)
async def test_an_id_that_is_not_known_is_no_news(
    client: Provider, part: Part, dialect: dict[str, str]
) -> None:
    """Nor is it an end: it may be denied, or be an error, or be left out."""
    part.speak(**dialect)
    answers: Sequence[StatusReport | NotFound] = ()
    with suppress(ProviderError):
        answers = await client.fetch_statuses([StatusQuery(UNKNOWN, GOOD)])
    assert known(answers) == []


@pytest.mark.parametrize(("subject", "dialect"), READINGS)
async def test_a_lost_answer_is_found(
    subject: Subject, client: Provider, part: Part, dialect: dict[str, str]
) -> None:
    """By our own id, or in the list of the day, under every reading."""
    part.speak(**dialect)
    simulator = part.simulator
    simulator.faults.add("drop_after")
    with pytest.raises(OutcomeOpenError):
        await client.send(request_to())
    await eventually(lambda: simulator.ledger.messages[0].arrived)

    answers: Sequence[StatusReport | NotFound] = ()
    if subject.info.takes_request_ids:
        answers = await client.fetch_statuses([StatusQuery(REQUEST_ID, GOOD)])
    elif Ability.FIND_LOST in subject.info.abilities:
        assert client.date is None
        await client.fetch_balance()
        assert client.date is not None
        lost = LostMessage(
            request_id=REQUEST_ID, phone=GOOD, text="Тест", sent_at=client.date
        )
        answers = await client.find_lost([lost])
        [found] = [a for a in answers if isinstance(a, StatusReport)]
        assert found.request_id == REQUEST_ID
        assert found.message_id == simulator.ledger.messages[0].message_id

    is_late = subject.answers_late & dialect.items()
    assert known(answers) == ([] if is_late else [(GOOD, MessageState.DELIVERED)])


async def test_one_message_proves_no_more_than_one(
    subject: Subject, client: Provider
) -> None:
    """Of two that say the same it is the one that left when it was taken."""
    if Ability.FIND_LOST not in subject.info.abilities:
        assert subject.info.takes_request_ids
        return
    await client.send(request_to())
    assert client.date is not None
    earlier, nearer = (
        LostMessage(
            request_id=letter * 26,
            phone=GOOD,
            text="Тест",
            sent_at=client.date - timedelta(seconds=seconds),
        )
        for letter, seconds in (("A", 90), ("B", 0))
    )

    answers = await client.find_lost([earlier, nearer])

    found = [a.request_id for a in answers if isinstance(a, StatusReport)]
    assert found == [nearer.request_id]


async def test_another_message_is_not_taken_for_the_lost_one(
    subject: Subject, client: Provider, simulator: Simulator
) -> None:
    """Of another text, number or way, known by its id, or sent at another time."""
    if Ability.FIND_LOST not in subject.info.abilities:
        assert subject.info.takes_request_ids
        answers = await client.fetch_statuses([StatusQuery(REQUEST_ID, GOOD)])
        assert known(answers) == []
        return
    answer = await client.send(request_to())
    assert client.date is not None
    sent_at, message_id = client.date, query_of(answer).message_id
    hour = sent_at - sent_at.replace(hour=(sent_at.hour + 1) % 24)

    lost = [
        LostMessage(request_id="A" * 26, phone=GOOD, text="Other", sent_at=sent_at),
        LostMessage(request_id="B" * 26, phone=ALSO_GOOD, text="Тест", sent_at=sent_at),
        LostMessage(
            request_id="C" * 26,
            phone=GOOD,
            text="Тест",
            sent_at=sent_at,
            other_ids=frozenset({message_id}),
        ),
        LostMessage(
            request_id="D" * 26, phone=GOOD, text="Тест", sent_at=sent_at + hour
        ),
        LostMessage(
            request_id="E" * 26,
            phone=GOOD,
            text="Тест",
            sent_at=sent_at,
            channel=Channel.CALL,
        ),
    ]
    found = await client.find_lost(lost)

    assert known(found) == []
    assert {a.message_id for a in found} == {item.request_id for item in lost}


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"phone=79161234567", b"{", b"<", b"%FF%FE=%00", b"a=1&" * 200],
    ids=repr,
)
def test_what_is_no_callback_is_malformed(subject: Subject, body: bytes) -> None:
    """Nothing else comes of it."""
    request = CallbackRequest(
        query="", body=body, content_type="application/x-www-form-urlencoded"
    )

    with pytest.raises(MalformedCallbackError):
        subject.info.parse_callback(request, None, False)
