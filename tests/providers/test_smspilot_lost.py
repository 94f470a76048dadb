"""What SMSPILOT's list of the day proves of a message whose answer was lost."""

from datetime import UTC, datetime
import json

import pytest

from custom_components.sms_gateway.providers.model import (
    LostMessage,
    MessageState,
    NotFound,
    Reason,
    StatusReport,
)
from custom_components.sms_gateway.providers.smspilot.client import SmspilotClient
from tests.simulator import Simulator

from .conftest import GOOD, ID, ServePilot, request
from .test_smspilot import row


async def test_an_error_beside_a_row_that_was_taken_refuses_nothing(
    serve_pilot: ServePilot,
) -> None:
    """It was charged: to send it again would send it twice."""
    answer = {"send": [row()], "error": {"code": 112, "description": "SMS LIMIT"}}
    client = await serve_pilot(json.dumps(answer).encode())

    [result] = (await client.send(request())).results

    assert result.state is MessageState.QUEUED


@pytest.mark.parametrize(
    ("sender", "is_found"), [("INFORM", True), ("GOLOS", False), (None, False)]
)
async def test_a_text_is_not_proved_by_the_call_beside_it(
    serve_pilot: ServePilot, sender: str | None, is_found: bool
) -> None:
    """The list has both, with one text; the sender ID tells them apart."""
    listed = row(message="Тест", created="2026-03-10 09:00:05", sender=sender)
    client = await serve_pilot(json.dumps({"check": [listed]}).encode())
    lost = LostMessage(
        request_id=ID,
        phone=GOOD,
        text="Тест",
        sent_at=datetime(2026, 3, 10, 9, 0, tzinfo=UTC),
    )

    [answer] = await client.find_lost([lost])

    assert isinstance(answer, StatusReport) is is_found


async def test_what_the_list_says_was_refused_was_not_taken(
    serve_pilot: ServePilot,
) -> None:
    """So another account may carry it."""
    listed = row(
        message="Тест",
        created="2026-03-10 09:00:05",
        sender="INFORM",
        status="-2",
        error="212",
    )
    client = await serve_pilot(json.dumps({"check": [listed]}).encode())
    lost = LostMessage(
        request_id=ID,
        phone=GOOD,
        text="Тест",
        sent_at=datetime(2026, 3, 10, 9, 0, tzinfo=UTC),
    )

    [answer] = await client.find_lost([lost])

    assert isinstance(answer, NotFound)
    assert answer.fault is not None
    assert answer.fault.reason is Reason.RECIPIENT


@pytest.mark.parametrize("order", ["newest_first", "oldest_first"])
async def test_the_list_is_read_to_its_end(
    pilot: SmspilotClient, simulator: Simulator, order: str
) -> None:
    """It comes by the thousand, whichever end the message is at."""
    simulator.smspilot.speak(list_order=order)
    simulator.smspilot.set_account(balance=10000)
    many = tuple(f"+7916{number:07}" for number in range(1000))
    await pilot.send(request(*many, text="To many"))
    await pilot.send(request())
    assert pilot.date is not None
    lost = LostMessage(request_id=ID, phone=GOOD, text="Тест", sent_at=pilot.date)

    [answer] = await pilot.find_lost([lost])

    assert isinstance(answer, StatusReport)
    assert answer.message_id == simulator.ledger.messages[-1].message_id
    offsets = [
        r.parameters["offset"]
        for r in simulator.ledger.requests
        if "offset" in r.parameters
    ]
    assert offsets == ["0", "1000"]
