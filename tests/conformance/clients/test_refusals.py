"""What certainly was not taken, and what nobody can say."""

from typing import Any

import pytest

from custom_components.sms_gateway.providers.errors import (
    ConnectionFailedError,
    NotTakenError,
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import Reason
from custom_components.sms_gateway.providers.provider import Provider
from tests.conformance.conftest import ALSO_GOOD, GOOD, Connect, Part, request_to
from tests.conformance.subjects import SUBJECTS, Subject
from tests.simulator import Simulator

CODES = [
    pytest.param(subject, code, id=f"{subject.id} {code}")
    for subject in SUBJECTS
    for code in subject.refusals
    if code not in subject.open_codes
]
OPEN_CODES = [
    pytest.param(subject, code, id=f"{subject.id} {code}")
    for subject in SUBJECTS
    for code in (*subject.open_codes, 0, 99999)
]


@pytest.mark.parametrize(("subject", "code"), CODES)
async def test_a_documented_refusal_is_certainly_not_taken(
    subject: Subject, client: Provider, simulator: Simulator, code: int
) -> None:
    """It has a reason, and words in both languages."""
    simulator.faults.add("error_code", code=code)

    with pytest.raises(RefusedError) as raised:
        await client.send(request_to())

    fault = raised.value.fault
    assert isinstance(raised.value, NotTakenError)
    assert fault.code == str(code)
    words = subject.info.describe(fault)
    assert words is not None
    assert words["en"]
    assert words["ru"]
    assert simulator.ledger.messages == []


@pytest.mark.parametrize(("subject", "code"), OPEN_CODES)
async def test_a_code_that_nobody_documents_proves_nothing(
    client: Provider, simulator: Simulator, code: int
) -> None:
    """So the outcome is open."""
    simulator.faults.add("error_code", code=code)

    with pytest.raises(OutcomeOpenError):
        await client.send(request_to())


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "truncated"},
        {"kind": "cut_off"},
        {"kind": "empty"},
        {"kind": "garbage"},
        {"kind": "html"},
        {"kind": "http_status", "status": 500},
        {"kind": "http_status", "status": 404},
        {"kind": "http_status", "status": 302},
    ],
    ids=str,
)
async def test_everything_else_is_open(
    client: Provider, simulator: Simulator, fault: dict[str, Any]
) -> None:
    """And the request was made once."""
    simulator.faults.add(**fault)

    with pytest.raises(OutcomeOpenError):
        await client.send(request_to())

    assert len(simulator.ledger.requests) == 1


async def test_without_a_connection_nothing_was_taken(
    connect: Connect, unused_tcp_port: int
) -> None:
    """So it may be tried again, at once."""
    client = connect(f"http://127.0.0.1:{unused_tcp_port}")

    with pytest.raises(ConnectionFailedError) as raised:
        await client.send(request_to())

    assert raised.value.fault.reason is Reason.UNREACHABLE


async def test_wrong_credentials_are_told_apart(
    subject: Subject, connect: Connect, simulator: Simulator
) -> None:
    """Nothing is sent by them."""
    for wrong in subject.wrong:
        with pytest.raises(RefusedError) as raised:
            await connect(**wrong).send(request_to())
        assert raised.value.fault.reason is Reason.AUTH
    assert simulator.ledger.messages == []


async def test_every_kind_of_credentials_will_do(
    subject: Subject, connect: Connect, simulator: Simulator
) -> None:
    """A key, or login and password."""
    for number, credentials in enumerate(subject.credentials):
        client = connect(**credentials)
        assert (await client.fetch_balance()).amount > 0
        await client.send(request_to(text=f"{number}", request_id=f"A{number:025}"))
    assert len(simulator.ledger.messages) == len(subject.credentials)


async def test_no_secret_is_in_an_error_or_an_address(
    subject: Subject, connect: Connect, simulator: Simulator
) -> None:
    """Nor is a text or a number."""
    secrets = {*subject.wrong[0].values(), GOOD, GOOD[1:], "Тест"} - {"demo"}

    with pytest.raises(RefusedError) as raised:
        await connect(**subject.wrong[0]).send(request_to())

    told = repr(raised.value) + str(raised.value)
    asked = "".join(request.path for request in simulator.ledger.requests)
    assert all(secret not in told + asked for secret in secrets)
    assert {request.method for request in simulator.ledger.requests} == {"POST"}


async def test_a_request_of_bad_numbers_alone_is_refused(
    subject: Subject, client: Provider, part: Part
) -> None:
    """As a whole, or number by number."""
    faults = []
    try:
        answer = await client.send(request_to(subject.bad))
        faults += [result.fault for result in answer.results]
    except RefusedError as err:
        faults.append(err.fault)
    assert [fault and fault.reason for fault in faults] == [Reason.RECIPIENT]
    assert part.phones == []
    await client.send(request_to(ALSO_GOOD))
    assert part.phones == [ALSO_GOOD]
