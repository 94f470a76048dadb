"""An account whose every secret can be told from anything else, wherever it turns up."""

import re
from typing import Final

from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import WEBHOOK_ID
from .simulator import Simulator
from .simulator.smsc.accounts import Account

LOGIN: Final = "telltale-login"
PASSWORD: Final = "telltale-password"
KEY: Final = "telltale-key"
CALLBACK_SECRET: Final = "telltale-callback-secret"
STRANGER: Final = "+79037654321"
SENT: Final = "telltale-sent"
REFUSED: Final = "telltale-refused FORBIDDEN-WORD"
RECEIVED: Final = "telltale-received"
FORGED: Final = "telltale-forged"

SECRETS: Final = {
    "password": PASSWORD,
    "key": KEY,
    "webhook id": WEBHOOK_ID,
    "callback secret": CALLBACK_SECRET,
    "number of a recipient": "9161234567",
    "number of a stranger": STRANGER.removeprefix("+7"),
    "text that was sent": SENT,
    "text that was refused": REFUSED.split(maxsplit=1)[0],
    "text that came in": RECEIVED,
    "text that was forged": FORGED,
}
"""What must not be found anywhere but at the provider and on the phones."""


async def set_up(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, **proof: str
) -> None:
    """Set the account up, with the given password or key."""
    simulator.smsc.accounts.add(Account(login=LOGIN, password=PASSWORD, api_key=KEY))
    data = {**entry.data, "login": LOGIN, **proof}
    if "password" not in proof:
        del data["password"]
    hass.config_entries.async_update_entry(
        entry, data=data, options={"callback_secret": CALLBACK_SECRET}
    )
    # It can serve nothing new once somebody has called.
    assert await async_setup_component(hass, "diagnostics", {})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def listen(simulator: Simulator, clients: ClientSessionGenerator) -> str:
    """Enter the webhook in the provider's cabinet; return its path."""
    client = await clients()
    path = f"/api/webhook/{WEBHOOK_ID}"
    simulator.smsc.set_account(
        LOGIN,
        handler=f"{client.make_url(path)}?charset=utf-8&sha1={CALLBACK_SECRET}",
    )
    return path


async def download_diagnostics(
    entry: MockConfigEntry, clients: ClientSessionGenerator
) -> str:
    """Return the file that a user would attach to a bug report."""
    client = await clients()
    response = await client.get(f"/api/diagnostics/config_entry/{entry.entry_id}")
    assert response.status == 200
    text: str = await response.text()
    assert DOMAIN in text
    return text


def found(text: str) -> list[str]:
    """Return which secrets are in a text, a number in any way of writing."""
    squeezed = re.sub(r"[ ()-]", "", text)
    return [name for name, secret in SECRETS.items() if secret in (text + squeezed)]
