"""What broke of what WEBSMS says, as the breaker of issue 12 found it."""

from decimal import Decimal

import pytest

from custom_components.sms_gateway.providers.model import (
    CallbackRequest,
    MessageState,
    StatusReport,
)
from custom_components.sms_gateway.providers.values import as_decimal
from custom_components.sms_gateway.providers.websms import WEBSMS

XML = "<status id='771' date='Wed, 28 Mar 2007 12:35:00 +0300'><state>{}</state>{}</status>"


def read(body: bytes, query: str = "") -> StatusReport:
    """Read a callback."""
    report = WEBSMS.parse_callback(CallbackRequest(query=query, body=body), None)
    assert isinstance(report, StatusReport)
    return report


@pytest.mark.parametrize("name", ["result_id", "result_Id", "Result_Id"])
def test_a_result_in_any_letter_case(name: str) -> None:
    """Low: the table has `result_Id`; without it the word alone counts."""
    body = XML.format("rejected", f"<{name}>14</{name}>").encode()
    assert read(body).status == "14"


def test_a_form_without_a_name() -> None:
    """Low: the XML as all of a form's body, percents and all."""
    from urllib.parse import quote_plus

    body = quote_plus(XML.format("delivered", "")).encode()
    assert read(body).state is MessageState.DELIVERED


def test_unescaped_in_a_field() -> None:
    """Low: the XML as a field's value, written as it is."""
    body = b"status=" + XML.format("delivered", "").encode()
    assert read(body).state is MessageState.DELIVERED


@pytest.mark.parametrize("written", ["3\xa0530,04", "3\u202f530,04", "3 530,04"])
def test_an_amount_with_a_space_within(written: str) -> None:
    """Low: Russian settings of a server write thousands so."""
    assert as_decimal(written) == Decimal("3530.04")


def test_the_offset_survives_in_a_field() -> None:
    """Medium: `+0300` unescaped in a form becomes a space."""
    body = b"status=" + XML.format("delivered", "").replace("=", "%3D").encode()
    report = read(body)
    assert report.state is MessageState.DELIVERED
