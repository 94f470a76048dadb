"""Everything that WEBSMS's document names does pass over the wire, once it is asked for."""

import contextlib
from urllib.parse import urlencode

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.websms import codes, parameters
from tests.simulator.websms.inventory import inventory

from .conftest import PHONE, Handler
from .websms_wire import ACCESS, WebsmsWire

# Each of them can be taken; together they use every parameter of sending.
_REQUESTS: list[dict[str, str]] = [
    {"packet_id": "1", "message_id": "2", "fromPhone": "demo", "translit": "1"},
    {"send_on": "10.03.2026 12:00", "gmt": "3", "UseReceiverGMT": "1"},
    {"valid_period": "10", "nosplit": "1", "test": "1", "format": "txt"},
    {"group": "17352", "birthday": "1"},
    {"fulltext": "All of it", "chat": "3", "format": "xml"},
    {"mode": "viber", "button": "Open", "id_fileid": "101", "to_sms": "3"},
    {"mode": "voice", "lang": "1", "voice": "5", "temp": "1.5", "emotion": "good"},
]
_CONTACT = {
    "phone": "71231234567",
    "nick": "Nick",
    "name": "Name",
    "family": "Family",
    "date": "10.12.2001",
    "group": "17352",
}


async def _send_all(websms: WebsmsWire, simulator: Simulator) -> None:
    """Send over every channel, to every page, in every format."""
    simulator.websms.speak(user_packet="always")
    for number, fields in enumerate(_REQUESTS):
        answer = await websms.json_send(**fields | {"message": f"By JSON {number}"})
        assert answer["err_num"] == 0, (fields, answer)
        await websms.send(**fields | {"message": f"By form {number}"})
    await websms.page("/http_in6.asp", phone_list=PHONE, message="6")
    query = urlencode(ACCESS | {"phone_list": PHONE, "message": "By GET"})
    await websms.wire.request("GET", f"/http_in5.asp?{query}")


async def _look_up_all(websms: WebsmsWire) -> None:
    """Ask every page for everything, by both methods."""
    asked: dict[str, dict[str, str]] = {
        "/http_out5.asp": {
            "packet_id": "12347311",
            "user_packet_id": "1",
            "message_id": "2",
            "valid_period": "10",
        },
        "/http_delete.asp": {"packet_id": "5"},
        "/get_statistic.asp": {
            "packet_id": "5",
            "oper_id": "1",
            "recdate_beg": "10.03.2026",
            "recdate_end": "10.03.2026",
            "inpdate_beg": "10.03.2026",
            "inpdate_end": "10.03.2026",
            "subtotals": "1",
            "show_text": "1",
            "npage": "1",
            "page_size": "1",
            "zones": "1",
        },
        "/http_credit.asp": {},
        "/http_addrbook.asp": {"act": "getgroups"},
    }
    for page, fields in asked.items():
        await websms.wire.request("GET", f"{page}?{urlencode(ACCESS | fields)}")
        for fmt in ("txt", "xml"):
            await websms.page(page, **fields, format=fmt)
    for page in ("/http_out5.asp", "/http_credit.asp"):
        await websms.wire.request("GET", f"{page}?test=1")
    await websms.page("/http_credit.asp", format="TEXT")
    for repformat in ("1", "2", "3"):
        await websms.page("/get_statistic.asp", repformat=repformat)


async def _keep_book(websms: WebsmsWire) -> None:
    """Do everything to the address book."""
    await websms.book("adduser", **_CONTACT)
    await websms.book("getphones", group="17352")
    await websms.book("edituser", id="5805641", nick="Other")
    await websms.book("deluser", id="5805641")
    await websms.book("addgroup", name="Group")
    await websms.book("editgroup", group="17729", name="Other")
    await websms.book("delgroup", group="17729")


async def _refuse_all(websms: WebsmsWire, simulator: Simulator) -> None:
    """Meet every error."""
    for code in codes.DOCUMENTED_ERRORS:
        simulator.faults.add("error_code", code=code, times=2, provider="websms")
        await websms.error()
        await websms.send()


async def _report_all(
    websms: WebsmsWire, simulator: Simulator, handler: Handler
) -> None:
    """Look up a message in every state, and hear of it in both forms."""
    simulator.websms.set_account(handler=handler.url)
    answer = await websms.json_send(message="States")
    key = simulator.ledger.messages[-1].key
    for form in ("result_id", "error"):
        simulator.websms.speak(callback_form=form)
        for status in codes.RESULTS:
            simulator.websms.report(key, status, 0)
            found = await websms.results(packet_id=answer["packet_id"])
            assert found["sms"][0]["result_id"] == str(status)


@pytest.mark.timeout(120)
async def test_everything_passes(
    simulator: Simulator, websms: WebsmsWire, clock: ManualClock, handler: Handler
) -> None:
    """Nothing that the document names is out of a client's reach."""
    await _send_all(websms, simulator)
    await clock.advance(61)
    await _look_up_all(websms)
    for message in simulator.ledger.messages:
        await websms.results(packet_id=message.details["packet_id"])
    await _keep_book(websms)
    await _refuse_all(websms, simulator)
    await _report_all(websms, simulator, handler)

    def missing() -> list[tuple[str, ...]]:
        """Return what has not passed yet."""
        coverage = simulator.ledger.coverage
        return sorted(one[1:] for one in inventory() if one not in coverage)

    with contextlib.suppress(TimeoutError):
        await simulator.until(lambda: not missing(), 5)
    assert not missing()


def test_the_words_are_those_of_the_record() -> None:
    """The inventory has every parameter that is read."""
    names = {(one.place, one.name) for one in inventory() if one.kind == "parameter"}
    tables = {
        "send": parameters.SEND,
        "results": parameters.RESULTS,
        "delete": parameters.DELETE,
        "statistic": parameters.STATISTIC,
        "balance": parameters.BALANCE,
        "addrbook": parameters.ADDRESS_BOOK,
    }
    assert names == {(place, name) for place, table in tables.items() for name in table}
