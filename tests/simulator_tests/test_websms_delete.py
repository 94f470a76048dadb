"""Taking packets back, and their money with them."""

from decimal import Decimal

from tests.simulator import ManualClock, Simulator

from .conftest import OTHER, PHONE, Handler
from .websms_wire import WebsmsWire

_LATER = "10.03.2026 18:00"


async def _delete(websms: WebsmsWire, packet_id: str, **fields: str) -> str:
    """Take a packet back and return the answer."""
    reply = await websms.page("/http_delete.asp", packet_id=packet_id, **fields)
    return reply.text


async def test_a_whole_packet(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock, handler: Handler
) -> None:
    """All that has not left never does; nobody is called about it."""
    simulator.websms.set_account(handler=handler.url)
    await websms.send(phone_list=f"{PHONE},{OTHER}", send_on=_LATER)
    assert simulator.websms.account().balance == Decimal(995)
    told = "SMSDELETE: 2\nMONEYBACK:5.00\nERROR: 0"
    assert await _delete(websms, "12347310") == told
    assert simulator.websms.account().balance == Decimal(1000)
    assert [one.status for one in simulator.ledger.messages] == [9, 9]
    await clock.advance(86400)
    assert not simulator.phones.inbox(PHONE)
    assert not handler.visits
    assert await websms.result_ids(packet_id="12347310") == ["9", "9"]
    again = "SMSDELETE: 0\nMONEYBACK:0.00\nERROR: 0"
    assert await _delete(websms, "12347310") == again
    assert simulator.websms.account().balance == Decimal(1000)


async def test_by_get_with_two_slashes(websms: WebsmsWire) -> None:
    """As the document prints it; XML counts parts."""
    await websms.send(send_on=_LATER, message="я" * 71)
    query = "http_username=demo&http_password=demo&packet_id=12347310&format=xml"
    reply = await websms.wire.request("GET", f"//http_delete.asp?{query}")
    assert reply.text == (
        "<XML><PARTSDELETE>2</PARTSDELETE><MONEYBACK>5.00</MONEYBACK>"
        "<ERROR>OK</ERROR></XML>"
    )


async def test_a_part_of_a_packet(websms: WebsmsWire, simulator: Simulator) -> None:
    """What is with the operator stays there."""
    await websms.send(phone_list=f"{PHONE},{OTHER}", message="Two")
    simulator.websms.report(1, 4, 0)
    assert await _delete(websms, "12347310") == "SMSDELETE: 1\nMONEYBACK:2.50\nERROR: 0"
    assert [one.status for one in simulator.ledger.messages] == [4, 9]


async def test_what_is_not_ones_own(websms: WebsmsWire, simulator: Simulator) -> None:
    """The client's own number is not the system's; an unknown one removes nothing."""
    await websms.send(packet_id="33", send_on=_LATER)
    for packet_id in ("33", "1", ""):
        told = await _delete(websms, packet_id, format="xml")
        assert "<PARTSDELETE>0</PARTSDELETE><MONEYBACK>0</MONEYBACK>" in told
    await websms.wire.control("websms/account", login="second")
    access = {"http_username": "second", "http_password": "second"}
    assert "SMSDELETE: 0" in await _delete(websms, "12347310", **access)
    assert simulator.ledger.messages[0].status == 2
