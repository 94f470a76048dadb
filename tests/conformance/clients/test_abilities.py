"""What a provider can do is done; what it lacks is declared, and never asked for."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from custom_components.sms_gateway.providers.account import Ability
from custom_components.sms_gateway.providers.errors import RefusedError
from custom_components.sms_gateway.providers.model import (
    LookUpKind,
    LookUpRequest,
    MessageState,
    SendAnswer,
    StatusQuery,
)
from custom_components.sms_gateway.providers.provider import NotOfferedError, Provider
from tests.conformance.conftest import (
    ALSO_GOOD,
    GOOD,
    REQUEST_ID,
    Connect,
    Part,
    request_to,
)
from tests.conformance.subjects import SUBJECTS, Subject
from tests.eventually import eventually
from tests.simulator import Simulator

KINDS = {
    LookUpKind.HLR: Ability.HLR,
    LookUpKind.PING: Ability.PING,
    LookUpKind.HLR_VIP: Ability.HLR_VIP,
}
READINGS = [
    pytest.param(subject, dialect, id=f"{subject.id} {next(iter(dialect.items()))}")
    for subject in SUBJECTS
    for dialect in subject.other_readings
]


@pytest.mark.parametrize(("subject", "dialect"), READINGS)
async def test_a_price_is_told_before_it_is_paid(
    subject: Subject, client: Provider, part: Part, dialect: dict[str, str]
) -> None:
    """And nothing is sent."""
    if Ability.ESTIMATE not in subject.info.abilities:
        with pytest.raises(NotOfferedError):
            await client.estimate(request_to())
        return
    part.speak(**dialect)

    estimate = await client.estimate(request_to(GOOD, ALSO_GOOD, text="ж" * 71))

    assert part.phones == []
    answer = await client.send(request_to(GOOD, ALSO_GOOD, text="ж" * 71))
    assert estimate.cost == answer.cost


@pytest.mark.parametrize("kind", LookUpKind)
async def test_a_number_is_looked_up(
    subject: Subject, client: Provider, simulator: Simulator, kind: LookUpKind
) -> None:
    """It is charged, and there is a result in the end."""
    request = LookUpRequest(request_id=REQUEST_ID, phones=(GOOD,), kind=kind)
    if KINDS[kind] not in subject.info.abilities:
        return
    before = (await client.fetch_balance()).amount

    answer = await client.begin_look_up(request)

    reached, _ = subject.states[MessageState.DELIVERED]
    await eventually(lambda: simulator.ledger.messages[0].status == reached)
    result = await client.fetch_look_up(look_up_query(answer), kind)
    assert result is not None
    assert result.phone == GOOD
    assert result.is_reachable is True
    assert (await client.fetch_balance()).amount < before
    assert not simulator.ledger.unknown_parameters


def look_up_query(answer: SendAnswer) -> StatusQuery:
    """Return the question for a look-up."""
    [result] = answer.results
    message_id = result.message_id or answer.message_id
    assert message_id is not None
    return StatusQuery(message_id, GOOD)


async def test_the_account_is_told_of(
    subject: Subject, client: Provider, simulator: Simulator
) -> None:
    """Its own id, and the sender IDs it may use."""
    if Ability.ACCOUNT not in subject.info.abilities:
        with pytest.raises(NotOfferedError):
            await client.fetch_account()
        return

    account = await client.fetch_account()

    assert account.account_id == subject.account_id
    assert account.balance.amount == Decimal(1000)
    assert "demo" in account.senders


async def test_the_money_is_counted_in_messages(
    subject: Subject, client: Provider
) -> None:
    """Where the provider does it."""
    if Ability.MESSAGE_COUNT not in subject.info.abilities:
        with pytest.raises(NotOfferedError):
            await client.fetch_message_count()
        return
    assert 0 < await client.fetch_message_count() < 10_000


async def test_practice_sends_nothing(
    subject: Subject, client: Provider, part: Part
) -> None:
    """And costs nothing; the answer says so."""
    if Ability.PRACTICE not in subject.info.abilities:
        return
    before = (await client.fetch_balance()).amount

    answer = await client.send(request_to(is_practice=True))

    assert answer.is_practice
    assert part.phones == []
    assert (await client.fetch_balance()).amount == before


async def test_a_key_for_trying_only_practises(
    subject: Subject, connect: Connect, part: Part
) -> None:
    """Whatever it is asked for, and whatever is said of it."""
    for key in subject.info.trial_keys:
        answer = await connect(api_key=key).send(request_to())

        assert answer.is_practice
        assert part.phones == []


async def test_what_has_not_left_is_taken_back(
    subject: Subject, client: Provider, simulator: Simulator
) -> None:
    """And what is not there is refused."""
    query = StatusQuery(REQUEST_ID, GOOD)
    if Ability.CANCEL not in subject.info.abilities:
        with pytest.raises(NotOfferedError):
            await client.cancel(query)
        return
    due = simulator.clock.now() + 3600
    details = request_to().details.__class__(send_at=due)
    await client.send(request_to(details=details))

    await client.cancel(query)

    assert simulator.ledger.messages[0].deleted
    with pytest.raises(RefusedError):
        await client.cancel(query)


@pytest.mark.parametrize(("subject", "dialect"), READINGS)
async def test_what_came_in_is_asked_for(
    subject: Subject, client: Provider, part: Part, dialect: dict[str, str]
) -> None:
    """From a time on, the oldest first, under every reading; and nothing at first."""
    now = datetime.now(UTC)
    since = now - timedelta(hours=1)
    if not subject.info.has_incoming:
        with pytest.raises(NotOfferedError):
            await client.fetch_incoming(since, now)
        return
    part.speak(**dialect)
    assert list(await client.fetch_incoming(since, now)) == []

    part.receive(GOOD, "Один")
    part.receive(ALSO_GOOD, "a,b\nc")
    came = await client.fetch_incoming(since, datetime.now(UTC))

    assert sorted((m.phone.removeprefix("+"), m.text) for m in came) == [
        (GOOD[1:], "Один"),
        (ALSO_GOOD[1:], "a,b\nc"),
    ]
    # An answer may be lost: what was told once is told again.
    again = await client.fetch_incoming(since, datetime.now(UTC))
    assert {m.message_id for m in again} == {m.message_id for m in came}
    for message in came:
        assert message.time is not None
        assert abs(message.time - now) < timedelta(minutes=2)
        assert message.message_id


async def test_states_of_a_scheduled_message(
    subject: Subject, client: Provider, simulator: Simulator
) -> None:
    """It waits at the provider, and has not been handed on."""
    details = request_to().details.__class__(send_at=simulator.clock.now() + 3600)

    answer = await client.send(request_to(details=details))

    [message] = simulator.ledger.messages
    assert not message.arrived
    assert all(
        result.state in (MessageState.QUEUED, MessageState.SCHEDULED)
        for result in answer.results
    )
