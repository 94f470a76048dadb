"""Statistics and the balance."""

from defusedxml import ElementTree
import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.websms import Moderator

from .conftest import PHONE, Wire
from .websms_wire import WebsmsWire

_ABROAD = "+491711234567"


async def _send(websms: WebsmsWire, simulator: Simulator, clock: ManualClock) -> None:
    """Send on three days: abroad, by a moderator, and for the day after."""
    await websms.send(phone_list=f"{_ABROAD},{PHONE}", message="Вода")
    await clock.advance(86400)
    night = Moderator(password="m", oper_id="12")
    simulator.websms.set_account(moderators={"night": night})
    await websms.send(http_username="night", http_password="m", message="2")
    await clock.advance(86400)
    await websms.send(message="3", send_on="13.03.2026 12:00")


async def _rows(websms: WebsmsWire, **fields: str) -> list[dict[str, str]]:
    """Ask for the XML and return its rows."""
    reply = await websms.page("/get_statistic.asp", repformat="3", **fields)
    root = ElementTree.fromstring(reply.body)
    return [dict(one.attrib) for one in root.iter("{#RowsetSchema}row")]


async def test_a_row(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """All that is told of a message; the text only where it is asked for."""
    await _send(websms, simulator, clock)
    row = (await _rows(websms, show_text="1"))[0]
    assert row == {
        "packet_id": "12347310",
        "message_id": "220517991",
        "message_phone": "79161234567",
        "message_parts": "1",
        "message_zone": "1",
        "delivered_date": "10.03.2026 12:00:03",
        "result_Id": "6",
        "result_Info": "доставлено",
        "operator": "МТС",
        "message_cost": "2.5",
        "reg_date": "10.03.2026 12:00:00",
        "send_on": "10.03.2026 12:00:00",
        "message": "Вода",
    }
    assert "message" not in (await _rows(websms))[0]


@pytest.mark.parametrize(
    ("fields", "packets"),
    [
        ({}, ["10", "11", "12", "10"]),
        ({"zones": "0"}, ["10", "10", "11", "12"]),
        ({"packet_id": "12347311"}, ["11"]),
        ({"packet_id": "12347311", "recdate_end": "01.01.2020"}, ["11"]),
        ({"packet_id": "5"}, []),
        ({"oper_id": "12"}, ["11"]),
        ({"recdate_beg": "11.03.2026"}, ["11", "12"]),
        ({"recdate_end": "11.03.2026", "zones": "0"}, ["10", "10", "11"]),
        ({"recdate_beg": "11.03.2026", "recdate_end": "11.03.2026"}, ["11"]),
        ({"inpdate_beg": "13.03.2026"}, ["12"]),
        ({"inpdate_end": "10.03.2026"}, ["10", "10"]),
    ],
)
async def test_what_is_asked_for(
    websms: WebsmsWire,
    simulator: Simulator,
    clock: ManualClock,
    fields: dict[str, str],
    packets: list[str],
) -> None:
    """By packet, moderator, day of acceptance and day of sending; by zone or not."""
    await _send(websms, simulator, clock)
    rows = await _rows(websms, **fields)
    assert [row["packet_id"][-2:] for row in rows] == packets


async def test_tables(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """Pages of HTML, all in the table for Excel, with subtotals if they are wanted."""
    await _send(websms, simulator, clock)
    reply = await websms.page("/get_statistic.asp")
    assert reply.headers["Content-Type"].startswith("text/html")
    assert reply.text.count("<tr>") == 5
    paged = {"page_size": "3", "npage": "2", "NPage": "2"}
    reply = await websms.page("/get_statistic.asp", **paged)
    assert reply.text.count("<tr>") == 2
    reply = await websms.page("/get_statistic.asp", repformat="2", **paged)
    assert reply.headers["Content-Type"].startswith("application/vnd.ms-excel")
    assert reply.text.count("<tr>") == 5
    reply = await websms.page("/get_statistic.asp", subtotals="1")
    assert "<tr><td>1</td><td>3</td><td>7.5</td></tr>" in reply.text
    reply = await websms.page("/get_statistic.asp", subtotals="1", zones="0")
    assert "<tr><td>12347310</td><td>2</td><td>14.5</td></tr>" in reply.text


@pytest.mark.parametrize(
    "fields",
    [{"repformat": "4"}, {"recdate_beg": "1.1.26"}, {"npage": "0"}, {"zones": "2"}],
)
async def test_out_of_range(websms: WebsmsWire, fields: dict[str, str]) -> None:
    """Told in the error's words."""
    reply = await websms.page("/get_statistic.asp", **fields)
    assert reply.text == "<html><body>empty message text</body></html>"


async def test_the_balance(websms: WebsmsWire, simulator: Simulator) -> None:
    """As text and as XML, after what was charged."""
    await websms.send()
    assert (await websms.page("/http_credit.asp")).text == "997,5"
    reply = await websms.page("/http_credit.asp", format="TEXT")
    assert reply.text == "997,5"
    reply = await websms.page("/http_credit.asp", format="XML")
    assert reply.text == "<BALANCE>997,5</BALANCE>"


async def test_the_balance_imitated(wire: Wire) -> None:
    """Anything in `test` will do, and nobody's login."""
    reply = await wire.request("GET", "/http_credit.asp?test=yes&format=XML")
    assert reply.text == "<BALANCE>3530,04</BALANCE>"
