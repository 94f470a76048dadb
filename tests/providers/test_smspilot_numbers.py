"""Numbers in SMSPILOT's answers and reports that are not written as they were sent."""

from datetime import UTC, datetime
import json

import pytest

from custom_components.sms_gateway.providers.errors import RefusedError
from custom_components.sms_gateway.providers.model import (
    CallbackRequest,
    LostMessage,
    MessageState,
    StatusQuery,
    StatusReport,
)
from custom_components.sms_gateway.providers.smspilot import SMSPILOT

from .conftest import ALSO_GOOD, ID, ServePilot, request
from .test_smspilot import row

PHONE = "+79051234567"

WRITTEN = pytest.mark.parametrize(
    "written",
    [
        "79051234567",
        "+79051234567",
        "89051234567",
        "8 905 123-45-67",
        "+7 (905) 123-45-67",
        "7\u00a0905\u00a01234567",
        " 8905 1234567 ",
    ],
)


@WRITTEN
async def test_a_sending_is_taken(serve_pilot: ServePilot, written: str) -> None:
    """Each row is the one of its number; without that nobody would know of it."""
    rows = [row(phone=ALSO_GOOD[1:], server_id="8"), row(phone=written)]
    client = await serve_pilot(json.dumps({"send": rows}).encode())
    answer = await client.send(request(PHONE, ALSO_GOOD))

    assert [(r.message_id, r.state) for r in answer.results] == [
        ("7", MessageState.QUEUED),
        ("8", MessageState.QUEUED),
    ]


@WRITTEN
async def test_a_state_is_learnt(serve_pilot: ServePilot, written: str) -> None:
    """By a look-up, and in the list of the day."""
    at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    shown = row(
        phone=written,
        status="2",
        message="A",
        created="2026-03-10 09:00:00",
        sender="A",
    )
    client = await serve_pilot(json.dumps({"check": [shown]}).encode())
    [report] = await client.fetch_statuses([StatusQuery(message_id="7", phone=PHONE)])
    [found] = await client.find_lost(
        [LostMessage(request_id=ID, phone=PHONE, text="A", sent_at=at)]
    )

    assert isinstance(report, StatusReport)
    assert isinstance(found, StatusReport)
    assert {report.phone, found.phone} == {PHONE}


@WRITTEN
async def test_a_refusal_names_its_number(
    serve_pilot: ServePilot, written: str
) -> None:
    """So the others go out without it."""
    error = {"code": "215", "description": "Wrong", "phone": written}
    client = await serve_pilot(json.dumps({"error": error}).encode())
    with pytest.raises(RefusedError) as raised:
        await client.send(request(PHONE, ALSO_GOOD))

    assert raised.value.phone == PHONE


@WRITTEN
def test_a_report_is_of_its_number(written: str) -> None:
    """In the form in which messages have it."""
    body = json.dumps({"server_id": "7", "phone": written, "status": "2"})
    report = SMSPILOT.parse_callback(
        CallbackRequest(query="", body=body.encode()), None
    )

    assert isinstance(report, StatusReport)
    assert report.phone.removeprefix("+") == PHONE[1:]


@pytest.mark.parametrize("phone", ["+84951234567", "+81312345678", "+37529123456"])
async def test_numbers_abroad_are_what_they_are(
    serve_pilot: ServePilot, phone: str
) -> None:
    """An eight may be the beginning of Vietnam's, or of Japan's."""
    rows = [row(phone=phone[1:]), row(phone=f"7{phone[2:]}", server_id="8")]
    client = await serve_pilot(json.dumps({"send": rows}).encode())
    [result] = (await client.send(request(phone))).results

    assert result.message_id == "7"
