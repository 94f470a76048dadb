"""What a user does in Home Assistant's pages, by the interfaces that the pages use."""

from typing import Any

from .accounts import DemoAccount
from .api import RestApi, WebSocketApi
from .errors import DemoError

NAME = "demo"
PASSWORD = "demo"

_DOMAIN = "sms_gateway"
_FLOW = "config/config_entries/flow"
_SUBENTRY_FLOW = "config/config_entries/subentries/flow"
_OPTIONS_FLOW = "config/config_entries/options/flow"
_ENTRY = "config/config_entries/entry"


async def go_through_onboarding(api: RestApi, language: str) -> None:
    """Create the login, answer the questions of a first start, and stay logged in."""
    answer = await api.post(
        "onboarding/users",
        name="Demo",
        username=NAME,
        password=PASSWORD,
        client_id=api.client_id,
        language=language,
    )
    await api.log_in(answer["auth_code"])
    await api.post("onboarding/core_config")
    await api.post("onboarding/analytics")
    await api.post(
        "onboarding/integration",
        client_id=api.client_id,
        redirect_uri=f"{api.url}/?auth_callback=1",
    )


async def remove_other_integrations(api: RestApi) -> None:
    """Remove what the onboarding sets up by itself: it wants the internet."""
    for entry in await api.get(_ENTRY):
        if entry["domain"] != _DOMAIN:
            await api.delete(f"{_ENTRY}/{entry['entry_id']}")


async def confirm_network_settings(websocket: WebSocketApi) -> None:
    """Keep the port for good: after five minutes it would be taken back.

    Home Assistant takes the settings of `http:` over into its own, and advises against
    that; it is the one way to have a port before the first start.
    """
    await websocket.command("http/config/promote")
    await websocket.command(
        "repairs/ignore_issue", domain="http", issue_id="deprecated_yaml", ignore=True
    )


async def add_account(
    api: RestApi, account: DemoAccount, base_url: str
) -> dict[str, Any]:
    """Add an account and its recipient; return the config entry."""
    menu = await api.post(_FLOW, handler=_DOMAIN)
    _expect(menu, "menu", "user")
    flow = f"{_FLOW}/{menu['flow_id']}"
    form = await api.post(flow, next_step_id=account.provider)
    _expect(form, "form", account.provider)
    created = await api.post(
        flow, **account.credentials, advanced={"base_url": base_url}
    )
    _expect(created, "create_entry")
    kind, flow_id = created["next_flow"]
    if kind != "config_subentries_flow":
        raise DemoError(f"The next flow is not that of a recipient: {kind}")
    await _add_recipient(api, flow_id, account)
    entry: dict[str, Any] = created["result"]
    return entry


async def _add_recipient(api: RestApi, flow_id: str, account: DemoAccount) -> None:
    """Fill in the form of the first recipient, and do without the test SMS."""
    recipient = account.recipient
    flow = f"{_SUBENTRY_FLOW}/{flow_id}"
    offer = await api.post(flow, name=recipient.name, phone=[recipient.written])
    _expect(offer, "menu", "test")
    _expect(await api.post(flow, next_step_id="finish"), "abort")


async def read_callback_address(api: RestApi, entry_id: str) -> str:
    """Let the options show the callback address, and submit them; return it."""
    menu = await api.post(_OPTIONS_FLOW, handler=entry_id)
    _expect(menu, "menu", "init")
    flow = f"{_OPTIONS_FLOW}/{menu['flow_id']}"
    form = await api.post(flow, next_step_id="callback")
    _expect(form, "form")
    _expect(await api.post(flow), "create_entry")
    address: str = form["description_placeholders"]["address"]
    return address


async def choose_fallback(api: RestApi, entry_id: str, fallback_id: str) -> None:
    """Choose, in an account's options, which other one carries what it cannot."""
    menu = await api.post(_OPTIONS_FLOW, handler=entry_id)
    _expect(menu, "menu", "init")
    flow = f"{_OPTIONS_FLOW}/{menu['flow_id']}"
    _expect(await api.post(flow, next_step_id="sending"), "form", "sending")
    _expect(await api.post(flow, fallbacks=[fallback_id]), "create_entry")


async def find_entities(websocket: WebSocketApi, entry_id: str) -> dict[str, str]:
    """Return the entity ids of an account, by what they are.

    Those of a recipient have `recipient_` before it, but for the notify entity itself.
    """
    entities = await websocket.command("config/entity_registry/list")
    found: dict[str, str] = {}
    for entity in entities:
        if entity["config_entry_id"] == entry_id:
            key = entity["translation_key"]
            if entity["config_subentry_id"] is not None and key != "recipient":
                key = f"recipient_{key}"
            found[key] = entity["entity_id"]
    return found


def _expect(result: dict[str, Any], kind: str, step: str | None = None) -> None:
    """Raise an error if a flow does not show what it should."""
    if result["type"] != kind or (step is not None and result["step_id"] != step):
        raise DemoError(f"The flow shows {result}")
