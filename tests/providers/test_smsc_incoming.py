"""SMSC's client asks for incoming texts: what it sends, what it makes of the answers."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

import pytest

from custom_components.sms_gateway.providers.errors import (
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import IncomingMessage, Reason
from custom_components.sms_gateway.providers.smsc import SMSC
from custom_components.sms_gateway.providers.smsc.client import SmscClient
from tests.simulator import Simulator

from .conftest import GOOD, Serve
from .test_smsc_dialects import DIALECTS

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ROW = {
    "id": 47436134,
    "received": "10.03.2026 12:00:02",
    "phone": "79161234567",
    "message": "Да",
    "to_phone": "79037676877",
    "sent": "10.03.2026 12:00:00",
}


async def fetch(client: SmscClient, hours: float = 1) -> list[IncomingMessage]:
    """Ask for what came in within so many hours."""
    now = datetime.now(UTC)
    return list(await client.fetch_incoming(now - timedelta(hours=hours), now))


@pytest.mark.parametrize(("switch", "reading"), DIALECTS)
async def test_incoming_texts_are_read_in_every_dialect(
    client: SmscClient, simulator: Simulator, switch: str, reading: str
) -> None:
    """The oldest first, and nothing is nothing."""
    simulator.smsc.speak(**{switch: reading})
    assert await fetch(client) == []
    simulator.smsc.receive(phone=GOOD, text="Да: ёж & <100%>", age=60)
    simulator.smsc.receive(phone="MTS", text="1")

    first, second = await fetch(client)
    assert first.text == "Да: ёж & <100%>"
    assert first.phone == GOOD.removeprefix("+")
    assert first.arrived_at is not None
    age = datetime.now(UTC) - first.arrived_at
    assert timedelta(seconds=59) < age < timedelta(seconds=70)
    assert (second.phone, second.text) == ("MTS", "1")
    assert not simulator.ledger.unknown_parameters


@pytest.mark.parametrize(
    ("ago", "hours"), [(-5, "1"), (0, "1"), (1, "1"), (1.01, "2"), (500, "168")]
)
async def test_a_time_is_asked_for_in_whole_hours(
    client: SmscClient, simulator: Simulator, ago: float, hours: str
) -> None:
    """From one to the 168 that the page knows, whatever the clocks say."""
    simulator.smsc.receive(phone=GOOD, text="old", age=1.5 * 3600)
    texts = [message.text for message in await fetch(client, ago)]

    assert texts == (["old"] if int(hours) > 1 else [])
    assert {r.error_code for r in simulator.ledger.requests} == {None}


async def test_times_are_moscows(serve: Serve) -> None:
    """They come without a zone."""
    client = await serve(json.dumps([ROW]).encode())

    [message] = await client.fetch_incoming(NOW, NOW)
    assert message.sent_at == NOW
    assert message.arrived_at == NOW + timedelta(seconds=2)
    assert message.message_id == "47436134"
    assert message.to == "79037676877"


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"id": None}, "message_id", None),
        ({"id": "a-1"}, "message_id", "a-1"),
        ({"message": 1}, "text", "1"),
        ({"message": ""}, "text", ""),
        ({"message": " Да "}, "text", " Да "),
        ({"sent": None}, "sent_at", None),
        ({"sent": "31.02.2026"}, "sent_at", None),
        ({"received": ""}, "arrived_at", None),
        ({"to_phone": ""}, "to", None),
        ({"phone": 79161234567}, "phone", "79161234567"),
    ],
)
async def test_values_may_be_missing_or_of_another_kind(
    serve: Serve, changes: dict[str, Any], field: str, value: object
) -> None:
    """The text counts all the same."""
    client = await serve(json.dumps([ROW | changes]).encode())

    [message] = await client.fetch_incoming(NOW, NOW)
    assert getattr(message, field) == value


@pytest.mark.parametrize(
    ("cut", "text"),
    [
        (b"\xed\xa0\xbd", "\ufffd"),
        (b"\xed\xa0\xbd\xed\xb2\xa7", "💧"),
        (b"\xf0\x9f", "\ufffd"),
        (b"\\ud83d", "?"),
    ],
)
async def test_half_an_emoji_keeps_no_other_text_back(
    serve: Serve, cut: bytes, text: str
) -> None:
    """It stays in the list for days."""
    rows = json.dumps([ROW | {"message": "Вода CUT"}, ROW], ensure_ascii=False)
    client = await serve(rows.encode().replace(b"CUT", cut))

    came = await client.fetch_incoming(NOW, NOW)
    assert [message.text for message in came] == [f"Вода {text}", "Да"]


async def test_rows_of_no_use_hide_no_others(serve: Serve) -> None:
    """Without a number or a text nothing can be told; one without a time comes first."""
    rows = [7, None, ROW, ROW | {"phone": ""}, ROW | {"message": None}]
    last = ROW | {"id": 1, "sent": None, "received": None}
    client = await serve(json.dumps([*rows, last]).encode())

    messages = await client.fetch_incoming(NOW, NOW)
    assert [message.message_id for message in messages] == ["1", "47436134"]


@pytest.mark.parametrize("body", ["", "{}", "7", "null", "<html>", '{"id": 1}'])
async def test_what_is_no_list_is_no_answer(serve: Serve, body: str) -> None:
    """Nothing new looks otherwise."""
    client = await serve(body.encode())

    with pytest.raises(OutcomeOpenError):
        await client.fetch_incoming(NOW, NOW)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (1, Reason.BAD_REQUEST),
        (2, Reason.AUTH),
        (4, Reason.IP_BLOCKED),
        (9, Reason.BUSY),
        (5, Reason.UNREADABLE),
    ],
)
async def test_codes_mean_what_they_mean_on_this_page(
    client: SmscClient, simulator: Simulator, code: int, reason: Reason
) -> None:
    """5 is of another page, 3 is no error at all."""
    simulator.faults.add("error_code", code=code, path="/sys/get.php")

    with pytest.raises((RefusedError, OutcomeOpenError)) as error:
        await fetch(client)

    fault = error.value.fault
    assert fault.reason is reason
    words = SMSC.describe(fault)
    assert (words is None) is (code == 5)
