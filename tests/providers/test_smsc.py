"""SMSC's client, over real sockets, under every reading of its documents."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from decimal import Decimal
from typing import Any

import aiohttp
from aiohttp import web
import pytest

from custom_components.sms_gateway.providers.errors import (
    ConnectionFailedError,
    NotTakenError,
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    CallbackRequest,
    Credentials,
    IncomingMessage,
    MessageState,
    Reason,
    SendRequest,
    StatusQuery,
    StatusReport,
)
from custom_components.sms_gateway.providers.smsc import SMSC
from custom_components.sms_gateway.providers.smsc.callbacks import parse_callback
from custom_components.sms_gateway.providers.smsc.client import SmscClient
from tests.eventually import eventually
from tests.simulator import Simulator
from tests.simulator.smsc.dialect import READINGS
from tests.vectors import load

GOOD = "+79161234567"
ALSO_GOOD = "+79261234567"
BAD = "+71234567890"
ID = "01KAJ0Q4M5T4T5Y8N2Q8N3R2ZC"
SECRET = "a-secret_1"

DIALECTS = [
    (switch, reading) for switch, readings in READINGS.items() for reading in readings
]


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    """Open a session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def client(session: aiohttp.ClientSession, simulator: Simulator) -> SmscClient:
    """Speak for the demo account."""
    return SmscClient(
        session,
        Credentials(base_url=simulator.url, login="demo", password="demo"),
    )


def request(*phones: str, request_id: str = ID, **values: Any) -> SendRequest:
    """Return a request to send."""
    known = {"phones": phones or (GOOD,), "text": "Тест", "request_id": request_id}
    return SendRequest(**known | values)


async def test_a_key_is_enough(
    session: aiohttp.ClientSession, simulator: Simulator
) -> None:
    """It replaces login and password."""
    client = SmscClient(
        session, Credentials(base_url=simulator.url, api_key="SMSC-DEMO-KEY")
    )

    balance = await client.fetch_balance()
    answer = await client.send(request())

    assert balance.amount == Decimal(1000)
    assert balance.currency == "RUB"
    assert answer.message_id == ID
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


@pytest.mark.parametrize(("switch", "reading"), DIALECTS)
async def test_it_understands_every_dialect(
    client: SmscClient, simulator: Simulator, switch: str, reading: str
) -> None:
    """A message is sent, priced, asked for alone and in a list, whatever the reading."""
    simulator.smsc.speak(**{switch: reading})

    balance = await client.fetch_balance()
    answer = await client.send(request(GOOD, ALSO_GOOD, text="ж" * 71))
    await eventually(lambda: all(m.arrived for m in simulator.ledger.messages))
    alone = await client.fetch_statuses([StatusQuery(ID, GOOD)])
    listed = await client.fetch_statuses(
        [
            StatusQuery(ID, GOOD),
            StatusQuery("01KAJ0000000000000000UNKNWN", GOOD),
            StatusQuery(ID, ALSO_GOOD),
        ]
    )

    assert balance.amount == Decimal(1000)
    assert answer.message_id == ID
    assert answer.cost == Decimal("12.80")
    # `cnt` is documented as parts times numbers; the other reading costs only this.
    assert answer.parts == (1 if (switch, reading) == ("count", "parts") else 2)
    assert {r.state for r in answer.results} <= {
        MessageState.QUEUED,
        MessageState.SENT,
    }
    assert [(r.phone, r.state) for r in alone] == [(GOOD, MessageState.DELIVERED)]
    assert sorted((r.phone, r.state) for r in listed) == [
        (GOOD, MessageState.DELIVERED),
        (ALSO_GOOD, MessageState.DELIVERED),
    ]


@pytest.mark.parametrize(
    ("switch", "reading"),
    [(s, r) for s, r in DIALECTS if s in ("unknown_id", "error_code", "status_error")],
)
async def test_an_unknown_id_is_no_news(
    client: SmscClient, simulator: Simulator, switch: str, reading: str
) -> None:
    """However the provider says that it does not know it."""
    simulator.smsc.speak(**{switch: reading})
    try:
        reports = await client.fetch_statuses([StatusQuery(ID, GOOD)])
    except OutcomeOpenError, RefusedError:
        reports = []

    assert list(reports) == []


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
        {"kind": "error_code", "code": 9},
        {"kind": "error_code", "code": 10},
        {"kind": "error_code", "code": 0},
    ],
    ids=str,
)
async def test_everything_else_is_open(
    client: SmscClient, simulator: Simulator, fault: dict[str, Any]
) -> None:
    """And the request was made once."""
    simulator.faults.add(**fault)

    with pytest.raises(OutcomeOpenError):
        await client.send(request())

    assert len(simulator.ledger.requests) == 1


type Serve = Callable[[bytes], Awaitable[SmscClient]]


@pytest.fixture
async def serve(session: aiohttp.ClientSession) -> AsyncGenerator[Serve]:
    """Answer every request with the given body."""
    runners: list[web.AppRunner] = []

    async def start(body: bytes) -> SmscClient:
        async def answer(_: web.Request) -> web.Response:
            return web.Response(body=body, content_type="text/html")

        app = web.Application()
        app.router.add_post("/{path:.*}", answer)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        return SmscClient(
            session, Credentials(base_url=f"http://127.0.0.1:{port}", api_key="k")
        )

    yield start
    for runner in runners:
        await runner.cleanup()


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
        b'{"status": -3, "last_timestamp": 99999999999999999999}',
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
        session, Credentials(base_url="http://nowhere.invalid", api_key="key")
    )
    with pytest.raises(ConnectionFailedError):
        await nowhere.send(request())
    await simulator.start()


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


CALLBACK_DIALECTS = [
    (switch, reading)
    for switch, reading in DIALECTS
    if switch.startswith(("callback", "hash", "incoming", "crc32"))
]


@pytest.fixture
async def handler(
    simulator: Simulator,
) -> AsyncGenerator[tuple[str, list[CallbackRequest]]]:
    """Listen at a handler's address as a customer of the provider would."""
    came: list[CallbackRequest] = []

    async def take(request: web.Request) -> web.Response:
        came.append(
            CallbackRequest(
                query=request.rel_url.raw_query_string,
                body=await request.read(),
                content_type=request.headers.get("Content-Type", ""),
            )
        )
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/handler", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/handler", came
    await simulator.stop()
    await runner.cleanup()


@pytest.mark.parametrize(("switch", "reading"), CALLBACK_DIALECTS)
@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
async def test_callbacks_of_every_dialect_are_read_and_believed(
    client: SmscClient,
    simulator: Simulator,
    handler: tuple[str, list[CallbackRequest]],
    switch: str,
    reading: str,
    charset: str,
) -> None:
    """With the secret in the address that is shown to the user."""
    address, came = handler
    simulator.smsc.speak(**{switch: reading})
    query = SMSC.callback_query(SECRET).replace("utf-8", charset)
    simulator.smsc.set_account(handler=f"{address}?{query}")

    await client.send(request())
    await eventually(lambda: any(b"status=1" in item.body for item in came))
    report = parse_callback(came[-1], SECRET)
    simulator.smsc.receive(phone=GOOD, text="Да: ёж & 100%")
    count = len(came)
    await eventually(lambda: len(came) > count)
    message = parse_callback(came[-1], SECRET)

    assert isinstance(report, StatusReport)
    assert report.message_id == ID
    assert report.state is MessageState.DELIVERED
    assert report.changed_at is not None
    assert isinstance(message, IncomingMessage)
    assert message.text == "Да: ёж & 100%"
    assert message.sent_at is not None


VALUES = {
    "id": "1234",
    "id сообщения": "1234",
    "n": "1",
    "cost": "1.40",
    "balance": "100.50",
    "phone": "79161234567",
    "mccmnc": "25001",
    "status": "1",
    "error": "0",
    "err": "0",
    "last_date": "01.02.2026 10:00:00",
    "last_timestamp": "1795252000",
    "flag": "0",
}

JSON_VECTORS = [v for v in load("smsc") if v.asked.get("fmt") == "3"]


@pytest.mark.parametrize(
    "vector",
    [v for v in JSON_VECTORS if v.page == "send" and v.asked.get("cost") != "1"],
    ids=lambda vector: vector.name,
)
async def test_the_printed_answers_to_a_sending_are_understood(
    serve: Serve, vector: Any
) -> None:
    """As the seed prints them, with values in their places."""
    client = await serve(vector.fill(VALUES | {"описание": "words", "N": "6"}).encode())

    if vector.kind == "error":
        with pytest.raises((RefusedError, OutcomeOpenError)):
            await client.send(request())
    elif vector.kind == "answer":
        assert (await client.send(request())).message_id == "1234"
