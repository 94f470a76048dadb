"""WEBSMS's delivery reports, as the document prints them, and in all its readings."""

from datetime import UTC, datetime
from urllib.parse import quote_plus, urlencode

import pytest

from custom_components.sms_gateway.providers.errors import MalformedCallbackError
from custom_components.sms_gateway.providers.model import (
    CallbackRequest,
    MessageState,
    StatusReport,
)
from custom_components.sms_gateway.providers.websms import WEBSMS
from custom_components.sms_gateway.providers.websms.codes import STATES, WORDS

DATE = "Wed, 28 Mar 2007 12:35:00 +0300"
WITH_RESULT = """<status id='220517990' date='{date}' package='12347310'>
    <state>{word}</state>
    <result_id>{result}</result_id>
</status>"""
WITH_ERROR = """<status id="220517990" date="{date}">
<state error="текст ошибки">{word}</state> </status>"""


def read(
    body: bytes | str, content_type: str = "application/x-www-form-urlencoded"
) -> StatusReport:
    """Read a callback."""
    content = body.encode() if isinstance(body, str) else body
    came = CallbackRequest(query="", body=content, content_type=content_type)
    report = WEBSMS.parse_callback(came, None, False)
    assert isinstance(report, StatusReport)
    return report


BODIES = {
    "result": WITH_RESULT.format(date=DATE, word="delivered", result=6),
    "error": WITH_ERROR.format(date=DATE, word="delivered"),
}
PROLOG = '<?xml version="1.0" encoding="windows-1251"?>\n'


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(
    "way",
    [
        str.encode,
        lambda xml: xml.encode("cp1251"),
        lambda xml: (PROLOG + xml).encode("cp1251"),
        lambda xml: f"\N{ZERO WIDTH NO-BREAK SPACE}\n {xml}".encode(),
        lambda xml: urlencode({"status": xml}).encode(),
        lambda xml: urlencode({"xml": PROLOG + xml}, encoding="cp1251").encode(),
        lambda xml: f"status={xml.replace('+', '%2B')}".encode(),
    ],
    ids=["body", "cp1251", "prolog", "mark", "field", "other field", "raw field"],
)
def test_both_forms_come_in_every_way(body: str, way: object) -> None:
    """As the body or as a field, whatever that is called and says of its charset."""
    assert callable(way)
    report = read(way(body))

    assert report.message_id == "220517990"
    assert report.phone is None
    assert report.state is MessageState.DELIVERED
    assert report.status == "6"
    assert report.fault is None
    assert report.changed_at == datetime(2007, 3, 28, 9, 35, tzinfo=UTC)


@pytest.mark.parametrize("result", STATES)
def test_a_result_goes_before_the_word(result: int) -> None:
    """There are more of them than words."""
    report = read(WITH_RESULT.format(date=DATE, word="unknown", result=result))
    assert report.state is STATES[result]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("delivered", "delivered"),
        ("undeliverable", "undelivered"),
        ("expired", "expired"),
        ("rejected", "rejected"),
        ("unknown", "unconfirmed"),
        (" Delivered ", "delivered"),
    ],
)
def test_words_are_states(word: str, state: str) -> None:
    """The error's own text is of no use: it may hold what nobody should see."""
    report = read(WITH_ERROR.format(date="", word=word))
    assert report.state == state
    assert report.changed_at is None
    assert word.strip().lower() in WORDS


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<status/>",
        "<status id='1'/>",
        "<status id='1'><state>lost</state></status>",
        "<status><state>delivered</state></status>",
        "<status id='' date=''><state>delivered</state></status>",
        "<status id='1'><state>delivered</status>",
        "status=%3Cstatus",
        "<!DOCTYPE a [<!ENTITY b 'delivered'>]><status id='1'><state>&b;</state></status>",
    ],
)
def test_what_is_no_report_is_malformed(body: str) -> None:
    """Nothing else comes of it."""
    with pytest.raises(MalformedCallbackError):
        read(body)


@pytest.mark.parametrize("name", ["result_id", "result_Id", "Result_id"])
def test_a_result_has_its_name_in_any_letter_case(name: str) -> None:
    """The table and the text of the document differ in it."""
    body = WITH_RESULT.format(date=DATE, word="rejected", result=14)
    assert read(body.replace("result_id", name)).status == "14"


def test_a_form_of_nothing_but_the_xml() -> None:
    """Without a name for it, percents and all."""
    assert read(quote_plus(BODIES["error"])).state is MessageState.DELIVERED
