"""Options take effect with the next message; the callback address with its submission."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError

from .conftest import MOM, MOM_ENTITY, WEBHOOK_ID, Clients, Send
from .eventually import Recorded
from .flows import filled_in, suggested
from .simulator import Simulator

type Notify = Callable[[str], Coroutine[Any, Any, None]]

HOME = "https://home.example.com"


async def open_step(
    hass: HomeAssistant, account: MockConfigEntry, step: str
) -> ConfigFlowResult:
    """Choose a line of the menu."""
    flow = await hass.config_entries.options.async_init(account.entry_id)
    assert flow["type"] is FlowResultType.MENU
    assert step in flow["menu_options"]
    return await hass.config_entries.options.async_configure(
        flow["flow_id"], {"next_step_id": step}
    )


async def submit(
    hass: HomeAssistant, flow: ConfigFlowResult, values: dict[str, Any]
) -> ConfigFlowResult:
    """Submit a form, and let what it leads to come to an end."""
    result = await hass.config_entries.options.async_configure(flow["flow_id"], values)
    await hass.async_block_till_done()
    return result


async def set_sender(
    hass: HomeAssistant, account: MockConfigEntry, sender: str | None
) -> ConfigFlowResult:
    """Set the default sender ID; None leaves the field empty."""
    values = {} if sender is None else {"sender": sender}
    return await submit(hass, await open_step(hass, account, "sending"), values)


def address_on(flow: ConfigFlowResult) -> URL:
    """Return the callback address that a form shows."""
    assert flow["step_id"] == "callback"
    return URL(filled_in(flow)["address"])


def senders(simulator: Simulator) -> list[str]:
    """Return whom the messages came from, as their phones show it."""
    return [message.sender for message in simulator.ledger.messages]


@pytest.fixture
async def public_home(hass: HomeAssistant) -> None:
    """Give Home Assistant a public address."""
    await hass.config.async_update(external_url=HOME)


async def test_default_sender_is_used_by_the_next_message(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, notify: Notify
) -> None:
    """No reload comes between the option and its effect."""
    loaded = account.runtime_data
    await notify("before")
    result = await set_sender(hass, account, " demo ")
    await notify("after")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert account.state is ConfigEntryState.LOADED
    assert account.runtime_data is loaded
    assert senders(simulator) == ["SMSC.RU", "demo"]


async def test_sender_of_a_message_goes_before_the_default(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, send_sms: Send
) -> None:
    """Who names a sender means it."""
    await set_sender(hass, account, "demo")
    await send_sms("Test", recipient=MOM_ENTITY, sender="SMSC.RU")

    assert senders(simulator) == ["SMSC.RU"]


@pytest.mark.parametrize("emptied", [None, "", "  "])
async def test_default_sender_can_be_taken_away(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    notify: Notify,
    emptied: str | None,
) -> None:
    """An empty field means the provider's own default, and so it stays."""
    await set_sender(hass, account, "demo")
    shown = await open_step(hass, account, "sending")
    await submit(hass, shown, {} if emptied is None else {"sender": emptied})
    await notify("Test")

    assert suggested(shown, "sender") == "demo"
    assert "sender" not in account.options
    assert senders(simulator) == ["SMSC.RU"]


@pytest.mark.parametrize("sender", ["Водокачка", "TwelveLetters", "+1234567890123456"])
async def test_default_sender_that_cannot_be_one_is_refused(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, sender: str
) -> None:
    """A typing error here must not refuse the alarms to come."""
    refused = await set_sender(hass, account, sender)

    assert refused["type"] is FlowResultType.FORM
    assert refused["errors"] == {"sender": "sender_invalid"}
    assert filled_in(refused) == {"letters": "11", "digits": "15"}
    assert "sender" not in account.options


async def test_callback_address_leads_to_the_account(
    hass: HomeAssistant, account: MockConfigEntry, public_home: None
) -> None:
    """The address asks for UTF-8 and for a control value by sha1."""
    shown = await open_step(hass, account, "callback")
    address = address_on(shown)

    assert str(address.with_query(None)) == f"{HOME}/api/webhook/{WEBHOOK_ID}"
    assert address.query["charset"] == "utf-8"
    assert len(address.query["sha1"]) >= 32
    assert address.query.keys() == {"charset", "sha1"}
    assert filled_in(shown)["site"] == account.data["base_url"]


async def test_secret_is_asked_for_once_it_was_submitted(
    hass: HomeAssistant, account: MockConfigEntry, public_home: None
) -> None:
    """Looking changes nothing: the provider may not know the address yet."""
    shown = await open_step(hass, account, "callback")
    options_when_shown = dict(account.options)
    await submit(hass, shown, {})

    assert options_when_shown == {}
    assert account.options == {
        "callback_secret": address_on(shown).query["sha1"],
        "callback_origin": HOME,
    }


async def test_address_stays_the_same(
    hass: HomeAssistant, account: MockConfigEntry, public_home: None
) -> None:
    """Shown again, before and after it was submitted, it is the address of before."""
    shown = await open_step(hass, account, "callback")
    again = await hass.config_entries.options.async_configure(shown["flow_id"])
    await submit(hass, shown, {})
    later = await open_step(hass, account, "callback")

    assert address_on(again) == address_on(shown)
    assert address_on(later) == address_on(shown)


async def test_address_stays_the_same_although_the_dialog_was_closed(
    hass: HomeAssistant, account: MockConfigEntry, public_home: None
) -> None:
    """Who copies the address, closes the dialog and submits it later is believed."""
    copied = await open_step(hass, account, "callback")
    hass.config_entries.options.async_abort(copied["flow_id"])
    shown = await open_step(hass, account, "callback")

    assert address_on(shown) == address_on(copied)


async def test_only_an_address_that_was_shown_is_confirmed(
    hass: HomeAssistant, account: MockConfigEntry, public_home: None
) -> None:
    """The owner has copied the one that was there when the page was opened."""
    copied = await open_step(hass, account, "callback")
    await hass.config.async_update(external_url="https://new.example")
    again = await submit(hass, copied, {"callback_crc32": True})

    assert again["errors"] == {"base": "address_changed"}
    assert suggested(again, "callback_crc32") is True
    assert address_on(again).origin() == URL("https://new.example")
    assert account.options == {}
    await submit(hass, again, {})
    assert account.options["callback_origin"] == "https://new.example"


async def test_each_account_has_a_secret_of_its_own(
    hass: HomeAssistant, account: MockConfigEntry, public_home: None
) -> None:
    """What one provider knows is of no use against another account."""
    other = MockConfigEntry(
        domain=account.domain, data={**account.data, "webhook_id": "b6" * 32}
    )
    other.add_to_hass(hass)

    first = address_on(await open_step(hass, account, "callback"))
    second = address_on(await open_step(hass, other, "callback"))

    assert first.query["sha1"] != second.query["sha1"]


async def test_options_do_not_touch_each_other(
    hass: HomeAssistant, account: MockConfigEntry, public_home: None
) -> None:
    """A sender that is set later leaves the secret, and the other way round."""
    await submit(hass, await open_step(hass, account, "callback"), {})
    await set_sender(hass, account, "demo")
    await submit(hass, await open_step(hass, account, "callback"), {})

    assert account.options.keys() >= {"callback_secret", "sender"}


async def test_address_works_as_it_is_shown(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    public_home: None,
    hass_client_no_auth: Clients,
    statuses: Recorded,
    received: Recorded,
    notify: Notify,
) -> None:
    """Pasted into the provider's cabinet it brings reports and answers home."""
    shown = await open_step(hass, account, "callback")
    await submit(hass, shown, {})
    client = await hass_client_no_auth()
    address = client.make_url("/").with_path(address_on(shown).path)
    simulator.smsc.set_account(handler=f"{address}?{address_on(shown).query_string}")

    await notify("Закрыть воду?")
    await statuses.until_state("delivered")
    simulator.smsc.receive(phone=MOM, text="Да, закрыть")
    await received.until(bool)

    assert received.data[0]["text"] == "Да, закрыть"


@pytest.mark.parametrize(
    "address", [None, "http://192.168.1.20:8123", "https://203.0.113.7"]
)
async def test_home_without_a_public_name_is_told_so(
    hass: HomeAssistant, account: MockConfigEntry, address: str | None
) -> None:
    """Most homes cannot be called, and everything works without."""
    await hass.config.async_update(
        external_url=address, internal_url="http://192.168.1.20:8123"
    )
    result = await open_step(hass, account, "callback")

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_external_url"
    assert account.options == {}


async def test_home_without_a_public_name_hears_only_what_is_true(
    hass: HomeAssistant, websms_account: MockConfigEntry
) -> None:
    """WEBSMS has no incoming messages, so nobody speaks of them."""
    result = await open_step(hass, websms_account, "callback")

    assert result["reason"] == "no_external_url_for_reports"


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_address_for_reports_where_nothing_comes_in(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> None:
    """WEBSMS has no incoming messages, and its reports need the address."""
    data = {"provider": "websms", "login": "demo", "password": "demo"}
    account = MockConfigEntry(
        domain="sms_gateway",
        title="Home",
        data={
            **data,
            "base_url": simulator.url,
            "currency": "RUB",
            "webhook_id": WEBHOOK_ID,
        },
    )
    account.add_to_hass(hass)
    hass.config.language = language
    hass.config.external_url = HOME
    assert await hass.config_entries.async_setup(account.entry_id)
    flow = await open_step(hass, account, "callback")

    assert flow["step_id"] == "callback_reports"
    shown = filled_in(flow)
    assert shown["address"] == f"{HOME}/api/webhook/{WEBHOOK_ID}"
    assert "Получение статусов по HTTP" in shown["place"]
    hass.config.external_url = "https://new.example"
    again = await submit(hass, flow, {})
    assert again["step_id"] == "callback_reports"
    assert again["errors"] == {"base": "address_changed"}
    kept = await submit(hass, flow, {})
    assert kept["type"] is FlowResultType.CREATE_ENTRY
    assert account.options["callback_origin"] == "https://new.example"


async def test_spending_guard_is_set_and_taken_away_in_its_form(
    hass: HomeAssistant, account: MockConfigEntry, send_sms: Send
) -> None:
    """The limits hold with the next message; an empty field is none."""
    limits = {"messages_per_hour": 2, "money_per_day": 6.5}
    await submit(hass, await open_step(hass, account, "guard"), limits)
    shown = await open_step(hass, account, "guard")
    states = [
        (await send_sms(f"Test {number}", phone=MOM))["messages"] for number in range(2)
    ]
    with pytest.raises(HomeAssistantError) as raised:
        await send_sms("Test 2", phone=MOM)
    await submit(hass, shown, {"messages_per_number": 5})
    await send_sms("Test 3", phone=MOM)

    assert {field: suggested(shown, field) for field in limits} == limits
    assert {message["state"] for [message] in states} == {"queued"}
    assert raised.value.translation_key == "fault_guard_messages"
    assert account.options == {"messages_per_number": 5}


async def test_incoming_texts_have_a_form(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """How often they are asked for, and whether the recorder gets their text."""
    chosen = {"incoming_interval": 10.0, "event_text": False}
    result = await submit(hass, await open_step(hass, account, "incoming"), chosen)
    shown = await open_step(hass, account, "incoming")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert account.options == {"incoming_interval": 10, "event_text": False}
    assert {field: suggested(shown, field) for field in chosen} == chosen
