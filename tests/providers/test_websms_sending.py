"""What WEBSMS is asked to send, what it is not, and numbers that vanish on the way."""

import asyncio
from decimal import Decimal
import json
from typing import Any

import pytest

from custom_components.sms_gateway.providers.details import (
    Details,
    Emotion,
    SmsFallback,
    Transliteration,
)
from custom_components.sms_gateway.providers.errors import RefusedError
from custom_components.sms_gateway.providers.model import (
    Channel,
    MessageState,
    PhoneResult,
    Reason,
    SendRequest,
    StatusQuery,
)
from custom_components.sms_gateway.providers.websms import WEBSMS
from custom_components.sms_gateway.providers.websms.client import WebsmsClient
from custom_components.sms_gateway.providers.websms.ids import packet_number
from custom_components.sms_gateway.providers.websms.parameters import send_parameters
from tests.eventually import eventually
from tests.simulator import Simulator

from .conftest import ALSO_GOOD, GOOD, ID, Said, request

THIRD = "+79031234567"

type Served = tuple[Said, WebsmsClient]


def parameters(**values: Any) -> dict[str, str]:
    """Return what a request looks like on the wire."""
    return send_parameters(request(**values))


def test_numbers_of_packets_are_integers_of_their_requests() -> None:
    """The same for the same request, small enough to be rounded by nobody."""
    numbers = {packet_number(f"{n:026}") for n in range(1000)}

    assert len(numbers) == 1000
    assert packet_number(ID) == packet_number(ID)
    assert all(10**14 <= int(number) < 2**53 for number in numbers)
    assert parameters()["packet_id"] == packet_number(ID)


def test_a_time_has_its_zone_and_no_seconds() -> None:
    """It is never earlier than was asked for; the account's zone plays no part."""
    noon = 1_780_304_400  # 2026-06-01 09:00 UTC
    for send_at, minute in ((noon, "12:00"), (noon + 1, "12:01"), (noon + 60, "12:01")):
        form = parameters(details=Details(send_at=float(send_at)))
        assert form["send_on"] == f"01.06.2026 {minute}"
        assert form["gmt"] == "3"
    assert not {"send_on", "gmt"} & parameters().keys()


@pytest.mark.parametrize(
    ("valid_for", "minutes"),
    [(60.0, "10"), (600.0, "10"), (659.0, "10"), (3600.0, "60")],
)
def test_a_validity_is_in_minutes(valid_for: float, minutes: str) -> None:
    """Ten at least."""
    assert parameters(valid_for=valid_for)["valid_period"] == minutes


def test_line_ends_are_two_characters() -> None:
    """As section 11 has it."""
    assert parameters(text="a\nb\r\nc")["message"] == "a\\nb\\nc"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("C:\\new", r"C:\ new"),
        ("C:\\new\nC:\\old", r"C:\ new\nC:\old"),
        ("C:\\\nnew", r"C:\\nnew"),
        ("\\\\nas\\N", r"\\ nas\N"),
    ],
)
async def test_what_looks_like_a_line_end_breaks_no_line(
    websms: WebsmsClient, simulator: Simulator, text: str, message: str
) -> None:
    """There is no way to write it; with a space in it all letters arrive."""
    assert parameters(text=text)["message"] == message
    await websms.send(request(text=text))

    [sent] = simulator.ledger.messages
    assert sent.text == text.replace("\\n", "\\ n")


def test_channels_have_modes() -> None:
    """With what belongs to them."""
    call = parameters(
        channel=Channel.CALL,
        details=Details(
            voice="man_1", language="en", tempo=1.25, emotion=Emotion.ANGRY, file_id=7
        ),
    )
    viber = parameters(
        channel=Channel.VIBER,
        details=Details(file_id=7, button="Да", sms_fallback=SmsFallback.EITHER),
    )
    plain = parameters()

    assert call.items() - plain.items() == {
        ("mode", "voice"),
        ("voice", "5"),
        ("lang", "2"),
        ("temp", "1.2"),
        ("emotion", "evil"),
        ("id_fileid", "7"),
    }
    assert viber.items() - plain.items() == {
        ("mode", "viber"),
        ("id_fileid", "7"),
        ("button", "Да"),
        ("to_sms", "3"),
    }
    assert "mode" not in plain


@pytest.mark.parametrize(
    ("text", "details", "code"),
    [
        ("ж" * 594, Details(), None),
        ("ж" * 595, Details(), "latinised"),
        ("ж" + "a" * 594, Details(), "latinised"),
        ("\N{GRINNING FACE}" * 298, Details(), "latinised"),
        ("a" * 1404, Details(), None),
        ("a" * 1405, Details(), "too_long"),
        ("ж" * 1405, Details(), "too_long"),
        ("а" * 1404, Details(transliterate=Transliteration.LATIN), None),
        ("щ" * 400, Details(transliterate=Transliteration.LATIN), "too_long"),
    ],
)
async def test_a_text_that_would_be_altered_is_refused_before_it_is_sent(
    said: Served, text: str, details: Details, code: str | None
) -> None:
    """The provider would put it into Latin letters by force, or cut it."""
    server, client = said
    if code is None:
        assert send_parameters(request(text=text, details=details))["message"] == text
        return

    with pytest.raises(RefusedError) as raised:
        await client.send(request(text=text, details=details))

    assert raised.value.fault.reason is Reason.ALTERED
    assert raised.value.fault.code == code
    assert WEBSMS.describe(raised.value.fault)
    assert server.asked == []


@pytest.mark.parametrize("fallback", [None, SmsFallback.EITHER])
def test_an_sms_in_place_of_viber_would_be_altered_too(
    fallback: SmsFallback | None,
) -> None:
    """Viber itself has no such limit."""
    long = request(
        text="ж" * 595, channel=Channel.VIBER, details=Details(sms_fallback=fallback)
    )
    if fallback is None:
        assert send_parameters(long)["message"] == long.text
        return
    with pytest.raises(RefusedError) as raised:
        send_parameters(long)
    assert raised.value.fault.reason is Reason.ALTERED


async def test_json_is_ascii_and_other_languages_have_a_page_of_their_own(
    said: Served,
) -> None:
    """So that no charset can spoil a text or a password."""
    server, client = said
    server.pages["json_in5"] = server.pages["http_in6"] = b'{"err_num": 11}'
    for text in ("Вода «тут» № 5", "水 и вода"):
        with pytest.raises(RefusedError):
            await client.send(request(text=text))

    (page, by_json), (other_page, by_form) = server.asked
    assert (page, other_page) == ("json_in5", "http_in6")
    assert by_json.isascii()
    assert "水 и вода".encode().hex("%").upper() in by_form.decode().replace("+", "%20")


def test_credentials_go_along(said: Served) -> None:
    """Names are as the document writes them: the case of fromPhone matters."""
    assert parameters(sender="WEBSMS")["fromPhone"] == "WEBSMS"
    assert json.loads(json.dumps(parameters()))["phone_list"] == GOOD


ROW = {"message_id": "1", "message_phone": GOOD[1:], "message_cost": "2,5"}


def answer(summ_phone: str | None, *rows: dict[str, str]) -> bytes:
    """Return an answer to a sending."""
    fields = {"err_num": 0, "packet_id": "7", "sms": rows, "summ_phone": summ_phone}
    return json.dumps({k: v for k, v in fields.items() if v is not None}).encode()


async def results(said: Served, body: bytes) -> dict[str, PhoneResult]:
    """Send to two numbers, and return what is said of each."""
    server, client = said
    server.pages["json_in5"] = body
    sent = await client.send(request(GOOD, ALSO_GOOD))
    return {result.phone: result for result in sent.results}


async def test_a_number_that_vanished_is_rejected(said: Served) -> None:
    """The provider counts what it took, and has no row for the other."""
    told = await results(said, answer("1", ROW))

    assert told[GOOD].state is MessageState.QUEUED
    fault = told[ALSO_GOOD].fault
    assert told[ALSO_GOOD].state is MessageState.REJECTED
    assert fault is not None
    assert fault.reason is Reason.RECIPIENT
    assert WEBSMS.describe(fault)


@pytest.mark.parametrize("summ_phone", [None, "0", "3"])
async def test_a_number_without_a_row_may_have_been_taken(
    said: Served, summ_phone: str | None
) -> None:
    """Where the count does not say that it was left out, nobody knows."""
    told = await results(said, answer(summ_phone, ROW))

    assert told[GOOD].state is MessageState.QUEUED
    assert told[ALSO_GOOD].state is MessageState.UNCONFIRMED


async def test_rows_may_be_missing_altogether(said: Served) -> None:
    """All that were asked for were taken: they are found by our own number."""
    assert await results(said, answer("2")) == {}
    assert (await results(said, answer("2", ROW))).keys() == {GOOD}


async def test_a_blocked_number_vanishes(
    websms: WebsmsClient, simulator: Simulator
) -> None:
    """The others are sent to."""
    simulator.websms.set_account(blacklist=[ALSO_GOOD[1:]])

    sent = await websms.send(request(GOOD, ALSO_GOOD, THIRD))

    assert {r.phone for r in sent.results if r.state is MessageState.REJECTED} == {
        ALSO_GOOD
    }
    assert sorted(m.phone for m in simulator.ledger.messages) == [THIRD[1:], GOOD[1:]]


async def test_one_sending_at_a_time(
    websms: WebsmsClient, simulator: Simulator
) -> None:
    """Error 17 never comes, whoever sends and whoever asks for a price or for proof."""

    def message(number: int) -> SendRequest:
        return request(f"+7916000000{number}", request_id=f"{number:026}")

    await asyncio.gather(
        *(websms.send(message(number)) for number in range(5)),
        websms.prove(),
        websms.estimate(message(6)),
    )

    assert len(simulator.ledger.messages) == 5
    assert {r.error_code for r in simulator.ledger.requests} <= {None, 0}


async def test_proof_of_credentials_sends_nothing(
    websms: WebsmsClient, simulator: Simulator
) -> None:
    """And changes no balance, under either reading."""
    for reading in ("as_charged", "unchanged"):
        simulator.websms.speak(test_balance=reading)
        assert (await websms.prove()).amount == simulator.websms.account().balance
    assert simulator.ledger.messages == []


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"password": "other"}, Reason.AUTH),
        ({"blocked": True}, Reason.ACCOUNT_BLOCKED),
        ({"blocked_ips": ["127.0.0.1"]}, Reason.IP_REFUSED),
        ({"allowed_ips": ["10.0.0.1"]}, Reason.IP_NOT_ALLOWED),
        ({"http_enabled": False}, Reason.HTTP_DISABLED),
    ],
    ids=str,
)
async def test_proof_tells_why_an_account_cannot_be_used(
    websms: WebsmsClient, simulator: Simulator, settings: dict[str, Any], reason: Reason
) -> None:
    """Before an alarm has to find out."""
    simulator.websms.set_account(**settings)

    with pytest.raises(RefusedError) as raised:
        await websms.prove()

    assert raised.value.fault.reason is reason


@pytest.mark.parametrize("reading", ["words", "number", "zero", "empty"])
async def test_an_empty_account_is_proved_all_the_same(
    websms: WebsmsClient, simulator: Simulator, reading: str
) -> None:
    """Who is told that there is no money has been let in."""
    simulator.websms.speak(balance_error=reading)
    simulator.websms.set_account(balance=Decimal(0))

    assert (await websms.prove()).amount == 0
    assert (await websms.fetch_balance()).amount == 0


@pytest.mark.parametrize("code", [3, 15, 19, 23])
async def test_who_is_told_of_the_test_itself_has_been_let_in(
    websms: WebsmsClient, simulator: Simulator, code: int
) -> None:
    """The same test over and over may be taken for a repetition."""
    simulator.faults.add("error_code", code=code)

    assert (await websms.prove()).amount == simulator.websms.account().balance


async def test_a_sending_does_not_wait_for_a_test_that_takes_its_time(
    websms: WebsmsClient, simulator: Simulator
) -> None:
    """It is a "later": nothing left, and another account may be free."""
    simulator.faults.add("delay", seconds=3, path="/json_in5.asp")
    proof = asyncio.ensure_future(websms.prove())
    await eventually(lambda: not simulator.faults.waiting)

    with pytest.raises(RefusedError) as raised:
        await websms.send(request())

    assert raised.value.fault.reason is Reason.BUSY
    assert WEBSMS.describe(raised.value.fault)
    await proof
    assert simulator.ledger.messages == []


@pytest.mark.parametrize("reading", ["section_6", "section_5", "own"])
@pytest.mark.parametrize("told", ["given", "always", "never"])
async def test_a_packet_is_taken_back_whichever_number_is_whose(
    websms: WebsmsClient, simulator: Simulator, reading: str, told: str
) -> None:
    """Also in its first minute, in which there may be no results."""
    simulator.websms.speak(packet_ids=reading, user_packet=told)
    details = Details(send_at=simulator.clock.now() + 3600)
    answer = await websms.send(request(details=details))
    message_id = answer.results[0].message_id
    assert message_id is not None

    await websms.cancel(StatusQuery(message_id, GOOD, packet_id=answer.packet_id))

    assert [m.deleted for m in simulator.ledger.messages] == [True]


async def test_an_oops_is_taken_back_at_once(
    websms: WebsmsClient, simulator: Simulator
) -> None:
    """The number of the packet is known from the sending."""
    simulator.websms.speak(early_results="empty")
    details = Details(send_at=simulator.clock.now() + 3600)
    answer = await websms.send(request(details=details))
    await websms.cancel(StatusQuery(ID, GOOD, packet_id=answer.packet_id))
    assert [m.deleted for m in simulator.ledger.messages] == [True]
    with pytest.raises(RefusedError):
        await websms.cancel(StatusQuery("1" * 9, GOOD))
