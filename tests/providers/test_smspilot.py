"""What SMSPILOT's client asks for and what it makes of answers that no document prints."""

from datetime import UTC, datetime
from decimal import Decimal
import json
from typing import Any

import pytest

from custom_components.sms_gateway.providers.details import Details
from custom_components.sms_gateway.providers.errors import (
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    Channel,
    LookUpKind,
    MessageState,
    Reason,
    StatusQuery,
)
from custom_components.sms_gateway.providers.smspilot import SMSPILOT
from custom_components.sms_gateway.providers.smspilot.client import SmspilotClient
from tests.simulator import Simulator

from .conftest import ALSO_GOOD, GOOD, ID, Connect, ServePilot, request

EMULATOR_KEY = "XXXXXXXXXXXXYYYYYYYYYYYYZZZZZZZZ" * 2
ADDRESS = "https://home.example/api/webhook/abc"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["HLR", "PING", "HLRVIP", " ping\n", "hlr", "Ping", "HlrVip"]
)
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.CALL])
async def test_a_text_that_is_an_order_never_leaves(
    pilot: SmspilotClient, simulator: Simulator, text: str, channel: Channel
) -> None:
    """It would look the number up, and no SMS would come."""
    with pytest.raises(RefusedError) as raised:
        await pilot.send(request(text=text, channel=channel))
    with pytest.raises(RefusedError):
        await pilot.estimate(request(text=text, channel=channel))

    assert simulator.ledger.requests == []
    assert raised.value.fault.reason is Reason.CONTENT
    words = SMSPILOT.describe(raised.value.fault)
    assert words is not None
    assert words.keys() == {"en", "ru"}


@pytest.mark.parametrize("sender", ["GOLOS", "GOLOSM", "FLASHCALL", "golos"])
async def test_a_sender_that_makes_a_call_never_leaves(
    pilot: SmspilotClient, simulator: Simulator, sender: str
) -> None:
    """A text would be read aloud that was to be read."""
    with pytest.raises(RefusedError) as raised:
        await pilot.send(request(sender=sender))

    assert simulator.ledger.requests == []
    assert raised.value.fault.reason is Reason.SENDER
    assert SMSPILOT.describe(raised.value.fault) is not None


@pytest.mark.parametrize("text", ["HLR?", "ping 1", "GOLOS", "2WAY", "1234"])
async def test_other_texts_are_texts(
    pilot: SmspilotClient, simulator: Simulator, text: str
) -> None:
    """Though they come close to an order."""
    await pilot.send(request(text=text))

    [message] = simulator.ledger.messages
    assert (message.channel, message.text) == ("sms", text)


def form_of(simulator: Simulator) -> dict[str, str]:
    """Return the parameters of the last request but for the credentials."""
    return dict(simulator.ledger.requests[-1].parameters)


async def test_what_is_always_asked(
    pilot: SmspilotClient, simulator: Simulator
) -> None:
    """Numbers in digits, JSON, and the fields by which an answer is read."""
    await pilot.send(request(GOOD, ALSO_GOOD))

    form = form_of(simulator)
    assert form["to"] == f"{GOOD[1:]},{ALSO_GOOD[1:]}"
    assert form["format"] == "json"
    assert {"server_id", "phone", "price", "status", "sender_orig"} <= set(
        form["fields"].split(",")
    )
    absent = {"from", "ttl", "send_datetime", "test", "callback", "callback_method"}
    assert not absent & form.keys()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"sender": "INFORM"}, {"from": "INFORM"}),
        ({"sender": "2WAY"}, {"from": "2WAY"}),
        ({"valid_for": 3600.0}, {"ttl": "60"}),
        ({"valid_for": 659.0}, {"ttl": "10"}),
        ({"valid_for": 20.0}, {"ttl": "1"}),
        ({"is_practice": True}, {"test": "1"}),
        (
            {"callback_address": ADDRESS},
            {"callback": f"{ADDRESS}?token={ID}", "callback_method": "post"},
        ),
        ({"channel": Channel.CALL}, {"from": "GOLOS"}),
        (
            {"channel": Channel.CALL, "details": Details(voice="woman_1")},
            {"from": "GOLOS"},
        ),
        (
            {"channel": Channel.CALL, "details": Details(voice="man_1")},
            {"from": "GOLOSM"},
        ),
        ({"channel": Channel.FLASH_CALL, "text": "4821"}, {"from": "FLASHCALL"}),
    ],
)
async def test_what_is_asked_where_it_is_wanted(
    pilot: SmspilotClient,
    simulator: Simulator,
    values: dict[str, Any],
    expected: dict[str, str],
) -> None:
    """And the provider takes it."""
    await pilot.send(request(**values))

    assert expected.items() <= form_of(simulator).items()
    assert not simulator.ledger.unknown_parameters


async def test_a_time_is_seconds(pilot: SmspilotClient, simulator: Simulator) -> None:
    """Which no time zone changes."""
    due = simulator.clock.now() + 3600
    answer = await pilot.send(request(details=Details(send_at=due)))

    assert form_of(simulator)["send_datetime"] == str(int(due))
    assert answer.results[0].state is MessageState.SCHEDULED


async def test_the_emulator_only_practises(
    connect_pilot: Connect, simulator: Simulator
) -> None:
    """Whatever it is asked for, and though it gives every message one id."""
    emulator = connect_pilot(EMULATOR_KEY)
    answers = [await emulator.send(request(text=text)) for text in ("one", "two")]

    assert [answer.is_practice for answer in answers] == [True, True]
    ids = {answer.results[0].message_id for answer in answers}
    assert ids == {"10000"}
    assert simulator.ledger.messages == []


@pytest.mark.parametrize("is_practice", [False, True])
async def test_practice_is_said_to_be_one(
    pilot: SmspilotClient, simulator: Simulator, is_practice: bool
) -> None:
    """A price is that of a real message."""
    answer = await pilot.send(request(is_practice=is_practice))
    estimate = await pilot.estimate(request(is_practice=is_practice))

    assert answer.is_practice is is_practice
    assert len(simulator.ledger.messages) == int(not is_practice)
    assert estimate.cost == Decimal("1.31")


@pytest.mark.parametrize(
    ("sender", "used"), [("INFORM", None), ("Strange", "INFORM"), (None, None)]
)
async def test_a_sender_that_was_replaced(
    pilot: SmspilotClient, sender: str | None, used: str | None
) -> None:
    """Is told by what is used instead."""
    assert (await pilot.send(request(sender=sender))).sender == used


def row(**values: object) -> dict[str, object]:
    """Return a row of an answer."""
    known = {"server_id": "7", "phone": GOOD[1:], "price": "1.31", "status": "0"}
    return {**known, **values}


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([row()], MessageState.QUEUED),
        ([row(phone=GOOD)], MessageState.QUEUED),
        # Refused rows have ids too.
        ([row(status=None)], MessageState.UNCONFIRMED),
        ([row(status="99")], MessageState.UNCONFIRMED),
        ([row(status=None, error="212")], MessageState.UNCONFIRMED),
        ([row(), row(status="-2", error="212")], MessageState.UNCONFIRMED),
        ([row(), row()], MessageState.QUEUED),
        ([row(price="free")], MessageState.QUEUED),
        ([row(status="-2", error="212")], MessageState.REJECTED),
        ([row(status=-2, error=None)], MessageState.REJECTED),
        ([row(status="-2", error="999")], MessageState.REJECTED),
        ([row(server_id=None)], MessageState.UNCONFIRMED),
        ([row(server_id="")], MessageState.UNCONFIRMED),
        ([row(phone="79260000000")], MessageState.UNCONFIRMED),
        ([], MessageState.UNCONFIRMED),
        (["text", None, 5], MessageState.UNCONFIRMED),
        (row(), MessageState.QUEUED),
        (None, MessageState.UNCONFIRMED),
    ],
)
async def test_rows_that_nobody_documented(
    serve_pilot: ServePilot, rows: object, state: MessageState
) -> None:
    """An id and a state mean that it was taken; without both nobody knows."""
    client = await serve_pilot(json.dumps({"send": rows}).encode())
    [result] = (await client.send(request())).results

    assert (result.phone, result.state) == (GOOD, state)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"5",
        b'"OK"',
        b"{}",
        b'{"send": 5}',
        b"SUCCESS=SMS SENT 0.89/320.50\n9316849,79161234567,0.60,0",
        b"9316849",
        b"<html></html>",
        b'{"error": {}}',
        b'{"error": "Invalid phone"}',
        b'{"error": {"code": 999, "description": "New"}}',
        b'{"error": {"code": "many"}}',
        b'{"error": {"code": 110, "description": "System error"}}',
        b'{"send": [{"server_id": "7", "phone',
        b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
    ids=lambda body: repr(body[:40]),
)
async def test_what_cannot_be_read_is_open(
    serve_pilot: ServePilot, body: bytes
) -> None:
    """A code that is not documented is no proof, nor is an error of the system."""
    client = await serve_pilot(body)
    with pytest.raises(OutcomeOpenError):
        await client.send(request())


@pytest.mark.parametrize(
    "body",
    [
        b'{"send": [{"server_id": "7", "phone": "79161234567", "status": "0"}, {"serv',
        b'{"send": [{"server_id": "7", "phone": "79161234567", "status": "0"},,]}',
        b'{"send": [{"server_id": "7", "phone": "79161234567", "status": "0"},'
        b' {"code": 110, "description": "System error"}]',
    ],
)
async def test_what_can_be_read_of_a_damaged_answer_counts(
    serve_pilot: ServePilot, body: bytes
) -> None:
    """One number was taken; of the other one nobody knows."""
    client = await serve_pilot(body)
    answer = await client.send(request(GOOD, ALSO_GOOD))

    states = {result.phone: result.state for result in answer.results}
    assert states == {
        GOOD: MessageState.QUEUED,
        ALSO_GOOD: MessageState.UNCONFIRMED,
    }


async def test_a_damaged_error_is_an_error(serve_pilot: ServePilot) -> None:
    """Where nothing else is there."""
    client = await serve_pilot(
        b'{"error": {"code": 241, "description": "You don\'t have enough money"}'
    )
    with pytest.raises(RefusedError) as raised:
        await client.send(request())

    assert raised.value.fault.reason is Reason.FUNDS


async def test_backslashes_are_mended_one_by_one(serve_pilot: ServePilot) -> None:
    """One that escapes nothing is one; those that do stay as they are."""
    content = {
        "inbound": [
            {"id": "1", "phone": GOOD[1:], "text": 'C:\\дом "a"', "created": ""},
            {"id": "2", "phone": GOOD[1:], "text": "MARK", "created": ""},
        ]
    }
    text = json.dumps(content, ensure_ascii=False).replace("MARK", "за спам\\ошибки")
    client = await serve_pilot(text.encode())

    came = await client.fetch_incoming(SINCE, SINCE)
    assert [m.text for m in came] == ['C:\\дом "a"', "за спам\\ошибки"]


@pytest.mark.parametrize(
    ("cut", "text"), [(b"\xed\xa0\xbd", "\ufffd"), (b"\xf0\x9f", "\ufffd")]
)
async def test_half_an_emoji_keeps_no_other_text_back(
    serve_pilot: ServePilot, cut: bytes, text: str
) -> None:
    """It stays in the list for days."""
    row = {"id": "1", "phone": GOOD[1:], "text": "Вода CUT", "created": ""}
    rows = json.dumps({"inbound": [row, row | {"text": "Да"}]}, ensure_ascii=False)
    client = await serve_pilot(rows.encode().replace(b"CUT", cut))

    came = await client.fetch_incoming(SINCE, SINCE)
    assert [message.text for message in came] == [f"Вода {text}", "Да"]


@pytest.mark.parametrize("code", [10, 231, 275, 304])
async def test_an_error_that_may_mean_nothing_is_there(
    serve_pilot: ServePilot, code: int
) -> None:
    """What an empty list looks like is not documented; a wrong time is an error."""
    client = await serve_pilot(b'{"error": {"code": %d, "description": ""}}' % code)

    assert list(await client.fetch_incoming(SINCE, SINCE)) == []


@pytest.mark.parametrize("code", [101, 106, 118, 241, 500])
async def test_any_other_error_of_what_came_in(
    serve_pilot: ServePilot, code: int
) -> None:
    """Is none that could be an empty list."""
    client = await serve_pilot(b'{"error": {"code": %d, "description": ""}}' % code)
    with pytest.raises(RefusedError):
        await client.fetch_incoming(SINCE, SINCE)


@pytest.mark.parametrize(
    ("mnc", "msc", "expected"),
    [
        ("01", "79160960438", ("01", "79160960438")),
        ("79160960438", None, (None, "79160960438")),
        ("79160960438", "79160960439", (None, "79160960439")),
        ("", "", (None, None)),
    ],
)
async def test_a_centre_under_the_name_of_a_network(
    serve_pilot: ServePilot,
    mnc: str,
    msc: str | None,
    expected: tuple[str | None, str | None],
) -> None:
    """The document has one name for both; a network has three digits at most."""
    content = {"check": [row(status="2", mnc=mnc, msc=msc)]}
    client = await serve_pilot(json.dumps(content).encode())
    found = await client.fetch_look_up(StatusQuery("7", GOOD), LookUpKind.HLR_VIP)

    assert found is not None
    assert (found.mnc, found.msc) == expected


async def test_a_look_up_that_failed(serve_pilot: ServePilot) -> None:
    """It ends, and says why; it tells nothing of the phone."""
    content = {"check": [row(status="-2", error="600")]}
    client = await serve_pilot(json.dumps(content).encode())
    found = await client.fetch_look_up(StatusQuery("7", GOOD), LookUpKind.HLR)

    assert found is not None
    assert found.is_reachable is None
    assert found.fault is not None
    assert found.fault.code == "600"


@pytest.mark.parametrize(
    "answer", [row(status="0"), row(status="1"), row(status="-2"), row(server_id="8")]
)
async def test_a_look_up_that_is_not_over(
    serve_pilot: ServePilot, answer: dict[str, object]
) -> None:
    """Is asked for again."""
    client = await serve_pilot(json.dumps({"check": [answer]}).encode())

    assert (
        await client.fetch_look_up(StatusQuery("7", GOOD), LookUpKind.HLR_VIP) is None
    )
