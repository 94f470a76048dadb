"""Every reading of how WEBSMS writes values and wraps its answers."""

from defusedxml import ElementTree
import pytest

from tests.simulator import ManualClock, Simulator

from .conftest import OTHER, PHONE
from .websms_wire import WebsmsWire, sections


@pytest.mark.parametrize(
    ("readings", "line"),
    [
        ({}, '    "err_num": 0,'),
        ({"json_err_num": "string"}, '    "err_num": "0",'),
        ({}, '    "packet_id": "12347310",'),
        ({"json_ids": "number"}, '    "packet_id": 12347310,'),
        ({"json_ids": "number"}, '            "message_id": 220517990,'),
        ({}, '    "summ_parts": "1",'),
        ({"json_numbers": "number"}, '    "summ_parts": 1,'),
        ({}, '    "packet_cost": "2,5",'),
        ({"json_money": "number"}, '    "packet_cost": 2.5,'),
        ({"decimal_mark": "dot"}, '    "packet_cost": "2.5",'),
        ({"decimals": "two"}, '    "packet_cost": "2,50",'),
        ({"decimals": "two", "json_money": "number"}, '    "packet_cost": 2.50,'),
        ({"phone_form": "asked"}, f'            "message_phone": "{PHONE}",'),
    ],
)
async def test_values_in_json(
    websms: WebsmsWire, simulator: Simulator, readings: dict[str, str], line: str
) -> None:
    """Numbers, strings and money."""
    simulator.websms.speak(**readings)
    reply = await websms.json("/json_in5.asp", phone_list=PHONE, message="1")
    assert line in reply.text.split("\n")
    assert reply.json["sms"]


@pytest.mark.parametrize(
    ("reading", "success", "failure"),
    [
        ("words", "OK", "error login, password"),
        ("number", "OK", "1"),
        ("number_always", "0", "1"),
    ],
)
async def test_errors_in_text(
    websms: WebsmsWire, simulator: Simulator, reading: str, success: str, failure: str
) -> None:
    """Words or numbers."""
    simulator.websms.speak(text_error=reading)
    assert (await websms.send_text())["Common"]["error_num"] == success
    answer = await websms.send_text(http_password="x")
    assert answer["Common"]["error_num"] == failure


async def test_errors_in_xml(websms: WebsmsWire, simulator: Simulator) -> None:
    """Words or numbers."""
    simulator.websms.speak(xml_error="words")
    reply = await websms.send(format="xml")
    assert ElementTree.fromstring(reply.body)[0].get("error_num") == "OK"
    reply = await websms.send(format="xml", http_password="")
    assert ElementTree.fromstring(reply.body)[0].get("error_num") == "empty password"


async def test_shapes_of_xml(websms: WebsmsWire, simulator: Simulator) -> None:
    """Elements instead of attributes, and capitals."""
    simulator.websms.speak(xml_shape="elements", xml_case="upper")
    root = ElementTree.fromstring((await websms.send(format="xml")).body)
    assert root.findtext("httpIn/error_num") == "0"
    assert root.findtext("httpIn/SMS/message_phone") == "79161234567"
    reply = await websms.page("/http_out5.asp", packet_id="12347310", format="xml")
    root = ElementTree.fromstring(reply.body)
    assert root.findtext("httpOut/SMS/result_id") == "2"
    assert root.findtext("httpOut/Summary/summ_phone") == "1"


@pytest.mark.parametrize(
    ("reading", "names"),
    [
        ("message_text", ["message_text", "message_text"]),
        ("message", ["message", "message"]),
        ("mixed", ["message", "message_text"]),
    ],
)
async def test_names_of_texts(
    websms: WebsmsWire, simulator: Simulator, reading: str, names: list[str]
) -> None:
    """In sendings and look-ups."""
    simulator.websms.speak(text_message=reading)
    sent = await websms.send_text(phone_list=f"{PHONE},{OTHER}")
    reply = await websms.page("/http_out5.asp", packet_id="12347310")
    for answer in (sent, sections(reply.text)):
        for index, name in enumerate(names, 1):
            assert answer[str(index)][name] == "Hello"


async def test_the_printed_layout(websms: WebsmsWire, simulator: Simulator) -> None:
    """Spaces where the document has them."""
    simulator.websms.speak(text_layout="printed", line_ends="crlf")
    lines = (await websms.send()).text.split("\r\n")
    for line in ("packet_id =12347310", "message_text= Hello", "summ_ phone =1"):
        assert line in lines


@pytest.mark.parametrize(
    ("readings", "fmt", "codec", "head"),
    [
        ({}, "txt", "cp1251", "text/html; charset=windows-1251"),
        ({"text_charset": "utf-8"}, "txt", "utf-8", "text/html; charset=utf-8"),
        ({"content_type": "html"}, "txt", "cp1251", "text/html"),
        (
            {"content_type": "typed"},
            "txt",
            "cp1251",
            "text/plain; charset=windows-1251",
        ),
        ({}, "xml", "utf-8", "text/html; charset=utf-8"),
        ({"content_type": "typed"}, "xml", "utf-8", "text/xml; charset=utf-8"),
        (
            {"xml_charset": "windows-1251"},
            "xml",
            "cp1251",
            "text/html; charset=windows-1251",
        ),
        (
            {"xml_charset": "mislabelled"},
            "xml",
            "cp1251",
            "text/html; charset=windows-1251",
        ),
        ({}, "json", "utf-8", "text/html; charset=utf-8"),
        ({"content_type": "typed"}, "json", "utf-8", "application/json; charset=utf-8"),
        (
            {"json_charset": "windows-1251"},
            "json",
            "cp1251",
            "text/html; charset=windows-1251",
        ),
    ],
)
async def test_charsets(
    websms: WebsmsWire,
    simulator: Simulator,
    readings: dict[str, str],
    fmt: str,
    codec: str,
    head: str,
) -> None:
    """Bytes, and what the head says of them."""
    simulator.websms.speak(**readings)
    await websms.send(message="Вода")
    if fmt == "json":
        reply = await websms.json("/json_out5.asp", packet_id="12347310")
    else:
        reply = await websms.page("/http_out5.asp", packet_id="12347310", format=fmt)
    assert reply.headers["Content-Type"] == head
    text = reply.body.decode(codec)
    assert "Вода" in text
    if fmt == "xml":
        labelled = readings.get("xml_charset") == "windows-1251"
        assert ("encoding='windows-1251'" in text) == labelled


async def test_escaped_json(websms: WebsmsWire, simulator: Simulator) -> None:
    """Letters as escapes."""
    simulator.websms.speak(json_unicode="escaped")
    await websms.send(message="Вода")
    reply = await websms.json("/json_out5.asp", packet_id="12347310")
    assert reply.body.isascii()
    assert reply.json["sms"][0]["message"] == "Вода"


@pytest.mark.parametrize(("reading", "hour"), [("padded", "08"), ("bare", "8")])
async def test_hours(
    websms: WebsmsWire,
    simulator: Simulator,
    clock: ManualClock,
    reading: str,
    hour: str,
) -> None:
    """With and without a zero, on every page that has dates."""
    simulator.websms.speak(hours=reading)
    await clock.advance(20 * 3600)
    await websms.send()
    await clock.advance(61)
    [row] = (await websms.results(packet_id="12347310"))["sms"]
    assert row["delivered_date"] == f"11.03.2026 {hour}:00:03"
    reply = await websms.page("/get_statistic.asp", repformat="3")
    assert f'reg_date="11.03.2026 {hour}:00:00"' in reply.text
    answer = await websms.book("adduser", phone=PHONE)
    assert answer["5805641"]["datereg"] == f"11.03.2026 {hour}:01:01"


@pytest.mark.parametrize(
    ("reading", "text", "others", "statistic"),
    [
        ("printed", "result_Id", "result_id", "result_Id"),
        ("result_id", "result_id", "result_id", "result_id"),
        ("result_Id", "result_Id", "result_Id", "result_Id"),
    ],
)
async def test_names_of_results(
    websms: WebsmsWire,
    simulator: Simulator,
    reading: str,
    text: str,
    others: str,
    statistic: str,
) -> None:
    """One letter."""
    simulator.websms.speak(result_name=reading)
    await websms.send()
    reply = await websms.page("/http_out5.asp", packet_id="12347310")
    assert sections(reply.text)["1"][text] == "2"
    assert (await websms.results(packet_id="12347310"))["sms"][0][others] == "2"
    reply = await websms.page("/get_statistic.asp", repformat="3")
    assert f'{statistic}="2"' in reply.text


async def test_damaged_xml(websms: WebsmsWire, simulator: Simulator) -> None:
    """As printed, nobody can read it."""
    simulator.websms.speak(
        results_xml="printed", statistic_xml="printed", operator_letter="cyrillic"
    )
    await websms.send()
    pages: list[tuple[str, dict[str, str]]] = [
        ("/http_out5.asp", {"packet_id": "12347310", "format": "xml"}),
        ("/get_statistic.asp", {"repformat": "3"}),
    ]
    for page, fields in pages:
        reply = await websms.page(page, **fields)
        with pytest.raises(ElementTree.ParseError):
            ElementTree.fromstring(reply.body)
    assert "оperator" in reply.text
