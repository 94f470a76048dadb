"""What an account at WEBSMS has counted, shown by days and by packets."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .conftest import MOM, MOM_ENTITY, Send
from .simulator import ManualClock, Simulator
from .websms_entry import add_websms_entry, told_of_an_error_of

pytestmark = pytest.mark.by_the_clock

PAGE = "/get_statistic.asp"
OTHER = "+79261234567"
DAY = 86400
HALF_PAST_ONE_IN_MOSCOW = 22.5 * 3600

# How the rows may be written; only XML is asked for, as all else is for eyes.
READINGS = [
    {},
    {"statistic_xml": "printed"},
    {"decimal_mark": "comma"},
    {"decimals": "two"},
    {"hours": "bare"},
    {"result_name": "result_id"},
    {"operator_letter": "cyrillic"},
    {"operator_letter": "cyrillic", "statistic_xml": "printed"},
    {"xml_charset": "windows-1251"},
    {"xml_charset": "mislabelled"},
    {"content_type": "html"},
    {"phone_form": "asked"},
]


@pytest.fixture
def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add an account at WEBSMS, not yet set up."""
    return add_websms_entry(hass, simulator)


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("readings", READINGS, ids=str)
async def test_todays_messages(
    simulator: Simulator, send_sms: Send, act: Send, readings: dict[str, str]
) -> None:
    """Counted, and the newest of them told, however the rows are written."""
    simulator.websms.speak(**readings)
    answer = await send_sms("Вода! " * 15, phone=[MOM, OTHER])
    cost = sum(message["cost"] for message in answer["messages"])
    told = await act("get_statistics")

    assert (told["count"], told["parts"], told["cost"]) == (2, 4, cost)
    assert told["currency"] == "RUB"
    assert sum(told["states"].values()) == 2
    rows = {row["phone"]: row for row in told["messages"]}
    assert rows.keys() == {MOM, OTHER}
    assert rows[MOM]["recipient"] == "Mom"
    assert rows[MOM]["message_id"] == answer["messages"][0]["message_id"]
    assert rows[MOM]["parts"] == 2
    assert rows[MOM]["operator"]
    assert rows[MOM]["state"] in ("queued", "sent")
    assert rows[MOM]["registered_at"].endswith("+03:00")
    assert not simulator.ledger.unknown_parameters


@pytest.mark.usefixtures("account")
async def test_today_is_the_providers_day(
    clock: ManualClock, send_sms: Send, act: Send
) -> None:
    """In a home where it is still yesterday, what was sent now is counted."""
    of_this_day = clock.now() % DAY
    await clock.advance(HALF_PAST_ONE_IN_MOSCOW - of_this_day + DAY)
    await send_sms("Late", phone=MOM)

    assert (await act("get_statistics"))["count"] == 1


@pytest.mark.usefixtures("account")
async def test_days_and_packets(
    simulator: Simulator, clock: ManualClock, send_sms: Send, act: Send
) -> None:
    """A packet by its number in the cabinet, and the days that are named alone."""
    await send_sms("First", phone=MOM)
    first = await act("get_statistics")
    day = first["messages"][0]["registered_at"][:10]
    await clock.advance(2 * DAY)
    await send_sms("Second", phone=OTHER)
    second = await act("get_statistics", begin=day, limit=1)
    next_day = second["messages"][0]["registered_at"][:10]

    assert (second["count"], [row["phone"] for row in second["messages"]]) == (
        2,
        [OTHER],
    )
    for days, count in (
        ({"begin": day, "end": day}, 1),
        ({"begin": next_day}, 1),
        ({"begin": "2026-01-05", "end": "2026-01-06"}, 0),
        ({"packet_id": first["messages"][0]["packet_id"]}, 1),
    ):
        assert (await act("get_statistics", **days))["count"] == count


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"begin": "2026-02-02", "end": "2026-02-01"}, "days_invalid"),
        ({"begin": "2026-01-01", "end": "2026-12-01"}, "days_invalid"),
        ({"begin": "2026-01-01", "packet_id": 1}, "packet_or_days"),
    ],
)
async def test_bad_input_is_said(act: Send, data: dict[str, Any], error: str) -> None:
    """Before anything is asked."""
    with pytest.raises(ServiceValidationError) as raised:
        await act("get_statistics", **data)
    assert raised.value.translation_key == error


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("reading", ["mended", "printed"])
@pytest.mark.parametrize("fault", ["truncated", "html", "empty", "drop_after"])
async def test_half_an_answer_is_none(
    simulator: Simulator, send_sms: Send, act: Send, reading: str, fault: str
) -> None:
    """What cannot be read as a whole is not summed up."""
    simulator.websms.speak(statistic_xml=reading)
    await send_sms(recipient=MOM_ENTITY)
    simulator.faults.add(fault, path=PAGE)
    with pytest.raises(HomeAssistantError) as raised:
        await act("get_statistics")
    assert raised.value.translation_key == "question_unanswered"


async def test_an_error_of_the_page_is_made_sure_of(
    account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """None is documented: a 1 proves nothing before a test sending is refused."""
    told = await told_of_an_error_of(PAGE, "get_statistics", account, simulator, act)
    assert told == "question_unanswered"
