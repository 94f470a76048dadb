"""SMSC's client asks for prices, results and deletions, under every reading."""

from decimal import Decimal
import time

import pytest

from custom_components.sms_gateway.providers.details import Details
from custom_components.sms_gateway.providers.errors import (
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    CallbackRequest,
    LookUpKind,
    LookUpReport,
    LookUpRequest,
    Reason,
    StatusQuery,
)
from custom_components.sms_gateway.providers.smsc.callbacks import parse_callback
from custom_components.sms_gateway.providers.smsc.client import SmscClient
from tests.eventually import eventually
from tests.simulator import Simulator
from tests.simulator.smsc.dialect import READINGS

from .conftest import ALSO_GOOD, GOOD, ID, Serve, request

DIALECTS = [
    (switch, reading) for switch, readings in READINGS.items() for reading in readings
]
QUERY = StatusQuery(ID, GOOD)


@pytest.fixture
def speed() -> float:
    """Return how many times faster the simulator waits."""
    return 5000.0


@pytest.mark.parametrize(("switch", "reading"), DIALECTS)
async def test_prices_results_and_deletions_are_understood(
    client: SmscClient, simulator: Simulator, switch: str, reading: str
) -> None:
    """Whatever the reading."""
    simulator.smsc.speak(**{switch: reading})

    estimate = await client.estimate(request(GOOD, ALSO_GOOD, text="ж" * 71))
    answer = await client.begin_look_up(
        LookUpRequest(request_id=ID, phones=(GOOD,), kind=LookUpKind.HLR)
    )
    await eventually(lambda: simulator.ledger.messages[0].status == 1)
    result = await client.fetch_look_up(QUERY, LookUpKind.HLR)
    await client.send(request(ALSO_GOOD, details=Details(send_at=time.time() + 86400)))
    await client.cancel(StatusQuery(ID, ALSO_GOOD))

    assert estimate.cost == Decimal("12.8")
    assert estimate.parts == (1 if (switch, reading) == ("count", "parts") else 2)
    assert answer.cost == Decimal("0.3")
    assert result is not None
    assert (result.is_reachable, result.country, result.operator) == (
        True,
        "Россия",
        "МТС",
    )
    assert (result.mcc, result.mnc, result.imsi) == ("250", "01", "250019161234567")
    assert [m.deleted for m in simulator.ledger.over("sms")] == [True]
    assert not simulator.ledger.unknown_parameters


async def test_nothing_to_delete_is_a_refusal(client: SmscClient) -> None:
    """With a reason of its own."""
    with pytest.raises(RefusedError) as raised:
        await client.cancel(QUERY)
    assert raised.value.fault.reason is Reason.NOTHING_REMOVED


@pytest.mark.parametrize(
    "body", [b"{}", b"OK", b"[]", b"", b'{"result": "NO"}', b"<html></html>"]
)
async def test_a_strange_answer_to_a_deletion_deletes_nothing(
    serve: Serve, body: bytes
) -> None:
    """Only the documented word does."""
    client = await serve(body)
    with pytest.raises(OutcomeOpenError):
        await client.cancel(QUERY)


@pytest.mark.parametrize("body", [b"{}", b'{"id": 1}', b"[]", b'{"status": "x"}'])
async def test_a_strange_answer_is_no_result(serve: Serve, body: bytes) -> None:
    """Nor is it a phone that is off."""
    client = await serve(body)
    assert await client.fetch_look_up(QUERY, LookUpKind.HLR) is None


@pytest.mark.parametrize(
    ("status", "code", "is_reachable"),
    [
        # The operator, the account, the route, the time of day, the text.
        *((20, code, None) for code in (200, 220, 238, 239, 241, 245, 247, 248, 253)),
        # The phone itself: not there, switched off, its memory full.
        *((20, code, False) for code in (1, 6, 12)),
        (3, 0, False),
        (1, 0, True),
    ],
)
async def test_only_what_is_of_the_phone_says_whether_it_answers(
    serve: Serve, status: int, code: int, is_reachable: bool | None
) -> None:
    """A queue that is full at the operator's is no phone that is off."""
    client = await serve(f'{{"status": {status}, "err": {code}}}'.encode())
    result = await client.fetch_look_up(QUERY, LookUpKind.HLR)

    assert result is not None
    assert result.is_reachable is is_reachable


@pytest.mark.parametrize(
    ("query", "is_look_up"),
    [
        ("type=4", True),
        ("type=5", True),
        ("flag=4", True),
        ("flag=37", True),
        ("type=0", False),
        ("type=7&flag=4", False),
        ("", False),
    ],
)
def test_callbacks_of_look_ups_are_no_reports(query: str, is_look_up: bool) -> None:
    """By their type, or by the bits of their flag."""
    callback = parse_callback(
        CallbackRequest(
            query="", body=f"id={ID}&phone=79161234567&status=1&{query}".encode()
        ),
        None,
    )
    assert isinstance(callback, LookUpReport) is is_look_up
