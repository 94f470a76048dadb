"""SMSPILOT's account: it says itself which one it is, and what it may send as."""

from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateway import GATEWAY
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import SelectSelector, TextSelector

from .conftest import ANNA, PILOT_KEY, PILOT_WEBHOOK_ID, PUBLIC, Send
from .eventually import Recorded, eventually
from .flows import filled_in, form, open_form, submit, suggested
from .simulator import Simulator
from .simulator.smspilot.accounts import Account

type Start = Callable[[], Coroutine[Any, Any, ConfigFlowResult]]

SECOND = Account(login="second", password="demo", api_key="SECOND-KEY", user_id="9000")


@pytest.fixture
async def flow_id(hass: HomeAssistant) -> str:
    """Open the form."""
    return await open_form(hass, "smspilot")


@pytest.mark.parametrize(
    ("credentials", "title"),
    [
        ({"api_key": PILOT_KEY}, "SMSPILOT (5671)"),
        ({"login": "demo", "password": "demo"}, "SMSPILOT (demo)"),
    ],
)
async def test_an_account_is_added(
    hass: HomeAssistant,
    simulator: Simulator,
    flow_id: str,
    credentials: dict[str, str],
    title: str,
) -> None:
    """By a key, or by login and password: it is one account, with one id."""
    result = await submit(hass, flow_id, form(simulator.url, **credentials))

    entry = result["result"]
    assert (entry.title, entry.unique_id) == (title, "smspilot_127.0.0.1_5671")
    assert {**entry.data, "webhook_id": ""} == {
        "provider": "smspilot",
        "base_url": simulator.url,
        "account_id": "5671",
        "currency": "RUB",
        "webhook_id": "",
        **credentials,
    }


@pytest.mark.parametrize(
    "credentials", [{"api_key": PILOT_KEY}, {"login": "demo", "password": "demo"}]
)
async def test_an_account_is_added_once(
    hass: HomeAssistant,
    simulator: Simulator,
    pilot_account: MockConfigEntry,
    flow_id: str,
    credentials: dict[str, str],
) -> None:
    """Also with the other credentials."""
    result = await submit(hass, flow_id, form(simulator.url, **credentials))

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"refuses": 106}, "account_blocked"),
        ({"refuses": 113}, "invalid_auth"),
        ({"refuses": 110}, "cannot_connect"),
        ({"api_key": "another"}, "invalid_auth"),
    ],
)
async def test_an_account_that_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    flow_id: str,
    changes: dict[str, Any],
    error: str,
) -> None:
    """The form says why."""
    simulator.smspilot.set_account(**changes)
    result = await submit(hass, flow_id, form(simulator.url, api_key=PILOT_KEY))

    assert result["errors"] == {"base": error}


@pytest.fixture(params=["reauth", "reconfigure"])
def start(
    request: pytest.FixtureRequest, hass: HomeAssistant, pilot_account: MockConfigEntry
) -> Start:
    """Open the form after a refusal, or by the account's menu."""
    if request.param == "reauth":
        return lambda: pilot_account.start_reauth_flow(hass)
    return lambda: pilot_account.start_reconfigure_flow(hass)


async def test_credentials_of_the_other_kind(
    hass: HomeAssistant,
    simulator: Simulator,
    pilot_account: MockConfigEntry,
    start: Start,
    send_sms: Send,
) -> None:
    """Are those of the same account, and replace the key."""
    flow = await start()
    result = await submit(
        hass, flow["flow_id"], form(simulator.url, login="demo", password="demo")
    )
    await send_sms(phone=ANNA)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] in ("reauth_successful", "reconfigure_successful")
    assert pilot_account.data["login"] == "demo"
    assert "api_key" not in pilot_account.data
    assert pilot_account.unique_id == "smspilot_127.0.0.1_5671"
    assert "apikey" not in simulator.ledger.requests[-1].parameters


async def test_a_new_key(
    hass: HomeAssistant,
    simulator: Simulator,
    pilot_account: MockConfigEntry,
    start: Start,
    send_sms: Send,
) -> None:
    """Is taken without a reload."""
    simulator.smspilot.set_account(api_key="NEW-KEY")
    flow = await start()
    await submit(hass, flow["flow_id"], form(simulator.url, api_key="NEW-KEY"))
    await send_sms(phone=ANNA)

    assert pilot_account.data["api_key"] == "NEW-KEY"
    assert len(simulator.ledger.messages) == 1


@pytest.mark.parametrize(
    "credentials", [{"api_key": "SECOND-KEY"}, {"login": "second", "password": "demo"}]
)
async def test_credentials_of_another_account(
    hass: HomeAssistant,
    simulator: Simulator,
    pilot_account: MockConfigEntry,
    start: Start,
    credentials: dict[str, str],
) -> None:
    """Are refused, and nothing changes."""
    simulator.smspilot.accounts.add(SECOND)
    before = dict(pilot_account.data)
    flow = await start()
    result = await submit(hass, flow["flow_id"], form(simulator.url, **credentials))

    assert result["errors"] == {"base": "wrong_account"}
    assert dict(pilot_account.data) == before


async def test_messages_left(
    hass: HomeAssistant,
    simulator: Simulator,
    pilot_account: MockConfigEntry,
    send_sms: Send,
) -> None:
    """The provider's own reckoning, which no answer to a sending has."""
    left, balance = "sensor.smspilot_5671_messages_left", "sensor.smspilot_5671_balance"

    def value(entity_id: str) -> Decimal:
        state = hass.states.get(entity_id)
        assert state is not None
        return Decimal(state.state)

    assert value(left) == 763
    await send_sms(phone=ANNA)
    await hass.async_block_till_done()
    assert value(balance) == Decimal("998.69")
    assert value(left) == 763
    simulator.smspilot.set_account(balance=Decimal(131))
    await pilot_account.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()
    assert value(left) == 100


async def test_a_user_who_is_blocked(
    hass: HomeAssistant, simulator: Simulator, pilot_account: MockConfigEntry
) -> None:
    """Has a balance again once that is over; nobody asks for other credentials."""
    coordinator = pilot_account.runtime_data.coordinator
    simulator.smspilot.set_account(refuses=106)
    await coordinator.async_refresh()
    assert not coordinator.last_update_success
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    simulator.smspilot.set_account(refuses=0)
    await coordinator.async_refresh()
    assert coordinator.last_update_success


async def open_options(
    hass: HomeAssistant, entry: MockConfigEntry, step: str
) -> ConfigFlowResult:
    """Choose a line of the options' menu."""
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    return await hass.config_entries.options.async_configure(
        flow["flow_id"], {"next_step_id": step}
    )


async def test_senders_are_offered(
    hass: HomeAssistant,
    simulator: Simulator,
    pilot_account: MockConfigEntry,
    send_sms: Send,
) -> None:
    """Those of the account; another one can be typed."""
    flow = await open_options(hass, pilot_account, "sending")
    assert flow["data_schema"] is not None
    selector = flow["data_schema"].schema["sender"]
    assert isinstance(selector, SelectSelector)
    assert selector.config["options"] == ["INFORM", "demo"]
    assert selector.config["custom_value"] is True
    await hass.config_entries.options.async_configure(
        flow["flow_id"], {"sender": "demo"}
    )
    await send_sms(phone=ANNA)

    assert simulator.ledger.messages[0].sender == "demo"
    again = await open_options(hass, pilot_account, "sending")
    assert suggested(again, "sender") == "demo"


async def test_a_sender_can_be_typed_without_an_answer(
    hass: HomeAssistant, simulator: Simulator, pilot_account: MockConfigEntry
) -> None:
    """The form opens all the same."""
    simulator.faults.add("http_status", status=500)
    flow = await open_options(hass, pilot_account, "sending")

    assert flow["data_schema"] is not None
    assert isinstance(flow["data_schema"].schema["sender"], TextSelector)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_address_for_incoming_texts(
    hass: HomeAssistant, pilot_account: MockConfigEntry, language: str
) -> None:
    """Is shown as it is, as nothing is signed, with the place where it is entered."""
    hass.config.language = language
    flow = await open_options(hass, pilot_account, "callback")
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "no_external_url")
    hass.config.external_url = PUBLIC
    flow = await open_options(hass, pilot_account, "callback")

    assert flow["step_id"] == "callback_unsigned"
    shown = filled_in(flow)
    assert shown["address"] == f"{PUBLIC}/api/webhook/{PILOT_WEBHOOK_ID}"
    assert "API Входящие" in shown["place"]
    await hass.config_entries.options.async_configure(flow["flow_id"], {})
    assert pilot_account.options["callback_origin"] == PUBLIC
    assert "callback_secret" not in pilot_account.data
    assert hass.config_entries.async_entries(DOMAIN) == [pilot_account]


async def test_everything_by_login_and_password(
    hass: HomeAssistant,
    simulator: Simulator,
    pilot_entry: MockConfigEntry,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """Sent, asked after, and what came in."""
    data = {**pilot_entry.data, "login": "demo", "password": "demo"}
    del data["api_key"]
    hass.config_entries.async_update_entry(pilot_entry, data=data)
    assert await hass.config_entries.async_setup(pilot_entry.entry_id)
    simulator.phones.behave(ANNA, [(0.0, 2, 0)])
    answer = await send_sms(phone=ANNA)
    reference = answer["messages"][0]["reference"]
    message = hass.data[GATEWAY].journal.get(reference)
    assert message is not None
    await eventually(lambda: simulator.ledger.messages[0].arrived)
    await pilot_entry.runtime_data.engine.look_up([message])
    await statuses.until_state("delivered")

    def asked() -> set[str]:
        return {
            name for request in simulator.ledger.requests for name in request.parameters
        }

    await eventually(lambda: {"send", "check", "inbound", "balance"} <= asked())
    assert "apikey" not in asked()


async def test_options_open_while_the_account_is_not_loaded(
    hass: HomeAssistant, pilot_account: MockConfigEntry
) -> None:
    """Its sender IDs cannot be asked for then; one can still be typed."""
    assert await hass.config_entries.async_unload(pilot_account.entry_id)
    flow = await hass.config_entries.options.async_init(pilot_account.entry_id)
    shown = await hass.config_entries.options.async_configure(
        flow["flow_id"], {"next_step_id": "sending"}
    )
    result = await hass.config_entries.options.async_configure(
        shown["flow_id"], {"sender": "INFORM"}
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert pilot_account.options["sender"] == "INFORM"
