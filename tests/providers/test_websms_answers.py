"""What WEBSMS's pages say, in every form that the seed prints or leaves open."""

from decimal import Decimal
import json

import pytest

from custom_components.sms_gateway.providers.errors import (
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import (
    MessageState,
    NotFound,
    Reason,
    StatusQuery,
    StatusReport,
)
from custom_components.sms_gateway.providers.websms.client import WebsmsClient
from custom_components.sms_gateway.providers.websms.codes import describe

from .conftest import ALSO_GOOD, GOOD, ID, Said, request

type Served = tuple[Said, WebsmsClient]

JSON = """{
    "error": "OK", "err_num": 0, "packet_id": "12347310",
    "balance_before": "7933,12", "sender_ip": "1.2.3.4", "summ_phone": "1",
    "summ_parts": "1", "packet_cost": "0,4", "balance_after": "7932,72",
    "sms": [{"message_id": "220517990", "message_phone": "79161234567",
             "message_parts": "1", "message_zone": "1", "message_cost": "0,4"}]
}"""
XML = """<?xml version='1.0' encoding='UTF-8' ?>
<XML>
    <httpIn error_num='0' packet_id='33' balance_before='7933,12'
        sender_ip='1.2.3.4' summ_phone='1' summ_parts='1' packet_cost='0,4'
        balance_after='7932,72' >
    <sms message_id='220517990' message_phone='79161234567' message_parts='1'
        message_zone='1' message_cost='0,4' />
    </httpIn>
</XML>"""
ELEMENTS = """<XML><httpIn><error_num>OK</error_num><packet_id>33</packet_id>
<summ_phone>1</summ_phone><packet_cost>0.40</packet_cost>
<balance_after>7932.72</balance_after><SMS><message_id>220517990</message_id>
<message_phone>+79161234567</message_phone><message_parts>1</message_parts>
<message_cost>0.4</message_cost></SMS></httpIn></XML>"""
LATIN, FOREIGN = "Test", "水"
"""A text for each of the pages."""


@pytest.mark.parametrize(
    ("text", "page", "body"),
    [
        (LATIN, "json_in5", JSON.encode()),
        (LATIN, "json_in5", JSON.replace('"0,4"', "0.4").encode()),
        (LATIN, "json_in5", JSON.replace('0, "pa', '"0", "pa').encode()),
        (LATIN, "json_in5", JSON.replace('"220517990"', "220517990").encode()),
        (LATIN, "json_in5", JSON.replace("1.2.3.4", "Москва").encode("cp1251")),
        (LATIN, "json_in5", b"\xef\xbb\xbf" + JSON.encode()),
        (FOREIGN, "http_in6", XML.encode()),
        (FOREIGN, "http_in6", XML.replace("'0' pa", "'OK' pa").encode()),
        (FOREIGN, "http_in6", XML.replace("1.2.3.4", "Москва").encode("cp1251")),
        (FOREIGN, "http_in6", ELEMENTS.encode()),
    ],
)
async def test_a_sending_is_read(
    said: Served, text: str, page: str, body: bytes
) -> None:
    """The same, whichever way it is written."""
    server, client = said
    server.pages[page] = body

    answer = await client.send(request(text=text))

    [result] = answer.results
    assert result.phone == GOOD
    assert result.message_id == "220517990"
    assert result.state is MessageState.QUEUED
    assert result.cost == answer.cost == Decimal("0.4")
    assert answer.balance is not None
    assert answer.balance.amount == Decimal("7932.72")
    assert answer.parts == 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"err_num": 3, "error": "insufficient funds"}',
        b'{"err_num": "3"}',
        b'{"error": "Insufficient  Funds"}',
        b'<XML><httpIn error_num="3" packet_id="0" summ_phone="0"/></XML>',
        b"<XML><httpIn><error_num>insufficient funds</error_num></httpIn></XML>",
    ],
)
async def test_an_error_is_read_as_number_or_words(said: Served, body: bytes) -> None:
    """And named in both languages."""
    server, client = said
    server.pages["json_in5"] = body

    with pytest.raises(RefusedError) as raised:
        await client.send(request(text=LATIN))

    assert raised.value.fault.reason is Reason.FUNDS
    words = describe(raised.value.fault)
    assert words is not None
    assert "money" in words["en"]
    assert "недостаточно средств" in words["ru"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"err_num": 0}',
        b'{"error": "OK"}',
        b'{"err_num": 18, "packet_id": "1"}',
        b'{"err_num": 15}',
        b'{"packet_id": "1"}',
        b'{"err_num": "lots"}',
        b"[]",
        b"<html><body>Busy</body></html>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><XML><httpIn error_num='3'/></XML>",
        b"{" * 100_000,
        b"<a>" * 100_000 + b"</a>" * 100_000,
    ],
    ids=lambda body: body[:40],
)
async def test_all_else_is_open(said: Served, body: bytes) -> None:
    """Whether it was taken nobody can tell."""
    server, client = said
    server.pages["json_in5"] = body

    with pytest.raises(OutcomeOpenError):
        await client.send(request(text=LATIN))


def results(*rows: dict[str, str]) -> bytes:
    """Return an answer to a look-up."""
    return json.dumps({"err_num": 0, "packet_id": "7", "sms": rows}).encode()


ROW = {"message_id": "220517242", "message_phone": GOOD[1:], "result_id": "6"}


@pytest.mark.parametrize("name", ["result_id", "result_Id", "RESULT_ID"])
async def test_a_result_is_read(said: Served, name: str) -> None:
    """Asked for by the provider's number of the message."""
    server, client = said
    row = ROW | {"message_cost": "0,4", "message_parts": "2"}
    server.pages["json_out5"] = results({**row, name: "7"})

    [report] = await client.fetch_statuses([StatusQuery("220517242", GOOD)])

    assert isinstance(report, StatusReport)
    assert report.request_id is None
    assert report.cost == Decimal("0.4")
    assert report.parts == 2


async def test_all_of_a_lost_packet_are_asked_for_at_once(said: Served) -> None:
    """By our own number of it, which is an integer and always the same."""
    server, client = said
    server.pages["json_out5"] = results(
        ROW | {"message_id": "8", "message_phone": ALSO_GOOD}, ROW
    )
    queries = [StatusQuery(ID, phone) for phone in (GOOD, ALSO_GOOD, "+79990000000")]

    answers = await client.fetch_statuses(queries)

    assert len(server.asked) == 1
    assert [(a.message_id, a.phone) for a in answers] == [
        ("220517242", GOOD),
        ("8", ALSO_GOOD),
        (ID, "+79990000000"),
    ]
    assert isinstance(answers[2], NotFound)
    assert [a.request_id for a in answers if isinstance(a, StatusReport)] == [ID] * 2


async def test_one_that_is_forgotten_silences_no_other(said: Served) -> None:
    """There are no lists, so each is a question of its own."""
    server, client = said
    server.pages["json_out5"] = b'{"err_num": 18}'
    with pytest.raises(OutcomeOpenError):
        await client.fetch_statuses([StatusQuery("1", GOOD), StatusQuery("2", GOOD)])
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("code", "asked"), [(1, 1), (4, 1), (13, 1), (17, 1), (10, 2), (12, 2), (18, 2)]
)
async def test_an_account_that_is_refused_is_asked_no_further(
    said: Served, code: int, asked: int
) -> None:
    """It would be refused as often as there are messages; one that is odd is passed."""
    server, client = said
    server.pages["json_out5"] = b'{"err_num": %d}' % code
    with pytest.raises((OutcomeOpenError, RefusedError)):
        await client.fetch_statuses([StatusQuery("1", GOOD), StatusQuery("2", GOOD)])
    assert len(server.asked) == asked


@pytest.mark.parametrize("written", [GOOD, GOOD[1:], f"00{GOOD[1:]}"])
async def test_a_row_is_its_number_s_however_that_is_written(
    said: Served, written: str
) -> None:
    """With a plus, without, or with the two zeros that the document has for it."""
    server, client = said
    server.pages["json_in5"] = JSON.replace("79161234567", written).encode()
    server.pages["json_out5"] = results(ROW | {"message_phone": written})

    [result] = (await client.send(request(text=LATIN))).results
    [report] = await client.fetch_statuses([StatusQuery("220517242", GOOD)])

    assert (result.phone, result.message_id) == (GOOD, "220517990")
    assert isinstance(report, StatusReport)
    assert report.state is MessageState.DELIVERED


@pytest.mark.parametrize(
    ("body", "amount"),
    [
        (b"3530,04", "3530.04"),
        (b" 3530.04\r\n", "3530.04"),
        (b"<BALANCE>3530,04</BALANCE>", "3530.04"),
        (b"3\xa0530,04", "3530.04"),
    ],
)
async def test_a_balance_is_read(said: Served, body: bytes, amount: str) -> None:
    """With a comma or a dot; its page is read in windows-1251."""
    server, client = said
    server.pages["http_credit"] = body

    assert (await client.fetch_balance()).amount == Decimal(amount)
    [(_, form)] = server.asked
    assert b"http_password=%EF%E0%F0%EE%EB%FC" in form


@pytest.mark.parametrize("body", [b"0", b"1", b"0,00", b"error login, password"])
async def test_what_may_be_an_error_is_no_balance(said: Served, body: bytes) -> None:
    """The page documents no error, so a test sending is to say what it is."""
    server, client = said
    server.pages |= {"http_credit": body, "json_in5": b'{"err_num": 1}'}

    with pytest.raises(RefusedError) as raised:
        await client.fetch_balance()

    assert raised.value.fault.reason is Reason.AUTH


async def test_a_small_balance_is_proved_by_a_test(said: Served) -> None:
    """It is real; nothing is sent for that."""
    server, client = said
    server.pages |= {"http_credit": b"5", "json_in5": b'{"err_num": 3}'}

    assert (await client.fetch_balance()).amount == 5
    [test] = [form for page, form in server.asked if page == "json_in5"]
    assert b"%22test%22%3A+%221%22" in test


@pytest.mark.parametrize(
    ("body", "is_removed"),
    [
        (b"SMSDELETE: 1", None),
        (
            b"<XML><PARTSDELETE>1</PARTSDELETE><MONEYBACK>0.40</MONEYBACK>"
            b"<ERROR>OK</ERROR></XML>",
            True,
        ),
        (
            b"<XML><PARTSDELETE>2</PARTSDELETE><MONEYBACK>0,40</MONEYBACK>"
            b"<ERROR>0</ERROR></XML>",
            True,
        ),
        (
            b"<XML><PARTSDELETE>0</PARTSDELETE><MONEYBACK>0</MONEYBACK>"
            b"<ERROR>OK</ERROR></XML>",
            False,
        ),
        (b"<XML><ERROR>OK</ERROR></XML>", None),
    ],
)
async def test_a_packet_is_deleted_by_the_provider_s_number(
    said: Served, body: bytes, is_removed: bool | None
) -> None:
    """What was not removed is not cancelled; what cannot be read is open."""
    server, client = said
    server.pages |= {"json_out5": results(ROW), "http_delete": body}
    query = StatusQuery("220517242", GOOD)

    if is_removed:
        await client.cancel(query)
    elif is_removed is None:
        with pytest.raises(OutcomeOpenError):
            await client.cancel(query)
    else:
        with pytest.raises(RefusedError) as raised:
            await client.cancel(query)
        assert raised.value.fault.reason is Reason.NOTHING_REMOVED
    assert b"packet_id=7&" in server.asked[-1][1]
