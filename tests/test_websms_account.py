"""An account at WEBSMS in Home Assistant: added, sending, taking packets back."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .conftest import ACCOUNT_ID, LATER, MOM, WEBHOOK_ID, Clients, Send
from .entries import add_entry, demo_data
from .eventually import Recorded, as_time_passes, eventually
from .flows import form, submit
from .simulator import ManualClock, Simulator

pytestmark = pytest.mark.by_the_clock

OTHER = "+79261234567"
BALANCE = "sensor.home_balance"


@pytest.fixture
def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add an account at WEBSMS, not yet set up."""
    data = demo_data("websms", simulator.url, WEBHOOK_ID)
    return add_entry(hass, data, title="Home", entry_id=ACCOUNT_ID)


@pytest.fixture
async def flow_id(hass: HomeAssistant) -> str:
    """Choose WEBSMS in the menu."""
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    flow = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"next_step_id": "websms"}
    )
    assert flow["type"] is FlowResultType.FORM
    assert flow["step_id"] == "websms"
    assert flow["data_schema"] is not None
    fields = {str(name) for name in flow["data_schema"].schema}
    assert fields == {"login", "password", "advanced"}
    return flow["flow_id"]


async def test_an_account_is_added_by_a_test_that_sends_nothing(
    hass: HomeAssistant, simulator: Simulator, flow_id: str
) -> None:
    """Wrong credentials are told from right ones, which the balance's page would not."""
    simulator.websms.speak(balance_error="number")
    refused = await submit(
        hass, flow_id, form(simulator.url, login="demo", password="wrong")
    )
    added = await submit(
        hass, flow_id, form(simulator.url, login="demo", password="demo")
    )

    assert refused["errors"] == {"base": "invalid_auth"}
    assert added["type"] is FlowResultType.CREATE_ENTRY
    assert added["result"].state is ConfigEntryState.LOADED
    assert added["result"].unique_id == "websms_127.0.0.1_demo"
    assert added["title"] == "WEBSMS (demo)"
    assert simulator.ledger.messages == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (1, "invalid_auth"),
        (2, "account_blocked"),
        (4, "ip_blocked"),
        (5, "http_disabled"),
        (6, "invalid_auth"),
        (9, "account_blocked"),
        (13, "busy"),
        (16, "account_blocked"),
        (17, "busy"),
        (21, "invalid_auth"),
        (22, "invalid_auth"),
    ],
)
async def test_the_form_says_why_not(
    hass: HomeAssistant, simulator: Simulator, flow_id: str, code: int, error: str
) -> None:
    """And the next try may succeed."""
    simulator.faults.add("error_code", code=code)
    filled_in = form(simulator.url, login="demo", password="demo")

    assert (await submit(hass, flow_id, filled_in))["errors"] == {"base": error}
    added = await submit(hass, flow_id, filled_in)
    assert added["type"] is FlowResultType.CREATE_ENTRY


async def test_there_is_nothing_for_incoming_messages(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """WEBSMS has none."""
    assert hass.states.get("event.home_message_status") is not None
    assert not [name for name in hass.states.async_entity_ids() if "incoming" in name]


async def test_a_later_answer_is_tried_again_and_a_refusal_is_not(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """13 and 17 say "later"; a blocked address is the account's last word."""
    for code in (13, 17):
        simulator.faults.add("error_code", code=code)
    await send_sms("Alarm", phone=MOM)
    await as_time_passes(clock, lambda: len(simulator.ledger.messages) == 1)
    simulator.faults.add("error_code", code=4)

    with pytest.raises(HomeAssistantError, match="blocked the IP address"):
        await send_sms("Blocked", phone=MOM)

    await clock.advance(600)
    assert "rejected" in statuses.states
    assert len(simulator.ledger.messages) == 1


async def test_trust_comes_back_by_proof_alone(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
) -> None:
    """A balance page that says 1 in place of an error proves nothing."""
    simulator.websms.speak(balance_error="number")
    simulator.websms.set_account(password="changed")
    with pytest.raises(HomeAssistantError, match="refuses the login"):
        await send_sms("Alarm", phone=MOM)
    await account.runtime_data.coordinator.async_refresh()
    state = hass.states.get(BALANCE)
    assert state is not None
    assert state.state == "unavailable"
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]

    simulator.websms.set_account(password="demo")
    await account.runtime_data.coordinator.async_refresh()
    assert not account.runtime_data.engine.is_distrusted


@pytest.fixture
async def cancel(act: Send) -> Callable[..., Coroutine[Any, Any, list[dict[str, Any]]]]:
    """Cancel messages."""

    async def call(**data: Any) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = (await act("cancel_message", **data))[
            "messages"
        ]
        return messages

    return call


async def test_one_message_is_taken_back_with_its_money(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    cancel: Send,
) -> None:
    """A packet of one needs no leave."""
    answer = await send_sms("Later", phone=MOM, send_at=LATER)
    [message] = answer["messages"]
    assert Decimal(hass.states.get(BALANCE).state) < 1000  # type: ignore[union-attr]

    [told] = await cancel(reference=message["reference"])  # type: ignore[misc]

    assert (told["cancelled"], told["state"]) == (True, "cancelled")  # type: ignore[index]
    assert simulator.ledger.messages[0].deleted
    assert Decimal(hass.states.get(BALANCE).state) == 1000  # type: ignore[union-attr]


async def test_a_packet_is_taken_back_only_as_a_whole(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    cancel: Callable[..., Coroutine[Any, Any, list[dict[str, Any]]]],
    statuses: Recorded,
) -> None:
    """Nobody loses another's message unasked."""
    await send_sms("Later", phone=[MOM, OTHER], send_at=LATER, tag="news")
    [told] = await cancel(tag="news", phone=MOM)
    assert told["cancelled"] is False
    assert "whole_packet" in told["error"]
    assert not any(m.deleted for m in simulator.ledger.messages)

    [told] = await cancel(tag="news", phone=MOM, whole_packet=True)

    assert (told["cancelled"], told["state"]) == (True, "cancelled")
    assert all(m.deleted for m in simulator.ledger.messages)
    await eventually(lambda: statuses.states.count("cancelled") == 2)
    assert await cancel(tag="news") == []


async def test_both_of_a_packet_are_taken_back_at_once(
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    cancel: Callable[..., Coroutine[Any, Any, list[dict[str, Any]]]],
) -> None:
    """It is deleted once, and both are told of."""
    await send_sms("Later", phone=[MOM, OTHER], send_at=LATER, tag="news")

    told = await cancel(tag="news", whole_packet=True)

    assert [message["cancelled"] for message in told] == [True, True]
    pages = [request.path for request in simulator.ledger.requests]
    assert sum("http_delete" in path for path in pages) == 1


async def test_what_has_left_is_not_cancelled(
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    send_sms: Send,
    cancel: Callable[..., Coroutine[Any, Any, list[dict[str, Any]]]],
) -> None:
    """Whatever its neighbours do."""
    simulator.phones.behave(MOM, "never")
    answer = await send_sms("Alarm", phone=MOM)
    simulator.websms.report(simulator.ledger.messages[-1].key, 4, 0)

    [told] = await cancel(reference=answer["messages"][0]["reference"])

    assert told["cancelled"] is False
    assert told["state"] == "sent"


async def test_a_callback_is_answered_as_websms_wants(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    hass_client_no_auth: Clients,
) -> None:
    """Else it would be repeated; the id alone tells which message is meant."""
    simulator.phones.behave(MOM, "never")
    answer = await send_sms("Alarm", phone=MOM)
    message_id = answer["messages"][0]["message_id"]
    client = await hass_client_no_auth()

    for body in (
        f"<status id='{message_id}' date='Sat, 21 Nov 2026 12:35:00 +0300'>"
        "<state>delivered</state></status>",
        "<status id='1'><state>delivered</state></status>",
        "nonsense",
    ):
        response = await client.post(f"/api/webhook/{WEBHOOK_ID}", data=body)
        assert response.status == 200
        assert await response.text() == "<status>accepted</status>"

    told = await statuses.until_state("delivered")
    assert told["phone"] == MOM
    changed_at = datetime.fromisoformat(told["changed_at"])
    assert changed_at == datetime(2026, 11, 21, 9, 35, tzinfo=UTC)
    assert statuses.states.count("delivered") == 1


async def test_a_long_text_is_refused_with_words(
    account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """It would be put into Latin letters by force."""
    with pytest.raises(HomeAssistantError, match="Latin letters"):
        await send_sms("ж" * 600, phone=MOM)

    assert simulator.ledger.messages == []


async def test_nothing_is_asked_for_within_the_first_minute(
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    hass: HomeAssistant,
    send_sms: Send,
) -> None:
    """Not for who waits for the delivery, nor after a reload."""
    waiting = hass.async_create_task(
        send_sms("Alarm", phone=MOM, wait_for_delivery={"seconds": 30})
    )
    await eventually(lambda: len(simulator.ledger.messages) == 1)
    await as_time_passes(clock, waiting.done)
    await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done()

    def look_ups() -> list[float]:
        return [r.at for r in simulator.ledger.requests if "json_out5" in r.path]

    assert look_ups() == []
    await as_time_passes(clock, lambda: bool(look_ups()), at_most=120.0)


async def test_parts_are_counted_with_the_smaller_of_two_readings(
    account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Section 9 divides by 66, section 11 by 67."""
    with pytest.raises(ServiceValidationError):
        await send_sms("ж" * 133, phone=MOM, max_parts=2)
    await send_sms("ж" * 132, phone=MOM, max_parts=2)
    assert len(simulator.ledger.messages) == 1


async def test_viber_and_calls_go_with_all_that_belongs_to_them(
    account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """Each over its own channel; what WEBSMS does not know is refused by name."""
    await act(
        "send_viber",
        phone=MOM,
        message="Ring?",
        button="Open",
        sms_fallback="either",
    )
    await act(
        "make_call",
        phone=MOM,
        message="Water!",
        voice="woman_3",
        language="ru",
        tempo=1.5,
        emotion="friendly",
    )
    with pytest.raises(ServiceValidationError):
        await act("make_call", phone=MOM, message="Water!", voice="man_4")
    with pytest.raises(ServiceValidationError):
        await act("send_viber", phone=MOM, message="Hi", file_url="https://a.example")

    asked = [request.parameters for request in simulator.ledger.requests]
    by_mode = {item["mode"]: item for item in asked if "mode" in item}
    assert by_mode["viber"]["to_sms"] == "3"
    assert by_mode["voice"]["temp"] == "1.5"
    assert len({message.channel for message in simulator.ledger.messages}) == 2
    assert not simulator.ledger.unknown_parameters


async def test_pictures_and_sounds_are_those_of_the_gallery(
    account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """By their numbers there; one that is not there is refused by the provider."""
    simulator.websms.set_account(files={"17": "picture", "18": "sound"})
    await act("send_viber", phone=MOM, message="Ring?", file_id=17)
    await act("make_call", phone=MOM, message="Water!", file_id=18)
    with pytest.raises(HomeAssistantError):
        await act("make_call", phone=OTHER, message="Fire!", file_id=17)

    asked = {m.channel: m.details["id_fileid"] for m in simulator.ledger.messages}
    assert asked == {"viber": "17", "voice": "18"}


async def test_the_next_sound_does_not_wait_for_the_one_before(
    account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """Only the same again would be refused as a repetition."""
    simulator.websms.set_account(files={"18": "sound", "19": "sound"})
    await act("make_call", phone=MOM, message="Water!", file_id=18)
    await act("make_call", phone=MOM, message="Water!", file_id=19)

    assert [m.details["id_fileid"] for m in simulator.ledger.messages] == ["18", "19"]


async def test_a_text_in_latin_letters(
    account: MockConfigEntry, simulator: Simulator, send_sms: Send
) -> None:
    """Where that is asked for; the parts are counted in them, so that longer ones go."""
    await send_sms("Тревога", phone=MOM)
    await send_sms("ж" * 600, phone=MOM, transliterate="latin")

    plain, latin = simulator.ledger.messages
    assert plain.text == "Тревога"
    assert latin.text.isascii()
