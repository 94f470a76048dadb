"""What SMSPILOT does to messages without refusing them, and what the owner is told of it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateway import CLOCK
from custom_components.sms_gateway.providers.account import Credentials
from custom_components.sms_gateway.providers.model import SendRequest
from custom_components.sms_gateway.providers.smspilot.client import SmspilotClient
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .conftest import ANNA, PILOT_ID, PILOT_KEY, Send
from .eventually import Recorded, as_time_passes, eventually
from .quiet import until_quiet
from .repairs_page import LANGUAGES, told, words
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

HOUR = 3600
EMULATOR_KEY = "XXXXXXXXXXXXYYYYYYYYYYYYZZZZZZZZ" * 2

BEFORE_MIDNIGHT = datetime(2026, 11, 20, 20, 59, 30, tzinfo=UTC).timestamp()
"""Half a minute, in Moscow."""


@pytest.fixture
def start() -> float | None:
    """Return the time at which a test begins; None is now."""
    return None


@pytest.fixture
def clock(hass: HomeAssistant, start: float | None) -> ManualClock:
    """Give the integration a clock that the test turns."""
    clock = hass.data[CLOCK] = ManualClock(start)
    return clock


def issue(hass: HomeAssistant, key: str) -> ir.IssueEntry | None:
    """Return a repair of the account at SMSPILOT."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{PILOT_ID}")


async def send_elsewhere(hass: HomeAssistant, simulator: Simulator, text: str) -> None:
    """Send by the same account, as a web shop beside the home would."""
    credentials = Credentials(base_url=simulator.url, api_key=PILOT_KEY)
    client = SmspilotClient(lambda: async_get_clientsession(hass), credentials)
    await client.send(SendRequest(request_id="shop", phones=(ANNA,), text=text))


async def test_a_sender_that_is_replaced(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """Is told of, until one goes out as asked."""
    await send_sms("One", phone=ANNA, sender="Strange")
    await eventually(lambda: issue(hass, "sender_replaced") is not None)
    told = issue(hass, "sender_replaced")
    assert told is not None
    assert told.translation_placeholders == {
        "account": "SMSPILOT (5671)",
        "wanted": "Strange",
        "used": "INFORM",
    }
    # It asks for no sender, so it proves nothing.
    await send_sms("Two", phone=ANNA)
    assert issue(hass, "sender_replaced") is not None
    await send_sms("Three", phone=ANNA, sender="INFORM")
    await eventually(lambda: issue(hass, "sender_replaced") is None)

    assert {m.sender for m in simulator.ledger.messages} == {"INFORM"}


async def test_a_repetition_is_refused(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """It raises, and the owner is told what to switch off."""
    simulator.smspilot.set_account(loop_protection=HOUR)
    await send_elsewhere(hass, simulator, "Water!")
    with pytest.raises(HomeAssistantError) as raised:
        await send_sms("Water!", phone=ANNA)
    event = await statuses.until_state("rejected")

    assert raised.value.translation_key == "fault_repeated"
    assert event["error_code"] == "243"
    assert issue(hass, "repetition_refused") is not None
    assert len(simulator.ledger.messages) == 1


async def test_a_repetition_that_is_taken_again(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """Shows that the protection is off: no restart is needed for the repair to go."""
    simulator.smspilot.set_account(loop_protection=HOUR)
    await send_sms("Water!", phone=ANNA)
    await clock.advance(300)
    with pytest.raises(HomeAssistantError):
        await send_sms("Water!", phone=ANNA)
    assert issue(hass, "repetition_refused") is not None
    await send_sms("Fire!", phone=ANNA)
    # So late that no protection of an hour would stop it: that proves nothing.
    await clock.advance(HOUR)
    await send_sms("Water!", phone=ANNA)
    assert issue(hass, "repetition_refused") is not None

    simulator.smspilot.set_account(loop_protection=0)
    await clock.advance(120)
    await send_sms("Water!", phone=ANNA)
    assert issue(hass, "repetition_refused") is None


async def test_a_repetition_goes_out_by_another_account(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """And the owner is told all the same, for as long as the account is there."""
    hass.config_entries.async_update_entry(
        pilot_account, options={"fallbacks": [account.entry_id]}
    )
    simulator.smspilot.set_account(loop_protection=HOUR)
    await send_elsewhere(hass, simulator, "Water!")
    answer = await send_sms("Water!", phone=ANNA, config_entry_id=PILOT_ID)

    assert answer["messages"][0]["state"] == "queued"
    assert answer["messages"][0]["provider"] == "smsc"
    assert [m.provider for m in simulator.ledger.messages] == ["smspilot", "smsc"]
    assert issue(hass, "repetition_refused") is not None

    await hass.config_entries.async_remove(PILOT_ID)
    assert issue(hass, "repetition_refused") is None


async def test_one_repeated_number_silences_no_other(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
) -> None:
    """Though more bad numbers than good ones are an error of the whole request."""
    simulator.smspilot.speak(tie="refused")
    simulator.smspilot.set_account(loop_protection=HOUR)
    await send_elsewhere(hass, simulator, "Water!")
    answer = await send_sms("Water!", phone=[ANNA, "+79161234567"])

    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states == {ANNA: "rejected", "+79161234567": "queued"}


@pytest.mark.parametrize("code", [204, 212, 221, 226, 227, 243])
async def test_most_numbers_that_are_refused_silence_no_other(
    pilot_account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    code: int,
) -> None:
    """The error of all is that of one: a text or a sender may be bad at its operator."""
    for phone in ("+79161234567", "+79031234567"):
        simulator.smspilot.refuse_number(phone, code)
    phones = ["+79161234567", ANNA, "+79031234567"]
    answer = await send_sms("Water!", phone=phones)

    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states == dict(zip(phones, ("rejected", "queued", "rejected"), strict=True))
    assert [m.phone for m in simulator.ledger.messages] == [ANNA[1:]]


async def test_a_text_that_is_refused_for_all(
    pilot_account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Raises; every number was asked about."""
    simulator.smspilot.set_account(refused_texts={"Casino": 223})
    with pytest.raises(HomeAssistantError) as raised:
        await send_sms("Casino", phone=[ANNA, "+79161234567", "+79031234567"])

    assert raised.value.translation_key == "fault_content"
    assert simulator.ledger.messages == []


@pytest.mark.parametrize("start", [BEFORE_MIDNIGHT])
async def test_a_refused_repetition_proves_the_first(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Sent again as the owner wishes, it turns out to have been taken before.

    The list of the day has begun anew, so that it is not in there.
    """
    hass.config_entries.async_update_entry(
        pilot_account, options={"promise": "at_least_once"}
    )
    simulator.smspilot.set_account(loop_protection=HOUR)
    simulator.smspilot.speak(recent="today")
    simulator.faults.add("drop_after")
    answer = await send_sms("Water!", phone=ANNA)
    assert answer["messages"][0]["state"] == "unconfirmed"
    await as_time_passes(clock, lambda: statuses.states[-1] == "queued", step=15)

    assert len(simulator.ledger.messages) == 1
    codes = [r.error_code for r in simulator.ledger.requests]
    assert codes.count(243) == 1
    assert issue(hass, "repetition_refused") is None


async def test_a_refused_repetition_of_another_one_proves_nothing(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """What was to show itself at once is here the text that was taken an hour ago."""

    def codes() -> list[int | None]:
        """Return what was answered."""
        return [r.error_code for r in simulator.ledger.requests]

    hass.config_entries.async_update_entry(
        account, options={"fallbacks": [PILOT_ID], "promise": "at_least_once"}
    )
    hass.config_entries.async_update_entry(
        pilot_account, options={"promise": "at_least_once"}
    )
    await hass.async_block_till_done()
    simulator.smspilot.set_account(loop_protection=2 * HOUR)
    simulator.smsc.set_account(balance=Decimal(0))
    await send_sms("Water!", phone=ANNA, config_entry_id=account.entry_id)
    await as_time_passes(clock, lambda: statuses.states[-1] == "delivered", step=15)
    await clock.advance(HOUR)
    await until_quiet()
    simulator.faults.add("drop_before", path="/api.php")
    await send_sms("Water!", phone=ANNA, flash=True, config_entry_id=account.entry_id)
    assert statuses.states[-1] == "unconfirmed"

    await as_time_passes(clock, lambda: 243 in codes(), step=15)
    await as_time_passes(clock, lambda: statuses.states[-1] != "unconfirmed", step=15)
    assert statuses.states[-1] == "rejected"


async def test_practice(
    hass: HomeAssistant,
    pilot_account: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Nothing is sent or charged, nobody is told that it was, and the owner sees it."""
    assert issue(hass, "practice") is None
    hass.config_entries.async_update_entry(pilot_account, options={"practice": True})
    await hass.async_block_till_done()
    told = issue(hass, "practice")
    assert told is not None
    assert told.translation_placeholders == {"account": "SMSPILOT (5671)"}
    [message] = (await send_sms(phone=ANNA))["messages"]
    await clock.advance(HOUR)

    assert message["state"] == "unconfirmed"
    assert "test mode" in message["error"]
    assert message["cost"] is None
    assert statuses.states == ["pending", "unconfirmed"]
    assert simulator.ledger.messages == []
    assert simulator.smspilot.account().balance == Decimal(1000)

    hass.config_entries.async_update_entry(pilot_account, options={})
    await hass.async_block_till_done()
    assert issue(hass, "practice") is None
    await send_sms("For real", phone=ANNA)
    await as_time_passes(clock, lambda: "delivered" in statuses.states, step=15)
    assert [m.text for m in simulator.ledger.messages] == ["For real"]


@pytest.mark.parametrize("reading", ["10000", "1000", "fresh"])
async def test_the_emulators_key(
    hass: HomeAssistant,
    pilot_entry: MockConfigEntry,
    clock: ManualClock,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    reading: str,
) -> None:
    """Gives several messages one id: none of them is taken for another, or arrives."""
    simulator.smspilot.speak(test_id=reading)
    hass.config_entries.async_update_entry(
        pilot_entry,
        data={**pilot_entry.data, "api_key": EMULATOR_KEY, "account_id": "1"},
    )
    assert await hass.config_entries.async_setup(pilot_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    # Before the first message, and the only one about it.
    assert set(told(hass)) == {"trial_key"}
    for language in LANGUAGES:
        assert "SMSPILOT (5671)" in words(hass, "trial_key", language)
    answers = [await send_sms(text, phone=ANNA) for text in ("One", "Two")]
    await clock.advance(HOUR)

    messages = [answer["messages"][0] for answer in answers]
    assert [m["state"] for m in messages] == ["unconfirmed", "unconfirmed"]
    assert len({m["reference"] for m in messages}) == 2
    assert len({m["message_id"] for m in messages}) == (2 if reading == "fresh" else 1)
    assert statuses.states == ["pending", "unconfirmed"] * 2
    assert simulator.ledger.messages == []
    assert not [r for r in simulator.ledger.requests if "check" in r.parameters]
    assert set(told(hass)) == {"trial_key"}
    hass.config_entries.async_update_entry(
        pilot_entry, data={**pilot_entry.data, "api_key": PILOT_KEY}
    )
    await hass.async_block_till_done()
    assert told(hass) == {}
