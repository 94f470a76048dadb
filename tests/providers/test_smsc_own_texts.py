"""SMSC's list: a text of its own to each number, read by the simulator in every reading."""

from decimal import Decimal

import pytest

from custom_components.sms_gateway.providers.details import Details
from custom_components.sms_gateway.providers.model import (
    Channel,
    MessageState,
    OwnText,
    SendRequest,
)
from custom_components.sms_gateway.providers.smsc import SMSC
from custom_components.sms_gateway.providers.smsc.client import SmscClient
from custom_components.sms_gateway.providers.smsc.parameters import send_parameters
from tests.simulator import Simulator
from tests.simulator.smsc.dialect import READINGS

from .conftest import ALSO_GOOD, BAD, GOOD, ID

DIALECTS = [
    (switch, reading) for switch, readings in READINGS.items() for reading in readings
]
LONG = "Первая строка\nвторая: 5; третья, 100%+ & «да» 🔥\n79161110001:нет, не сюда"


def request(*own: OwnText, channel: Channel = Channel.SMS) -> SendRequest:
    """Return a request in which each number has a text of its own."""
    phones = tuple(item.phone for item in own)
    return SendRequest(request_id=ID, phones=phones, text="", own=own, channel=channel)


@pytest.mark.parametrize(("switch", "reading"), DIALECTS)
async def test_each_number_gets_its_own_text(
    client: SmscClient, simulator: Simulator, switch: str, reading: str
) -> None:
    """Whatever the reading; what it costs is told, how many parts each has is not."""
    simulator.smsc.speak(**{switch: reading})
    answer = await client.send(
        request(OwnText(GOOD, LONG), OwnText(ALSO_GOOD, "Short", "demo"))
    )

    texts = {m.phone: (m.text, m.sender) for m in simulator.ledger.messages}
    assert texts == {"79161234567": (LONG, "SMSC.RU"), "79261234567": ("Short", "demo")}
    assert (answer.parts, answer.cost) == (None, Decimal("9.6"))
    assert {m.message_id for m in simulator.ledger.messages} == {answer.message_id}
    assert not simulator.ledger.unknown_parameters


async def test_one_refused_number_among_others(
    client: SmscClient, simulator: Simulator
) -> None:
    """Is told by its row."""
    answer = await client.send(request(OwnText(GOOD, "One"), OwnText(BAD, "Two")))

    states = {result.phone: result.state for result in answer.results}
    assert states == {GOOD: MessageState.QUEUED, BAD: MessageState.REJECTED}


async def test_a_price_is_asked_for_the_same_list(
    client: SmscClient, simulator: Simulator
) -> None:
    """And nothing is sent."""
    own = request(OwnText(GOOD, "ж" * 71), OwnText(ALSO_GOOD, "Short"))
    estimate = await client.estimate(own)

    assert (estimate.cost, estimate.parts) == (Decimal("9.6"), None)
    costs = {result.phone: result.cost for result in estimate.results}
    assert costs == {GOOD: Decimal("6.4"), ALSO_GOOD: Decimal("3.2")}
    assert not simulator.ledger.messages


@pytest.mark.parametrize(
    ("own", "form"),
    [
        (
            [OwnText("+1", "a\nb"), OwnText("+2", "c"), OwnText("+3", "a\nb")],
            {"list": "+1,+3:a\\nb\n+2:c"},
        ),
        (
            [OwnText("+1", "a", "Home"), OwnText("+2", "b", "Home")],
            {"list": "+1:a\n+2:b", "sender": "Home"},
        ),
        (
            [OwnText("+1", "a", "Home"), OwnText("+2", "a", "Dad"), OwnText("+3", "a")],
            {"list": "Home|+1:a\nDad|+2:a\n+3:a"},
        ),
    ],
)
def test_the_form_of_a_list(own: list[OwnText], form: dict[str, str]) -> None:
    """Numbers with one text share a line; a sender stands there where they differ."""
    written = send_parameters(request(*own))

    assert written == {"id": ID} | form


def test_a_time_has_no_zone() -> None:
    """Seed 001 knows zones of lines only for times that are written as a date."""
    own = (OwnText("+1", "a"), OwnText("+2", "b"))
    written = send_parameters(
        SendRequest(
            request_id=ID,
            phones=("+1", "+2"),
            text="",
            own=own,
            details=Details(send_at=1800000000.0),
        )
    )

    assert written["time"] == "01800000000"
    assert written["list"] == "+1:a\n+2:b"


@pytest.mark.parametrize(
    ("channel", "text", "sender", "may"),
    [
        (Channel.SMS, LONG, "MyHome", True),
        (Channel.FLASH, "Test", None, True),
        # In a list it is a line end, with `nl` and without.
        (Channel.SMS, "C:\\new", None, False),
        (Channel.SMS, "a\\", None, False),
        (Channel.SMS, "a|b", None, False),
        (Channel.SMS, "a\r\nb", None, False),
        (Channel.SMS, "Test", "A,1", False),
        (Channel.SMS, "Test", "A|B", False),
        (Channel.VIBER, "Test", None, False),
        (Channel.BINARY, "00FF", None, False),
    ],
)
def test_what_a_list_cannot_say_leaves_apart(
    channel: Channel, text: str, sender: str | None, may: bool
) -> None:
    """Rather than be read as something else."""
    assert SMSC.may_be_own(channel, OwnText(GOOD, text, sender)) is may
