"""Every reading of what WEBSMS's pages do; how they write it is test_websms_wording's."""

from dataclasses import fields as fields_of
from pathlib import Path
import re

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.websms import Dialect
from tests.simulator.websms.dialect import READINGS

from .conftest import OTHER, PHONE
from .websms_wire import WebsmsWire

_DOCUMENT = Path(__file__).parents[2] / "docs" / "ambiguities.md"


def test_every_switch_is_documented() -> None:
    """And everything that the document calls a switch is one."""
    chapters = _DOCUMENT.read_text(encoding="utf-8").split("\n## ")
    text = "\n".join(one for one in chapters if one.startswith("WEBSMS:"))
    documented = set(re.findall(r"switch\s+`(\w+)`", text))
    assert documented == {field.name for field in fields_of(Dialect)}
    entries = re.split(r"\n(?=\d+\. )", text)
    for name, readings in READINGS.items():
        assert getattr(Dialect(), name) == readings[0]
        [entry] = [
            one for one in entries if f"switch `{name}`" in " ".join(one.split())
        ]
        for reading in readings:
            assert f"`{reading}`" in entry, (name, reading)


async def test_the_case_of_parameters(websms: WebsmsWire, simulator: Simulator) -> None:
    """As in the tables, or not at all."""
    simulator.websms.speak(parameter_case="exact")
    await websms.send(fromphone="demo", Send_on="10.03.2026 15:00")
    [message] = simulator.ledger.messages
    assert message.sender == "WEBSMS"
    assert simulator.ledger.unknown_parameters == [
        "/http_in5.asp fromphone",
        "/http_in5.asp Send_on",
    ]


@pytest.mark.parametrize("charset", ["windows-1251", "utf-8"])
async def test_the_charset_of_the_json_parameter(
    websms: WebsmsWire, simulator: Simulator, charset: str
) -> None:
    """Raw letters need the right one, escapes fit both."""
    simulator.websms.speak(json_request=charset)
    raw = '{"http_username": "demo", "http_password": "demo", "message": "Вода"'
    raw += ', "phone_list": "79161234567"}'
    await websms.post("/json_in5.asp", {"json": raw}, charset=charset)
    await websms.json_send(message="Вода 2")
    texts = [one.text for one in simulator.ledger.messages]
    assert texts == ["Вода", "Вода 2"]


async def test_bad_parameters_ignored(websms: WebsmsWire, simulator: Simulator) -> None:
    """As if they were not there."""
    simulator.websms.speak(bad_parameters="ignored")
    bad = {"valid_period": "5", "gmt": "99", "packet_id": "x", "translit": "7"}
    assert await websms.error(**bad) == 0
    [message] = simulator.ledger.messages
    assert (message.validity, message.details["user_packet_id"]) == (86400, "")


async def test_the_zone_that_is_missing(
    websms: WebsmsWire, simulator: Simulator
) -> None:
    """The account's, or Moscow's of the document's day."""
    simulator.websms.speak(gmt_missing="plus_4")
    later = {"send_on": "10.03.2026 15:00"}
    await websms.send(**later)
    await websms.send(**later, gmt="0", message="2")
    hours = [(one.due_at - one.accepted_at) / 3600 for one in simulator.ledger.messages]
    assert hours == [2, 3]


@pytest.mark.parametrize(
    ("readings", "fields", "told"),
    [
        ({}, {}, ("12347310", None)),
        ({}, {"packet_id": "33"}, ("12347310", "33")),
        ({"packet_ids": "section_5"}, {"packet_id": "33"}, ("33", "12347310")),
        ({"packet_ids": "section_5"}, {}, ("12347310", None)),
        ({"user_packet": "always"}, {}, ("12347310", "")),
        ({"user_packet": "never"}, {"packet_id": "33"}, ("12347310", None)),
    ],
)
async def test_the_two_numbers_of_a_packet(
    websms: WebsmsWire,
    simulator: Simulator,
    readings: dict[str, str],
    fields: dict[str, str],
    told: tuple[str, str | None],
) -> None:
    """Whose is whose; look-ups do not care."""
    simulator.websms.speak(**readings)
    answer = await websms.json_send(**fields)
    assert (answer["packet_id"], answer.get("user_packet_id")) == told
    found = await websms.results(packet_id="12347310")
    assert found["packet_id"] == "12347310"
    assert len(found["sms"]) == 1


async def test_the_systems_message_number(
    websms: WebsmsWire, simulator: Simulator
) -> None:
    """One's own is not told, nor found."""
    simulator.websms.speak(own_message_id="system")
    answer = await websms.json_send(message_id="44")
    assert answer["sms"][0]["message_id"] == "220517990"
    assert await websms.result_ids(message_id="44") == []
    assert await websms.result_ids(message_id="220517990") == ["2"]


@pytest.mark.parametrize(
    ("readings", "code"),
    [({}, 19), ({"unique_ids": "error_15"}, 15)],
)
async def test_ids_that_are_not_unique(
    websms: WebsmsWire, simulator: Simulator, readings: dict[str, str], code: int
) -> None:
    """The document names no error for them."""
    simulator.websms.speak(**readings)
    simulator.websms.set_account(unique_packet_ids=True)
    assert await websms.error(packet_id="1") == 0
    assert await websms.error(packet_id="1") == code


@pytest.mark.parametrize(
    ("reading", "alone", "among"),
    [
        ("error_19", 19, 19),
        ("error_15", 15, 15),
        ("error_20", 20, 20),
        ("dropped", 12, 0),
    ],
)
async def test_too_many_repeats(
    websms: WebsmsWire, simulator: Simulator, reading: str, alone: int, among: int
) -> None:
    """Refused in one of three ways, or left out of the packet."""
    simulator.websms.speak(repeats=reading)
    simulator.websms.set_account(repeats=1)
    assert await websms.error() == 0
    assert await websms.error() == alone
    assert await websms.error(phone_list=f"{PHONE},{OTHER}") == among
    assert len(simulator.ledger.messages) == (2 if among == 0 else 1)


async def test_the_rest_of_a_refusal(websms: WebsmsWire, simulator: Simulator) -> None:
    """All fields, with zeros."""
    simulator.websms.speak(refusal_fields="common")
    answer = await websms.json_send(phone_list="")
    assert (answer["err_num"], answer["packet_id"], answer["packet_cost"]) == (
        12,
        "0",
        "0",
    )
    text = await websms.send_text(phone_list="")
    assert text["Summary"]["balance_after"] == "1000"
    assert (await websms.send_text(http_username="who"))["Summary"]["summ_phone"] == "0"


async def test_rows(websms: WebsmsWire, simulator: Simulator) -> None:
    """Missing, or in the other order."""
    simulator.websms.speak(row_order="reversed")
    answer = await websms.json_send(phone_list=f"{PHONE},{OTHER}")
    phones = [row["message_phone"] for row in answer["sms"]]
    assert phones == ["79261234567", "79161234567"]
    found = await websms.results(packet_id="12347310")
    assert [row["message_phone"] for row in found["sms"]] == phones
    simulator.websms.speak(send_rows="none")
    answer = await websms.json_send(message="2")
    assert (answer["sms"], answer["summ_phone"]) == ([], "1")
    assert "1" not in await websms.send_text(message="3")


async def test_the_balance_after_a_test(
    websms: WebsmsWire, simulator: Simulator
) -> None:
    """As it really is."""
    simulator.websms.speak(test_balance="unchanged")
    assert (await websms.json_send(test="1"))["balance_after"] == "1000"


async def test_an_unknown_group(websms: WebsmsWire, simulator: Simulator) -> None:
    """The error of an empty list."""
    simulator.websms.speak(unknown_group="error_12")
    assert await websms.error(group="5") == 12
    assert await websms.error(group="five") == 20


@pytest.mark.parametrize(("reading", "rows"), [("newest", 1), ("all", 2)])
async def test_an_own_number_used_twice(
    websms: WebsmsWire, simulator: Simulator, reading: str, rows: int
) -> None:
    """One packet of that number, or both."""
    simulator.websms.speak(repeated_own_id=reading)
    for message in ("1", "2"):
        await websms.send(packet_id="33", message=message)
    found = await websms.results(user_packet_id="33")
    assert len(found["sms"]) == rows
    simulator.websms.speak(packet_ids="own")
    for message in ("3", "4"):
        await websms.send(packet_id="34", message=message)
    found = await websms.results(packet_id="34")
    assert len(found["sms"]) == rows


async def test_the_clients_number_is_the_packets(
    websms: WebsmsWire, simulator: Simulator
) -> None:
    """On all pages, under both names."""
    simulator.websms.speak(packet_ids="own")
    later = {"send_on": "10.03.2026 18:00"}
    answer = await websms.json_send(packet_id="33", **later)
    assert (answer["packet_id"], answer["user_packet_id"]) == ("33", "33")
    for name in ("packet_id", "user_packet_id"):
        assert len(await websms.result_ids(**{name: "33"})) == 1
    reply = await websms.page("/http_delete.asp", packet_id="33")
    assert reply.text.startswith("SMSDELETE: 1")
    assert (await websms.json_send(message="2"))["packet_id"] == "12347311"


async def test_only_final_results(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """What is under way is not told."""
    simulator.websms.speak(result_rows="final")
    simulator.phones.behave(OTHER, "never")
    await websms.send(phone_list=f"{PHONE},{OTHER}")
    assert await websms.result_ids(packet_id="12347310") == []
    await clock.advance(61)
    assert await websms.result_ids(packet_id="12347310") == ["6"]


@pytest.mark.parametrize(
    ("reading", "text", "xml", "json"),
    [
        ("empty", "summ_phone=0", "summ_phone='0'", '"sms": []'),
        ("error", "packet not found", "error_num='18'", '"err_num": 18'),
        ("absent", "", "", ""),
        ("html", "<html>", "<html>", "<html>"),
    ],
)
async def test_unknown_packets(
    websms: WebsmsWire,
    simulator: Simulator,
    reading: str,
    text: str,
    xml: str,
    json: str,
) -> None:
    """Nothing of the kind is documented."""
    simulator.websms.speak(unknown_id=reading)
    page = "/http_out5.asp"
    replies = [
        (text, await websms.page(page, packet_id="5")),
        (xml, await websms.page(page, packet_id="5", format="xml")),
        (json, await websms.json("/json_out5.asp", packet_id="5")),
    ]
    for expected, reply in replies:
        assert expected in reply.text
        assert bool(reply.text) == (reading != "absent")


async def test_early_look_ups(
    websms: WebsmsWire, simulator: Simulator, clock: ManualClock
) -> None:
    """As if nothing were known."""
    simulator.websms.speak(early_results="empty")
    await websms.send()
    await clock.advance(59)
    assert await websms.result_ids(packet_id="12347310") == []
    await clock.advance(1)
    assert await websms.result_ids(packet_id="12347310") == ["6"]


@pytest.mark.parametrize(
    ("readings", "date"),
    [
        ({}, ""),
        ({"pending_date": "changed"}, "10.03.2026 12:00:00"),
    ],
)
async def test_dates_before_the_end(
    websms: WebsmsWire, simulator: Simulator, readings: dict[str, str], date: str
) -> None:
    """Empty, or since when the state holds."""
    simulator.websms.speak(**readings)
    await websms.send()
    [row] = (await websms.results(packet_id="12347310"))["sms"]
    assert row["delivered_date"] == date


@pytest.mark.parametrize(
    ("readings", "text", "xml"),
    [
        ({}, "1", "error login, password"),
        ({"delete_error": "number"}, "1", "1"),
        (
            {"delete_error": "words"},
            "error login, password",
            "error login, password",
        ),
    ],
)
async def test_errors_of_deletion(
    websms: WebsmsWire,
    simulator: Simulator,
    readings: dict[str, str],
    text: str,
    xml: str,
) -> None:
    """Numbers and words."""
    simulator.websms.speak(**readings)
    wrong = {"packet_id": "1", "http_password": "x"}
    reply = await websms.page("/http_delete.asp", **wrong)
    assert reply.text.endswith(f"ERROR: {text}")
    reply = await websms.page("/http_delete.asp", format="xml", **wrong)
    assert f"<ERROR>{xml}</ERROR>" in reply.text


async def test_deletion_of_an_unknown_packet(
    websms: WebsmsWire, simulator: Simulator
) -> None:
    """Nothing, or an error; money may have a comma."""
    simulator.websms.speak(delete_unknown="error", decimal_mark="comma")
    reply = await websms.page("/http_delete.asp", packet_id="5")
    assert reply.text == "SMSDELETE: 0\nMONEYBACK:0,00\nERROR: 18"


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("words", "error login, password"),
        ("number", "1"),
        ("zero", "0"),
        ("empty", ""),
    ],
)
async def test_errors_of_the_balance(
    websms: WebsmsWire, simulator: Simulator, reading: str, said: str
) -> None:
    """Some look like an amount."""
    simulator.websms.speak(balance_error=reading)
    wrong = {"http_password": "x"}
    assert (await websms.page("/http_credit.asp", **wrong)).text == said
    reply = await websms.page("/http_credit.asp", format="XML", **wrong)
    assert reply.text == f"<BALANCE>{said}</BALANCE>"
