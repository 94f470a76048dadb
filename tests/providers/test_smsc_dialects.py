"""SMSC's client under every reading of its documents."""

from collections.abc import AsyncGenerator, Sequence
from decimal import Decimal

from aiohttp import web
import pytest

from custom_components.sms_gateway.providers.errors import (
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    CallbackRequest,
    IncomingCall,
    IncomingMessage,
    MessageState,
    NotFound,
    StatusQuery,
    StatusReport,
)
from custom_components.sms_gateway.providers.smsc import SMSC
from custom_components.sms_gateway.providers.smsc.callbacks import parse_callback
from custom_components.sms_gateway.providers.smsc.client import SmscClient
from tests.eventually import eventually
from tests.simulator import Simulator
from tests.simulator.smsc.dialect import READINGS

from .conftest import ALSO_GOOD, GOOD, ID, SECRET, request

DIALECTS = [
    (switch, reading) for switch, readings in READINGS.items() for reading in readings
]


def known(answers: Sequence[StatusReport | NotFound]) -> list[tuple[str, str]]:
    """Return what is said of messages that the provider knows."""
    return sorted((a.phone, a.state) for a in answers if isinstance(a, StatusReport))


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
    assert known(alone) == [(GOOD, MessageState.DELIVERED)]
    assert known(listed) == [
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

    assert not known(reports)


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
@pytest.mark.parametrize("fmt", ["", "&fmt=2", "&fmt=3"])
async def test_callbacks_of_every_dialect_are_read_and_believed(
    client: SmscClient,
    simulator: Simulator,
    handler: tuple[str, list[CallbackRequest]],
    switch: str,
    reading: str,
    charset: str,
    fmt: str,
) -> None:
    """With the secret in the address that is shown to the user, in every format."""
    address, came = handler
    simulator.smsc.speak(**{switch: reading})
    query = SMSC.callback_query(SECRET).replace("utf-8", charset)
    simulator.smsc.set_account(handler=f"{address}?{query}{fmt}")

    await client.send(request())
    simulator.smsc.receive(phone=GOOD, text="Да: ёж & <100%>")
    simulator.smsc.ring(GOOD)
    tells_all = (switch, reading) == ("callback_statuses", "every")
    await eventually(lambda: len(came) == 3 + tells_all)
    contents = [parse_callback(item, SECRET) for item in came]

    # Where every status is told, one callback may overtake another.
    report = next(
        c
        for c in contents
        if isinstance(c, StatusReport) and c.state is MessageState.DELIVERED
    )
    assert report.message_id == ID
    assert report.changed_at is not None
    message = next(c for c in contents if isinstance(c, IncomingMessage))
    assert message.text == "Да: ёж & <100%>"
    assert message.sent_at is not None
    call = next(c for c in contents if isinstance(c, IncomingCall))
    assert call.phone == GOOD.removeprefix("+")
