"""What the pictures show, and the way there."""

from collections.abc import Awaitable, Callable
import json
from pathlib import Path
from typing import Final

from .browser import Browser
from .home import ALARM, CHAIN, Home

type Scene = Callable[[Browser, Home, Path], Awaitable[None]]

_DIALOG: Final = "dialog[open]"
_MENU_ITEM: Final = "ha-list-item, ha-list-item-button, ha-md-list-item"
_TRANSLATIONS: Final = (
    Path(__file__).resolve().parents[2] / "custom_components/sms_gateway/translations"
)

# Home Assistant's own words, of which a page shows no other sign.
_CONFIGURE: Final = {"en": "Configure", "ru": "Настроить"}

_OTHER_ROW: Final = ("ha-automation-action-row", 1)
"""One that no picture shows."""

_NEWCOMER: Final = {
    "en": ("Neighbour", "8 903 123-45-67"),
    "ru": ("Сосед", "8 903 123-45-67"),
}


async def log_in(browser: Browser, home: Home) -> None:
    """Leave in the browser what a login leaves; without the sidebar there is more room."""
    tokens = {
        "access_token": home.token,
        "token_type": "Bearer",
        "expires_in": 1800,
        "expires": 4102444800000,
        "hassUrl": home.url,
        "clientId": f"{home.url}/",
        "refresh_token": "",
    }
    kept = {
        "hassTokens": json.dumps(tokens),
        "selectedLanguage": json.dumps(home.language),
        "dockedSidebar": json.dumps("always_hidden"),
    }
    await browser.prepare(
        f"for (const [k, v] of Object.entries({json.dumps(kept)}))"
        " localStorage.setItem(k, v);"
    )


def words(home: Home, *path: str) -> str:
    """Return a text of ours as the page shows it."""
    text = (_TRANSLATIONS / f"{home.language}.json").read_text("utf-8")
    node = json.loads(text)
    for key in path:
        node = node[key]
    return str(node)


def page(path: str, selector: str) -> Scene:
    """Return a scene that is a page; something on it tells that it is there."""

    async def show(browser: Browser, home: Home, picture: Path) -> None:
        await browser.go(f"{home.url}/{path}")
        await browser.find(selector)
        await browser.take(picture)

    return show


def form(provider: str | None = None) -> Scene:
    """Return the form of a provider, or the menu before it."""

    async def show(browser: Browser, home: Home, picture: Path) -> None:
        await browser.go(
            f"{home.url}/config/integrations/dashboard/add?domain=sms_gateway"
        )
        await browser.find(_DIALOG)
        # Home Assistant asks whether it is to be set up; OK is its last button.
        await browser.click("ha-button", "", -1)
        await browser.find(_MENU_ITEM, "SMSPILOT")
        if provider is not None:
            option = words(home, "config", "step", "user", "menu_options", provider)
            await browser.click(_MENU_ITEM, option)
            await browser.find("ha-form")
        await browser.take(picture, _DIALOG)

    return show


async def recipient(browser: Browser, home: Home, picture: Path) -> None:
    """Show the form of a recipient that is there."""
    await browser.go(f"{home.url}/config/integrations/integration/sms_gateway")
    await browser.find("ha-config-sub-entry-row")
    label = words(
        home, "config_subentries", "recipient", "initiate_flow", "reconfigure"
    )
    await browser.click("ha-icon-button", label)
    await browser.find("ha-form")
    await browser.take(picture, _DIALOG)


async def test_sms(browser: Browser, home: Home, picture: Path) -> None:
    """Show the offer of a test SMS, which ends every new account and recipient."""
    await browser.go(f"{home.url}/config/integrations/integration/sms_gateway")
    await browser.find("ha-config-sub-entry-row")
    entries = ("config_subentries", "recipient")
    await browser.click("ha-button", words(home, *entries, "initiate_flow", "user"))
    # Which account it is for; behind the dialog its name is on the page too.
    await browser.find(_DIALOG)
    await browser.click(_MENU_ITEM, home.added[0].title, -1)
    data = (*entries, "step", "user", "data")
    name, phone = _NEWCOMER[home.language]
    for field, text in (("name", name), ("phone", phone)):
        await browser.click("ha-input", words(home, *data, field))
        await browser.write(text)
    await browser.click("ha-button", "", -1)
    await browser.find(
        _MENU_ITEM, words(home, *entries, "step", "test", "menu_options", "send_test")
    )
    await browser.take(picture, _DIALOG)


def option(step: str | None = None) -> Scene:
    """Return a step of the options, or the menu before it."""

    async def show(browser: Browser, home: Home, picture: Path) -> None:
        await browser.go(f"{home.url}/config/integrations/integration/sms_gateway")
        await browser.find("ha-config-sub-entry-row")
        await browser.click("ha-icon-button", _CONFIGURE[home.language], 0)
        entries = ("options", "step", "init", "menu_options")
        await browser.find(_MENU_ITEM, words(home, *entries, "sending"))
        if step is not None:
            await browser.click(_MENU_ITEM, words(home, *entries, step))
            await browser.find("step-flow-form")
        await browser.take(picture, _DIALOG)

    return show


def device(is_recipient: bool) -> Scene:
    """Return the page of an account, or of a recipient."""

    async def show(browser: Browser, home: Home, picture: Path) -> None:
        first = home.added[0]
        name = first.account.recipient.name if is_recipient else first.title
        await browser.go(f"{home.url}/config/devices/device/{home.devices[name]}")
        await browser.find("ha-device-entities-card")
        await browser.take(picture)

    return show


def row(selector: str, nth: int = 0) -> Scene:
    """Return the automation editor with one of its rows opened beside the others."""

    async def show(browser: Browser, home: Home, picture: Path) -> None:
        await browser.go(f"{home.url}/config/automation/edit/{ALARM}")
        await browser.find("ha-automation-action-row")
        # The frontend asks for the words of choices once a row is open, and shows them
        # only from the second time on.
        for row, number in ((selector, nth), _OTHER_ROW, (selector, nth)):
            await browser.click(row, "", number)
            await browser.find("ha-automation-sidebar")
        await browser.take(picture)

    return show


async def repair(browser: Browser, home: Home, picture: Path) -> None:
    """Show what one of the repairs says."""
    await browser.go(f"{home.url}/config/repairs")
    await browser.click("ha-config-repairs ha-list-item-button, ha-list-item-button")
    await browser.find(_DIALOG)
    await browser.take(picture, _DIALOG)


SCENES: Final[dict[str, Scene]] = {
    "dashboard": page("sms-gateway/sms", "hui-tile-card"),
    "integration": page(
        "config/integrations/integration/sms_gateway", "ha-config-sub-entry-row"
    ),
    "menu": form(),
    "form_smsc": form("smsc"),
    "form_smspilot": form("smspilot"),
    "form_websms": form("websms"),
    "recipient": recipient,
    "options": option(),
    "options_sending": option("sending"),
    "options_callback": option("callback"),
    "options_balance": option("balance"),
    "options_guard": option("guard"),
    "options_incoming": option("incoming"),
    "device_account": device(is_recipient=False),
    "device_recipient": device(is_recipient=True),
    "automation_trigger": row("ha-automation-trigger-row"),
    "automation_received": row("ha-automation-trigger-row", 1),
    "automation_condition": row("ha-automation-condition-row"),
    "automation_action": row("ha-automation-action-row"),
    "blueprint": page(f"config/automation/edit/{CHAIN}", "blueprint-automation-editor"),
    "repair": repair,
    "logbook": page("logbook", "ha-logbook"),
    # Leaves a recipient behind.
    "test_sms": test_sms,
}
