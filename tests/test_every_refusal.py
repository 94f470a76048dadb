"""Every error code of the provider's pages: what a message comes to, and what is said."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import ANNA, MOM, WEBSMS_ID, Send
from .eventually import Recorded, as_time_passes
from .simulator import ManualClock, Simulator
from .simulator.smsc import codes
from .simulator.smspilot import codes as pilot_codes
from .simulator.websms import codes as websms_codes

pytestmark = pytest.mark.by_the_clock

SEND, STATUS = "/sys/send.php", "/sys/status.php"
HOUR = 3600

STATES = {
    1: "rejected",
    2: "rejected",
    3: "rejected",
    4: "pending",
    5: "rejected",
    6: "rejected",
    7: "rejected",
    8: "rejected",
    9: "unconfirmed",
}
"""What a message comes to: a block of the address passes, and 9 may be an echo."""

PILOT_STATES = {110: "unconfirmed", 118: "pending", 260: "queued"}
"""SMSPILOT's that are not the end: it failed at nobody knows what moment, is busy, or does
not like the address for reports."""


WEBSMS_STATES = {13: "pending", 15: "unconfirmed", 17: "pending"}
"""WEBSMS's that are not the end: it is busy, or may have taken the first of two."""

JSON, FOREIGN = "Test", "水"
"""Texts for the page that answers in JSON, and for the one that answers in XML."""

CABINET = "“Персональные настройки”"


def asked_of_websms(simulator: Simulator) -> list[int | None]:
    """Return how each look-up ended at WEBSMS."""
    return [
        r.error_code for r in simulator.ledger.requests if r.path == "/json_out5.asp"
    ]


def asked_of_pilot(simulator: Simulator) -> list[int | None]:
    """Return how each look-up ended at SMSPILOT."""
    return [r.error_code for r in simulator.ledger.requests if "check" in r.parameters]


def asked(simulator: Simulator) -> list[int | None]:
    """Return how each look-up ended."""
    return [r.error_code for r in simulator.ledger.requests if r.path == STATUS]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("code", codes.SEND_ERRORS)
async def test_every_refusal_of_a_message(
    hass: HomeAssistant,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    code: int,
    language: str,
) -> None:
    """The event has the code and its name."""
    hass.config.language = language
    simulator.faults.add("error_code", code=code, path=SEND)
    if STATES[code] == "rejected":
        with pytest.raises(HomeAssistantError):
            await send_sms(phone=MOM)
        event = await statuses.until_state("rejected")
        error, number = event["error"], event["error_code"]
        assert number == str(code)
    else:
        [message] = (await send_sms(phone=MOM))["messages"]
        assert message["state"] == STATES[code]
        error = message["error"]

    if language == "en":
        assert error.isascii()
    else:
        assert error.startswith(codes.SEND_ERRORS[code].russian)


@pytest.mark.parametrize("code", codes.STATUS_ERRORS)
async def test_every_refusal_of_a_look_up(
    account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    code: int,
) -> None:
    """It says nothing of the message: that is asked for again, and becomes known."""
    simulator.faults.add("error_code", code=code, path=STATUS)
    await send_sms(phone=MOM)
    await as_time_passes(
        clock, lambda: len(asked(simulator)) == 1, step=15, at_most=HOUR
    )
    # An account whose credentials were refused is asked for its balance every hour.
    await account.runtime_data.coordinator.async_refresh()
    await as_time_passes(
        clock, lambda: "delivered" in statuses.states, step=15, at_most=HOUR
    )

    assert asked(simulator) == [code, None]
    assert len(simulator.ledger.messages) == 1


@pytest.mark.usefixtures("pilot_callbacks")
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("code", pilot_codes.ERRORS)
async def test_every_refusal_of_a_message_at_smspilot(
    hass: HomeAssistant,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    code: int,
    language: str,
) -> None:
    """Its words are ours, in both languages; the document has few."""
    hass.config.language = language
    simulator.faults.add("error_code", code=code)
    state = PILOT_STATES.get(code, "rejected")
    if state == "rejected":
        with pytest.raises(HomeAssistantError):
            await send_sms(phone=ANNA)
        message = await statuses.until_state(state)
        assert message["error_code"] == str(code)
    else:
        [message] = (await send_sms(phone=ANNA))["messages"]

    assert message["state"] == state
    if state == "queued":
        assert message["error"] is None
    else:
        assert message["error"].isascii() is (language == "en")


@pytest.mark.usefixtures("pilot_account")
@pytest.mark.parametrize("code", sorted(pilot_codes.OF_A_NUMBER))
async def test_every_refusal_of_one_number_at_smspilot(
    simulator: Simulator, send_sms: Send, code: int
) -> None:
    """The other one's message is on its way."""
    simulator.smspilot.refuse_number(MOM, code)
    answer = await send_sms(phone=[ANNA, MOM])

    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states == {ANNA: "queued", MOM: "rejected"}


@pytest.mark.parametrize("code", [101, 106, 110, 241, 303, 304])
async def test_refusals_of_a_look_up_at_smspilot(
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    code: int,
) -> None:
    """Say nothing of the message: one of each kind."""
    await send_sms(phone=ANNA)
    simulator.faults.add("error_code", code=code)
    await as_time_passes(
        clock, lambda: code in asked_of_pilot(simulator), step=15, at_most=HOUR
    )
    await pilot_account.runtime_data.coordinator.async_refresh()
    await as_time_passes(
        clock, lambda: "delivered" in statuses.states, step=15, at_most=HOUR
    )

    assert len(simulator.ledger.messages) == 1


@pytest.mark.usefixtures("websms_account")
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("text", [JSON, FOREIGN], ids=["json", "xml"])
@pytest.mark.parametrize(
    "code", [code for code in websms_codes.DOCUMENTED_ERRORS if code]
)
async def test_every_refusal_of_a_message_at_websms(
    hass: HomeAssistant,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    code: int,
    text: str,
    language: str,
) -> None:
    """By its number, on either page; the words are in both languages."""
    hass.config.language = language
    simulator.faults.add("error_code", code=code)
    state = WEBSMS_STATES.get(code, "rejected")
    if state == "rejected":
        with pytest.raises(HomeAssistantError):
            await send_sms(text, phone=MOM)
        message = await statuses.until_state(state)
        assert message["error_code"] == str(code)
    else:
        [message] = (await send_sms(text, phone=MOM))["messages"]

    assert message["state"] == state
    # The cabinet is in Russian alone, so its headings are too.
    error = message["error"].replace(CABINET, "")
    assert error.isascii() is (language == "en")


@pytest.mark.parametrize("code", [1, 2, 6, 13, 17, 18])
async def test_refusals_of_a_look_up_at_websms(
    websms_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    code: int,
) -> None:
    """Say nothing of the message: one of each kind, and one of no document."""
    await send_sms(phone=MOM, config_entry_id=WEBSMS_ID)
    simulator.faults.add("error_code", code=code, path="/json_out5.asp")
    await as_time_passes(
        clock, lambda: code in asked_of_websms(simulator), step=15, at_most=HOUR
    )
    await websms_account.runtime_data.coordinator.async_refresh()
    await as_time_passes(
        clock, lambda: "delivered" in statuses.states, step=15, at_most=HOUR
    )

    assert len(simulator.ledger.messages) == 1
