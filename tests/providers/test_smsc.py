"""SMSC's client over real sockets: what it sends, what it makes of the answers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import aiohttp
import pytest

from custom_components.sms_gateway.providers.account import Credentials
from custom_components.sms_gateway.providers.errors import (
    ConnectionFailedError,
    NotTakenError,
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    MessageState,
    Reason,
    StatusQuery,
)
from custom_components.sms_gateway.providers.smsc import SMSC
from custom_components.sms_gateway.providers.smsc.client import SmscClient
from tests.self_signed import self_signed_site
from tests.simulator import Simulator

from .conftest import ALSO_GOOD, BAD, GOOD, ID, Serve, request


async def test_a_key_is_enough(
    session: aiohttp.ClientSession, simulator: Simulator
) -> None:
    """It replaces login and password."""
    client = SmscClient(
        lambda: session, Credentials(base_url=simulator.url, api_key="SMSC-DEMO-KEY")
    )

    balance = await client.fetch_balance()
    answer = await client.send(request())
    [report] = await client.fetch_statuses([StatusQuery(ID, GOOD)])

    assert balance.amount == Decimal(1000)
    assert balance.currency == "RUB"
    assert answer.message_id == report.message_id == ID
    assert not simulator.ledger.unknown_parameters


async def test_each_number_has_a_result(
    client: SmscClient, simulator: Simulator
) -> None:
    """With its cost and state, a bad one with its error."""
    answer = await client.send(request(GOOD, BAD, ALSO_GOOD, text="ж" * 71))

    results = {result.phone: result for result in answer.results}
    assert results[GOOD].state is MessageState.QUEUED
    assert results[GOOD].cost == Decimal("6.40")
    assert results[BAD].state is MessageState.REJECTED
    assert results[BAD].fault is not None
    assert results[BAD].fault.reason is Reason.RECIPIENT
    assert answer.parts == 2
    assert answer.cost == Decimal("12.80")
    assert answer.balance is not None
    assert answer.balance.amount == Decimal("987.20")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (1, Reason.BAD_REQUEST),
        (2, Reason.AUTH),
        (3, Reason.FUNDS),
        (4, Reason.IP_BLOCKED),
        (5, Reason.BAD_REQUEST),
        (6, Reason.CONTENT),
        (7, Reason.RECIPIENT),
        (8, Reason.RECIPIENT),
    ],
)
@pytest.mark.parametrize("written", ["number", "string"])
async def test_a_documented_refusal_is_certainly_not_taken(
    client: SmscClient, simulator: Simulator, code: int, reason: Reason, written: str
) -> None:
    """Also where the refusal carries an id."""
    simulator.smsc.speak(error_code=written)
    simulator.faults.add("error_code", code=code)

    with pytest.raises(RefusedError) as raised:
        await client.send(request())

    assert isinstance(raised.value, NotTakenError)
    assert raised.value.fault.reason is reason
    assert raised.value.fault.code == str(code)
    words = SMSC.describe(raised.value.fault)
    assert words is not None
    assert words["en"]
    assert words["ru"]


@pytest.mark.parametrize("code", [9, 10, 0])
async def test_a_code_that_refuses_nothing_is_open(
    client: SmscClient, simulator: Simulator, code: int
) -> None:
    """And the request was made once."""
    simulator.faults.add("error_code", code=code)

    with pytest.raises(OutcomeOpenError):
        await client.send(request())

    assert len(simulator.ledger.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b'"OK"',
        b"{}",
        b'{"cnt": 1}',
        b'{"id": null, "cnt": 1}',
        b'{"error": "x"}',
        b'{"error_code": "abc"}',
        b'{"error_code": null, "id": 1}',
        b"[" * 100_000,
        b"OK - 1 SMS, ID - 1234",
    ],
    ids=lambda body: body[:20].decode(),
)
async def test_an_answer_that_makes_no_sense_is_open(serve: Serve, body: bytes) -> None:
    """It may belong to a request that was charged."""
    client = await serve(body)

    with pytest.raises(OutcomeOpenError):
        await client.send(request())


@pytest.mark.parametrize(
    ("body", "states"),
    [
        (b'{"id": 1, "cnt": 1}', []),
        (b'{"id": "1", "cnt": "1", "phones": null}', []),
        (b'{"id": 1, "cnt": 1, "phones": [7, {"phone": "1"}, {}]}', []),
        (b'{"id": 1, "phones": [{"phone": "79161234567"}]}', ["queued"]),
        (
            b'{"id": 1, "phones": [{"phone": "79161234567", "error": "249"}]}',
            ["rejected"],
        ),
        (
            b'{"id": 1, "phones": [{"phone": "+79161234567", "status": 99}]}',
            ["queued"],
        ),
    ],
)
async def test_a_taken_request_is_taken_whatever_its_rows(
    serve: Serve, body: bytes, states: list[str]
) -> None:
    """Rows may be missing or damaged."""
    client = await serve(body)

    answer = await client.send(request())

    assert answer.message_id == "1"
    assert [result.state for result in answer.results] == states


@pytest.mark.parametrize("body", [b"{}", b'{"balance": "much"}', b'{"balance": "NaN"}'])
async def test_a_balance_that_is_none_is_an_error(serve: Serve, body: bytes) -> None:
    """And no amount."""
    client = await serve(body)

    with pytest.raises(OutcomeOpenError):
        await client.fetch_balance()


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b"[7]",
        b'{"status": "x"}',
        b'{"status": 77}',
    ],
)
async def test_a_status_that_says_nothing_is_no_news(serve: Serve, body: bytes) -> None:
    """The state stays as it is."""
    client = await serve(body)

    assert not await client.fetch_statuses([StatusQuery(ID, GOOD)])


async def test_no_connection_is_certainly_not_taken(
    client: SmscClient, simulator: Simulator, session: aiohttp.ClientSession
) -> None:
    """Neither is a name that does not exist."""
    await simulator.go_down()
    with pytest.raises(ConnectionFailedError) as raised:
        await client.send(request())
    assert raised.value.fault.reason is Reason.UNREACHABLE

    nowhere = SmscClient(
        lambda: session, Credentials(base_url="http://nowhere.invalid", api_key="key")
    )
    with pytest.raises(ConnectionFailedError):
        await nowhere.send(request())
    await simulator.start()


async def test_a_site_that_nobody_vouches_for_has_taken_nothing(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """No connection over TLS came about, so not a byte of the request left."""
    with self_signed_site(tmp_path) as site:
        client = SmscClient(lambda: session, Credentials(base_url=site, api_key="key"))
        with pytest.raises(ConnectionFailedError) as raised:
            await client.send(request())

    assert raised.value.fault.reason is Reason.CERTIFICATE


async def test_whatever_is_asked_is_a_post(
    client: SmscClient, simulator: Simulator
) -> None:
    """A GET is what aiohttp itself repeats on a connection that was closed."""
    now = datetime.now(UTC)
    await client.send(request())
    await client.fetch_statuses([StatusQuery(ID, GOOD)])
    await client.fetch_balance()
    await client.fetch_incoming(now - timedelta(hours=1), now)

    assert [r.method for r in simulator.ledger.requests] == ["POST"] * 4


async def test_secrets_and_texts_are_in_no_error_and_no_representation(
    client: SmscClient, simulator: Simulator
) -> None:
    """Whoever logs one gives nothing away."""
    simulator.faults.add("drop_after")
    with pytest.raises(OutcomeOpenError) as raised:
        await client.send(request(text="private words"))

    shown = f"{raised.value!r} {raised.value} {raised.value.__context__!r}"
    shown += repr(Credentials(base_url="", login="me", password="pw-1", api_key="k-1"))
    for secret in ("private words", GOOD, "pw-1", "k-1"):
        assert secret not in shown


async def test_a_machine_without_any_network_is_no_defect() -> None:
    """Home Assistant cannot even make a session then."""

    def no_session() -> aiohttp.ClientSession:
        raise OSError(19, "No such device")

    client = SmscClient(no_session, Credentials(base_url="http://x", api_key="k"))

    with pytest.raises(ConnectionFailedError):
        await client.send(request())


async def test_an_endless_answer_is_open(serve: Serve) -> None:
    """And is not read to its end."""
    client = await serve(b" " * (5 * 1024 * 1024))

    with pytest.raises(OutcomeOpenError):
        await client.send(request())


async def test_a_validity_goes_along_in_hours_and_minutes(
    client: SmscClient, simulator: Simulator
) -> None:
    """As the provider wants it, rounded down."""
    await client.send(request(valid_for=5430.0))

    assert simulator.ledger.messages[0].validity == 5400
    assert client.date is not None
