"""An account that cannot be added: why, and that the next try may succeed."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from custom_components.sms_gateway.providers.account import Balance
from custom_components.sms_gateway.providers.model import IncomingMessage
from custom_components.sms_gateway.providers.smsc.client import SmscClient
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .flows import KEY, form, open_form, submit
from .self_signed import self_signed_site
from .simulator import Simulator

BALANCE_PAGE = "/sys/balance.php"


@pytest.fixture
async def flow_id(hass: HomeAssistant) -> str:
    """Open the form."""
    return await open_form(hass)


async def test_certificate_that_nobody_vouches_for_is_refused(
    hass: HomeAssistant, simulator: Simulator, flow_id: str, tmp_path: Path
) -> None:
    """No password goes to a site that may be somebody else's."""
    with self_signed_site(tmp_path) as site:
        refused = await submit(hass, flow_id, form(site, api_key=KEY))
    added = await submit(hass, flow_id, form(simulator.url, api_key=KEY))

    assert refused["errors"] == {"base": "certificate"}
    assert added["type"] is FlowResultType.CREATE_ENTRY


async def test_home_without_network_is_told_so(
    hass: HomeAssistant, simulator: Simulator, flow_id: str
) -> None:
    """Where nobody listens there is no account, until somebody does."""
    await simulator.go_down()
    refused = await submit(hass, flow_id, form(simulator.url, api_key=KEY))
    await simulator.start()
    added = await submit(hass, flow_id, form(simulator.url, api_key=KEY))

    assert refused["errors"] == {"base": "cannot_connect"}
    assert added["type"] is FlowResultType.CREATE_ENTRY


async def test_home_that_the_provider_blocks_is_told_so(
    hass: HomeAssistant, simulator: Simulator, flow_id: str
) -> None:
    """Wrong credentials and a blocked address are different things to mend."""
    simulator.smsc.block()
    refused = await submit(hass, flow_id, form(simulator.url, api_key=KEY))
    simulator.smsc.unblock()
    added = await submit(hass, flow_id, form(simulator.url, api_key=KEY))

    assert refused["errors"] == {"base": "ip_blocked"}
    assert added["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("fault", "settings", "error"),
    [
        ("error_code", {"code": 2}, "invalid_auth"),
        ("error_code", {"code": 4}, "ip_blocked"),
        ("error_code", {"code": 1}, "cannot_connect"),
        ("error_code", {"code": 9}, "busy"),
        ("html", {}, "cannot_connect"),
        ("http_status", {"status": 503}, "cannot_connect"),
        ("http_status", {"status": 302}, "cannot_connect"),
        ("empty", {}, "cannot_connect"),
        ("garbage", {}, "cannot_connect"),
        ("truncated", {}, "cannot_connect"),
        ("drop_before", {}, "cannot_connect"),
    ],
)
async def test_answer_that_proves_nothing_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    flow_id: str,
    fault: str,
    settings: dict[str, Any],
    error: str,
) -> None:
    """Whatever comes instead of a balance has a name, and the next try may succeed."""
    simulator.faults.add(fault, path=BALANCE_PAGE, **settings)
    refused = await submit(hass, flow_id, form(simulator.url, api_key=KEY))
    added = await submit(hass, flow_id, form(simulator.url, api_key=KEY))

    assert refused["type"] is FlowResultType.FORM
    assert refused["errors"] == {"base": error}
    assert added["type"] is FlowResultType.CREATE_ENTRY


async def test_defect_is_told_and_logged(
    hass: HomeAssistant,
    simulator: Simulator,
    flow_id: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A client that fails in a way of its own does not end the flow."""

    async def fail(_: SmscClient) -> Balance:
        raise RuntimeError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr(SmscClient, "fetch_balance", fail)
        refused = await submit(hass, flow_id, form(simulator.url, api_key=KEY))
    added = await submit(hass, flow_id, form(simulator.url, api_key=KEY))

    assert refused["errors"] == {"base": "unknown"}
    assert "a defect" in caplog.text
    assert added["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "credentials",
    [
        {},
        {"login": "demo"},
        {"password": "demo"},
        {"login": "  ", "password": "demo"},
        {"api_key": "  "},
    ],
)
async def test_half_a_form_is_not_sent(
    hass: HomeAssistant,
    simulator: Simulator,
    flow_id: str,
    credentials: dict[str, str],
) -> None:
    """The key or the pair is needed; without either the provider is not asked."""
    refused = await submit(hass, flow_id, form(simulator.url, **credentials))
    asked = len(simulator.ledger.requests)
    added = await submit(hass, flow_id, form(simulator.url, api_key=KEY))

    assert refused["errors"] == {"base": "credentials_missing"}
    assert asked == 0
    assert added["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("credentials", [{}, {"login": "demo"}, {"password": "demo"}])
async def test_a_form_without_a_key_asks_for_none(
    hass: HomeAssistant, simulator: Simulator, credentials: dict[str, str]
) -> None:
    """WEBSMS has the pair alone."""
    flow_id = await open_form(hass, "websms")
    refused = await submit(hass, flow_id, form(simulator.url, **credentials))

    assert refused["errors"] == {"base": "pair_missing"}


@pytest.mark.parametrize(
    "base_url",
    [
        "http://smsc.ru",
        "http://8.8.8.8",
        "http://100.64.0.1",
        "http://[2001:4860:4860::8888]",
        "http://127.0.0.1.example.com",
        "http://2130706433",
        "ftp://127.0.0.1",
        "smsc.ru",
        "//smsc.ru",
        "https://",
        "https:///sys",
        "https://smsc.ru:99999",
        "https://[::1",
        "https://user:password@smsc.ru",
        "https://user@smsc.ru",
        "https://smsc.ru/?key=value",
        "https://smsc.ru/#part",
        "   ",
    ],
)
async def test_address_that_would_give_the_password_away_is_refused(
    hass: HomeAssistant, simulator: Simulator, flow_id: str, base_url: str
) -> None:
    """Outside of the house a password travels encrypted, and to a plain address."""
    refused = await submit(hass, flow_id, form(base_url, api_key=KEY))
    added = await submit(hass, flow_id, form(simulator.url, api_key=KEY))

    assert refused["errors"] == {"base": "base_url_unsafe"}
    assert added["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "base_url",
    [
        "https://smsc.kz",
        "https://8.8.8.8:8443",
        "https://gateway.example.com/smsc",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://192.168.1.20",
        "http://10.0.0.20",
        "http://172.16.0.20",
        "http://[::1]:8080",
        "http://[fd00::20]",
    ],
)
async def test_address_in_the_house_or_encrypted_is_taken(
    hass: HomeAssistant,
    flow_id: str,
    base_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A sister site, a proxy, a simulator at home: all may be asked."""

    async def answer(_: SmscClient) -> Balance:
        return Balance(amount=Decimal(1000))

    async def nothing(*_: object) -> list[IncomingMessage]:
        return []

    # No test reaches these.
    monkeypatch.setattr(SmscClient, "fetch_balance", answer)
    monkeypatch.setattr(SmscClient, "fetch_incoming", nothing)
    result = await submit(hass, flow_id, form(base_url, api_key=KEY))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].data["base_url"] == base_url
