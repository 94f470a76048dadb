"""Each answer in JSON that SMSPILOT's document prints, read by the client; damaged ones too."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from custom_components.sms_gateway.providers.errors import (
    MalformedCallbackError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    CallbackRequest,
    Channel,
    IncomingMessage,
    LookUpKind,
    LookUpRequest,
    MessageState,
    Reason,
    SendAnswer,
    StatusQuery,
    StatusReport,
)
from custom_components.sms_gateway.providers.smspilot.callbacks import parse_callback
from custom_components.sms_gateway.providers.smspilot.client import SmspilotClient
from tests.vectors import Vector, load

from .conftest import GOOD, ID, ServePilot, request

KINDS = {"HLR": LookUpKind.HLR, "PING": LookUpKind.PING, "HLRVIP": LookUpKind.HLR_VIP}
CHANNELS = {"GOLOS": Channel.CALL, "FLASHCALL": Channel.FLASH_CALL}
FORM = "application/x-www-form-urlencoded"
SINCE = datetime(2021, 9, 1, tzinfo=UTC)

VECTORS = [
    vector
    for vector in load("smspilot")
    if vector.asked.get("format") == "json" or vector.page == "callbacks"
]

READ: set[tuple[str, str]] = set()
"""What some test below reads."""


def of(*kinds: tuple[str, str]) -> pytest.MarkDecorator:
    """Run a test with all vectors of some pages and kinds."""
    READ.update(kinds)
    found = [one for one in VECTORS if (one.page, one.kind) in kinds]
    return pytest.mark.parametrize("vector", found, ids=lambda vector: vector.name)


def phones_of(vector: Vector) -> list[str]:
    """Return the numbers that were asked for, as the integration has them."""
    return [f"+{phone}" for phone in vector.asked["to"].split(",")]


async def begin(client: SmspilotClient, vector: Vector) -> SendAnswer:
    """Ask for what a printed answer to a sending is an answer to."""
    text, phones = vector.asked["send"], phones_of(vector)
    if text in KINDS:
        return await client.begin_look_up(
            LookUpRequest(request_id=ID, phones=tuple(phones), kind=KINDS[text])
        )
    channel = CHANNELS.get(vector.asked.get("from", ""), Channel.SMS)
    return await client.send(request(*phones, text=text, channel=channel))


async def ask(client: SmspilotClient, vector: Vector) -> object:
    """Ask what a printed answer is an answer to."""
    asked = vector.asked
    if "send" in asked:
        return await begin(client, vector)
    if "check" in asked:
        ids = asked["check"].split(",")
        return await client.fetch_statuses([StatusQuery(one, GOOD) for one in ids])
    if "inbound" in asked:
        return await client.fetch_incoming(SINCE, SINCE)
    return await client.fetch_account()


@of(
    ("send", "answer"),
    ("lookups", "answer"),
    ("two_way", "answer"),
    ("calls", "damaged"),
)
async def test_an_answer_to_a_sending(serve_pilot: ServePilot, vector: Vector) -> None:
    """Number by number, with what each costs, also where no parser would take it."""
    client = await serve_pilot(vector.text.encode())
    answer = await begin(client, vector)

    results = {result.phone: result for result in answer.results}
    assert results.keys() == set(phones_of(vector))
    for phone, result in results.items():
        if phone == "+79999999999":
            assert result.state is MessageState.REJECTED
            assert result.fault is not None
            assert (result.fault.reason, result.fault.code) == (Reason.RECIPIENT, "212")
        else:
            assert (result.state, result.status) == (MessageState.QUEUED, "0")
            assert result.message_id in vector.text
            assert result.cost is not None
            assert f'"{result.cost}"' in vector.text
    assert f'"cost": "{answer.cost}"' in vector.text
    assert answer.balance is not None
    assert f'"balance": "{answer.balance.amount}"' in vector.text
    assert not answer.is_practice


@of(
    ("send", "error"),
    ("lookups", "error"),
    ("calls", "error"),
    ("two_way", "damaged"),
    ("check", "error"),
    ("inbound", "error"),
    ("account", "damaged"),
    ("account", "variant"),
)
async def test_an_error(serve_pilot: ServePilot, vector: Vector) -> None:
    """By its code, in quotes or not, and with backslashes that JSON does not know."""
    reasons = {
        "111": Reason.RECIPIENT,
        "215": Reason.RECIPIENT,
        "227": Reason.CONTENT,
        "303": Reason.BAD_REQUEST,
        "500": Reason.BAD_REQUEST,
        "106": Reason.ACCOUNT_BLOCKED,
    }
    client = await serve_pilot(vector.text.encode())
    with pytest.raises(RefusedError) as raised:
        await ask(client, vector)

    code = raised.value.fault.code
    assert code is not None
    assert f'"code": {code}' in vector.text.replace(f'"{code}"', code)
    assert raised.value.fault.reason is reasons[code]
    is_named = '"phone"' in vector.text
    assert raised.value.phone == (phones_of(vector)[0] if is_named else None)


@of(("check", "answer"))
async def test_a_check(serve_pilot: ServePilot, vector: Vector) -> None:
    """A row of another id than was asked for is nobody's news."""
    client = await serve_pilot(vector.text.encode())
    found = await client.fetch_statuses(
        [StatusQuery("4566", "+79131437355"), StatusQuery("4567", "+79087964781")]
    )

    [report] = found
    assert isinstance(report, StatusReport)
    assert (report.message_id, report.phone) == ("4566", "+79131437355")
    assert (report.state, report.status) == (MessageState.DELIVERED, "2")
    assert (report.cost, report.fault) == (Decimal("1.31"), None)


@of(("cost", "answer"))
async def test_a_price(serve_pilot: ServePilot, vector: Vector) -> None:
    """Of all numbers together."""
    client = await serve_pilot(vector.text.encode())
    estimate = await client.estimate(request(*phones_of(vector)))

    assert (estimate.cost, estimate.parts) == (Decimal("0.89"), None)


@of(("account", "answer"))
async def test_the_account(serve_pilot: ServePilot, vector: Vector) -> None:
    """Its money, and what else is known of it."""
    client = await serve_pilot(vector.text.encode())

    assert (await client.fetch_balance()).amount == Decimal("2934.76")
    if "balance" not in vector.asked:
        account = await client.fetch_account()
        assert account.account_id == "5671"
        assert account.balance.amount == Decimal("2934.76")
        assert account.senders == ("INFORM", "test")


@of(("inbound", "answer"))
async def test_what_came_in(serve_pilot: ServePilot, vector: Vector) -> None:
    """The oldest first, in UTC, with seconds or without."""
    client = await serve_pilot(vector.text.encode())

    first, second = await client.fetch_incoming(SINCE, SINCE)
    assert first == IncomingMessage(
        message_id="12345",
        phone="79087964781",
        text="Ура работает!",
        to="79533984570",
        arrived_at=datetime(2021, 9, 20, 20, 15, tzinfo=UTC),
    )
    assert (second.message_id, second.text) == ("12346", "Дима Билан!")


@of(("callbacks", "callback"))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_report(vector: Vector, method: str) -> None:
    """In the address or in the body; the token in the address is our own id."""
    # The document breaks its lines.
    query = vector.text.replace("\n", "").partition("?")[2].removesuffix(" HTTP/1.1")
    token = f"token={ID}"
    report = parse_callback(
        CallbackRequest(query=f"{token}&{query}", body=b"")
        if method == "get"
        else CallbackRequest(query=token, body=query.encode(), content_type=FORM),
        None,
    )

    assert isinstance(report, StatusReport)
    assert (report.message_id, report.phone) == ("182138593", "79087964781")
    assert report.request_id == ID
    if "604" in query:
        assert report.state is MessageState.UNDELIVERED
        assert report.fault is not None
        assert (report.fault.reason, report.fault.code) == (Reason.NOT_DELIVERED, "604")
    else:
        assert (report.state, report.fault) == (MessageState.DELIVERED, None)


@of(("callbacks", "push"))
def test_a_text_that_came_in(vector: Vector) -> None:
    """With the account that it is for."""
    came = parse_callback(
        CallbackRequest(query="", body=vector.text.encode(), content_type=FORM), None
    )

    assert came == IncomingMessage(
        message_id="54321",
        phone="79087964781",
        text="restart server alfa",
        to="79533984570",
        account_id="12345",
    )


@of(("callbacks", "callback"))
@pytest.mark.parametrize("name", ["server_id", "phone", "status"])
def test_a_report_without_a_field(vector: Vector, name: str) -> None:
    """Is no report."""
    query = vector.text.replace("\n", "").partition("?")[2].removesuffix(" HTTP/1.1")
    kept = "&".join(one for one in query.split("&") if not one.startswith(f"{name}="))
    with pytest.raises(MalformedCallbackError):
        parse_callback(CallbackRequest(query=kept, body=b""), None)


def test_no_vector_is_left_unread() -> None:
    """Each page and kind has a test."""
    assert {(vector.page, vector.kind) for vector in VECTORS} <= READ
