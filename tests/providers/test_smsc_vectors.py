"""Each answer that SMSC's documents print in the client's format, read by the client."""

from datetime import UTC, datetime
from decimal import Decimal
import json

import pytest

from custom_components.sms_gateway.providers.errors import (
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    Channel,
    LookUpKind,
    LookUpRequest,
    LookUpResult,
    MessageState,
    NotFound,
    Reason,
    StatusQuery,
    StatusReport,
)
from custom_components.sms_gateway.providers.smsc.codes import (
    LOOK_UP_ERRORS,
    SEND_ERRORS,
)
from tests.vectors import Vector, load

from .conftest import ALSO_GOOD, GOOD, Serve, request

VALUES = {
    "id": "1234",
    "id сообщения": "1234",
    "описание": "words",
    "n": "2",
    "cost": "1.40",
    "balance": "100.50",
    "phone": "79161234567",
    "mccmnc": "25001",
    "status": "1",
    "error": "0",
    "err": "0",
    "last_date": "01.02.2026 10:00:00",
    "last_timestamp": "1795252000",
    "flag": "7",
    "send_date": "01.02.2026 09:59:00",
    "send_timestamp": "1795251940",
    "sender": "demo",
    "status_name": "Доставлено",
    "message": "Вода & газ",
    "comment": "",
    "type": "7",
    "sms_cnt": "12",
    "country": "Россия",
    "operator": "МТС",
    "operator_orig": "Билайн",
    "region": "Москва",
    "imsi": "250011234567890",
    "msc": "491710760000",
    "mcc": "250",
    "mnc": "01",
    "cn": "Россия",
    "net": "МТС",
    "rcn": "Германия",
    "rnet": "Telekom",
}
QUERY = StatusQuery("1234", GOOD)
CHANGED = datetime.fromtimestamp(1795252000, UTC)

VECTORS = [vector for vector in load("smsc") if vector.asked.get("fmt") == "3"]


READ: set[tuple[str, str]] = set()
"""What some test below reads."""


def of(page: str, kind: str = "answer") -> pytest.MarkDecorator:
    """Run a test with all vectors of one page and kind."""
    READ.add((page, kind))
    found = [one for one in VECTORS if (one.page, one.kind) == (page, kind)]
    return pytest.mark.parametrize("vector", found, ids=lambda vector: vector.name)


@of("send")
async def test_an_answer_to_a_sending(serve: Serve, vector: Vector) -> None:
    """With its price and the balance, as far as they were asked for."""
    client = await serve(vector.fill(VALUES).encode())
    cost = Decimal("1.40") if vector.asked["cost"] != "0" else None
    if vector.asked["cost"] == "1":
        estimate = await client.estimate(request())
        assert (estimate.cost, estimate.parts) == (cost, 2)
        return
    answer = await client.send(request())

    assert (answer.message_id, answer.parts, answer.cost) == ("1234", 2, cost)
    if vector.asked["cost"] == "3":
        assert answer.balance is not None
        assert answer.balance.amount == Decimal("100.50")
    else:
        assert answer.balance is None


@of("send", "rows")
@pytest.mark.parametrize(
    ("status", "error", "state"),
    [
        ("-1", "0", MessageState.QUEUED),
        ("0", "0", MessageState.SENT),
        ("22", "249", MessageState.REJECTED),
    ],
)
async def test_rows_of_an_answer(
    serve: Serve, vector: Vector, status: str, error: str, state: MessageState
) -> None:
    """Behind the fields of the answer that they are added to."""
    row = vector.fill(VALUES | {"status": status, "error": error})
    client = await serve(f'{{"id": 1234, "cnt": 1,\n{row}\n]\n}}'.encode())
    answer = await client.send(request(GOOD, ALSO_GOOD))

    [result] = answer.results
    assert (result.phone, result.state, result.status) == (GOOD, state, status)
    assert result.cost == Decimal("1.40")
    assert (None if result.fault is None else result.fault.code) == (
        None if error == "0" else error
    )


@of("send", "error")
@pytest.mark.parametrize("code", [1, 2, 4, 5, 9])
async def test_an_error_of_sending(serve: Serve, vector: Vector, code: int) -> None:
    """It was certainly not taken, but for 9: that may be an echo."""
    client = await serve(vector.fill(VALUES | {"N": str(code)}).encode())
    expected = OutcomeOpenError if code == 9 else RefusedError
    with pytest.raises(expected) as raised:
        await client.send(request())

    fault = raised.value.fault
    assert (fault.reason, fault.code) == (SEND_ERRORS[code].reason, str(code))


@of("send_with_id", "error")
@pytest.mark.parametrize("code", [3, 6, 7, 8])
async def test_an_error_with_an_id(serve: Serve, vector: Vector, code: int) -> None:
    """The id is no proof that it was taken."""
    client = await serve(vector.fill(VALUES | {"N": str(code)}).encode())
    with pytest.raises(RefusedError) as raised:
        await client.send(request())

    assert raised.value.fault.reason is SEND_ERRORS[code].reason


@of("status")
@pytest.mark.parametrize("batched", [False, True])
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.CALL])
async def test_a_look_up(
    serve: Serve, vector: Vector, batched: bool, channel: Channel
) -> None:
    """Alone, and among others with the id and the number that are added then."""
    text = vector.fill(VALUES)
    if batched:
        added = {"id": 1234} | ({} if '"phone"' in text else {"phone": GOOD[1:]})
        text = text.replace("{", "{" + json.dumps(added)[1:-1] + ",", 1)
        text = f'[{text},\n{{"status": -3, "id": 1235, "phone": "{ALSO_GOOD[1:]}"}}]'
    client = await serve(text.encode())
    query = StatusQuery("1234", GOOD, channel)
    other = StatusQuery("1235", ALSO_GOOD)
    found = await client.fetch_statuses([query, other] if batched else [query])

    report = found[0]
    assert isinstance(report, StatusReport)
    assert (report.message_id, report.phone) == ("1234", GOOD)
    assert (report.state, report.status) == (MessageState.DELIVERED, "1")
    assert (report.fault, report.changed_at) == (None, CHANGED)
    has_seconds = channel is Channel.CALL and vector.asked["all"] != "0"
    assert report.duration == (12 if has_seconds else None)
    assert list(found[1:]) == ([NotFound("1235", ALSO_GOOD)] if batched else [])


@of("status", "error")
@pytest.mark.parametrize("code", [1, 2, 4, 5, 9])
async def test_an_error_of_a_look_up(serve: Serve, vector: Vector, code: int) -> None:
    """It says nothing of the message."""
    client = await serve(vector.fill(VALUES | {"N": str(code)}).encode())
    with pytest.raises(RefusedError) as raised:
        await client.fetch_statuses([QUERY])
    with pytest.raises(RefusedError) as not_deleted:
        await client.cancel(QUERY)

    assert raised.value.fault.reason is LOOK_UP_ERRORS[code].reason
    if code == 5:
        assert not_deleted.value.fault.reason is Reason.NOTHING_REMOVED


@of("lookup")
async def test_a_look_up_of_a_number(serve: Serve, vector: Vector) -> None:
    """Whatever detail was asked for: more of it has more."""
    client = await serve(vector.fill(VALUES | {"type": "4", "flag": "4"}).encode())
    found = await client.fetch_look_up(QUERY, LookUpKind.HLR)

    detail = int(vector.asked["all"])
    assert found == LookUpResult(
        phone=GOOD,
        is_reachable=True,
        cost=Decimal("1.40") if detail >= 1 else None,
        country="Россия",
        region="Москва" if detail == 2 else None,
        operator="МТС",
        roaming_country="Германия",
        roaming_operator="Telekom",
        mcc="250",
        mnc="01",
        imsi="250011234567890",
        msc="491710760000",
    )


@of("status")
async def test_a_ping(serve: Serve, vector: Vector) -> None:
    """It is answered as a message, and tells of the number what there is."""
    client = await serve(vector.fill(VALUES | {"type": "5", "flag": "5"}).encode())
    found = await client.fetch_look_up(QUERY, LookUpKind.PING)

    assert found is not None
    assert found.is_reachable is True
    in_full = vector.asked["all"] == "2"
    assert (found.mcc, found.mnc) == (("250", "01") if in_full else (None, None))
    assert found.original_operator == ("Билайн" if in_full else None)


@of("send")
async def test_the_beginning_of_a_look_up(serve: Serve, vector: Vector) -> None:
    """As a sending's; a price alone is no promise of a result."""
    client = await serve(vector.fill(VALUES).encode())
    question = LookUpRequest(request_id="1234", phones=(GOOD,), kind=LookUpKind.HLR)
    if vector.asked["cost"] == "1":
        with pytest.raises(OutcomeOpenError):
            await client.begin_look_up(question)
    else:
        assert (await client.begin_look_up(question)).message_id == "1234"


@of("delete")
async def test_a_deletion(serve: Serve, vector: Vector) -> None:
    """It raises nothing."""
    client = await serve(vector.fill(VALUES).encode())
    await client.cancel(QUERY)


def test_no_vector_is_left_unread() -> None:
    """Each page and kind has a test."""
    assert {(vector.page, vector.kind) for vector in VECTORS} <= READ
