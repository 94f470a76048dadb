"""Answers that are damaged, doubled, or say two things."""

import json

import pytest

from custom_components.sms_gateway.providers.errors import (
    OutcomeOpenError,
    ProviderError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    Channel,
    LostMessage,
    MessageState,
    Reason,
    SendRequest,
    StatusQuery,
    StatusReport,
)
from custom_components.sms_gateway.engine.outcome import Verdict, answer_outcomes
from datetime import UTC, datetime, timedelta

A, B, C = "+79087964781", "+79161231212", "+79999999999"
REQ = SendRequest(request_id="01KAJ0Q4M5T4T5Y8N2Q8N3R2ZC", phones=(A, B, C), text="Т")
ROWS = [
    {"server_id": "182132632", "phone": A[1:], "price": "1.31", "status": "0"},
    {"server_id": "182132633", "phone": B[1:], "price": "2.21", "status": "0"},
    {
        "server_id": "182132634",
        "phone": C[1:],
        "price": "0.00",
        "status": "-2",
        "error": "212",
        "error_en": "Phone in black list",
        "error_ru": "Телефон в черном списке",
    },
]
MIXED = {"send": ROWS, "balance": "2935.50", "cost": "3.52", "server_packet_id": "1"}
VOICE = """{ "send": [
  { "server_id": "182132632", "phone": "79087964781", "price": "0.50", "status": "0" },
  { "server_id": "182132633", "phone": "79161231212", "price": "0.50", "status": "0" },
  { "server_id": "182132634", "phone": "79999999999", "price": "0.00", "status": "-2", "error": "212", "error_en": "Phone in black list", "error_ru": "Телефон в черном списке" },
  { "balance": "1679.20", "cost": "1.00", "server_packet_id": "182245438" }
"""


def states(answer):
    return {r.phone: r.state for r in answer.results}


@pytest.mark.parametrize(
    "whole",
    [json.dumps(MIXED, ensure_ascii=False).encode(), VOICE.encode()],
    ids=["printed", "voice"],
)
async def test_cut_at_every_byte(wire, alone, whole):
    bad = []
    for n in range(len(whole) + 1):
        wire.when("send", whole[:n])
        try:
            got = states(await alone.send(REQ))
        except OutcomeOpenError:
            continue
        except Exception as err:
            bad.append((n, repr(err)))
            continue
        if got[A] is MessageState.REJECTED or got[B] is MessageState.REJECTED:
            bad.append((n, got))
        if got[C] not in (MessageState.REJECTED, MessageState.UNCONFIRMED):
            bad.append((n, got))
    assert bad == []


@pytest.mark.parametrize(
    "whole",
    [json.dumps(MIXED, ensure_ascii=False).encode(), VOICE.encode()],
    ids=["printed", "voice"],
)
async def test_a_byte_lost_or_changed(wire, alone, whole):
    bad = []
    for n in range(len(whole)):
        for put in (b"", b"{", b"}", b'"', b",", b"\\", b"\xff", b"\x00", b"["):
            body = whole[:n] + put + whole[n + 1 :]
            wire.when("send", body)
            try:
                got = states(await alone.send(REQ))
            except OutcomeOpenError:
                continue
            except Exception as err:
                bad.append((n, put, repr(err)))
                continue
            if got[A] is MessageState.REJECTED or got[B] is MessageState.REJECTED:
                bad.append((n, put, "refused", body))
            if got[C] not in (MessageState.REJECTED, MessageState.UNCONFIRMED):
                bad.append((n, put, got[C], whole[max(0, n - 12) : n + 8]))
    print(len(bad))
    assert bad == []


async def test_two_rows_of_one_number_that_differ_are_no_refusal(wire, alone):
    """Taken, and a repetition of it refused: the last row wins."""
    rows = [
        {"server_id": "1", "phone": A[1:], "price": "1.31", "status": "0"},
        {"server_id": "2", "phone": A[1:], "price": "0", "status": "-2", "error": "243"},
    ]
    wire.when("send", {"send": rows, "balance": "1", "cost": "1.31"})
    got = states(await alone.send(REQ))
    assert got[A] is not MessageState.REJECTED


async def test_an_error_beside_rows_that_were_charged_is_no_refusal(wire, alone):
    """Salvage reads rows before an error; whole JSON does not."""
    wire.when("send", {"send": ROWS, "error": {"code": 112, "description": "SMS limit"}})
    try:
        await alone.send(REQ)
    except OutcomeOpenError:
        pass


async def test_a_row_refused_for_a_fault_that_passes_is_tried_again(wire, alone):
    """110 for all of a request is retried; 110 for one number of it is final."""
    rows = [ROWS[0], ROWS[1], {**ROWS[2], "error": "110", "error_en": "System error"}]
    wire.when("send", {**MIXED, "send": rows})
    answer = await alone.send(REQ)

    class M:
        def __init__(self, phone):
            self.phone, self.reference, self.text = phone, phone, "T"
            self.channel = Channel.SMS
            from custom_components.sms_gateway.providers.details import Details

            self.details = Details()

    by = {o.reference: o for o in answer_outcomes([M(p) for p in (A, B, C)], answer)}
    assert by[C].fault.reason is Reason.BUSY
    assert by[C].verdict is Verdict.LATER


async def test_an_id_is_no_proof_where_the_row_has_an_error(wire, alone):
    """Rows that are refused have an id too (seed 1.2)."""
    row = {k: v for k, v in ROWS[2].items() if k != "status"}
    wire.when("send", {**MIXED, "send": [ROWS[0], ROWS[1], row]})
    got = states(await alone.send(REQ))
    assert got[C] is not MessageState.QUEUED


async def test_nested_too_deep_is_a_typed_error(wire, alone):
    body = b'{"send": [{"server_id": ' + b"[" * 200000 + b"]" * 200000 + b"}, x]}"
    wire.when("check", body)
    with pytest.raises(ProviderError):
        await alone.fetch_statuses([StatusQuery("1", A)])


NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def row(**more):
    return {
        "server_id": "77",
        "phone": A[1:],
        "status": "2",
        "price": "1.31",
        "error": "0",
        "created": "2026-11-21 12:00:05",
        "message": "Пожар",
    } | more


def lost(request_id="L1", **more):
    return LostMessage(
        **{"request_id": request_id, "phone": A, "text": "Пожар", "sent_at": NOW} | more
    )


async def test_a_call_is_not_found_as_a_text(wire, alone):
    """The list of the day has calls too; their sender ID tells them apart."""
    wire.when("check", {"check": [row(sender="GOLOS")]})
    [answer] = await alone.find_lost([lost()])
    assert "sender" in wire.forms[0]["fields"].split(",")
    assert not isinstance(answer, StatusReport)


async def test_a_row_of_a_status_nobody_knows_still_proves_acceptance(wire, alone):
    wire.when("check", {"check": [row(status="4")]})
    [answer] = await alone.find_lost([lost()])
    assert isinstance(answer, StatusReport)


async def test_a_row_refused_before_does_not_stand_for_the_one_taken_after(wire, alone):
    """Both attempts are in the list: the first was refused, the second taken."""
    rows = [
        row(server_id="76", status="-2", error="110", created="2026-11-21 11:59:50"),
        row(server_id="77"),
    ]
    wire.when("check", {"check": rows})
    [answer] = await alone.find_lost([lost()])
    assert answer.message_id == "77"


async def test_fuzz_rows(wire, alone):
    """No exception but typed ones."""
    odd = [None, True, [], {}, "", "x", -2, "-2", 0, 1e400, float("nan"), 10**30, "9" * 5000, "1e999999999", "\ud83d", "-2.0", -2.0, " -2 "]
    bad = []
    for key in ("server_id", "phone", "price", "status", "error", "sender", "sender_orig", "parts"):
        for value in odd:
            wire.when("send", {**MIXED, "send": [{**ROWS[0], key: value}, ROWS[1]]})
            wire.when("check", {"check": [row(**{key: value})]}, 3)
            for ask in (
                lambda: alone.send(REQ),
                lambda: alone.fetch_statuses([StatusQuery("77", A)]),
                lambda: alone.find_lost([lost()]),
            ):
                try:
                    await ask()
                except ProviderError:
                    pass
                except Exception as err:
                    bad.append((key, value, repr(err)))
            wire.answers.clear()
    for key in ("send", "balance", "cost", "error", "check"):
        for value in odd:
            wire.when("send", {**MIXED, key: value})
            wire.when("check", {"check": [], key: value})
            wire.when("balance", {"balance": value, key: value})
            for ask in (
                lambda: alone.send(REQ),
                lambda: alone.fetch_statuses([StatusQuery("77", A)]),
                lambda: alone.fetch_balance(),
            ):
                try:
                    await ask()
                except ProviderError:
                    pass
                except Exception as err:
                    bad.append((key, value, repr(err)))
            wire.answers.clear()
    assert bad == []


async def test_error_null_beside_rows(wire, alone):
    """An empty error is none."""
    for empty in (None, "", 0, "0", []):
        wire.when("send", {**MIXED, "error": empty})
        assert states(await alone.send(REQ))[A] is MessageState.QUEUED
