"""Each answer that WEBSMS's document prints in a form that the client asks for, read by it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from custom_components.sms_gateway.providers.errors import (
    MalformedCallbackError,
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    Callback,
    CallbackRequest,
    MessageState,
    Reason,
    StatusQuery,
    StatusReport,
)
from custom_components.sms_gateway.providers.websms import WEBSMS
from custom_components.sms_gateway.providers.websms.client import WebsmsClient
from tests.vectors import Vector, load

from .conftest import GOOD, Said, request

type Served = tuple[Said, WebsmsClient]

FORMS = {
    "send": {"json", "xml"},
    "results": {"json"},
    "delete": {"xml"},
    "balance": {"TEXT", "XML"},
}
"""By page: the forms that the client asks for, or reads without having asked."""

OTHERS = {"addrbook", "statistic"}
"""Pages that the client of messages does not ask."""

FILLED = {
    "localId": "220517990",
    "id смс": "220517990",
    "deliveredDate": "Wed, 28 Mar 2007 12:35:00 +0300",
    "дата доставки": "Wed, 28 Mar 2007 12:35:00 +0300",
    "Название_статуса": "delivered",
    ">статус<": ">delivered<",
    "Значение_Result_id": "6",
    # The number of whom a sending was printed for, as the request has it.
    "yyyyyyy": "1234567",
}
"""What stands in the places that the document leaves open."""


def whole(vectors: list[Vector]) -> Iterator[Vector]:
    """Yield what was printed as an answer, put together where a page ended within it."""
    printed = [one for one in vectors if one.page not in OTHERS]
    for number, vector in enumerate(printed):
        if vector.kind == "rest" or "sent" in vector.asked:
            continue
        after = printed[number + 1 : number + 2]
        rest = "".join(f"\n{one.text}" for one in after if one.kind == "rest")
        yield replace(vector, text=filled(vector.text + rest))


def filled(text: str) -> str:
    """Return a text with values where the document has none."""
    for place, value in FILLED.items():
        text = text.replace(place, value)
    return text


VECTORS = list(whole(load("websms")))

READ: set[str] = set()
"""What some test below reads."""


def of(page: str, *kinds: str, asked_for: bool = True) -> pytest.MarkDecorator:
    """Run a test with a page's answers, in forms that are asked for or in the others."""
    found = [
        one
        for one in VECTORS
        if (one.page, one.kind) in {(page, kind) for kind in kinds or ("answer",)}
        and (one.asked.get("format") in FORMS.get(page, {None})) is asked_for
    ]
    READ.update(one.name for one in found)
    return pytest.mark.parametrize("vector", found, ids=lambda vector: vector.name)


def parse(body: str) -> Callback:
    """Read a callback."""
    return WEBSMS.parse_callback(
        CallbackRequest(query="", body=body.encode()), None, False
    )


@of("send")
async def test_a_sending(said: Served, vector: Vector) -> None:
    """Number by number, in JSON or in XML, with a comma in what it costs."""
    server, client = said
    is_json = vector.asked["format"] == "json"
    server.pages["json_in5" if is_json else "http_in6"] = vector.text.encode()
    phones = ["+79171234567"] if is_json else ["+7123456789", "+7123456780"]
    answer = await client.send(request(*phones, text="test" if is_json else "水"))

    ids = {result.phone: result.message_id for result in answer.results}
    costs = [result.cost for result in answer.results]
    assert {result.state for result in answer.results} == {MessageState.QUEUED}
    assert answer.parts == 1
    assert answer.balance is not None
    if is_json:
        assert ids == {"+79171234567": "220517990"}
        assert costs == [Decimal("0.4")]
        assert (answer.cost, answer.balance.amount) == (
            Decimal("0.4"),
            Decimal("7932.72"),
        )
    else:
        assert ids == {"+7123456789": "7710258", "+7123456780": "7710259"}
        # The printed rows and their sum do not fit.
        assert costs == [Decimal(10), Decimal(14)]
        assert (answer.cost, answer.balance.amount) == (
            Decimal("0.9"),
            Decimal("407.81"),
        )


@of("results")
async def test_results(said: Served, vector: Vector) -> None:
    """Each message of a packet, with the state and what it cost."""
    server, client = said
    server.pages["json_out5"] = vector.text.encode()
    queries = [
        StatusQuery("220517242", "+79000000000"),
        StatusQuery("220517243", "+79000000001"),
    ]
    found = await client.fetch_statuses(queries)

    assert [(one.message_id, one.phone) for one in found] == [
        (query.message_id, query.phone) for query in queries
    ]
    for report in found:
        assert isinstance(report, StatusReport)
        assert (report.state, report.status) == (MessageState.DELIVERED, "6")
        assert (report.cost, report.parts) == (Decimal("0.4"), 1)
        # In whose time zone it was delivered nothing tells.
        assert (report.fault, report.changed_at) == (None, None)


@of("delete")
async def test_a_packet_of_which_nothing_was_left(said: Served, vector: Vector) -> None:
    """OK is no success where nothing was removed."""
    [results] = [
        one
        for one in VECTORS
        if one.page == "results" and one.asked["format"] == "json"
    ]
    server, client = said
    server.pages |= {
        "json_out5": results.text.encode(),
        "http_delete": vector.text.encode(),
    }
    with pytest.raises(RefusedError) as raised:
        await client.cancel(StatusQuery("220517242", "+79000000000"))

    assert raised.value.fault.reason is Reason.NOTHING_REMOVED
    assert b"packet_id=12347304" in server.asked[-1][1]


@of("balance")
async def test_a_balance(said: Served, vector: Vector) -> None:
    """Bare, or in an element."""
    server, client = said
    server.pages["http_credit"] = vector.text.encode()

    assert (await client.fetch_balance()).amount == Decimal("3530.04")


@of("send", asked_for=False)
async def test_a_sending_in_text(said: Served, vector: Vector) -> None:
    """Was never asked for; whether anything was taken nobody knows."""
    server, client = said
    server.pages["json_in5"] = vector.text.encode()
    with pytest.raises(OutcomeOpenError):
        await client.send(request("+7123456789", text="test"))


@of("results", "answer", "damaged", asked_for=False)
async def test_results_in_another_form(said: Served, vector: Vector) -> None:
    """Are no news; the printed XML is damaged at that."""
    server, client = said
    server.pages["json_out5"] = vector.text.encode()
    with pytest.raises(OutcomeOpenError):
        await client.fetch_statuses([StatusQuery("7710258", "+7123456789")])


@of("delete", asked_for=False)
async def test_a_deletion_in_text(said: Served, vector: Vector) -> None:
    """Proves nothing, as it does not come unasked."""
    server, client = said
    server.pages |= {
        "json_out5": b'{"err_num": 0, "packet_id": "7", "sms": [{"message_id": "8",'
        b' "message_phone": "79161234567", "result_id": "2"}]}',
        "http_delete": vector.text.encode(),
    }
    with pytest.raises(OutcomeOpenError):
        await client.cancel(StatusQuery("8", GOOD))


@of("callback")
def test_a_callback(vector: Vector) -> None:
    """In both forms."""
    report = parse(vector.text)

    assert isinstance(report, StatusReport)
    assert (report.message_id, report.phone) == ("220517990", None)
    assert (report.state, report.status) == (MessageState.DELIVERED, "6")
    assert report.changed_at == datetime(2007, 3, 28, 9, 35, tzinfo=UTC)


@of("callback")
@pytest.mark.parametrize(
    "damage",
    [{" id=": " number="}, {">delivered<": ">lost<", ">6<": "><"}],
    ids=["id", "state"],
)
def test_a_callback_without_a_part(vector: Vector, damage: dict[str, str]) -> None:
    """Is no report."""
    text = vector.text
    for part, other in damage.items():
        text = text.replace(part, other)
    with pytest.raises(MalformedCallbackError):
        parse(text)


@of("callback", "accepted")
def test_the_answer_to_a_callback(vector: Vector) -> None:
    """Without which it comes again."""
    assert WEBSMS.callback_answer == vector.text


def test_no_vector_is_left_unread() -> None:
    """Each answer has a test."""
    assert {vector.name for vector in VECTORS} <= READ
    assert {vector.page for vector in VECTORS} == FORMS.keys() | {"callback"}
